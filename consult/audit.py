"""Whether the events are what was written: each chain read anew, from its first event to its head."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F

from consult.event_chain import NOTHING, fits, is_sealed_text, sealed_text
from consult.models import Case, Event, EventHead

_CHUNK = 5000


@dataclass(frozen=True)
class Fault:
    """Something that nobody of the service did. `case` is a key, never a name."""

    case: int
    number: int
    what: str

    def __str__(self) -> str:
        return f"case {self.case}, event {self.number}: {self.what}"


@dataclass(frozen=True)
class Head:
    """The end of a chain as it was when it was exported."""

    case: int
    number: int
    seal: str


class NotOurs(ValueError):
    """A list of heads that is not as it was exported."""


def faults(*, case: int | None = None) -> Iterator[Fault]:
    """Every event that was edited, deleted or moved, and every chain that was cut, in order of cases."""
    chosen = {} if case is None else {"case": case}
    # Events and ends by one statement: it sees one moment, and what is written meanwhile is no fault.
    ends = {"last": F("case__event_head__number"), "last_seal": F("case__event_head__seal")}
    events = Event.objects.filter(**chosen).annotate(**ends).order_by("case_id", "number")
    for of, chain in groupby(events.iterator(chunk_size=_CHUNK), key=lambda event: event.case_id):
        yield from _faults_of(of, list(chain))
    for head in EventHead.objects.filter(**chosen, number__gt=0, case__events=None).order_by("pk"):
        yield Fault(head.pk, 1, f"deleted at the end, up to event {head.number}")
    empty = Case.objects.filter(event_head=None, events=None)
    for of in (empty if case is None else empty.filter(pk=case)).values_list("pk", flat=True):
        yield Fault(of, 1, "the case has no events at all")


def _faults_of(case: int, chain: list[Any]) -> Iterator[Fault]:
    number, seal = 0, NOTHING
    for event in chain:
        if event.number > number + 1:
            yield Fault(case, number + 1, f"deleted, up to event {event.number - 1}")
        elif not fits(event, number=event.number, before=seal):
            yield Fault(case, event.number, _what_happened(event, chain))
        number, seal = event.number, event.seal
    last, last_seal = chain[0].last, chain[0].last_seal
    if last is None:
        yield Fault(case, number, "the end of the chain is not kept: events may be missing after it")
    elif last > number:
        yield Fault(case, number + 1, f"deleted at the end, up to event {last}")
    elif last < number:
        yield Fault(case, last + 1, "added behind the end of the chain")
    elif last_seal != seal:
        yield Fault(case, number, "another one than is kept as the end of the chain")


def _what_happened(event: Event, chain: list[Event]) -> str:
    for other in chain:
        for before in (NOTHING, *(one.seal for one in chain)):
            if other.number != event.number and fits(event, number=other.number, before=before):
                return f"moved: it was event {other.number}"
    return "edited"


def export() -> Iterator[str]:
    """The heads, one a line as JSON, and last a seal over them: to be kept where the database's owner is not.

    A chain may be cut back to an earlier end, its head too; the list of an hour before it tells.
    """
    lines = []
    for head in EventHead.objects.order_by("pk").iterator(chunk_size=_CHUNK):
        lines.append(json.dumps({"case": head.pk, "number": head.number, "seal": head.seal}))
        yield lines[-1]
    yield json.dumps({"heads": len(lines), "seal": sealed_text("\n".join(lines))})


def read_heads(lines: Iterable[str]) -> list[Head]:
    """Raises NotOurs for a list that was changed or cut."""
    *listed, end = [line.strip() for line in lines if line.strip()] or [""]
    try:
        closing: dict[str, Any] = json.loads(end)
        if closing["heads"] == len(listed) and is_sealed_text("\n".join(listed), closing["seal"]):
            return [Head(**json.loads(line)) for line in listed]
    except (ValueError, KeyError, TypeError):
        pass
    raise NotOurs("the list of heads is not as it was exported")


def faults_since(heads: Iterable[Head]) -> Iterator[Fault]:
    """Chains that no longer hold what they held when `heads` were exported."""
    for head in heads:
        there = (
            Event.objects.filter(case=head.case, number=head.number).values_list("seal", flat=True).first()
        )
        if there is None:
            yield Fault(head.case, head.number, "gone since the list of heads was exported")
        elif there != head.seal:
            yield Fault(head.case, head.number, "another one since the list of heads was exported")
