"""Filters, pages and saved views of the queue: all of it in the address."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult import conversation, queue, saved_views, services
from consult.models import Case
from consult.refusals import FamilyWaits, NotPossible
from tests.consult.many_cases import many_cases
from tests.factory import make_counselor, submit_case, write_message

pytestmark = pytest.mark.django_db


def listed(client, **asked) -> list[str]:
    answer = client.get("/desk/", asked)
    assert answer.status_code == 200
    return [case.reference for case in answer.context["cases"]]


class TestFilters:
    @pytest.fixture
    def ours(self, honda, client) -> list[Case]:
        plain, other = many_cases(2)
        now = timezone.now()
        Case.objects.filter(pk=other.pk).update(
            track="self_pay_review", treatment_kind="exosome", priority="urgent", language="en",
            flags=["crisis"], assignee=honda, opened_at=now - timedelta(days=8),
        )  # fmt: skip
        client.force_login(honda.user)
        return [plain, other]

    @pytest.mark.parametrize(
        "asked",
        [
            {"track": "self_pay_review"},
            {"kind": "exosome"},
            {"flag": "crisis"},
            {"priority": "urgent"},
            {"language": "en"},
            {"age": "7"},
            {"track": "self_pay_review", "flag": "crisis", "age": "7"},
        ],
    )
    def test_each_narrows_the_list_and_its_count(self, ours, client, asked):
        assert listed(client, list="all", **asked) == [ours[1].reference]
        answer = client.get("/desk/", {"list": "all", **asked})
        assert answer.context["count"] == "1"

    def test_by_counselor_for_a_lead_alone(self, ours, honda, aoki, client):
        assert listed(client, list="all", counselor=honda.pk) == [ours[1].reference]
        client.force_login(aoki.user)
        assert "counselor" not in client.get("/desk/").context["filters"].fields

    @pytest.mark.parametrize("asked", [{"track": "x"}, {"age": "2"}, {"flag": '"'}, {"counselor": "x"}])
    def test_what_nobody_offers_is_left_out_and_said(self, ours, client, asked):
        answer = client.get("/desk/", {"list": "all", "language": "en", **asked})
        assert [case.reference for case in answer.context["cases"]] == [ours[1].reference]
        assert len(list(answer.context["messages"])) == 1


class TestPages:
    def walk(self, client, name: str, way: str, bookmark: str) -> list[list[str]]:
        pages = []
        while bookmark:
            answer = client.get("/desk/", {"list": name, way: bookmark})
            pages.append([case.reference for case in answer.context["cases"]])
            page = answer.context["page"]
            bookmark = page.later if way == "after" else page.earlier
        return pages

    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            ("mine", {}),
            ("due_soon", {}),
            ("snoozed", {"snoozed_until": timezone.now() + timedelta(days=2)}),
            ("closed", {"status": "closed", "outcome": "other", "closed_at": timezone.now()}),
        ],
    )
    def test_forwards_and_back_every_case_comes_once(self, aoki, client, name, fields, monkeypatch):
        monkeypatch.setattr(queue, "PAGE", 3)
        # All alike: what sets them apart is the last key alone.
        many_cases(8, assignee=aoki, due_at=timezone.now() + timedelta(hours=1), **fields)
        client.force_login(aoki.user)
        first = client.get("/desk/", {"list": name}).context["page"]
        assert first.earlier == ""
        there = self.walk(client, name, "after", first.later)
        shown = [case.reference for case in first.rows] + [one for page in there for one in page]
        assert sorted(shown) == sorted(Case.objects.values_list("inquiry__reference", flat=True))
        last = client.get("/desk/", {"list": name, "after": first.later}).context["page"]
        [back] = self.walk(client, name, "before", last.earlier)
        assert back == shown[:3]

    def test_what_comes_in_front_meanwhile_moves_nothing(self, aoki, client, monkeypatch):
        monkeypatch.setattr(queue, "PAGE", 2)
        many_cases(4, assignee=aoki)
        client.force_login(aoki.user)
        first = client.get("/desk/").context["page"]
        before = listed(client, after=first.later)
        many_cases(3, assignee=aoki, priority="urgent")
        assert listed(client, after=first.later) == before

    @pytest.mark.parametrize("bookmark", ["x", "1.2", "1.2.3.4", "-1.2.3", "1.999999999999999999.3", "٣.1.1"])
    def test_a_bookmark_that_is_none_of_ours_shows_the_beginning(self, case, aoki, client, bookmark):
        client.force_login(aoki.user)
        assert listed(client, after=bookmark) == listed(client, before=bookmark) == [case.reference]


class TestSavedViews:
    def test_the_list_and_its_filters_are_kept_under_a_name_and_removed(self, aoki, client):
        client.force_login(aoki.user)
        answer = client.post("/desk/views/?list=overdue&priority=urgent&track=x", {"name": "急ぎ"})
        assert answer.url == "/desk/?list=overdue&priority=urgent"
        aoki.refresh_from_db()
        assert aoki.saved_views == [{"name": "急ぎ", "query": "list=overdue&priority=urgent"}]
        assert "急ぎ" in client.get("/desk/").content.decode()
        client.post("/desk/views/remove/", {"name": "急ぎ"})
        aoki.refresh_from_db()
        assert aoki.saved_views == []

    def test_without_a_name_it_is_not_kept(self, aoki, client):
        client.force_login(aoki.user)
        assert client.post("/desk/views/", {"name": " "}).status_code == 422

    def test_there_is_an_end_to_them(self, aoki, client):
        for number in range(saved_views.MOST):
            saved_views.keep(counselor=aoki, name=str(number), query="list=mine")
        client.force_login(aoki.user)
        assert client.post("/desk/views/", {"name": "one more"}).status_code == 422
        assert client.post("/desk/views/", {"name": "0"}).status_code == 302


class TestSnooze:
    def test_it_leaves_my_cases_and_comes_back_by_itself(self, case, aoki, client):
        client.force_login(aoki.user)
        day = timezone.localdate() + timedelta(days=3)
        assert (
            client.post(f"/desk/cases/{case.reference}/snooze/", {"until": day.isoformat()}).status_code
            == 302
        )
        assert listed(client, list="mine") == []
        assert listed(client, list="snoozed") == [case.reference]
        assert case.events.last().kind == "snoozed"
        Case.objects.update(snoozed_until=timezone.now())
        assert listed(client, list="mine") == [case.reference]

    def test_it_is_taken_up_again_by_hand(self, case, aoki, client):
        client.force_login(aoki.user)
        services.snooze(
            case=case, until=timezone.now() + timedelta(days=1), author=aoki.user, now=timezone.now()
        )
        assert client.post(f"/desk/cases/{case.reference}/wake/").status_code == 302
        assert client.post(f"/desk/cases/{case.reference}/wake/").status_code == 409
        assert listed(client, list="mine") == [case.reference]

    def test_the_familys_word_brings_it_back(self, case, aoki):
        services.snooze(
            case=case, until=timezone.now() + timedelta(days=1), author=aoki.user, now=timezone.now()
        )
        write_message(case)
        case.refresh_from_db()
        assert case.snoozed_until is None
        with pytest.raises(FamilyWaits):
            services.snooze(
                case=case, until=timezone.now() + timedelta(days=1), author=aoki.user, now=timezone.now()
            )

    def test_a_closed_case_and_a_day_gone_by_are_refused(self, case, aoki, client):
        client.force_login(aoki.user)
        address = f"/desk/cases/{case.reference}/snooze/"
        for day in ("", "2020-01-01", "9999-12-31", "soon", timezone.localdate().isoformat()):
            assert client.post(address, {"until": day}).status_code == 422
        services.close(case=case, outcome="other", author=aoki.user, now=timezone.now())
        with pytest.raises(NotPossible):
            services.snooze(
                case=case, until=timezone.now() + timedelta(days=1), author=aoki.user, now=timezone.now()
            )


class TestUnread:
    def mark(self, client) -> str:
        [row] = client.get("/desk/").context["cases"]
        return row.unread

    def test_new_until_opened_and_unread_when_the_family_wrote_since(self, case, aoki, client):
        client.force_login(aoki.user)
        page = f"/desk/cases/{case.reference}/"
        assert self.mark(client) == "new"
        client.get(page)
        assert self.mark(client) == ""
        write_message(case)
        assert self.mark(client) == "wrote"
        client.get(page)
        assert self.mark(client) == ""

    def test_a_leads_look_is_not_the_counselors(self, case, aoki, honda, client):
        client.force_login(honda.user)
        client.get(f"/desk/cases/{case.reference}/")
        client.force_login(aoki.user)
        assert self.mark(client) == "new"

    def test_handed_over_it_is_new_again(self, case, aoki, client):
        client.force_login(aoki.user)
        client.get(f"/desk/cases/{case.reference}/")
        other = make_counselor()
        Case.objects.update(assignee=other)
        client.force_login(other.user)
        assert self.mark(client) == "new"

    def test_a_message_that_came_after_the_page_was_read_stays_unread(self, case, aoki, client):
        first, second = write_message(case), write_message(case)
        services.note_looked(case=case, counselor=aoki, newest=first.pk)
        case.refresh_from_db()
        assert (case.newest_message, case.unread) == (second.pk, "wrote")


class TestWhatsNew:
    def test_others_changes_are_counted_and_ones_own_are_not(self, case, aoki, client):
        client.force_login(aoki.user)
        seen = client.get("/desk/").context["newest_event"]
        services.write_note(case=case, author=aoki.user, body="…", now=timezone.now())
        assert client.get("/desk/new/", {"since": seen}).json() == {"new": 0}
        write_message(case)
        submit_case()
        assert client.get("/desk/new/", {"since": seen}).json() == {"new": 2}
        assert client.get("/desk/new/", {"since": seen, "list": "closed"}).json() == {"new": 0}
        assert client.get("/desk/new/", {"since": "x"}).status_code == 400


def test_waiting_for_the_family_ends_when_it_writes(case, aoki, client):
    Case.objects.update(answered_at=timezone.now())
    client.force_login(aoki.user)
    assert listed(client, list="family") == [case.reference]
    message = write_message(case)
    assert listed(client, list="family") == []
    conversation.write_to_family(
        case=case, words="はい", seen=message.pk, occurrence="1", author=aoki.user, now=timezone.now()
    )
    assert listed(client, list="family") == [case.reference]
