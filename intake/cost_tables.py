"""The dated tables that estimates are made with."""

from __future__ import annotations

from intake.costs.tables import CostTables, load_tables


def current_tables() -> CostTables:
    return load_tables()
