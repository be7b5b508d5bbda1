"""The worker's round: recover, then send what is due until nothing is."""

from __future__ import annotations

from django.utils import timezone

from consult.followups.claim import claim
from consult.followups.recover import recover_expired
from consult.followups.send import send

# A round ends, so that a worker told to stop can; the next hint or beat goes on.
_MOST_IN_A_ROUND = 500


def sweep() -> int:
    """How many follow-ups left in this round."""
    recover_expired(now=timezone.now())
    sent = 0
    for _ in range(_MOST_IN_A_ROUND):
        followup = claim(now=timezone.now())
        if followup is None:
            break
        sent += send(followup)
    return sent
