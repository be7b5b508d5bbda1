"""The counselors' queue: which cases each list shows, in which order, at which price."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult import queue, services
from consult.models import Case, Counselor
from intake.vocabulary import label
from tests.factory import submit_case, write_message

pytestmark = pytest.mark.django_db


def shown(counselor: Counselor, name: str) -> list[Case]:
    lists = queue.lists(user=counselor.user, counselor=counselor, now=timezone.now())
    return queue.page(next(one for one in lists if one.name == name)).rows


def names(counselor: Counselor) -> list[str]:
    return [one.name for one in queue.lists(user=counselor.user, counselor=counselor, now=timezone.now())]


class TestLists:
    def test_my_cases_are_the_open_ones_in_my_name(self, aoki, mori):
        mine, closed = submit_case(), submit_case()
        services.close(case=closed, outcome="explained", author=aoki.user, now=timezone.now())
        assert shown(aoki, "mine") == [mine]
        assert shown(aoki, "closed") == [closed]
        assert shown(mori, "mine") == []
        assert shown(mori, "closed") == []

    def test_overdue_is_mine_past_its_time_and_not_answered(self, aoki):
        late, answered, in_time = submit_case(), submit_case(), submit_case()
        an_hour_ago = timezone.now() - timedelta(hours=1)
        Case.objects.exclude(pk=in_time.pk).update(due_at=an_hour_ago)
        Case.objects.filter(pk=answered.pk).update(answered_at=an_hour_ago)
        assert shown(aoki, "overdue") == [late]

    def test_without_a_counselor_shows_what_i_could_take(self, aoki, mori):
        Counselor.objects.update(accepting=False)
        insured = submit_case()
        english = submit_case(language="en")
        assert shown(aoki, "waiting_insured_specialist") == [insured]
        assert "waiting_insured_specialist" not in names(mori)
        Case.objects.filter(pk=english.pk).update(track="self_pay_review")
        assert shown(mori, "waiting_self_pay_review") == [english]

    def test_the_lead_sees_all_and_has_a_list_for_it(self, aoki, mori, honda):
        case = submit_case()
        assert case.assignee == aoki
        assert shown(honda, "all") == [case]
        assert "all" in names(honda)

    def test_the_lead_watches_what_others_have_missed(self, aoki, mori, honda):
        case = submit_case()
        Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(hours=1))
        services.ask_to_look_again(case=case, words="", now=timezone.now())
        for name in ("overdue", "asked"):
            assert shown(aoki, name) == shown(honda, name) == [case]
            assert shown(mori, name) == []
        assert "all" not in names(aoki)

    def test_the_most_urgent_comes_first_then_the_longest_due(self, aoki):
        cases = [submit_case() for _ in range(5)]
        now = timezone.now()
        wanted = [("urgent", 5), ("soon", 1), ("soon", 2), ("routine", -3), ("routine", 4)]
        for case, (priority, hours) in zip(reversed(cases), wanted, strict=True):
            Case.objects.filter(pk=case.pk).update(priority=priority, due_at=now + timedelta(hours=hours))
        assert [case.pk for case in shown(aoki, "mine")] == [case.pk for case in reversed(cases)]


class TestPage:
    def test_the_first_list_is_mine_and_an_unknown_one_too(self, case, aoki, client):
        client.force_login(aoki.user)
        for address in ("/desk/", "/desk/?list=mine", "/desk/?list=all", "/desk/?list=%00"):
            answer = client.get(address)
            assert (answer.status_code, answer.context["shown"].name) == (200, "mine"), address
            assert case.reference in answer.content.decode()

    def test_a_row_says_what_stands_out_and_what_is_to_do(self, aoki, client):
        case = submit_case(message="父が自分で薬をやめてしまいました。アムシェプリのことも聞きたいです。")
        write_message(case)
        client.force_login(aoki.user)
        row = client.get("/desk/").content.decode()
        assert str(label("flag", "medication_stop")) in row
        assert str(case.tasks.get().get_kind_display()) in row

    def test_what_the_family_wrote_does_not_stand_in_the_queue(self, case, aoki, client):
        client.force_login(aoki.user)
        page = client.get("/desk/").content.decode()
        for words in (case.inquiry.message, case.inquiry.contact_name, case.inquiry.email):
            assert words not in page
