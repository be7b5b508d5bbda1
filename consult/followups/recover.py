"""What a worker left behind when it died or slept past its lease."""

from __future__ import annotations

import logging
from datetime import datetime

from consult.followups.answers import OURS
from consult.followups.channels import dropping_repeated
from consult.followups.repeated import REMEMBERED_FOR
from consult.followups.watch import count_expiries
from consult.models import FollowUp

log = logging.getLogger(__name__)

_NO_LEASE = {"lease_token": None, "lease_until": None, "last_error": "lease expired"}


def recover_expired(*, now: datetime) -> int:
    """A lease that ran out before the hand-over waits again, until its attempts are used up. One that ran
    out during it may have reached the family: it becomes unsure and is never sent again by itself, but where
    the provider drops what it has already. How many leases had run out."""
    state = FollowUp.State
    expired = FollowUp.objects.filter(lease_until__lt=now)
    claimed = expired.filter(state=state.CLAIMED)
    again = claimed.filter(attempts__lt=OURS.attempts).update(state=state.DUE, **_NO_LEASE)
    given_up = claimed.update(state=state.FAILED, **_NO_LEASE)
    handing = expired.filter(state=state.HANDING)
    fresh = handing.filter(lease_until__gt=now - REMEMBERED_FOR, attempts__lt=OURS.attempts)
    repeated = fresh.filter(channel__in=dropping_repeated()).update(state=state.DUE, **_NO_LEASE)
    unsure = handing.update(state=state.UNSURE, **_NO_LEASE)
    found = again + given_up + repeated + unsure
    if found:
        count_expiries(found)
        log.warning("%d leases ran out: %d messages are unsure, %d given up", found, unsure, given_up)
    return found
