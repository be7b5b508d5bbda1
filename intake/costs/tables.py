"""The dated tables behind an estimate: copayment rates, monthly ceilings, subsidy ceilings.

All amounts are whole yen, all months "YYYY-MM" texts, which sort as they run. Every table says where it
comes from (`source`, in English, Japanese and easy Japanese with its readings), how sure that is
(`certainty`: V a public page, V2 a public transcription of an official document, K general knowledge, not
checked) and when somebody looked (`checked_on`, an ISO day), so that a page can show every figure with them.

The shipped rows are in intake/data/cost_tables.json. Nothing here reads a clock or a database: whoever
estimates passes the tables in, wherever their rows are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from intake.costs.case import SubsidyKind, SubsidyTier

SHIPPED = Path(__file__).parent.parent / "data" / "cost_tables.json"

BANDS_UNDER_70 = ("A", "B", "C", "D", "E")
BANDS_FROM_70 = ("working_3", "working_2", "working_1", "general", "low_2", "low_1")
TAX_EXEMPT_BAND = "E"


@dataclass(frozen=True, slots=True)
class Band:
    """One row of a ceiling table: a family's income band and what it pays at most.

    `code` is one of BANDS_UNDER_70 or BANDS_FROM_70; a finer table has several rows for one letter, told
    apart by pay. `pay_from_yen` to `pay_until_yen` (both included; None until: no end) is the standard
    monthly pay; without `pay_from_yen` no pay leads to the row. Without `threshold_yen` the ceiling is flat.
    None elsewhere says that the table has no such amount. `percent` is the copayment rate that the band has
    whatever the patient's age.

    `outpatient_annual_yen` is shown to families; no estimate is made with it.
    """

    code: str
    base_yen: int
    threshold_yen: int | None = None
    many_times_yen: int | None = None
    annual_yen: int | None = None
    annual_low_pay_yen: int | None = None
    outpatient_yen: int | None = None
    outpatient_annual_yen: int | None = None
    pay_from_yen: int | None = None
    pay_until_yen: int | None = None
    percent: int | None = None


@dataclass(frozen=True, slots=True)
class CeilingTable:
    """The bands in force from one month to another (both included; no `until_month`: no end is known).

    `takes_letters`: a letter alone names a row for people under 70. `low_pay_until_yen`: the highest standard
    pay with the lower annual ceiling. An age group without rows is one that we have no table for.
    """

    from_month: str
    planned: bool
    takes_letters: bool
    source: str
    certainty: str
    under_70: tuple[Band, ...]
    from_70: tuple[Band, ...]
    until_month: str | None = None
    low_pay_until_yen: int | None = None
    source_ja: str = ""
    source_easy: str = ""
    checked_on: str = ""


@dataclass(frozen=True, slots=True)
class CopayRate:
    """The part of the cost, in percent, that a patient of `from_age` and more pays."""

    from_age: int
    percent: int
    source: str
    certainty: str
    source_ja: str = ""
    source_easy: str = ""
    checked_on: str = ""


@dataclass(frozen=True, slots=True)
class SubsidyTable:
    """Monthly ceilings of the subsidy for designated intractable diseases: yen by tier, then by kind.

    `max_percent` is the highest copayment rate that a holder of the certificate pays.
    """

    source: str
    certainty: str
    max_percent: int
    ceilings_yen: Mapping[str, Mapping[str, int]]
    from_month: str | None = None
    until_month: str | None = None
    source_ja: str = ""
    source_easy: str = ""
    checked_on: str = ""


@dataclass(frozen=True, slots=True)
class CostTables:
    """Everything that an estimate reads.

    Raises ValueError where two rows would answer for the same month, age, letter or pay: which of them was
    used would be chance, and editors change these rows by hand. Also where a month between two tables, an
    age or a tier has no answer, and where a row has a band that no case can have.
    """

    copay_rates: tuple[CopayRate, ...]
    ceilings: tuple[CeilingTable, ...]
    subsidies: tuple[SubsidyTable, ...]

    def __post_init__(self) -> None:
        if not any(row.from_age == 0 for row in self.copay_rates):
            raise ValueError("copayment rates: none from age 0")
        refuse_overlap("copayment rates", ((row.from_age, row.from_age) for row in self.copay_rates))
        refuse_overlap("ceiling tables", ((row.from_month, row.until_month) for row in self.ceilings))
        refuse_overlap("subsidy tables", ((row.from_month or "", row.until_month) for row in self.subsidies))
        refuse_gap("ceiling tables", ((row.from_month, row.until_month) for row in self.ceilings))
        refuse_gap("subsidy tables", ((row.from_month or "", row.until_month) for row in self.subsidies))
        for subsidy in self.subsidies:
            refuse_missing_tier(subsidy)
        for table in self.ceilings:
            refuse_odd_bands(table)
            refuse_overlap(
                f"bands from {table.from_month}",
                (
                    (row.pay_from_yen, row.pay_until_yen)
                    for row in table.under_70
                    if row.pay_from_yen is not None
                ),
            )


def refuse_overlap(what: str, spans: Iterable[tuple[Any, Any]]) -> None:
    """Raise ValueError if two spans (first, last or None for open) have a value in common."""
    ordered = sorted(spans, key=lambda span: span[0])
    for (first, last), (following, _) in pairwise(ordered):
        if last is None or following <= last:
            raise ValueError(f"{what}: {first}–{last or ''} and {following}– overlap")


def refuse_gap(what: str, spans: Iterable[tuple[str, str | None]]) -> None:
    """Raise ValueError if a month between two tables has none. The spans don't overlap."""
    for (_first, last), (following, _last) in pairwise(sorted(spans, key=lambda span: span[0])):
        if last is not None and month_after(last) != following:
            raise ValueError(f"{what}: gap between {last} and {following}")


