"""A family is erased, because it asked or because its time is over: nothing of it is found anywhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from consult import audit, erasure, followups, reviews, services, wishes
from consult.lenses import SHEETS
from consult.models import Case, Erasure, Event, LegalHold, RetentionPeriod, SearchTerm
from consult.refusals import NotPossible
from intake.models import Draft, Inquiry
from tests.admin_pages import act
from tests.consult.family import open_status_page
from tests.factory import make_call, make_explanation, send_file, submit_case, write_message

pytestmark = pytest.mark.django_db
SAID = "植えた言葉"


@pytest.fixture
def told(aoki):
    """A family that used everything there is."""
    case = submit_case(
        contact_name=f"{SAID}花子",
        message=f"父の病気の{SAID}",
        treatment_name=SAID,
        email="planted@example.jp",
    )
    now = timezone.now()
    services.write_note(case=case, author=aoki.user, body=SAID, now=now)
    write_message(case, body=SAID)
    send_file(case, name=f"{SAID}.jpg")
    make_call(case)
    services.ask_to_look_again(case=case, words=SAID, now=now)
    services.send_explanation(
        case=case, explanation=make_explanation(), words=SAID, occurrence="1", author=aoki.user, now=now
    )
    reviews.save(
        case=case, sheet=SHEETS["preparation"], found=reviews.Found({"since": {"note": SAID}}, []), seen=0,
        author=aoki.user, now=now,
    )  # fmt: skip
    services.override_track(case=case, track="unsorted", reason=SAID, author=aoki.user, now=now)
    return case


def erase(case, why="asked", now=None):
    erasure.erase(case=case, why=why, now=now or timezone.now())


def rows_about(inquiry: int, case: int) -> set[str]:
    """The tables that still lead to this family."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = {one.name for one in connection.introspection.get_table_description(cursor, table)}
            for column, key in (("inquiry_id", inquiry), ("case_id", case)):
                if column in columns:
                    cursor.execute(f"SELECT 1 FROM {table} WHERE {column} = %s", [key])  # noqa: S608
                    found |= {table} if cursor.fetchone() else set()
    return found


class TestErased:
    def test_nothing_leads_to_it_but_what_is_counted(self, told):
        other = submit_case(email="other@example.jp")
        erase(told)
        assert rows_about(told.inquiry_id, told.pk) <= {
            "consult_case", "consult_event", "consult_eventhead", "consult_erasure", "intake_decision",
            "consult_escalation",
        }  # fmt: skip
        inquiry = Inquiry.objects.get(pk=told.inquiry_id)
        said = [
            inquiry.message,
            inquiry.contact_name,
            inquiry.email,
            inquiry.email_index,
            inquiry.phone_index,
        ]
        assert said == [""] * 5
        assert (inquiry.patient_age, inquiry.prefecture, inquiry.draft_id) == (None, "", None)
        assert (inquiry.condition, inquiry.treatment_kind) == ("parkinsons", "ips_cell")
        assert [decision.reasons for decision in inquiry.decisions.all()] == [[], []]
        assert not Draft.objects.filter(pk=told.inquiry.draft_id).exists()
        # Others are as they were.
        assert Inquiry.objects.get(pk=other.inquiry_id).message
        assert SearchTerm.objects.filter(inquiry=other.inquiry_id).exists()

    def test_its_words_are_in_no_row_even_opened(self, told):
        erase(told)
        inquiry = Inquiry.objects.get(pk=told.inquiry_id)
        opened = [str(getattr(inquiry, field.name)) for field in Inquiry._meta.concrete_fields]
        opened += [decision.override_reason for decision in inquiry.decisions.all()]
        opened += [str(event.data) for event in Event.objects.all()]
        assert not any(SAID in words or "planted" in words for words in opened)

    def test_the_chain_of_its_events_is_whole_and_says_so(self, told):
        erase(told)
        assert list(audit.faults()) == []
        assert told.events.last().kind == "erased"
        assert Erasure.objects.get().why == "asked"

    def test_the_counselors_place_is_free_and_nothing_is_sent(self, told, aoki):
        erase(told)
        aoki.refresh_from_db()
        assert aoki.open_cases == 0
        followups.sweep()
        assert mail.outbox == []

    def test_its_link_opens_nothing_any_more(self, told, client):
        open_status_page(client, told.inquiry)
        erase(told)
        for page in ("", "copy/", "files/"):
            assert client.get(f"/status/{told.reference}/{page}").status_code == 404
        assert not wishes.ask_for_link(
            reference=told.reference, email="planted@example.jp", now=timezone.now()
        )

    def test_the_desk_still_opens_what_is_left(self, told, honda, client):
        erase(told)
        client.force_login(honda.user)
        assert client.get(f"/desk/cases/{told.reference}/").status_code == 200

    def test_once(self, told):
        erase(told)
        with pytest.raises(NotPossible):
            erase(told)


