"""Where events are written: each behind the last one of its case, sealed with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from consult.event_chain import chained
from consult.models import Case, Event, EventHead

_BATCH = 250


def record(
    *, case: Case, kind: str, at: datetime, actor: User | None = None, data: dict[str, Any] | None = None
) -> None:
    """Adds to the case's history, in the caller's transaction. `data` holds ids and states only."""
    _add(case, [Event(case=case, kind=kind, at=at, actor=actor, data=data or {})])


def begin(*, case: Case, at: datetime, events: Iterable[tuple[str, dict[str, Any]]]) -> None:
    """The first events of a case that was made in this very transaction, in one write: nobody else sees it
    yet, so there is no end of a chain to look up and to lock."""
    linked = chained(Event(case=case, kind=kind, at=at, data=data) for kind, data in events)
    EventHead.objects.create(case=case, number=linked[-1].number, seal=linked[-1].seal)
    Event.objects.bulk_create(linked)


def record_read(*, case: Case, at: datetime, followups: Iterable[int]) -> None:
    """One event each, in one write: a family may open its page after many messages."""
    _add(case, [Event(case=case, kind=Event.Kind.READ, at=at, data={"followup": pk}) for pk in followups])


def record_each(*, cases: list[Case], kind: str, at: datetime, actor: User) -> None:
    """The same of many cases in a few writes, in the caller's transaction."""
    for start in range(0, len(cases), _BATCH):
        _add_to_each(cases[start : start + _BATCH], kind, at, actor)


def _add_to_each(cases: list[Case], kind: str, at: datetime, actor: User) -> None:
    EventHead.objects.bulk_create([EventHead(case=case) for case in cases], ignore_conflicts=True)
    # In the order of keys, so that two who do this at once wait and don't block each other.
    heads = list(EventHead.objects.select_for_update().filter(case__in=cases).order_by("pk"))
    events = []
    for head in heads:
        event = Event(case_id=head.pk, kind=kind, at=at, actor=actor, data={})
        [linked] = chained([event], number=head.number, seal=head.seal)
        head.number, head.seal = linked.number, linked.seal
        events.append(linked)
    Event.objects.bulk_create(events)
    EventHead.objects.bulk_update(heads, ["number", "seal"])


def record_opened(*, case: Case, reader: User, what: str, at: datetime) -> None:
    """Somebody reads a case: an event, unless it is theirs. `what` names the page, not what stands there."""
    if case.assignee is not None and case.assignee.user_id == reader.pk:
        return
    record(case=case, kind=Event.Kind.OPENED, at=at, actor=reader, data={"what": what})


def _add(case: Case, events: list[Event]) -> None:
    # Nothing is caught in here: a savepoint of its own would be two statements for nothing.
    with transaction.atomic(savepoint=False):
        # Held until the transaction ends: events of one case come one after the other.
        head, _created = EventHead.objects.select_for_update().get_or_create(case_id=case.pk)
        linked = chained(events, number=head.number, seal=head.seal)
        if not linked:
            return
        Event.objects.bulk_create(linked)
        EventHead.objects.filter(pk=case.pk).update(number=linked[-1].number, seal=linked[-1].seal)
