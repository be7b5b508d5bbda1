"""What happened to a case can be added to, not changed; an owner of the database who does so is found out."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from consult import audit, event_guard, services, triggers
from consult.event_chain import chained
from consult.events import record
from consult.models import Event, EventHead
from tests.factory import send_file, submit_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    """Who owns the database can drop what guards it."""
    triggers.remove(event_guard.TRIGGERS, connection)
    yield
    triggers.install(event_guard.TRIGGERS, connection)


def said() -> list[str]:
    return [str(fault) for fault in audit.faults()]


def verify(**options):
    out = StringIO()
    try:
        call_command("audit", "verify", stdout=out, **options)
    except SystemExit as ended:
        return ended.code, out.getvalue()
    return 0, out.getvalue()


class TestAsWritten:
    def test_nothing_is_found_and_the_numbers_go_up_by_one(self, case, aoki):
        services.write_note(case=case, author=aoki.user, body="また電話する", now=timezone.now())
        submit_case()
        numbers = list(case.events.order_by("pk").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert case.event_head.number == len(numbers)
        assert verify() == (0, "Every event is as it was written.\n")

    def test_one_case_alone(self, case):
        assert verify(case=case.reference)[0] == 0

    def test_what_is_written_while_it_is_read_is_no_fault(self, case):
        asked = []

        def write_before_the_second(execute, sql, params, many, context):
            asked.append(sql)
            if len(asked) == 2:
                record(case=case, kind="noted", at=timezone.now())
            return execute(sql, params, many, context)

        with connection.execute_wrapper(write_before_the_second):
            assert said() == []
        assert case.events.filter(kind="noted").exists()

    def test_a_new_key_goes_on_where_the_old_one_ended(self, case, settings):
        from intake import keyring

        settings.AUDIT_KEYS = (*keyring.parse(keyring.new_key("k2")), *settings.AUDIT_KEYS)
        record(case=case, kind="noted", at=timezone.now())
        assert case.events.last().seal.startswith("k2:")
        assert said() == []

    @pytest.mark.django_db(transaction=True, serialized_rollback=True)
    def test_written_at_the_same_moment_they_stand_one_behind_the_other(self, aoki, race):
        case = submit_case()
        before = case.events.count()
        calls = [lambda: record(case=case, kind="noted", at=timezone.now())] * 6
        assert race(*calls) == [None] * 6
        assert case.events.count() == before + 6
        assert said() == []


class TestTheDatabaseRefuses:
    @pytest.mark.parametrize(
        "statement", ["UPDATE consult_event SET kind = 'closed'", "DELETE FROM consult_event"]
    )
    def test_a_change_and_a_deletion(self, case, statement):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        assert said() == []

    def test_the_case_stays_while_it_has_events(self, case):
        with pytest.raises(ProtectedError):
            case.delete()

    def test_emptying_the_table_at_once(self, case):
        if connection.vendor != "postgresql":
            pytest.skip("SQLite has no TRUNCATE")
        with connection.cursor() as cursor:
            # What the test wrote is settled first, as if it had been committed.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute("TRUNCATE consult_event")

    def test_without_its_triggers_it_is_said(self, case, owner):
        code, told = verify()
        assert code == 1
        assert "triggers are missing" in told


class TestFound:
    @pytest.mark.parametrize(
        "changed",
        [{"kind": "closed"}, {"data": {"decision": 9}}, {"at": "2020-01-01T00:00:00Z"}, {"seal": ""},
            {"seal": "k1:00"}, {"seal": "gone:00"}],
    )  # fmt: skip
    def test_edited(self, case, owner, changed):
        Event.objects.filter(case=case, number=2).update(**changed)
        assert f"case {case.pk}, event 2: edited" in said()

    def test_another_actor(self, case, owner, aoki):
        Event.objects.filter(case=case, number=2).update(actor=aoki.user)
        assert said() == [f"case {case.pk}, event 2: edited"]

    def test_given_to_another_case(self, case, owner):
        other = submit_case()
        last = other.event_head.number
        Event.objects.filter(case=case, number=case.event_head.number).update(case=other, number=last + 1)
        assert f"case {other.pk}, event {last + 1}: edited" in said()
        assert f"case {other.pk}, event {last + 1}: added behind the end of the chain" in said()

    def test_deleted_in_the_middle(self, case, owner):
        Event.objects.filter(case=case, number__in=[2, 3]).delete()
        assert said() == [f"case {case.pk}, event 2: deleted, up to event 3"]

    def test_deleted_and_the_next_put_in_its_place(self, case, owner):
        Event.objects.filter(case=case, number=2).delete()
        Event.objects.filter(case=case, number=3).update(number=2)
        assert f"case {case.pk}, event 2: edited" in said()

    def test_reordered(self, case, owner):
        Event.objects.filter(case=case, number=2).update(number=99)
        Event.objects.filter(case=case, number=3).update(number=2)
        Event.objects.filter(case=case, number=99).update(number=3)
        assert f"case {case.pk}, event 2: moved: it was event 3" in said()
        assert f"case {case.pk}, event 3: moved: it was event 2" in said()

    def test_cut_at_the_end(self, case, owner):
        last = case.event_head.number
        Event.objects.filter(case=case, number=last).delete()
        assert said() == [f"case {case.pk}, event {last}: deleted at the end, up to event {last}"]

    def test_without_a_head_and_without_anything(self, case, owner):
        last = case.event_head.number
        EventHead.objects.all().delete()
        assert said() == [
            f"case {case.pk}, event {last}: the end of the chain is not kept: events may be missing after it"
        ]
        Event.objects.all().delete()
        assert said() == [f"case {case.pk}, event 1: the case has no events at all"]
        triggers.install(event_guard.TRIGGERS, connection)
        assert verify(case=case.reference)[0] == 1

    def test_all_of_them_deleted(self, case, owner):
        last = case.event_head.number
        Event.objects.all().delete()
        assert said() == [f"case {case.pk}, event 1: deleted at the end, up to event {last}"]

    def test_an_end_that_was_changed(self, case):
        last = case.event_head.number
        EventHead.objects.filter(case=case).update(seal="k1:00")
        assert said() == [f"case {case.pk}, event {last}: another one than is kept as the end of the chain"]

    def test_added_by_hand_without_the_key(self, case, owner, settings):
        from intake import keyring

        head, settings.AUDIT_KEYS = case.event_head, keyring.parse(keyring.new_key("k1"))
        forged = Event(case=case, kind="closed", at=timezone.now(), data={})
        Event.objects.bulk_create(chained([forged], number=head.number, seal=head.seal))
        settings.AUDIT_KEYS = keyring.parse(keyring.new_key("k3"))
        assert f"case {case.pk}, event {head.number + 1}: edited" in said()


class TestHeadsKeptElsewhere:
    @pytest.fixture
    def kept(self, case, tmp_path):
        out = StringIO()
        call_command("audit", "heads", stdout=out)
        path = tmp_path / "heads"
        path.write_text(out.getvalue())
        return path

    def test_a_case_that_went_on_is_sound(self, case, kept):
        record(case=case, kind="noted", at=timezone.now())
        assert verify(heads=kept)[0] == 0

    def test_a_chain_cut_back_with_its_head_is_found(self, case, kept, owner):
        last = case.event_head.number
        Event.objects.filter(case=case, number=last).delete()
        before = Event.objects.get(case=case, number=last - 1)
        EventHead.objects.filter(case=case).update(number=last - 1, seal=before.seal)
        assert said() == []
        triggers.install(event_guard.TRIGGERS, connection)
        code, told = verify(heads=kept)
        assert (code, told) == (
            1,
            f"case {case.pk}, event {last}: gone since the list of heads was exported\n",
        )

    def test_a_list_that_was_changed_is_not_taken(self, case, kept):
        lines = kept.read_text().splitlines()
        for changed in (
            [],
            lines[:-1],
            [*lines[1:]],
            [json.dumps({"case": 1, "number": 1, "seal": ""}), *lines],
        ):
            with pytest.raises(audit.NotOurs):
                audit.read_heads(changed)


class TestReadingByOthers:
    def opened(self, case):
        return list(case.events.filter(kind="opened").values_list("actor__username", "data"))

    def test_by_a_lead_is_an_event_each_time_and_by_its_counselor_is_none(self, case, aoki, honda, client):
        sent = send_file(case)
        base = f"/desk/cases/{case.reference}/"
        for who in (aoki, honda):
            client.force_login(who.user)
            for page in ("", "review/preparation/", f"files/{sent.pk}/"):
                assert client.get(base + page).status_code == 200
        assert self.opened(case) == [("honda", {"what": what}) for what in ("case", "review", "file")]
        assert said() == []

    def test_in_the_admin_too(self, case, root):
        root.get(f"/admin/intake/inquiry/{case.inquiry_id}/change/")
        root.get(f"/admin/consult/case/{case.pk}/change/")
        root.get(f"/admin/consult/followup/{case.followups.get().pk}/change/")
        assert [data["what"] for _who, data in self.opened(case)] == [
            "intake.inquiry", "consult.case", "consult.followup",
        ]  # fmt: skip

    def test_who_may_not_open_it_leaves_none(self, case, mori, client):
        client.force_login(mori.user)
        assert client.get(f"/desk/cases/{case.reference}/").status_code == 404
        assert self.opened(case) == []
