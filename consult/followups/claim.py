"""Taking a due follow-up: one row, one short transaction, one lease."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from consult.followups.flushing import flushed_with_the_next
from consult.models import FollowUp

# So many at once: a million planned rows that come due together must not become one long transaction.
_AT_ONCE = 1000


def mark_due(*, now: datetime) -> int:
    """What was planned for a time that has come waits for a worker from now on. How many, at most 1,000."""
    planned = FollowUp.objects.filter(state=FollowUp.State.PLANNED, due_at__lte=now)
    with transaction.atomic():
        rows = planned.order_by("due_at", "pk")
        if connection.features.has_select_for_update_skip_locked:
            # Another worker marks those that it has locked.
            rows = rows.select_for_update(skip_locked=True)
        chosen = list(rows.values_list("pk", flat=True)[:_AT_ONCE])
        return planned.filter(pk__in=chosen).update(state=FollowUp.State.DUE) if chosen else 0


def claim(*, now: datetime) -> FollowUp | None:
    """The longest-due follow-up, leased to the caller; None when nothing is due.

    Its `lease_token` must be shown at every later write: a worker that slept past its lease holds a
    token that no longer fits.
    """
    while True:
        with flushed_with_the_next():
            due = FollowUp.objects.due(now)
            if connection.features.has_select_for_update_skip_locked:
                due = due.select_for_update(skip_locked=True)
            pk = due.values_list("pk", flat=True).first()
            if pk is None:
                return None
            token = uuid.uuid4()
            # Conditional everywhere: where rows can't be skipped (SQLite), this decides the race.
            claimed = FollowUp.objects.filter(pk=pk, state=FollowUp.State.DUE).update(
                state=FollowUp.State.CLAIMED,
                lease_token=token,
                lease_until=now + timedelta(seconds=settings.LEASE_SECONDS),
                attempts=F("attempts") + 1,
            )
        if claimed:
            return FollowUp.objects.select_related("case__inquiry", "explanation").get(pk=pk)
