"""The worker's round: recover, then send what is due until nothing is."""

from __future__ import annotations

from django.utils import timezone

from consult.followups import rate
from consult.followups.channels import Connection
from consult.followups.claim import claim, mark_due
from consult.followups.plan import wake_telling
from consult.followups.recover import recover_expired
from consult.followups.send import send

# A round ends, so that a worker told to stop can; the next hint or beat goes on.
_MOST_IN_A_ROUND = 500


def sweep() -> int:
    """How many follow-ups left in this round."""
    now = timezone.now()
    settled = recover_expired(now=now)
    mark_due(now=now)
    sent = 0
    with Connection() as connection:
        for _ in range(_MOST_IN_A_ROUND):
            rate.wait_for_turn()
            followup = claim(now=timezone.now())
            if followup is None:
                break
            settled += 1
            sent += send(followup, connection)
    if settled:
        wake_telling()
    return sent