class TestHeld:
    def test_a_hold_keeps_it_until_it_ends(self, told, root):
        root.post("/admin/consult/legalhold/add/", {"case": told.pk, "reason": "係争中"})
        hold = LegalHold.objects.get()
        assert hold.reason == "係争中"
        with pytest.raises(erasure.Held):
            erase(told)
        assert Inquiry.objects.get(pk=told.inquiry_id).message
        act(root, "end", hold)
        erase(told)


class TestByTheAdmin:
    def test_only_those_who_asked(self, told, root):
        other = submit_case(email="other@example.jp")
        wishes.ask_for_erasure(case=told, now=timezone.now())
        act(root, "erase_now", told)
        act(root, "erase_now", other)
        assert list(Erasure.objects.values_list("case", flat=True)) == [told.pk]


class TestByAge:
    @pytest.fixture
    def closed(self, aoki):
        case = submit_case()
        services.close(case=case, outcome="explained", author=None, now=timezone.now())
        return Case.objects.get(pk=case.pk)

    @pytest.fixture
    def period(self):
        return RetentionPeriod.objects.create(kind="case", days=100, warn_days=30)

    def test_told_first_and_erased_when_the_time_is_over(self, closed, period):
        def after(days):
            return erasure.erase_expired(now=closed.closed_at + timedelta(days=days))

        assert [after(69), closed.events.filter(kind="warned").count()] == [0, 0]
        assert [after(71), closed.events.filter(kind="warned").count()] == [0, 1]
        warning = closed.followups.get(kind="message")
        assert "消去" in warning.words
        assert [after(100), after(102), after(103)] == [0, 1, 0]
        assert Erasure.objects.get().why == "age"
        assert Inquiry.objects.get(pk=closed.inquiry_id).message == ""

    def test_never_without_having_told_in_time(self, closed, period):
        late = closed.closed_at + timedelta(days=900)
        assert erasure.erase_expired(now=late) == 0
        assert erasure.erase_expired(now=late + timedelta(days=29)) == 0
        assert erasure.erase_expired(now=late + timedelta(days=31)) == 1

    def test_not_what_is_held_open_or_waited_for(self, closed, period, aoki):
        open_one, waits = submit_case(email="a@example.jp"), submit_case(email="b@example.jp")
        services.close(case=waits, outcome="explained", author=None, now=timezone.now())
        write_message(waits)
        LegalHold.objects.create(case=closed, reason="係争中", placed_at=timezone.now(), placed_by=aoki.user)
        for days in (800, 900):
            assert erasure.erase_expired(now=timezone.now() + timedelta(days=days)) == 0
        assert not Event.objects.filter(kind="warned").exists()
        assert Case.objects.open().filter(pk=open_one.pk).exists()

    def test_without_a_period_nothing_goes(self, closed):
        assert erasure.erase_expired(now=timezone.now() + timedelta(days=9000)) == 0
        assert not Event.objects.filter(kind="warned").exists()

    def test_photos_may_go_sooner(self, closed):
        send_file(closed)
        services.finish_task(task=closed.tasks.open().get(), author=closed.assignee.user, now=timezone.now())
        RetentionPeriod.objects.create(kind="files", days=40, warn_days=0)
        erasure.erase_expired(now=closed.closed_at + timedelta(days=41))
        assert not closed.attachments.exists()
        assert closed.events.last().kind == "file_removed"

    def test_families_read_how_long(self, closed, period, client):
        open_status_page(client, closed.inquiry)
        assert "100" in client.get(f"/status/{closed.reference}/erasure/").content.decode()
