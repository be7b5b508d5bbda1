"""Who takes a case: the choice itself, without a database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.assignment import Candidate, Path, Wanted, rank, stand_in, why_nobody

pytestmark = pytest.mark.engine_free
NOW = datetime(2026, 6, 2, 1, tzinfo=UTC)
WANTED = Wanted(Path.ARRIVAL, "insured_specialist", "ja", needed_by=NOW + timedelta(hours=4))


def candidate(id: int, **overrides) -> Candidate:
    defaults = {
        "tracks": frozenset({"insured_specialist"}),
        "languages": frozenset({"ja"}),
        "open_cases": 0,
        "capacity": 10,
        "at_work": NOW,
    }
    return Candidate(id=id, **{**defaults, **overrides})


def ranked(*candidates: Candidate, **wanted) -> list[int]:
    return [choice.counselor_id for choice in rank(replace(WANTED, **wanted), candidates)]


class TestWhoFits:
    def test_only_those_of_the_track_and_the_language(self):
        fitting = candidate(
            1, tracks=frozenset({"self_pay_review", "unsorted"}), languages=frozenset({"ja", "en"})
        )
        wrong_track = candidate(2, languages=frozenset({"en"}))
        wrong_language = candidate(3, tracks=frozenset({"self_pay_review"}))
        assert ranked(fitting, wrong_track, wrong_language, track="self_pay_review", language="en") == [1]

    def test_nobody_who_is_full_or_over_or_takes_none(self):
        full = candidate(1, open_cases=10)
        # An admin lowered the capacity below what is open.
        over = candidate(2, open_cases=12)
        assert ranked(full, over, candidate(3, capacity=0), candidate(4, accepting=False)) == []

    def test_whoever_is_at_work_before_it_is_due(self):
        in_time = candidate(1, at_work=WANTED.needed_by, open_cases=9)
        too_late = candidate(2, at_work=WANTED.needed_by + timedelta(minutes=1))
        nobody_knows = candidate(3, at_work=None)
        assert ranked(in_time, too_late, nobody_knows, candidate(4, away=True)) == [1]

    def test_nobody_there(self):
        assert ranked() == []

    @pytest.mark.parametrize(
        ("team", "reason"),
        [
            pytest.param([candidate(1, open_cases=10), candidate(2, away=True)], "no_place", id="full"),
            pytest.param([candidate(1, away=True), candidate(2, tracks=frozenset())], "not_there", id="away"),
            pytest.param([candidate(1, languages=frozenset({"en"}))], "no_fit", id="nobody fits"),
            pytest.param([], "no_fit", id="nobody at all"),
        ],
    )
    def test_why_it_waits(self, team, reason):
        assert why_nobody(WANTED, team) == reason


class TestFairness:
    def test_who_lacks_most_of_their_part_comes_first(self):
        assert ranked(candidate(1, given=5), candidate(2, given=1), candidate(3, given=3)) == [2, 3, 1]

    def test_a_part_is_measured_by_places_and_by_the_days_one_was_there(self):
        part_time = candidate(1, capacity=4, given=3)
        full_time = candidate(2, capacity=20, given=6)
        assert ranked(part_time, full_time) == [2, 1]
        # Away for most of the two weeks, nobody owes them what came meanwhile.
        back_again = candidate(3, given=1, attendance=0.2)
        assert ranked(back_again, candidate(4, given=4)) == [4, 3]

    def test_where_nobody_lacks_more_it_is_whoever_is_least_busy_then_whoever_waited_longest(self):
        assert ranked(candidate(1, open_cases=5), candidate(2, open_cases=1)) == [2, 1]
        lately = candidate(1, last_given_at=NOW)
        assert ranked(lately, candidate(2, last_given_at=NOW - timedelta(days=1)), candidate(3)) == [3, 2, 1]

    def test_whoever_had_a_bunch_today_comes_last_whatever_they_lack(self):
        new_here = candidate(1, given=2, given_today=2)
        assert ranked(new_here, candidate(2, given=30), candidate(3, given=30)) == [2, 3, 1]

    @given(
        capacities=st.lists(st.integers(4, 30), min_size=2, max_size=6),
        behind=st.integers(0, 40),
    )
    def test_over_many_cases_everybody_gets_their_part_and_nobody_a_bunch(self, capacities, behind):
        """One of them comes back with much less than the others."""
        team = [
            candidate(id, capacity=10 * capacity, given=0 if id == 0 else behind)
            for id, capacity in enumerate(capacities)
        ]
        whole = sum(capacities)
        got = []
        for _ in range(60):
            chosen = rank(WANTED, team)[0].counselor_id
            got.append(chosen)
            had = team[chosen]
            team[chosen] = replace(
                had, given=had.given + 1, given_today=had.given_today + 1, open_cases=had.open_cases + 1
            )
        for one, capacity in zip(team, capacities, strict=True):
            # Today nobody is more than two ahead of their part of the day.
            assert one.given_today - 60 * capacity / whole <= 2
        runs = [(id, len(list(run))) for id, run in groupby(got)]
        for id, run in runs:
            share = capacities[id] / whole
            assert run <= 2 + 2 / (1 - share)


class TestAskedFor:
    def test_a_colleague_by_name_needs_a_place_and_has_to_fit_but_not_to_be_at_work(self):
        at_home = candidate(2, at_work=None)
        assert ranked(candidate(1), at_home, path=Path.HAND_OVER, to=2) == [2]
        assert ranked(candidate(2, open_cases=10), path=Path.HAND_OVER, to=2) == []
        assert ranked(candidate(2, tracks=frozenset()), path=Path.HAND_OVER, to=2) == []
        assert ranked(candidate(1), path=Path.HAND_OVER, to=7) == []

    def test_while_they_are_away_their_cover_gets_it(self):
        away = candidate(1, away=True, cover=2)
        choice = rank(replace(WANTED, path=Path.HAND_OVER, to=1), [away, candidate(2)])[0]
        assert (choice.counselor_id, choice.why["instead_of_absent"]) == (2, 1)
        # But not back to whoever gives it.
        assert ranked(away, candidate(2), path=Path.HAND_OVER, to=1, but=2) == []

    def test_covers_are_followed_and_a_circle_ends(self):
        chain = {
            1: candidate(1, away=True, cover=2),
            2: candidate(2, away=True, cover=3),
            3: candidate(3),
        }
        assert stand_in(1, chain) == 3
        circle = {1: chain[1], 2: candidate(2, away=True, cover=1)}
        assert stand_in(1, circle) is None
        assert stand_in(1, {1: candidate(1, away=True)}) is None
        assert stand_in(1, {1: candidate(1, away=True, cover=9)}) is None

    def test_who_takes_it_themselves_needs_a_place_and_nothing_else(self):
        me = candidate(1, tracks=frozenset(), at_work=None, away=True)
        assert ranked(me, path=Path.CLAIM, to=1) == [1]
        assert ranked(replace(me, open_cases=10), path=Path.TAKE_OVER, to=1) == []

    def test_what_they_had_they_may_go_on_with(self):
        sorted_anew = candidate(1, tracks=frozenset({"self_pay_review"}))
        assert ranked(sorted_anew, path=Path.REOPENED, to=1) == [1]


def test_whoever_gives_it_away_does_not_get_it_back():
    assert ranked(candidate(1), candidate(2, given=9), but=1) == [2]


def test_the_choice_says_why():
    choice, second = rank(WANTED, [candidate(1, open_cases=3, given=4), candidate(2)])
    assert choice.why == {
        "path": "arrival",
        "track": "insured_specialist",
        "language": "ja",
        "open_cases": 0,
        "capacity": 10,
        "chosen_among": 2,
        "given": 0,
        "ideal": 2.5,
    }
    assert second.why["given"] == 4
