"""What Prometheus reads: numbers of the outbox and signs of life. No label says anything of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from consult.followups import watch
from consult.models import Heartbeat


class _Outbox(Collector):
    """Read from the database at each look: every web process says the same, and a restart forgets nothing."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Any]:
        found = watch.look(now=self.now)
        states = GaugeMetricFamily("shirube_followups", "Follow-ups by state", labels=["state"])
        for state, count in found.counts.items():
            states.add_metric([str(state)], count)
        yield states
        oldest = "shirube_followup_oldest_unsent_seconds"
        yield GaugeMetricFamily(
            oldest, "How long the longest-due has waited", value=found.oldest_unsent_seconds or 0
        )
        limit = settings.OLDEST_UNSENT_LIMIT_SECONDS
        yield GaugeMetricFamily("shirube_followup_oldest_unsent_limit_seconds", "Its limit", value=limit)
        yield GaugeMetricFamily(
            "shirube_followups_sent_last_hour", "Left within the last hour", value=found.sent_last_hour
        )
        yield CounterMetricFamily(
            "shirube_followup_lease_expiries", "Leases that ran out", value=found.lease_expiries
        )
        seen = GaugeMetricFamily("shirube_seen_seconds_ago", "When each process was seen", labels=["process"])
        for heartbeat in Heartbeat.objects.order_by("name"):
            seen.add_metric([heartbeat.name], (self.now - heartbeat.seen_at).total_seconds())
        yield seen


def exposition(*, now: datetime) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Outbox(now))
    return generate_latest(registry)
