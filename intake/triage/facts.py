"""What a family told us: the input of triage, its vocabularies, and the one way to read it from JSON.

The vocabularies are the single source of the values that models and forms offer as choices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar


class Language(StrEnum):
    JAPANESE = "ja"
    ENGLISH = "en"


class Relationship(StrEnum):
    """Who the patient is to the writer: `parent` means that the patient is the writer's parent."""

    SELF = "self"
    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    SIBLING = "sibling"
    RELATIVE = "relative"
    FRIEND = "friend"
    PROFESSIONAL = "professional"


class Condition(StrEnum):
    PARKINSONS = "parkinsons"
    HEART_FAILURE = "heart_failure"
    SPINAL_CORD_INJURY = "spinal_cord_injury"
    STROKE = "stroke"
    ALS = "als"
    DEMENTIA = "dementia"
    JOINT = "joint"
    EYE = "eye"
    SKIN = "skin"
    DIABETES = "diabetes"
    CANCER = "cancer"
    LIVER = "liver"
    CHILD_DEVELOPMENT = "child_development"
    ANTI_AGEING = "anti_ageing"
    OTHER = "other"


class MedicationResponse(StrEnum):
    """How far existing drugs control the symptoms."""

    GOOD = "good"
    WEARING_OFF = "wearing_off"
    INSUFFICIENT = "insufficient"
    NOT_TRIED = "not_tried"


class Kind(StrEnum):
    """Kinds of treatment. `other` can be ticked by a family; a decision says `unknown` instead."""

    IPS_CELL = "ips_cell"
    STEM_CELL = "stem_cell"
    EXOSOME = "exosome"
    PLATELET = "platelet"
    IMMUNE_CELL = "immune_cell"
    TISSUE = "tissue"
    GENE = "gene"
    OTHER = "other"
    UNKNOWN = "unknown"


class Payment(StrEnum):
    INSURED = "insured"
    SELF_PAY = "self_pay"
    TRIAL = "trial"


class ProviderKind(StrEnum):
    UNIVERSITY_HOSPITAL = "university_hospital"
    HOSPITAL = "hospital"
    CLINIC = "clinic"
    OVERSEAS = "overseas"
    NON_MEDICAL = "non_medical"
    NONE = "none"


class Question(StrEnum):
    ELIGIBILITY = "eligibility"
    COST = "cost"
    SAFETY = "safety"
    DIFFERENCE = "difference"
    WHERE = "where"
    SECOND_OPINION = "second_opinion"
    AFTER_TREATMENT = "after_treatment"
    NEWS = "news"


OVERSEAS_RESIDENCE = "overseas"
PREFECTURES: tuple[str, ...] = (*(f"JP-{number:02d}" for number in range(1, 48)), OVERSEAS_RESIDENCE)
"""ISO 3166-2:JP codes, and `overseas` for a family that lives abroad."""

AGES = range(131)
"""Whole years that a patient may be."""


class FactsError(ValueError):
    """One thing in an inquiry that cannot be read.

    `key` is the JSON key ("" when the whole value is wrong), `message` says what is wrong without repeating
    what the family wrote, `allowed` lists what would have been accepted, in words or values.
    """

    def __init__(self, key: str, message: str, allowed: tuple[str, ...] = ()) -> None:
        super().__init__(f"{key}: {message}" if key else message)
        self.key = key
        self.message = message
        self.allowed = allowed


@dataclass(frozen=True, slots=True)
class Facts:
    """One inquiry as the family gave it. `None` (or an empty tuple or text) means that it was not said."""

    submitted_on: date
    id: str | None = None
    language: Language | None = None
    relationship: Relationship | None = None
    patient_age: int | None = None
    prefecture: str | None = None
    condition: Condition | None = None
    condition_detail: str = ""
    medication_response: MedicationResponse | None = None
    treatment_kind: Kind | None = None
    treatment_name: str = ""
    payment: Payment | None = None
    provider_kind: ProviderKind | None = None
    provider_name: str = ""
    plan_number: str = ""
    quoted_fee_yen: int | None = None
    decision_date: date | None = None
    questions: tuple[Question, ...] = field(default=())
    message: str = ""


