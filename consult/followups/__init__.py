"""Follow-ups: claim a due row, send it, recover what a dead worker left (docs/adr/0003)."""

from consult.followups.claim import claim
from consult.followups.recover import recover_expired
from consult.followups.send import send
from consult.followups.sweep import sweep

__all__ = ["claim", "recover_expired", "send", "sweep"]
