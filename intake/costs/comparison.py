"""One estimate beside another: a stay over two months, and the same case by every table.

Pure like the estimate itself: cases and tables come in, estimates go out; all amounts are whole yen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from intake.costs.case import MONTHS_AT_CEILING, CaseError, CostCase
from intake.costs.estimate import Estimate, estimate
from intake.costs.tables import CeilingTable, CostTables, month_after

# The annual ceiling runs from August to July.
FIRST_MONTH_OF_THE_YEAR = "08"


@dataclass(frozen=True, slots=True)
class TwoMonths:
    """A stay that goes on into the next month, and the same care given in the first month alone."""

    first: Estimate
    following_case: CostCase
    following: Estimate
    in_one_month: Estimate

    @property
    def payable_yen(self) -> int:
        return self.first.payable_yen + self.following.payable_yen

    @property
    def more_yen(self) -> int:
        """How much more the end of the month costs; negative where the next month has the lower ceiling."""
        return self.payable_yen - self.in_one_month.payable_yen


@dataclass(frozen=True, slots=True)
class ByTable:
    """The case by one ceiling table; without an estimate `error` names the key that this table needs."""

    table: CeilingTable
    estimate: Estimate | None
    error: str = ""


def over_two_months(case: CostCase, following_cost_yen: int, tables: CostTables) -> TwoMonths:
    """The case's month, and the one after it with its own cost. Raises CaseError where a month has no table.

    What is reckoned by calendar month starts anew: the ceiling, and so the family's part. What was paid in
    the first month counts towards the annual ceiling of the second, unless August begins another year.
    """
    first = estimate(case, tables)
    following_case = next_month_of(case, first, following_cost_yen)
    together = replace(case, total_cost_yen=case.total_cost_yen + following_cost_yen)
    return TwoMonths(
        first=first,
        following_case=following_case,
        following=estimate(following_case, tables),
        in_one_month=estimate(together, tables),
    )


def next_month_of(case: CostCase, found: Estimate, cost_yen: int) -> CostCase:
    month = month_after(case.treatment_month)
    reached = found.ceiling_yen is not None and found.payable_yen == found.ceiling_yen
    new_year = month.endswith(FIRST_MONTH_OF_THE_YEAR)
    return replace(
        case,
        treatment_month=month,
        total_cost_yen=cost_yen,
        months_at_ceiling=min(case.months_at_ceiling + reached, MONTHS_AT_CEILING[-1]),
        paid_this_year_yen=0 if new_year else case.paid_this_year_yen + found.payable_yen,
    )


def by_every_table(case: CostCase, tables: CostTables) -> list[ByTable]:
    """What the same care would cost by each table, in the order of time."""
    rows = sorted(tables.ceilings, key=lambda table: table.from_month)
    return [_by_table(case, table, tables) for table in rows]


def _by_table(case: CostCase, table: CeilingTable, tables: CostTables) -> ByTable:
    moved = replace(case, treatment_month=table.from_month)
    try:
        return ByTable(table, estimate(moved, tables))
    except CaseError as error:
        return ByTable(table, None, error.key)


def year_ends_in(month: str) -> str:
    """The last month (July) of the year of the annual ceiling that a month lies in."""
    year = int(month[:4])
    return f"{year + 1 if month[5:] >= FIRST_MONTH_OF_THE_YEAR else year:04}-07"
