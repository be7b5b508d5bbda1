"""What a worker left behind when it died or slept past its lease."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from consult.events import record
from consult.models import Event, FollowUp


def recover_expired(*, now: datetime) -> None:
    """A lease that ran out before the hand-over is planned again, until its attempts are used up. One that
    ran out during it may have reached the family: it becomes unsure and is never sent again by itself."""
    expired = FollowUp.objects.filter(lease_until__lt=now)
    claimed = expired.filter(state=FollowUp.State.CLAIMED)
    claimed.filter(attempts__lt=settings.FOLLOWUP_MAX_ATTEMPTS).update(
        state=FollowUp.State.PLANNED, lease_token=None, lease_until=None
    )
    for followup in claimed:
        _give_up(followup, FollowUp.State.FAILED, Event.Kind.FAILED, now)
    for followup in expired.filter(state=FollowUp.State.HANDING):
        _give_up(followup, FollowUp.State.UNSURE, Event.Kind.UNSURE, now)


def _give_up(followup: FollowUp, state: FollowUp.State, event: Event.Kind, now: datetime) -> None:
    with transaction.atomic():
        stale = FollowUp.objects.filter(pk=followup.pk, state=followup.state, lease_until__lt=now)
        changed = stale.update(state=state, lease_token=None, lease_until=None, last_error="lease expired")
        if changed:
            record(case=followup.case, kind=event, at=now, data={"followup": followup.pk})
