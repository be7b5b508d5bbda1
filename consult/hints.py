"""Waking a worker. A hint only: the row is the job, and beat finds it anyway; a broker that is down costs
latency and nothing else."""

from __future__ import annotations

import logging
from typing import Any

log = logging.getLogger(__name__)


def hint(task: Any) -> None:
    try:
        task.delay()
    except Exception as error:  # whatever the broker's client raises, the answer must not fail
        log.warning("a worker could not be woken (%s); beat will do it", type(error).__name__)


def wake_assignment() -> None:
    """A place became free: whoever waits longest gets it."""
    from consult.tasks import assign_waiting_cases

    hint(assign_waiting_cases)
