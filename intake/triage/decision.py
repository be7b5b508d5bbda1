"""The output of triage: one decision with the reasons for it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from .facts import Kind

RULESET = "2026-11-29.2"
"""Version of the rules, the word lists and the texts together: change it whenever a decision may change."""


class Track(StrEnum):
    """Under which system the treatment is provided."""

    INSURED_SPECIALIST = "insured_specialist"
    SELF_PAY_REVIEW = "self_pay_review"
    UNSORTED = "unsorted"


class Judgment(StrEnum):
    """How much physician judgment is required."""

    SPECIALIST_TEAM = "specialist_team"
    TREATING_PHYSICIAN = "treating_physician"
    GENERAL_INFORMATION = "general_information"


class Priority(StrEnum):
    URGENT = "urgent"
    SOON = "soon"
    ROUTINE = "routine"


class Flag(StrEnum):
    """In the order in which a decision lists them: what is urgent first."""

    CRISIS = "crisis"
    ADVERSE_EVENT = "adverse_event"
    MEDICATION_STOP = "medication_stop"
    DEPOSIT_PRESSURE = "deposit_pressure"
    CURE_CLAIM = "cure_claim"
    INSURED_CLAIM_MISMATCH = "insured_claim_mismatch"
    KIND_CONFUSION = "kind_confusion"
    NO_PHYSICIAN = "no_physician"
    PLAN_NUMBER_MISSING = "plan_number_missing"
    PLAN_NUMBER_INVALID = "plan_number_invalid"
    OVERSEAS = "overseas"
    MINOR_PATIENT = "minor_patient"
    ALREADY_TREATED = "already_treated"


URGENT_FLAGS = frozenset({Flag.CRISIS, Flag.ADVERSE_EVENT, Flag.MEDICATION_STOP})


class Evidence(NamedTuple):
    """Where a rule found its ground: `words` stand in field `field` at [start, end) of what the family wrote.

    For a ticked field the words are the ticked value, `start` is 0 and `end` its length.
    """

    field: str
    start: int
    end: int
    words: str

    def as_json(self) -> dict[str, Any]:
        return {"field": self.field, "start": self.start, "end": self.end, "words": self.words}


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that spoke, what it spoke on, and one plain sentence for the family in its language."""

    rule: str
    evidence: tuple[Evidence, ...]
    text: str

    def as_json(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "evidence": [found.as_json() for found in self.evidence],
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """How one inquiry is sorted. It never says that a treatment is good, nor that a patient can have it."""

    track: Track
    treatment_kind: Kind
    physician_judgment: Judgment
    priority: Priority
    flags: tuple[Flag, ...]
    reasons: tuple[Reason, ...]
    ruleset: str = RULESET

    def as_json(self, *, id: str | None = None) -> dict[str, Any]:
        """The codebook's output shape; `id` is repeated from the inquiry."""
        return {
            "id": id,
            "track": self.track.value,
            "treatment_kind": self.treatment_kind.value,
            "physician_judgment": self.physician_judgment.value,
            "priority": self.priority.value,
            "flags": [flag.value for flag in self.flags],
            "reasons": [reason.as_json() for reason in self.reasons],
            "ruleset": self.ruleset,
        }
