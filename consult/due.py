"""Business hours and days in Japan. Pure: the hours, the closed days and the moment are passed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import jpholiday

JAPAN = ZoneInfo("Asia/Tokyo")
# Longer than any run of closed days; a calendar without opening hours must not loop for ever.
_HORIZON_DAYS = 400


@dataclass(frozen=True)
class Calendar:
    """Opening hours by weekday (0 is Monday) and the days closed beside weekends and national holidays."""

    hours: Mapping[int, tuple[time, time]]
    closed: frozenset[date] = frozenset()

    def opening(self, day: date) -> tuple[datetime, datetime] | None:
        """When the centre opens and closes on this day in Japanese time; None when it stays closed."""
        if day.weekday() not in self.hours or day in self.closed or jpholiday.is_holiday(day):
            return None
        opens, closes = self.hours[day.weekday()]
        return datetime.combine(day, opens, JAPAN), datetime.combine(day, closes, JAPAN)


class NeverOpen(ValueError):
    """The calendar has no opening hours within reach."""


def add_business_hours(start: datetime, hours: float, calendar: Calendar) -> datetime:
    """The moment at which `hours` of opening time have passed since `start` (aware), in Japanese time.

    Raises NeverOpen when the centre does not open often enough within 400 days.
    """
    left = timedelta(hours=hours)
    day = start.astimezone(JAPAN).date()
    for offset in range(_HORIZON_DAYS):
        opening = calendar.opening(day + timedelta(days=offset))
        if opening is None:
            continue
        begins, closes = max(opening[0], start), opening[1]
        if closes - begins >= left:
            return (begins + left).astimezone(JAPAN)
        left -= max(closes - begins, timedelta(0))
    raise NeverOpen(f"no opening hours within {_HORIZON_DAYS} days")


def business_hours_before(end: datetime, hours: float, calendar: Calendar) -> datetime:
    """The moment from which `hours` of opening time have passed until `end` (aware), in Japanese time.

    Where the centre did not open often enough within 400 days, the farthest moment that was looked at.
    """
    left = timedelta(hours=hours)
    day = end.astimezone(JAPAN).date()
    if not left:
        return end.astimezone(JAPAN)
    for offset in range(_HORIZON_DAYS):
        opening = calendar.opening(day - timedelta(days=offset))
        if opening is None:
            continue
        begins, closes = opening[0], min(opening[1], end)
        if closes - begins >= left:
            return (closes - left).astimezone(JAPAN)
        left -= max(closes - begins, timedelta(0))
    return end.astimezone(JAPAN) - timedelta(days=_HORIZON_DAYS)


def business_days_between(start: date, end: date, calendar: Calendar) -> int:
    """On how many days after `start` the centre opens, up to and with `end`: 0 for the same day."""
    return sum(calendar.opening(day) is not None for day in _days_after(start, end))


def extra_closed_days(start: date, end: date, calendar: Calendar) -> list[date]:
    """Days after `start`, up to and with `end`, on which one would expect the centre to be open: holidays."""
    usual = (day for day in _days_after(start, end) if day.weekday() in calendar.hours)
    return [day for day in usual if calendar.opening(day) is None]


def _days_after(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))


def end_of_business_day(start: datetime, days: int, calendar: Calendar) -> datetime:
    """When the centre closes on the `days`-th day after `start` on which it opens. Raises NeverOpen."""
    first = start.astimezone(JAPAN).date()
    left = days
    for day in _days_after(first, first + timedelta(days=_HORIZON_DAYS)):
        opening = calendar.opening(day)
        left -= opening is not None
        if opening is not None and left <= 0:
            return opening[1]
    raise NeverOpen(f"no opening hours within {_HORIZON_DAYS} days")


def times_of_week(
    first_day: date, hours: tuple[time, time], each: timedelta, calendar: Calendar
) -> Iterator[tuple[datetime, datetime]]:
    """One after another, the times of length `each` in the seven days from `first_day` that lie between
    `hours` and within opening hours, in Japanese time."""
    for offset in range(7):
        day = first_day + timedelta(days=offset)
        opening = calendar.opening(day)
        if opening is None:
            continue
        begins = max(opening[0], datetime.combine(day, hours[0], JAPAN))
        last = min(opening[1], datetime.combine(day, hours[1], JAPAN))
        while begins + each <= last:
            yield begins, begins + each
            begins += each
