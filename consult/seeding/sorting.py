"""Decisions for many families: each distinct text is sorted once by the real rules, and anew where the dates
of a product begin or end."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, timedelta
from typing import Any

from consult.seeding.families import Family
from intake.catalogue import current_catalogue
from intake.models import Decision, Inquiry
from intake.triage import decision as pure
from intake.triage.catalogue import Catalogue
from intake.triage.decide import decide


class Sorter:
    def __init__(self) -> None:
        self._catalogue = current_catalogue()
        self._turns = _turns(self._catalogue)
        # What the clinic asks for "within a week" moves along with the day: it changes no decision.
        self._known: dict[tuple[int, int], dict[str, Any]] = {}

    def sort(self, who: Family, inquiry: Inquiry, at: datetime) -> Decision:
        facts = inquiry.facts()
        key = (who.text, bisect_right(self._turns, facts.submitted_on))
        if key not in self._known:
            self._known[key] = _columns(decide(facts, self._catalogue))
        return Decision(inquiry=inquiry, made_at=at, **self._known[key])


def _turns(catalogue: Catalogue) -> list[date]:
    """The days from which on a product counts otherwise than on the day before, in order."""
    turns = set()
    for product in catalogue.products:
        ends = [product.approved_until]
        for coverage in product.coverages:
            turns.add(coverage.start)
            ends.append(coverage.end)
        turns |= {end and end + timedelta(days=1) for end in ends}
    return sorted(turn for turn in turns if turn)


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