def refuse_missing_tier(table: SubsidyTable) -> None:
    for tier in SubsidyTier:
        if set(table.ceilings_yen.get(tier, ())) != set(SubsidyKind):
            raise ValueError(f"subsidy table: {tier} has no amount for every kind")


def refuse_odd_bands(table: CeilingTable) -> None:
    """A band of the other age group; an income that no pay leads to; two rows for one letter alone."""
    if table.until_month is not None and table.until_month < table.from_month:
        raise ValueError(f"ceiling table {table.from_month}: ends before it begins")
    for rows, known in ((table.under_70, BANDS_UNDER_70), (table.from_70, BANDS_FROM_70)):
        for row in rows:
            if row.code not in known:
                raise ValueError(f"bands from {table.from_month}: {row.code} is of another age group")
    for row in table.under_70:
        if row.code != TAX_EXEMPT_BAND and row.pay_from_yen is None:
            raise ValueError(f"bands from {table.from_month}: {row.code} has no standard pay")
    letters = [row.code for row in (*(table.under_70 if table.takes_letters else ()), *table.from_70)]
    if len(letters) != len(set(letters)):
        raise ValueError(f"bands from {table.from_month}: two rows for one band")


def month_after(month: str) -> str:
    """The calendar month after one: "2026-12" → "2027-01"."""
    year, number = int(month[:4]), int(month[5:])
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def load_tables(path: Path = SHIPPED) -> CostTables:
    """The tables kept in a JSON file. A wrong file raises OSError, ValueError, TypeError or KeyError."""
    rows = json.loads(path.read_text(encoding="utf-8"))
    return CostTables(
        copay_rates=tuple(CopayRate(**row) for row in rows["copay_rates"]),
        ceilings=tuple(ceiling_table(row) for row in rows["ceilings"]),
        subsidies=tuple(SubsidyTable(**row) for row in rows["subsidies"]),
    )


def ceiling_table(row: Mapping[str, Any]) -> CeilingTable:
    groups = {group: tuple(Band(**band) for band in row[group]) for group in ("under_70", "from_70")}
    return CeilingTable(**{**row, **groups})


def ceilings_in(month: str, tables: CostTables) -> CeilingTable | None:
    """The ceiling table in force in a month, or None where we have none."""
    rows = (row for row in tables.ceilings if runs_in(month, row.from_month, row.until_month))
    return next(rows, None)


def subsidies_in(month: str, tables: CostTables) -> SubsidyTable | None:
    """The subsidy table in force in a month, or None where we have none."""
    rows = (row for row in tables.subsidies if runs_in(month, row.from_month, row.until_month))
    return next(rows, None)


def runs_in(month: str, from_month: str | None, until_month: str | None) -> bool:
    return (from_month is None or from_month <= month) and (until_month is None or month <= until_month)


def default_percent(age: int, tables: CostTables) -> int:
    """The copayment rate in percent that goes with an age alone."""
    return copay_rate_at(age, tables).percent


def copay_rate_at(age: int, tables: CostTables) -> CopayRate:
    """The row for an age: the one that begins nearest below it."""
    return max((row for row in tables.copay_rates if row.from_age <= age), key=lambda row: row.from_age)
