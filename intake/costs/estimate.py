"""What one month of treatment leaves for the family to pay: the cost contract, as plain functions.

Where the contract can be read in two ways, this is how it is read here:

- Order of errors: the form of every key first, then the month's table, then the income band. So a missing
  or unknown band in a month without a table is an error of `treatment_month` (p006), and a negative cost
  there is one of `total_cost_yen`.
- 70 and over from 2027-08 is an error of `treatment_month` (p006, p010, p017). Under 70 from then on, a
  letter (even E) does not choose the row: without pay or `tax_exempt` the error is
  `standard_monthly_pay_yen`, the key that is missing.
- A pay between two bands (270,000) is no step of the standard pay scale: an error, and not rounded.
- Keys that the case does not use are ignored (`low_pay` with low income, p014; `setting` under 70 or
  working-level). The pay decides about low pay where it is given.
- Keys that contradict each other are an error: a letter that the given pay or `tax_exempt` does not lead to
  (`band`); from 70, a pay or `tax_exempt: true`, which the contract knows only under 70.
- `copay_rate` overrides the default of the age, but working-level is "always" 30.
- The outpatient ceiling has no many-times amount, and the household's is never below it.
- The refund is reckoned without the subsidy, as `payable_yen` is (e003).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum

from intake.costs.case import CaseError, CostCase, Setting, parse_case
from intake.costs.tables import (
    TAX_EXEMPT_BAND,
    Band,
    CeilingTable,
    CostTables,
    ceilings_in,
    default_percent,
    subsidies_in,
)

__all__ = [
    "CaseError",
    "CeilingRule",
    "CostCase",
    "Cover",
    "Estimate",
    "estimate",
    "estimate_json",
    "find_cover",
    "parse_case",
]

MANY_TIMES_FROM = 3
"""So many months at the ceiling before this one make it at least the fourth."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """Whole yen, in the order of the contract's keys. All but `payable_yen` are None for self-pay care.

    `refund_later_yen` is repaid after the year (August to July), not at the counter. `table` is the first
    month of the ceiling table used; `planned` says that the table is a published plan.
    """

    id: str | int | None
    copayment_yen: int | None
    ceiling_yen: int | None
    payable_yen: int
    annual_ceiling_yen: int | None
    refund_later_yen: int | None
    subsidy_ceiling_yen: int | None
    payable_with_subsidy_yen: int | None
    table: str | None
    planned: bool | None


class CeilingRule(StrEnum):
    """By which rule the ceiling of a month is found."""

    OUTPATIENT = "outpatient"
    MANY_TIMES = "many_times"
    FLAT = "flat"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Cover:
    """The rows that apply to a case, for whoever wants to show the formula with its source."""

    table: CeilingTable
    band: Band
    percent: int


def estimate(case: CostCase, tables: CostTables) -> Estimate:
    """What the case leaves to pay, in yen.

    Raises CaseError, naming the key, where the tables have no answer; nothing is ever guessed. Source of the
    rules: the cost contract, with the tables of the high-cost medical expense benefit (高額療養費) and of the
    subsidy for designated intractable diseases (指定難病医療費助成).
    """
    if case.self_pay:
        return self_paid(case)
    cover = find_cover(case, tables)
    copayment = copayment_yen(case.total_cost_yen, cover.percent)
    ceiling = ceiling_yen(case, cover.band)
    payable = min(copayment, ceiling)
    annual = annual_ceiling_yen(case, cover)
    subsidy_ceiling, with_subsidy = subsidised(case, cover, ceiling, tables)
    return Estimate(
        id=case.id,
        copayment_yen=copayment,
        ceiling_yen=ceiling,
        payable_yen=payable,
        annual_ceiling_yen=annual,
        refund_later_yen=refund_yen(case.paid_this_year_yen, payable, annual),
        subsidy_ceiling_yen=subsidy_ceiling,
        payable_with_subsidy_yen=with_subsidy,
        table=cover.table.from_month,
        planned=cover.table.planned,
    )


def estimate_json(obj: Mapping[str, object], tables: CostTables) -> dict[str, object]:
    """The contract's output for one input object: an estimate, or `{"id", "error"}`. Never raises CaseError.

    An id that is neither text nor a whole number comes back as null, with the error "id".
    """
    try:
        return asdict(estimate(parse_case(obj), tables))
    except CaseError as error:
        identity = obj.get("id")
        readable = isinstance(identity, str | int) and not isinstance(identity, bool)
        return {"id": identity if readable else None, "error": error.key}


def self_paid(case: CostCase) -> Estimate:
    """Nothing is covered: no copayment rate, ceiling, refund or subsidy applies to self-pay care."""
    return Estimate(
        id=case.id,
        copayment_yen=None,
        ceiling_yen=None,
        payable_yen=case.total_cost_yen,
        annual_ceiling_yen=None,
        refund_later_yen=None,
        subsidy_ceiling_yen=None,
        payable_with_subsidy_yen=None,
        table=None,
        planned=None,
    )


def find_cover(case: CostCase, tables: CostTables) -> Cover:
    """The table, band and copayment rate of an insured case. Raises CaseError."""
    table = ceilings_in(case.treatment_month, tables)
    if table is None:
        raise CaseError("treatment_month")
    band = band_from_70(case, table) if case.age >= 70 else band_under_70(case, table)
    percent = band.percent or case.copay_rate or default_percent(case.age, tables)
    return Cover(table=table, band=band, percent=percent)


def band_from_70(case: CostCase, table: CeilingTable) -> Band:
    if not table.from_70:
        raise CaseError("treatment_month")
    band = next((row for row in table.from_70 if row.code == case.band), None)
    if band is None:
        raise CaseError("band")
    if case.standard_monthly_pay_yen is not None:
        raise CaseError("standard_monthly_pay_yen")
    if case.tax_exempt:
        raise CaseError("tax_exempt")
    return band


def band_under_70(case: CostCase, table: CeilingTable) -> Band:
    """The row for the tax exemption, else for the pay, else for the letter."""
    if not table.under_70:
        raise CaseError("treatment_month")
    if case.tax_exempt:
        band = band_by_letter(TAX_EXEMPT_BAND, table)
    elif case.standard_monthly_pay_yen is not None:
        band = band_by_pay(case.standard_monthly_pay_yen, table)
    elif table.takes_letters:
        band = band_by_letter(case.band, table)
    else:
        raise CaseError("standard_monthly_pay_yen")
    if case.band is not None and case.band != band.code:
        raise CaseError("band")
    return band


def band_by_letter(letter: str | None, table: CeilingTable) -> Band:
    for row in table.under_70:
        if row.code == letter:
            return row
    raise CaseError("band")


def band_by_pay(pay_yen: int, table: CeilingTable) -> Band:
    for row in table.under_70:
        if row.pay_from_yen is None or pay_yen < row.pay_from_yen:
            continue
        if row.pay_until_yen is None or pay_yen <= row.pay_until_yen:
            return row
    raise CaseError("standard_monthly_pay_yen")


def copayment_yen(cost_yen: int, percent: int) -> int:
    """That part of the cost, rounded half up to 10 yen, in whole numbers only."""
    return (cost_yen * percent + 500) // 1000 * 10


def ceiling_yen(case: CostCase, band: Band) -> int:
    """The most that the family pays in the month."""
    rule = ceiling_rule(case, band)
    if rule == CeilingRule.OUTPATIENT:
        return band.outpatient_yen or 0
    if rule == CeilingRule.MANY_TIMES:
        return band.many_times_yen or 0
    above = max(0, case.total_cost_yen - (band.threshold_yen or 0)) if rule == CeilingRule.FORMULA else 0
    return band.base_yen + above // 100


def ceiling_rule(case: CostCase, band: Band) -> CeilingRule:
    """By which rule `ceiling_yen` finds its answer, for whoever shows it with the family's own numbers."""
    if case.setting == Setting.OUTPATIENT and band.outpatient_yen is not None:
        return CeilingRule.OUTPATIENT
    if case.months_at_ceiling >= MANY_TIMES_FROM and band.many_times_yen is not None:
        return CeilingRule.MANY_TIMES
    return CeilingRule.FLAT if band.threshold_yen is None else CeilingRule.FORMULA


