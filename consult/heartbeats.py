"""Signs of life of beat and of the workers, for /readyz: kept in the database, so that they are seen
from every web process, with or without Redis."""

from __future__ import annotations

import time
from typing import Any

import structlog
from celery.beat import PersistentScheduler
from celery.signals import worker_ready
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from consult.models import Heartbeat

BEAT = "beat"
log = structlog.get_logger(__name__)


def worker_name(queue: str) -> str:
    return f"worker:{queue}"


def note_alive(name: str) -> None:
    Heartbeat.objects.update_or_create(name=name, defaults={"seen_at": timezone.now()})


def _try_to_note(name: str) -> None:
    # A database that is away for a moment must not end the process that would be seen again after it.
    try:
        close_old_connections()
        note_alive(name)
    except DatabaseError as error:
        log.warning("a heartbeat could not be noted", name=name, error=type(error).__name__)


class SeenScheduler(PersistentScheduler):
    """Celery's own scheduler, which also notes that it is at work."""

    _noted = float("-inf")

    def setup_schedule(self) -> None:
        try:
            super().setup_schedule()
        except Exception as error:
            # Celery renews a damaged file by itself, but not one that a kill cut short in its middle (an
            # EOFError). All it holds is when each entry was last due.
            log.warning("the schedule file cannot be read and is made anew", error=type(error).__name__)
            self._remove_db()
            super().setup_schedule()

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        waits = super().tick(*args, **kwargs)
        if time.monotonic() - self._noted >= settings.HEARTBEAT_SECONDS:
            self._noted = time.monotonic()
            _try_to_note(BEAT)
        return waits


@worker_ready.connect
def note_worker_ready(sender: Any, **kwargs: Any) -> None:
    """A worker that connected to its broker and waits for work is there, before beat's first message."""
    for queue in sender.task_consumer.queues:
        _try_to_note(worker_name(queue.name))
