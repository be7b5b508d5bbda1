"""The counselors as the choice of one sees them (assignment.py): read once, for every case of a round."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cached_property

from django.db.models import Q, Sum

from consult import due
from consult.assignment import Candidate
from consult.calendar import current_calendar
from consult.models import Absence, Counselor, GivenCases, WorkingHours

# Over how many days everybody gets their fair part.
WINDOW_DAYS = 14
Hours = dict[int, tuple[time, time]]


def team(*, now: datetime, calendar: due.Calendar | None = None) -> list[Candidate]:
    """Every counselor, those who are away too: somebody may stand in for them.

    `calendar` is the centre's, where the caller has read it already.
    """
    today = now.astimezone(due.JAPAN).date()
    begins = today - timedelta(days=WINDOW_DAYS - 1)
    absences = _absences(begins)
    given = _given(begins, today)
    at_work = _AtWork(now, calendar or current_calendar())
    found = []
    for counselor in Counselor.objects.order_by("pk"):
        current = next((a for a in absences[counselor.pk] if a.first_day <= today <= a.last_day), None)
        days_away = _days(absences[counselor.pk])
        given_in_all, given_today = given.get(counselor.pk, (0, 0))
        candidate = Candidate(
            id=counselor.pk,
            tracks=frozenset(counselor.tracks),
            languages=frozenset(counselor.languages),
            open_cases=counselor.open_cases,
            capacity=counselor.capacity,
            accepting=counselor.accepting,
            away=current is not None,
            cover=current.cover_id if current else None,
            at_work=at_work.next_time(counselor.pk, days_away),
            given=given_in_all,
            given_today=given_today,
            attendance=1 - sum(begins <= day <= today for day in days_away) / WINDOW_DAYS,
            last_given_at=counselor.last_given_at,
        )
        found.append(candidate)
    return found


def _absences(begins: date) -> dict[int, list[Absence]]:
    by_counselor: dict[int, list[Absence]] = defaultdict(list)
    for absence in Absence.objects.filter(last_day__gte=begins):
        by_counselor[absence.counselor_id].append(absence)
    return by_counselor


def _given(since: date, today: date) -> dict[int, tuple[int, int]]:
    """What each was given since then, and of it today."""
    counts = GivenCases.objects.filter(day__gte=since).order_by().values("counselor")
    counts = counts.annotate(given=Sum("cases"), of_today=Sum("cases", filter=Q(day__gte=today), default=0))
    return {row["counselor"]: (row["given"], row["of_today"]) for row in counts}


def _days(absences: Iterable[Absence]) -> frozenset[date]:
    """Every day of them, once, however they overlap."""
    return frozenset(
        one.first_day + timedelta(days=offset)
        for one in absences
        for offset in range((one.last_day - one.first_day).days + 1)
    )


class _AtWork:
    """When somebody is at work next. Most share the centre's hours, and so one answer."""

    def __init__(self, now: datetime, centre: due.Calendar) -> None:
        self._now = now
        self._centre = centre
        self._own: dict[int, Hours] = defaultdict(dict)
        for row in WorkingHours.objects.all():
            self._own[row.counselor_id][row.weekday] = (row.begins, row.ends)

    def next_time(self, counselor_id: int, days_away: frozenset[date]) -> datetime | None:
        """None where nobody can say: a calendar that never opens, or away for as long as one can see."""
        if counselor_id not in self._own and not days_away:
            return self._when_the_centre_opens
        hours = self._own.get(counselor_id) or self._centre.hours
        return self._first(due.Calendar(hours=hours, closed=self._centre.closed | days_away))

    @cached_property
    def _when_the_centre_opens(self) -> datetime | None:
        return self._first(self._centre)

    def _first(self, calendar: due.Calendar) -> datetime | None:
        try:
            return due.add_business_hours(self._now, 0, calendar)
        except due.NeverOpen:
            return None
