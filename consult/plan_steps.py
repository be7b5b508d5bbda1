"""Which steps of a plan fit a case, and when each is due. Pure: facts, calendar and moment are passed in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol

from consult.due import JAPAN, Calendar, NeverOpen, end_of_business_day

_HORIZON_DAYS = 400
# Nobody needs to be told of the end: who stopped it did so, and the other case of the same family goes on.
_ENDS_WITHOUT_A_NOTE = ("withdrawn", "duplicate")


class What(StrEnum):
    EXPLANATION = "explanation"
    CHECK_IN = "check_in"
    CLOSING = "closing"


class Moment(StrEnum):
    """What the days of a step are counted from."""

    SORTED = "sorted"  # arrival, or the day on which a person gave it another track
    ANSWERED = "answered"  # our last answer, as long as the family is silent
    DECISION = "decision"  # back from the day on which the family decides
    CLOSED = "closed"


class Answered(StrEnum):
    EITHER = ""
    YES = "yes"
    NO = "no"


class Step(Protocol):
    """What consult.models.PlanStep holds, as far as time and conditions go."""

    what: str
    moment: str
    days: int
    business_days: bool
    at: time | None
    with_flags: list[str]
    without_flags: list[str]
    priorities: list[str]
    answered: str


@dataclass(frozen=True)
class Occasion:
    """When a moment came, and a name that tells it from the same moment come once more."""

    name: str
    at: datetime


@dataclass(frozen=True)
class Facts:
    """What is known of a case. `occasions` holds the moments that have come; of each the newest."""

    track: str
    priority: str
    flags: Collection[str]
    is_open: bool
    outcome: str
    mails_stopped: bool
    answered: bool
    family_acted_at: datetime | None
    decision_on: date | None
    occasions: Mapping[str, Occasion]


@dataclass(frozen=True)
class Hours:
    """When mail may leave: the centre's opening hours, and the quiet hours of a plan in Japanese time."""

    calendar: Calendar
    quiet_from: time
    quiet_until: time

    def are_quiet(self, at: datetime) -> bool:
        hour = at.astimezone(JAPAN).time()
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until

    def after_quiet(self, at: datetime) -> datetime:
        if not self.are_quiet(at):
            return at.astimezone(JAPAN)
        local = at.astimezone(JAPAN)
        ends = datetime.combine(local.date(), self.quiet_until, JAPAN)
        return ends if ends > local else ends + timedelta(days=1)

    def next_opening(self, at: datetime) -> datetime:
        """`at` itself while the centre is open, else when it opens next. Raises NeverOpen."""
        first = at.astimezone(JAPAN).date()
        for offset in range(_HORIZON_DAYS):
            opening = self.calendar.opening(first + timedelta(days=offset))
            if opening is not None and at < opening[1]:
                return max(opening[0], at.astimezone(JAPAN))
        raise NeverOpen(f"no opening hours within {_HORIZON_DAYS} days")


def fits(step: Step, facts: Facts, *, track: str, occasion: str, now: datetime) -> bool:
    """Whether a step of a plan for `track`, planned for `occasion`, may still go to this family."""
    came = facts.occasions.get(step.moment)
    if facts.mails_stopped or came is None or came.name != occasion or facts.track != track:
        return False
    return _meets_its_moment(step, facts, came, now) and _meets_its_conditions(step, facts)


def _meets_its_moment(step: Step, facts: Facts, came: Occasion, now: datetime) -> bool:
    if step.moment == Moment.CLOSED:
        return not facts.is_open and facts.outcome not in _ENDS_WITHOUT_A_NOTE
    if not facts.is_open:
        return False
    if step.moment == Moment.ANSWERED:
        return facts.family_acted_at is None or facts.family_acted_at <= came.at
    if step.moment == Moment.DECISION:
        return facts.decision_on is not None and now.astimezone(JAPAN).date() < facts.decision_on
    return True


def _meets_its_conditions(step: Step, facts: Facts) -> bool:
    flags = set(facts.flags)
    if step.with_flags and not flags & set(step.with_flags):
        return False
    if flags & set(step.without_flags):
        return False
    if step.priorities and facts.priority not in step.priorities:
        return False
    return not step.answered or facts.answered == (step.answered == Answered.YES)


def due_at(step: Step, facts: Facts, hours: Hours, *, now: datetime) -> datetime | None:
    """When a step that fits leaves, not before `now`, in Japanese time.

    None where that would be too late: what is for before the family decides does not come on that day.
    Raises NeverOpen.
    """
    came = facts.occasions[step.moment].at
    if step.moment == Moment.DECISION:
        if facts.decision_on is None:
            return None
        wanted = _days_before(facts.decision_on, step, hours.calendar)
    else:
        wanted = _days_after(came, step, hours.calendar)
    leaves = may_leave_at(step, hours, max(wanted, now))
    if step.moment == Moment.DECISION and facts.decision_on and leaves.date() >= facts.decision_on:
        return None
    return leaves


def may_leave_at(step: Step, hours: Hours, at: datetime) -> datetime:
    """The first moment from `at` on in which this step disturbs nobody. Raises NeverOpen."""
    for _round in range(_HORIZON_DAYS):
        # Either may push it into the other: a centre that opens at seven, and quiet hours until eight.
        quiet = hours.after_quiet(at)
        at = hours.next_opening(quiet) if step.business_days else quiet
        if not hours.are_quiet(at):
            return at
    raise NeverOpen("the centre opens in quiet hours only")


def tomorrow(at: datetime) -> datetime:
    """The same hour a day later, in Japanese time."""
    return at.astimezone(JAPAN) + timedelta(days=1)


def _days_after(came: datetime, step: Step, calendar: Calendar) -> datetime:
    local = came.astimezone(JAPAN)
    if step.days == 0:
        return local if step.at is None else max(local, datetime.combine(local.date(), step.at, JAPAN))
    if step.business_days:
        day = end_of_business_day(local, step.days, calendar).date()
        return datetime.combine(day, step.at or time(0), JAPAN)
    return datetime.combine(local.date() + timedelta(days=step.days), step.at or local.time(), JAPAN)


def _days_before(day: date, step: Step, calendar: Calendar) -> datetime:
    left = step.days
    found = day
    for _offset in range(_HORIZON_DAYS):
        if left <= 0:
            break
        found -= timedelta(days=1)
        left -= not step.business_days or calendar.opening(found) is not None
    return datetime.combine(found, step.at or time(0), JAPAN)
