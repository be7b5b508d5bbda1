"""A case goes from one counselor to another: with a note, with its place, and never to two."""

from __future__ import annotations

from functools import partial

import pytest
from django.utils import timezone

from consult import services
from consult.models import Case, Counselor
from tests.consult.places import counts_agree
from tests.factory import make_counselor, submit_case

pytestmark = pytest.mark.django_db
TOLD = "明日から休みます。ご家族は電話が苦手です。"


@pytest.fixture
def colleague(aoki, case):
    """Comes after the case was given to Aoki."""
    return make_counselor(username="doi", tracks=["insured_specialist"], languages=["ja"])


def hand_over(case, *, seen, to=None):
    services.hand_over(case=case, seen=seen.pk, to=to, words=TOLD, author=seen.user, now=timezone.now())


class TestAtTheDesk:
    def post(self, client, case, **posted):
        return client.post(
            f"/desk/cases/{case.reference}/hand-over/", {"seen": case.assignee_id, "told": TOLD, **posted}
        )

    def test_a_number_that_no_key_can_be_is_refused(self, case, aoki, client):
        client.force_login(aoki.user)
        assert self.post(client, case, seen="9" * 30).status_code == 422

    def test_the_colleague_has_it_with_the_note_and_one_reads_why(self, case, aoki, colleague, client):
        client.force_login(aoki.user)
        answer = self.post(client, case, to=colleague.pk)
        assert (answer.status_code, answer.url) == (302, "/desk/")
        client.force_login(colleague.user)
        shown = client.get(f"/desk/cases/{case.reference}/").content.decode()
        assert TOLD in shown
        assert "ほかの相談員から引き継ぎ" in shown
        client.force_login(aoki.user)
        assert client.get(f"/desk/cases/{case.reference}/").status_code == 404
        assert counts_agree()

    def test_without_a_name_whoever_fits_best_gets_it(self, case, aoki, colleague, client):
        busy = make_counselor(tracks=["insured_specialist"], languages=["ja"], capacity=2, open_cases=1)
        client.force_login(aoki.user)
        assert self.post(client, case).status_code == 302
        case.refresh_from_db()
        assert case.assignee == colleague != busy

    def test_a_lead_gives_away_what_somebody_else_has_and_what_nobody_has(
        self, case, aoki, colleague, honda, client
    ):
        client.force_login(honda.user)
        answer = self.post(client, case, to=colleague.pk)
        assert answer.status_code == 302
        case.refresh_from_db()
        assert case.assignee == colleague
        Counselor.objects.update(accepting=False)
        waiting = submit_case()
        Counselor.objects.filter(pk=aoki.pk).update(accepting=True)
        self.post(client, waiting, to=aoki.pk, seen="")
        waiting.refresh_from_db()
        assert waiting.assignee == aoki
        assert counts_agree()

    def test_what_nobody_has_only_a_lead_gives_away(self, aoki, colleague, client):
        Counselor.objects.update(accepting=False)
        waiting = submit_case()
        Counselor.objects.update(accepting=True)
        client.force_login(aoki.user)
        page = f"/desk/cases/{waiting.reference}/"
        assert "/hand-over/" not in client.get(page).content.decode()
        assert self.post(client, waiting, to=colleague.pk, seen="").status_code == 409
        waiting.refresh_from_db()
        assert waiting.assignee is None

    def test_only_who_fits_and_has_room_is_offered(self, case, aoki, colleague, mori, client):
        full = make_counselor(tracks=["insured_specialist"], languages=["ja"], capacity=1, open_cases=1)
        client.force_login(aoki.user)
        offered = client.get(f"/desk/cases/{case.reference}/").context["hand_over_form"].fields["to"].queryset
        assert list(offered) == [colleague]
        for other in (mori, full, aoki):
            answer = self.post(client, case, to=other.pk)
            assert answer.status_code == 422
            assert TOLD in answer.content.decode()

    def test_without_a_word_for_the_colleague_it_stays(self, case, aoki, colleague, client):
        client.force_login(aoki.user)
        assert self.post(client, case, told=" ").status_code == 422
        case.refresh_from_db()
        assert case.assignee == aoki

    def test_when_nobody_has_room_it_stays_and_what_was_typed_is_kept(self, case, aoki, client):
        client.force_login(aoki.user)
        answer = self.post(client, case)
        assert answer.status_code == 409
        assert TOLD in answer.content.decode()
        case.refresh_from_db()
        assert case.assignee == aoki
        assert not case.notes.exists()


class TestTooLate:
    def test_somebody_else_has_it_by_now(self, case, aoki, colleague):
        third = make_counselor(tracks=["insured_specialist"], languages=["ja"])
        hand_over(case, seen=aoki, to=colleague)
        with pytest.raises(services.NotPossible) as refused:
            hand_over(case, seen=aoki, to=third)
        assert not isinstance(refused.value, services.NobodyFree)
        assert case.notes.count() == 1
        assert counts_agree()

    def test_it_is_closed(self, case, aoki, colleague):
        services.close(case=case, outcome="explained", author=None, now=timezone.now())
        with pytest.raises(services.NotPossible):
            hand_over(case, seen=aoki, to=colleague)
        assert counts_agree()

    def test_the_colleague_takes_no_more(self, case, aoki, colleague):
        Counselor.objects.filter(pk=colleague.pk).update(accepting=False)
        with pytest.raises(services.NobodyFree):
            hand_over(case, seen=aoki, to=colleague)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestAtTheSameMoment:
    def team(self, **overrides):
        return [
            make_counselor(tracks=["insured_specialist"], languages=["ja"], **overrides) for _ in range(2)
        ]

    def test_to_two_colleagues_one_gets_it(self, race):
        giver = make_counselor(tracks=["insured_specialist"], languages=["ja"])
        case = submit_case()
        answers = race(*[partial(hand_over, case, seen=giver, to=one) for one in self.team()])
        assert answers.count(None) == 1
        assert case.notes.count() == case.events.filter(kind="assigned", actor=giver.user).count() == 1
        assert counts_agree()

    def test_two_who_hand_over_to_each_other_do_not_block_each_other(self, race):
        first, second = self.team()
        cases = [submit_case() for _ in range(6)]
        held = {case.pk: case.assignee for case in Case.objects.select_related("assignee")}
        other = {first: second, second: first}
        answers = race(
            *[partial(hand_over, case, seen=held[case.pk], to=other[held[case.pk]]) for case in cases]
        )
        assert answers == [None] * 6
        assert counts_agree()

    def test_the_last_place_of_a_colleague_is_given_once(self, race):
        giver = make_counselor(tracks=["insured_specialist"], languages=["ja"])
        cases = [submit_case() for _ in range(4)]
        colleague = make_counselor(tracks=["insured_specialist"], languages=["ja"], capacity=1)
        answers = race(*[partial(hand_over, case, seen=giver, to=colleague) for case in cases])
        assert answers.count(None) == 1
        assert all(isinstance(answer, services.NobodyFree) for answer in answers if answer)
        assert counts_agree()

    def test_handed_over_while_it_closes(self, race):
        first, second = self.team()
        case = submit_case()
        giver = Case.objects.select_related("assignee").get(pk=case.pk).assignee
        shut = partial(services.close, case=case, outcome="explained", author=None, now=timezone.now())
        race(partial(hand_over, case, seen=giver, to={first: second, second: first}[giver]), shut)
        case.refresh_from_db()
        assert case.status == "closed"
        assert counts_agree()
