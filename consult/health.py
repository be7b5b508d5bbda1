"""Whether the service can do its work: what /readyz says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import DatabaseError

from consult.followups.watch import is_late, oldest_unsent_seconds
from consult.heartbeats import BEAT, worker_name
from consult.models import Heartbeat

QUEUES = ("mail", "default")
_MISSED_BEATS = 4


@dataclass(frozen=True)
class Readiness:
    checks: dict[str, bool]
    oldest_unsent_seconds: int | None

    @property
    def ready(self) -> bool:
        return all(self.checks.values())

    def as_json(self) -> dict[str, Any]:
        oldest = self.oldest_unsent_seconds
        told = {"oldest_unsent_seconds": oldest, "mail_is_late": is_late(oldest)}
        # Late mail is an alarm, and no reason to send families away from a web process that works.
        return {"ready": self.ready, **self.checks, **told}


def readiness(*, now: datetime) -> Readiness:
    """Database, broker, and beat and each queue's worker seen within the last four heartbeats."""
    names = [BEAT, *(worker_name(queue) for queue in QUEUES)]
    try:
        seen = _seen_lately(now)
        oldest = oldest_unsent_seconds(now=now)
    except DatabaseError:
        return Readiness(
            {"database": False, "broker": _broker_answers(), **dict.fromkeys(names, False)}, None
        )
    alive = {name: name in seen for name in names}
    return Readiness({"database": True, "broker": _broker_answers(), **alive}, oldest)


def _seen_lately(now: datetime) -> set[str]:
    since = now - timedelta(seconds=settings.HEARTBEAT_SECONDS * _MISSED_BEATS)
    return set(Heartbeat.objects.filter(seen_at__gte=since).values_list("name", flat=True))


def _broker_answers() -> bool:
    try:
        with current_app.connection_for_write() as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=2)
    except Exception:  # whatever the transport raises, it means: not reachable
        return False
    return True
