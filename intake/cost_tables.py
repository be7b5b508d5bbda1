"""The dated tables that estimates are made with: the admins' rows, or the shipped file if there are none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError

from intake.costs import tables as pure
from intake.costs.case import SubsidyKind
from intake.models import CeilingBand, CeilingTable, CopayRate, SubsidyCeiling, SubsidyTable
from intake.models.costs import CostSource

_BAND_COLUMNS = (
    "code",
    "base_yen",
    "threshold_yen",
    "many_times_yen",
    "annual_yen",
    "annual_low_pay_yen",
    "outpatient_yen",
    "outpatient_annual_yen",
    "pay_from_yen",
    "pay_until_yen",
    "percent",
)


def current_tables(*, without: CostSource | None = None, besides: Any = None) -> pure.CostTables:
    """The tables as they stand in the database now (five queries).

    For the admin: as they would be `without` a row, and with one that is not kept yet (`besides`, in the
    pure form). Raises ValueError where they could not be estimated with; see intake.costs.tables.
    """
    gone = (type(without), without.pk) if without is not None else None
    rates = [copay_rate(row) for row in CopayRate.objects.all() if (CopayRate, row.pk) != gone]
    ceilings = [
        ceiling_table(row, row.bands.all())
        for row in CeilingTable.objects.prefetch_related("bands")
        if (CeilingTable, row.pk) != gone
    ]
    subsidies = [
        subsidy_table(row, row.ceilings.all())
        for row in SubsidyTable.objects.prefetch_related("ceilings")
        if (SubsidyTable, row.pk) != gone
    ]
    if besides is None and without is None and not (rates or ceilings or subsidies):
        return pure.load_tables()
    if isinstance(besides, pure.CopayRate):
        rates.append(besides)
    if isinstance(besides, pure.CeilingTable):
        ceilings.append(besides)
    if isinstance(besides, pure.SubsidyTable):
        subsidies.append(besides)
    return pure.CostTables(tuple(rates), tuple(ceilings), tuple(subsidies))


def tables_for_commands() -> pure.CostTables:
    """As `current_tables`. Before anything was migrated, a fresh checkout estimates by the shipped file."""
    try:
        return current_tables()
    except DatabaseError:
        return pure.load_tables()


def copay_rate(row: CopayRate) -> pure.CopayRate:
    return pure.CopayRate(from_age=row.from_age, percent=row.percent, **_source(row))


def ceiling_table(row: CeilingTable, bands: Iterable[CeilingBand]) -> pure.CeilingTable:
    """A table with these bands, which need not be kept yet."""
    ordered = sorted(bands, key=lambda band: band.position)
    return pure.CeilingTable(
        from_month=row.from_month,
        until_month=row.until_month or None,
        planned=row.planned,
        takes_letters=row.takes_letters,
        low_pay_until_yen=row.low_pay_until_yen,
        under_70=_bands(ordered, CeilingBand.Group.UNDER_70),
        from_70=_bands(ordered, CeilingBand.Group.FROM_70),
        **_source(row),
    )


def _bands(rows: Iterable[CeilingBand], group: str) -> tuple[pure.Band, ...]:
    return tuple(
        pure.Band(**{name: getattr(row, name) for name in _BAND_COLUMNS})
        for row in rows
        if row.group == group
    )


def subsidy_table(row: SubsidyTable, ceilings: Iterable[SubsidyCeiling]) -> pure.SubsidyTable:
    return pure.SubsidyTable(
        from_month=row.from_month or None,
        until_month=row.until_month or None,
        max_percent=row.max_percent,
        ceilings_yen={
            ceiling.tier: {kind: getattr(ceiling, f"{kind}_yen") for kind in SubsidyKind}
            for ceiling in ceilings
        },
        **_source(row),
    )


def _source(row: CostSource) -> dict[str, Any]:
    return {
        "source": row.source_en,
        "source_ja": row.source_ja,
        "source_easy": row.source_easy,
        "certainty": row.certainty,
        "checked_on": row.checked_on.isoformat() if row.checked_on else "",
    }
