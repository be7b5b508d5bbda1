"""Taking a case that nobody has: one place and one case, or neither, whoever else tries meanwhile."""

from functools import partial

import pytest
from django.utils import timezone

from consult import services
from consult.models import Case, Counselor
from intake.services import submit
from tests.consult.places import counts_agree
from tests.factory import fill_draft, make_counselor, submit_case

RACERS = 8


def claim(case: Case, counselor: Counselor) -> None:
    services.claim(case=case, counselor=counselor, now=timezone.now())


def close(case: Case) -> None:
    services.close(case=case, outcome="explained", author=None, now=timezone.now())


@pytest.mark.django_db
class TestOneCounselor:
    def test_the_case_is_theirs_and_one_place_is_taken(self, aoki):
        Counselor.objects.update(accepting=False)
        case = submit_case()
        Counselor.objects.update(accepting=True)
        claim(case, aoki)
        case.refresh_from_db()
        aoki.refresh_from_db()
        assert case.assignee == aoki
        assert aoki.open_cases == 1
        assigned = case.events.last()
        assert (assigned.kind, assigned.actor) == ("assigned", aoki.user)
        assert assigned.data["counselor"] == aoki.pk

    def test_a_case_that_somebody_has_stays_theirs(self, case, aoki, mori):
        with pytest.raises(services.NotPossible):
            claim(case, mori)
        case.refresh_from_db()
        mori.refresh_from_db()
        assert case.assignee == aoki
        assert mori.open_cases == 0

    def test_ones_own_case_does_not_count_twice(self, case, aoki):
        with pytest.raises(services.NotPossible):
            claim(case, aoki)
        aoki.refresh_from_db()
        assert aoki.open_cases == 1

    def test_a_full_counselor_takes_no_more(self, db):
        case = submit_case()
        full = make_counselor(capacity=3, open_cases=3)
        with pytest.raises(services.NoPlaceLeft):
            claim(case, full)
        case.refresh_from_db()
        full.refresh_from_db()
        assert (case.assignee, full.open_cases) == (None, 3)

    def test_a_closed_case_is_taken_by_nobody(self, db):
        case = submit_case()
        services.close(case=case, outcome="duplicate", author=None, now=timezone.now())
        counselor = make_counselor()
        with pytest.raises(services.NotPossible):
            claim(case, counselor)
        counselor.refresh_from_db()
        assert counselor.open_cases == 0

    def test_who_becomes_free_gets_what_is_urgent_then_what_waited_longest(self, db):
        oldest, newer, urgent = submit_case(), submit_case(), submit_case()
        Case.objects.filter(pk=newer.pk).update(priority="soon")
        Case.objects.filter(pk=urgent.pk).update(priority="urgent")
        counselor = make_counselor(capacity=2)
        assert services.assign_waiting(now=timezone.now()) == 2
        assert set(counselor.cases.all()) == {oldest, urgent}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestManyAtOnce:
    def test_one_counselor_in_many_windows_never_passes_their_capacity(self, race):
        cases = [submit_case() for _ in range(RACERS)]
        counselor = make_counselor(capacity=3)
        answers = race(*(partial(claim, case, counselor) for case in cases))
        refused = [answer for answer in answers if answer is not None]
        assert len(refused) == RACERS - 3
        assert all(isinstance(answer, services.NotPossible) for answer in refused), refused
        assert Case.objects.filter(assignee=counselor).count() == 3
        assert counts_agree()

    def test_many_counselors_want_one_case_and_one_gets_it(self, race):
        case = submit_case()
        counselors = [make_counselor() for _ in range(RACERS)]
        answers = race(*(partial(claim, case, counselor) for counselor in counselors))
        assert answers.count(None) == 1
        assert Counselor.objects.filter(open_cases=1).count() == 1
        assert case.events.filter(kind="assigned").count() == 1
        assert counts_agree()

    def test_many_families_at_once_are_all_taken_in_and_nobody_gets_too_many(self, race):
        make_counselor(capacity=2)
        make_counselor(capacity=3)
        drafts = [fill_draft() for _ in range(RACERS)]
        answers = race(*(partial(submit, draft=draft, language="ja", now=timezone.now()) for draft in drafts))
        assert not [answer for answer in answers if isinstance(answer, Exception)], answers
        assert Case.objects.filter(assignee=None).count() == RACERS - 5
        assert counts_agree()

    def test_many_cases_closed_at_once_free_every_place(self, race):
        counselor = make_counselor(capacity=RACERS)
        for _ in range(RACERS):
            submit_case()
        cases = list(Case.objects.select_related("assignee"))
        assert race(*(partial(close, case) for case in cases)) == [None] * RACERS
        counselor.refresh_from_db()
        assert counselor.open_cases == 0

    def test_claiming_closing_and_assigning_together_the_counters_stay_right(self, race):
        counselors = [make_counselor(capacity=2) for _ in range(2)]
        taken = [submit_case() for _ in range(4)]
        waiting = [submit_case() for _ in range(4)]
        now = timezone.now()
        answers = race(
            *(partial(close, case) for case in taken),
            *(partial(close, case) for case in taken[:2]),
            *(partial(claim, case, counselors[0]) for case in waiting),
            partial(services.assign_waiting, now=now),
            partial(services.assign_waiting, now=now),
        )
        errors = [answer for answer in answers if isinstance(answer, Exception)]
        assert all(isinstance(error, services.NotPossible) for error in errors), errors
        assert Case.objects.filter(status="closed").count() == 4
        assert counts_agree()
