"""Who takes a case: the choice itself, without a database."""

import pytest

from consult.assignment import Candidate, rank

pytestmark = pytest.mark.engine_free


def candidate(id: int, **overrides) -> Candidate:
    defaults = {
        "tracks": frozenset({"insured_specialist"}),
        "languages": frozenset({"ja"}),
        "open_cases": 0,
        "capacity": 10,
    }
    return Candidate(id=id, **{**defaults, **overrides})


def ranked(*candidates: Candidate, track: str = "insured_specialist", language: str = "ja") -> list[int]:
    return [choice.counselor_id for choice in rank(track=track, language=language, candidates=candidates)]


def test_the_least_busy_comes_first():
    assert ranked(candidate(1, open_cases=5), candidate(2, open_cases=1), candidate(3, open_cases=3)) == [
        2,
        3,
        1,
    ]


def test_busy_is_a_share_of_the_own_capacity_not_a_number():
    part_time = candidate(1, open_cases=2, capacity=4)
    full_time = candidate(2, open_cases=4, capacity=20)
    assert ranked(part_time, full_time) == [2, 1]


def test_at_the_same_share_the_one_with_fewer_cases_then_the_first_by_id():
    assert ranked(candidate(3, open_cases=4, capacity=8), candidate(2, open_cases=1, capacity=2)) == [2, 3]
    assert ranked(candidate(9), candidate(4), candidate(7)) == [4, 7, 9]


def test_only_those_of_the_track_and_the_language():
    fitting = candidate(
        1, tracks=frozenset({"self_pay_review", "unsorted"}), languages=frozenset({"ja", "en"})
    )
    wrong_track = candidate(2, languages=frozenset({"en"}))
    wrong_language = candidate(3, tracks=frozenset({"self_pay_review"}))
    assert ranked(fitting, wrong_track, wrong_language, track="self_pay_review", language="en") == [1]


def test_nobody_who_is_full_or_over_or_takes_none():
    full = candidate(1, open_cases=10)
    # An admin lowered the capacity below what is open.
    over = candidate(2, open_cases=12)
    none_at_all = candidate(3, capacity=0)
    assert ranked(full, over, none_at_all) == []


def test_nobody_there():
    assert ranked() == []


def test_the_choice_says_why():
    choice, second = rank(
        track="insured_specialist", language="ja", candidates=[candidate(1, open_cases=3), candidate(2)]
    )
    assert choice.why == {
        "track": "insured_specialist",
        "language": "ja",
        "open_cases": 0,
        "capacity": 10,
        "chosen_among": 2,
    }
    assert second.why["open_cases"] == 3
