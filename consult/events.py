"""Where events are written."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from consult.models import Case, Event


def record(
    *, case: Case, kind: str, at: datetime, actor: User | None = None, data: dict[str, Any] | None = None
) -> None:
    """Adds to the case's history, in the caller's transaction. `data` holds ids and states only."""
    Event.objects.create(case=case, kind=kind, at=at, actor=actor, data=data or {})


def record_read(*, case: Case, at: datetime, followups: Iterable[int]) -> None:
    """One event each, in one write: a family may open its page after many messages."""
    Event.objects.bulk_create(
        Event(case=case, kind=Event.Kind.READ, at=at, data={"followup": pk}) for pk in followups
    )