FREE_TEXT_KEYS = ("condition_detail", "treatment_name", "provider_name", "plan_number", "message")


def parse_facts(obj: object, *, today: date) -> Facts:
    """Read one inquiry from decoded JSON.

    `today` stands in where `submitted_on` is not said. The empty string, null, [] and "unknown" all mean
    "not said". Raises FactsError for anything but an object, for unknown keys, and for values of a wrong
    type or outside the vocabulary.
    """
    if not isinstance(obj, Mapping):
        raise FactsError("", "not a JSON object", ("an object",))
    said: dict[str, Any] = {}
    for key, value in obj.items():
        if key not in READERS:
            raise FactsError(printable(key), "unknown key", KEYS)
        if not is_not_said(value):
            said[key] = READERS[key](key, value)
    said.setdefault("submitted_on", today)
    return Facts(**said)


def is_not_said(value: object) -> bool:
    if isinstance(value, str):
        return value.strip().casefold() in ("", "unknown")
    return value is None or value == []


def printable(key: object) -> str:
    """A key that may be anything, cut short and safe to print."""
    return str(key)[:60].encode("utf-8", "replace").decode("utf-8")


def read_text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise FactsError(key, "not a text", ("a text",))
    return value


def read_date(key: str, value: object) -> date:
    allowed = ("an ISO date such as 2026-05-20",)
    if not isinstance(value, str):
        raise FactsError(key, "not a date", allowed)
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise FactsError(key, "not a date", allowed) from None


def read_age(key: str, value: object) -> int:
    age = read_whole_number(key, value)
    if age not in AGES:
        raise FactsError(key, "out of range", (f"{AGES.start} to {AGES.stop - 1}",))
    return age


def read_yen(key: str, value: object) -> int:
    yen = read_whole_number(key, value)
    if yen < 0:
        raise FactsError(key, "out of range", ("0 or more",))
    return yen


def read_whole_number(key: str, value: object) -> int:
    # True is an int to Python; a ticked box is no age.
    if isinstance(value, bool) or not isinstance(value, int):
        raise FactsError(key, "not a whole number", ("a whole number",))
    return value


def read_prefecture(key: str, value: object) -> str:
    if value not in PREFECTURES:
        raise FactsError(key, "not an allowed value", PREFECTURES)
    return str(value)


def read_questions(key: str, value: object) -> tuple[Question, ...]:
    """Questions without repeats, in the order of the vocabulary, so that the order of ticks never matters."""
    if not isinstance(value, list):
        raise FactsError(key, "not a list", tuple(Question))
    asked = {one_of(Question)(key, item) for item in value if not is_not_said(item)}
    return tuple(question for question in Question if question in asked)


Word = TypeVar("Word", bound=StrEnum)


def one_of(words: type[Word]) -> Callable[[str, object], Word]:
    """A reader for one vocabulary."""

    def read(key: str, value: object) -> Word:
        if not isinstance(value, str) or value not in set(words):
            raise FactsError(key, "not an allowed value", tuple(words))
        return words(value)

    return read


READERS: dict[str, Callable[[str, object], object]] = {
    "id": read_text,
    "submitted_on": read_date,
    "language": one_of(Language),
    "relationship": one_of(Relationship),
    "patient_age": read_age,
    "prefecture": read_prefecture,
    "condition": one_of(Condition),
    "condition_detail": read_text,
    "medication_response": one_of(MedicationResponse),
    "treatment_kind": one_of(Kind),
    "treatment_name": read_text,
    "payment": one_of(Payment),
    "provider_kind": one_of(ProviderKind),
    "provider_name": read_text,
    "plan_number": read_text,
    "quoted_fee_yen": read_yen,
    "decision_date": read_date,
    "questions": read_questions,
    "message": read_text,
}
KEYS: tuple[str, ...] = tuple(READERS)
