"""How the outbox is doing, in numbers alone: for the desk, /readyz, /metrics and whoever is to be woken."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, Min

from consult.models import FollowUp
from consult.models.followup_states import FollowUpState

log = logging.getLogger(__name__)

_S = FollowUpState
# Counted, each by an index of its own. Of what is sent there are too many to count for a look.
COUNTED = (_S.PLANNED, _S.DUE, _S.CLAIMED, _S.HANDING, _S.UNSURE, _S.FAILED, _S.BOUNCED)
_EXPIRIES = "followups:lease-expiries"


@dataclass(frozen=True)
class Outbox:
    counts: dict[str, int]
    oldest_unsent_seconds: int | None
    sent_last_hour: int
    lease_expiries: int

    @property
    def late(self) -> bool:
        return is_late(self.oldest_unsent_seconds)


def look(*, now: datetime) -> Outbox:
    counted = FollowUp.objects.filter(state__in=COUNTED).order_by().values_list("state").annotate(Count("pk"))
    return Outbox(
        counts=dict.fromkeys(map(str, COUNTED), 0) | dict(counted),
        oldest_unsent_seconds=oldest_unsent_seconds(now=now),
        sent_last_hour=FollowUp.objects.filter(sent_at__gt=now - timedelta(hours=1)).count(),
        lease_expiries=_read_expiries(),
    )


def oldest_unsent_seconds(*, now: datetime) -> int | None:
    """How long the longest-due follow-up has been waiting; None when nothing is due."""
    due_at = FollowUp.objects.unsent().filter(due_at__lte=now).aggregate(oldest=Min("due_at"))["oldest"]
    return int((now - due_at).total_seconds()) if due_at else None


def is_late(oldest_unsent: int | None) -> bool:
    """After so many seconds."""
    return (oldest_unsent or 0) > settings.OLDEST_UNSENT_LIMIT_SECONDS


def warn_if_late(*, now: datetime) -> None:
    """Told by the worker that sends no mail: the one that does may be what is missing."""
    oldest = oldest_unsent_seconds(now=now)
    if is_late(oldest):
        limit = settings.OLDEST_UNSENT_LIMIT_SECONDS
        log.error("mail is late: the oldest has been waiting for %d seconds, the limit is %d", oldest, limit)


def count_expiries(number: int) -> None:
    """Kept in the cache, as a counter that may begin anew: Prometheus expects no more of one."""
    try:
        cache.add(_EXPIRIES, 0, timeout=None)
        cache.incr(_EXPIRIES, number)
    except Exception as error:  # whatever a cache's client raises, recovering goes on
        log.warning("lease expiries are not counted (%s)", type(error).__name__)


def _read_expiries() -> int:
    try:
        return int(cache.get(_EXPIRIES, 0))
    except Exception:  # a cache that is away: what else is known is still told
        return 0
