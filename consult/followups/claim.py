"""Taking a due follow-up: one row, one short transaction, one lease."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F

from consult.models import FollowUp


def claim(*, now: datetime) -> FollowUp | None:
    """The longest-due follow-up, leased to the caller; None when nothing is due.

    Its `lease_token` must be shown at every later write: a worker that slept past its lease holds a
    token that no longer fits.
    """
    while True:
        with transaction.atomic():
            due = FollowUp.objects.due(now)
            if connection.features.has_select_for_update_skip_locked:
                due = due.select_for_update(skip_locked=True)
            pk = due.values_list("pk", flat=True).first()
            if pk is None:
                return None
            token = uuid.uuid4()
            # Conditional everywhere: where rows can't be skipped (SQLite), this decides the race.
            claimed = FollowUp.objects.filter(pk=pk, state=FollowUp.State.PLANNED).update(
                state=FollowUp.State.CLAIMED,
                lease_token=token,
                lease_until=now + timedelta(seconds=settings.LEASE_SECONDS),
                attempts=F("attempts") + 1,
            )
        if claimed:
            return FollowUp.objects.select_related("case__inquiry", "explanation").get(pk=pk)
