"""One line of time for a case: each event with the words or the state that it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator

from consult.models import Event, FollowUp, Message, Note
from intake.models import Decision
from intake.ruby import marked
from intake.vocabulary import label

_LONGEST = 200


@dataclass(frozen=True)
class Line:
    event: Event
    words: str = ""


def timeline(
    events: Iterable[Event],
    *,
    messages: Iterable[Message],
    followups: Iterable[FollowUp],
    notes: Iterable[Note],
    decisions: Iterable[Decision],
) -> list[Line]:
    """In the order in which it happened. An event holds keys alone; what they lead to is passed in as read
    already, so that no line asks the database."""
    about: dict[str, dict[int, str]] = {
        "message": {one.pk: one.body for one in messages},
        "note": {one.pk: one.body for one in notes},
        "followup": {one.pk: _of_followup(one) for one in followups},
        "decision": {one.pk: _of_decision(one) for one in decisions},
    }
    return [Line(event, _words(event.data, about)) for event in events]


def _words(data: Mapping[str, Any], about: Mapping[str, Mapping[int, str]]) -> str:
    found = (about[name].get(data[name], "") for name in about if isinstance(data.get(name), int))
    return Truncator(" ".join(next(found, "").split())).chars(_LONGEST)


def _of_followup(followup: FollowUp) -> str:
    if followup.explanation:
        return marked(followup.explanation.title)
    return followup.words or followup.get_kind_display()


def _of_decision(decision: Decision) -> str:
    return decision.override_reason or str(label("short_track", decision.track))
