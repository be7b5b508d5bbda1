"""Follow-ups: claim a due row, send it, recover what a dead worker left, tell its case (docs/adr/0003)."""

from consult.followups import watch as watch
from consult.followups.claim import claim, mark_due
from consult.followups.recover import recover_expired
from consult.followups.send import send
from consult.followups.sweep import sweep
from consult.followups.tell import tell_cases

__all__ = ["claim", "mark_due", "recover_expired", "send", "sweep", "tell_cases", "watch"]
