"""The centre's hours and response targets as admins keep them, read into what due.py takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from consult import due
from consult.models import Closure, OpeningHours, ResponseTarget

# What holds where an admin removed the row: a family is never left without a time, nor turned away.
_HOURS_WITHOUT_A_TARGET = 16
_CALENDAR_WITHOUT_HOURS = due.Calendar(hours=dict.fromkeys(range(5), (time(10), time(17))))


def current_calendar() -> due.Calendar:
    hours = {row.weekday: (row.opens, row.closes) for row in OpeningHours.objects.all()}
    return due.Calendar(hours=hours, closed=frozenset(Closure.objects.values_list("day", flat=True)))


def calendar_that_opens(now: datetime) -> due.Calendar:
    """The centre's, or usual hours where an admin left none."""
    calendar = current_calendar()
    try:
        due.end_of_business_day(now, 1, calendar)
    except due.NeverOpen:
        return _CALENDAR_WITHOUT_HOURS
    return calendar


def first_answer_due(
    *, priority: str, track: str, now: datetime, calendar: due.Calendar | None = None
) -> datetime:
    """By when a person answers a new case: by the target of its track, else by that of every track.

    `calendar` is the centre's, where the caller has read it already.
    """
    targets = ResponseTarget.objects.filter(priority=priority, track__in=[track, ""])
    target = targets.order_by("-track").first()
    hours = target.business_hours if target else _HOURS_WITHOUT_A_TARGET
    try:
        return due.add_business_hours(now, hours, calendar or current_calendar())
    except due.NeverOpen:
        return due.add_business_hours(now, _HOURS_WITHOUT_A_TARGET, _CALENDAR_WITHOUT_HOURS)


def in_business_days(now: datetime, days: int) -> datetime:
    """The end of the `days`-th business day from `now`."""
    try:
        return due.end_of_business_day(now, days, current_calendar())
    except due.NeverOpen:
        return due.end_of_business_day(now, days, _CALENDAR_WITHOUT_HOURS)


@dataclass(frozen=True)
class Until:
    """How far off a time is, as a family counts: in days on which the centre is open."""

    at: datetime
    business_days: int
    closed: list[date]
    is_past: bool


def until(at: datetime, *, now: datetime) -> Until:
    calendar = current_calendar()
    start, end = now.astimezone(due.JAPAN).date(), at.astimezone(due.JAPAN).date()
    return Until(
        at=at,
        business_days=due.business_days_between(start, end, calendar),
        closed=due.extra_closed_days(start, end, calendar),
        is_past=at < now,
    )