def annual_ceiling_yen(case: CostCase, cover: Cover) -> int | None:
    """The most that the family pays from August to July, or None where the table has no such ceiling."""
    if cover.band.annual_low_pay_yen is not None and has_low_pay(case, cover.table):
        return cover.band.annual_low_pay_yen
    return cover.band.annual_yen


def has_low_pay(case: CostCase, table: CeilingTable) -> bool:
    if case.standard_monthly_pay_yen is None or table.low_pay_until_yen is None:
        return case.low_pay
    return case.standard_monthly_pay_yen <= table.low_pay_until_yen


def refund_yen(paid_before_yen: int, payable_yen: int, annual_yen: int | None) -> int:
    """How much more the annual ceiling gives back because of this month."""
    if annual_yen is None:
        return 0
    return max(0, paid_before_yen + payable_yen - annual_yen) - max(0, paid_before_yen - annual_yen)


def subsidised(
    case: CostCase, cover: Cover, ceiling: int, tables: CostTables
) -> tuple[int | None, int | None]:
    """The subsidy's own ceiling and what is left to pay with it; None twice without a tier."""
    if case.subsidy_tier is None:
        return None, None
    subsidies = subsidies_in(case.treatment_month, tables)
    if subsidies is None:
        raise CaseError("subsidy_tier")
    subsidy_ceiling = subsidies.ceilings_yen[case.subsidy_tier][case.subsidy_kind]
    copayment = copayment_yen(case.total_cost_yen, min(cover.percent, subsidies.max_percent))
    return subsidy_ceiling, min(copayment, ceiling, subsidy_ceiling)
