"""One case to estimate, and the one way to read it from JSON. Keys and values: the cost contract."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar


class Setting(StrEnum):
    INPATIENT = "inpatient"
    OUTPATIENT = "outpatient"


class SubsidyTier(StrEnum):
    """Tiers of the subsidy for designated intractable diseases, by the household's municipal tax."""

    ASSISTANCE = "assistance"
    LOW_1 = "low_1"
    LOW_2 = "low_2"
    GENERAL_1 = "general_1"
    GENERAL_2 = "general_2"
    UPPER = "upper"


class SubsidyKind(StrEnum):
    GENERAL = "general"
    LONG_TERM = "long_term"
    VENTILATOR = "ventilator"


COPAY_RATES = (10, 20, 30)
AGES = range(131)
MONTHS_AT_CEILING = range(13)
# Past this, readers of JSON elsewhere no longer agree on a whole number. No real bill comes near it.
MOST_YEN = 2**53 - 1
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class CaseError(ValueError):
    """A case that cannot be estimated. `key` names the input key that is missing or wrong."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class CostCase:
    """One patient in one calendar month. Money in whole yen; `treatment_month` is "YYYY-MM".

    `total_cost_yen` is the whole insured cost of that month (10割), `months_at_ceiling` how many of the
    last 12 reached the ceiling, `paid_this_year_yen` what was paid since August. Neither `band`,
    `standard_monthly_pay_yen` nor `tax_exempt` has to be given here: what is needed depends on the table.
    """

    id: str | int | None = None
    treatment_month: str
    age: int
    total_cost_yen: int
    band: str | None = None
    standard_monthly_pay_yen: int | None = None
    tax_exempt: bool = False
    setting: Setting = Setting.INPATIENT
    months_at_ceiling: int = 0
    paid_this_year_yen: int = 0
    low_pay: bool = False
    subsidy_tier: SubsidyTier | None = None
    subsidy_kind: SubsidyKind = SubsidyKind.GENERAL
    self_pay: bool = False
    copay_rate: int | None = None


def parse_case(obj: Mapping[str, object]) -> CostCase:
    """Read one case from decoded JSON; null is the same as leaving a key out.

    Raises CaseError for a missing key, an unknown one (a misspelt key would silently change the amount) and
    a value of the wrong type or out of range, in the order of the contract. Booleans, floats and texts are
    never taken for numbers. Whether the band and the month have a table is for `estimate` to say.

    A self-pay case needs only the keys that every case has: nothing is covered, so what cover would depend
    on is not read, whatever it says (the contract's p012 has an unknown band and a month without a table).
    """
    needed = {key: read(key, obj.get(key)) for key, read in NEEDED.items()}
    self_pay = read_bool("self_pay", obj.get("self_pay", False))
    if self_pay:
        return CostCase(**needed, self_pay=True)
    given = {key: read(key, obj[key]) for key, read in OPTIONAL.items() if obj.get(key) is not None}
    for key in obj:
        if key not in KEYS:
            raise CaseError(key)
    return CostCase(**needed, **given)


def read_id(key: str, value: object) -> str | int:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise CaseError(key)
    return value


def read_month(key: str, value: object) -> str:
    if not isinstance(value, str) or not MONTH.fullmatch(value):
        raise CaseError(key)
    return value


def read_text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise CaseError(key)
    return value


def read_bool(key: str, value: object) -> bool:
    if value is None:
        return False
    if not isinstance(value, bool):
        raise CaseError(key)
    return value


def whole_number_in(allowed: range | tuple[int, ...]) -> Callable[[str, object], int]:
    """A reader for whole numbers."""

    def read(key: str, value: object) -> int:
        # True is an int to Python; a ticked box is no amount.
        if isinstance(value, bool) or not isinstance(value, int) or value not in allowed:
            raise CaseError(key)
        return value

    return read


Word = TypeVar("Word", bound=StrEnum)


def one_of(words: type[Word]) -> Callable[[str, object], Word]:
    """A reader for one vocabulary."""

    def read(key: str, value: object) -> Word:
        if not isinstance(value, str) or value not in set(words):
            raise CaseError(key)
        return words(value)

    return read


read_yen = whole_number_in(range(MOST_YEN + 1))

NEEDED: dict[str, Callable[[str, object], Any]] = {
    "id": read_id,
    "treatment_month": read_month,
    "age": whole_number_in(AGES),
    "total_cost_yen": read_yen,
}
OPTIONAL: dict[str, Callable[[str, object], Any]] = {
    "band": read_text,
    "standard_monthly_pay_yen": read_yen,
    "tax_exempt": read_bool,
    "setting": one_of(Setting),
    "months_at_ceiling": whole_number_in(MONTHS_AT_CEILING),
    "paid_this_year_yen": read_yen,
    "low_pay": read_bool,
    "subsidy_tier": one_of(SubsidyTier),
    "subsidy_kind": one_of(SubsidyKind),
    "copay_rate": whole_number_in(COPAY_RATES),
}
KEYS = frozenset({*NEEDED, *OPTIONAL, "self_pay"})
