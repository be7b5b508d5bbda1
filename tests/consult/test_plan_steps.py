"""When a step of a plan is due, and to whom it may go: without database or clock."""

from dataclasses import dataclass, field, replace
from datetime import date, time

import pytest

from consult.due import Calendar
from consult.plan_steps import Facts, Hours, Occasion, due_at, fits, may_leave_at
from tests.consult.plans import japan

HOURS = Hours(Calendar(dict.fromkeys(range(5), (time(10), time(17)))), time(20), time(8))
# Friday, 2026-11-27; Monday the 23rd was a holiday.
FRIDAY = japan("2026-11-27", "15:00")


@dataclass(frozen=True)
class Step:
    what: str = "explanation"
    moment: str = "sorted"
    days: int = 1
    business_days: bool = True
    at: time | None = time(10)
    with_flags: list[str] = field(default_factory=list)
    without_flags: list[str] = field(default_factory=list)
    priorities: list[str] = field(default_factory=list)
    answered: str = ""


FACTS = Facts(
    track="self_pay_review",
    priority="routine",
    flags=frozenset(),
    is_open=True,
    outcome="",
    mails_stopped=False,
    answered=False,
    family_acted_at=None,
    decision_on=None,
    occasions={"sorted": Occasion("1", FRIDAY)},
)
CHECK_IN = Step("check_in", "answered", 7, False)
ANSWERED = replace(FACTS, answered=True, occasions={"answered": Occasion("m1", FRIDAY)})
CLOSED = replace(FACTS, is_open=False, outcome="explained", occasions={"closed": Occasion("9", FRIDAY)})


def due(step, facts=FACTS, now=FRIDAY, hours=HOURS):
    return due_at(step, facts, hours, now=now)


def goes(step, facts=FACTS, occasion="1", track="self_pay_review", now=FRIDAY):
    return fits(step, facts, track=track, occasion=occasion, now=now)


def deciding(day: str) -> Facts:
    occasions = {"decision": Occasion("1", FRIDAY)}
    return replace(FACTS, decision_on=date.fromisoformat(day), occasions=occasions)


# -- When ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step(), japan("2026-11-30", "10:00")),
        (Step(days=2, at=time(14, 30)), japan("2026-12-01", "14:30")),
        # Nothing opens at nine: it waits for ten.
        (Step(at=time(9)), japan("2026-11-30", "10:00")),
        (Step(days=0, at=None), FRIDAY),
        (Step(days=0, at=time(18)), japan("2026-11-30", "10:00")),
        (Step(days=1, business_days=False), japan("2026-11-28", "10:00")),
        (Step(days=1, business_days=False, at=time(22)), japan("2026-11-29", "08:00")),
    ],
)
def test_days_are_counted_from_arrival(step, expected):
    assert due(step) == expected


def test_a_holiday_is_no_business_day():
    arrived = japan("2026-11-20", "15:00")
    facts = replace(FACTS, occasions={"sorted": Occasion("1", arrived)})
    assert due(Step(), facts, now=arrived) == japan("2026-11-24", "10:00")


def test_a_check_in_comes_a_week_after_the_answer():
    assert due(CHECK_IN, ANSWERED) == japan("2026-12-04", "10:00")


def test_the_sheet_comes_three_business_days_before_the_decision():
    step = Step(moment="decision", days=3)
    assert due(step, deciding("2026-12-14")) == japan("2026-12-09", "10:00")


def test_where_the_decision_is_near_it_comes_at_once():
    step = Step(moment="decision", days=3)
    assert due(step, deciding("2026-12-01"), now=FRIDAY) == FRIDAY


@pytest.mark.parametrize("day", ["2026-11-27", "2026-11-28", "2026-11-30"])
def test_on_the_day_of_the_decision_or_later_it_comes_no_more(day):
    late = japan("2026-11-27", "17:30")
    assert due(Step(moment="decision", days=3), deciding(day), now=late) is None


@pytest.mark.parametrize(
    ("at", "expected"),
    [("19:59", japan("2026-11-27", "19:59")), ("20:00", japan("2026-11-28", "08:00"))],
)
def test_quiet_hours_are_in_japanese_time(at, expected):
    step = Step(business_days=False)
    assert may_leave_at(step, HOURS, japan("2026-11-27", at)) == expected


def test_quiet_hours_end_on_the_same_morning():
    step = Step(business_days=False)
    assert may_leave_at(step, HOURS, japan("2026-11-27", "03:00")) == japan("2026-11-27", "08:00")


# -- To whom ---------------------------------------------------------------------------------------


def test_it_goes_to_who_it_was_planned_for():
    assert goes(Step())
    assert goes(CHECK_IN, ANSWERED, "m1")
    assert goes(Step("closing", "closed"), CLOSED, "9")
    assert goes(Step(moment="decision", days=3), deciding("2026-12-14"))


@pytest.mark.parametrize(
    ("step", "facts", "occasion"),
    [
        (Step(), replace(FACTS, mails_stopped=True), "1"),
        (Step(), replace(FACTS, track="unsorted"), "1"),
        (Step(), FACTS, "2"),
        (Step(), CLOSED, "1"),
        (CHECK_IN, replace(ANSWERED, family_acted_at=japan("2026-11-28")), "m1"),
        (CHECK_IN, ANSWERED, "m0"),
        (Step("closing", "closed"), replace(CLOSED, outcome="withdrawn"), "9"),
        (Step("closing", "closed"), replace(CLOSED, outcome="duplicate"), "9"),
        (Step("closing", "closed"), FACTS, "9"),
        (Step(moment="decision"), deciding("2026-11-27"), "1"),
    ],
)
def test_it_does_not_go_where_what_it_was_planned_for_is_over(step, facts, occasion):
    assert not goes(step, facts, occasion)


@pytest.mark.parametrize(
    "step",
    [
        Step(with_flags=["overseas"]),
        Step(without_flags=["crisis"]),
        Step(priorities=["routine"]),
        Step(answered="no"),
    ],
)
def test_each_condition_holds_it_back(step):
    met = replace(FACTS, flags=frozenset({"overseas"}))
    unmet = replace(FACTS, flags=frozenset({"crisis"}), priority="urgent", answered=True)
    assert goes(step, met)
    assert not goes(step, unmet)
