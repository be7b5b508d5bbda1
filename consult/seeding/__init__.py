"""The demo's data: people who sign in, counselors, and families with what became of their inquiries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.utils import timezone

from consult import calls
from consult.models import CallSlot
from consult.seeding import bulk, one_by_one, people

# Up to here each inquiry goes through the real services; beyond, rows are written in bulk.
MOST_ONE_BY_ONE = 200


def seed(
    *, inquiries: int, counselors: int, seed: int, now: datetime, progress: Callable[[int], None]
) -> int:
    """How many inquiries were added. The same seed makes the same families, each of them once: those that
    are there already are left alone."""
    offer_calls(now=now)
    people.ensure_sign_ins()
    people.ensure_counselors(counselors)
    people.approve_shipped_explanations(now=now)
    if inquiries <= MOST_ONE_BY_ONE:
        return one_by_one.add(seed=seed, count=inquiries, now=now)
    return bulk.add(seed=seed, count=inquiries, now=now, progress=progress)


def offer_calls(*, now: datetime) -> None:
    """Times for calls in the coming two weeks, unless there are some already."""
    today = timezone.localdate(now)
    if CallSlot.objects.filter(day__gt=today).exists():
        return
    for first_day in (today, today + timedelta(days=7)):
        calls.add_week(
            first_day=first_day,
            hours=(time(10), time(16)),
            minutes=60,
            languages=["ja", "en"],
            places=2,
            now=now,
        )
