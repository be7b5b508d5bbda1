"""Decisions for many families: each distinct text is sorted once a day of submission, by the real rules."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from consult.seeding.families import Family
from intake.catalogue import current_catalogue
from intake.models import Decision, Inquiry
from intake.triage import decision as pure
from intake.triage.decide import decide


class Sorter:
    def __init__(self) -> None:
        self._catalogue = current_catalogue()
        # Coverage begins and ends on a day, and what the clinic asks for "within a week" moves along.
        self._known: dict[tuple[int, date], dict[str, Any]] = {}

    def sort(self, who: Family, inquiry: Inquiry, at: datetime) -> Decision:
        facts = inquiry.facts()
        key = (who.text, facts.submitted_on)
        if key not in self._known:
            self._known[key] = _columns(decide(facts, self._catalogue))
        return Decision(inquiry=inquiry, made_at=at, **self._known[key])


def _columns(decision: pure.Decision) -> dict[str, Any]:
    return {
        "track": decision.track.value,
        "treatment_kind": decision.treatment_kind.value,
        "physician_judgment": decision.physician_judgment.value,
        "priority": decision.priority.value,
        "flags": [flag.value for flag in decision.flags],
        "reasons": [reason.as_json() for reason in decision.reasons],
        "ruleset": decision.ruleset,
    }
