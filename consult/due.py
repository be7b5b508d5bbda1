"""Business hours and days in Japan. Pure: the hours, the closed days and the moment are passed in."""

from __future__ import annotations

from collections.abc import Mapping
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
