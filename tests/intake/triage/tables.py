"""The tables of cases, and how a decision is held against one row."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from intake.triage import Catalogue, Decision, catalogue_from_file, decide, parse_facts

HERE = Path(__file__).parent
SHIPPED = HERE.parents[2] / "intake" / "data" / "catalogue.json"
TODAY = date(2026, 6, 1)
FIELDS = ("track", "treatment_kind", "physician_judgment", "priority")


@dataclass(frozen=True)
class Case:
    """One row: an inquiry, and how people sort it."""

    id: str
    input: dict[str, Any]
    expected: dict[str, Any]


@cache
def cases(name: str) -> tuple[Case, ...]:
    rows = [
        json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines() if line.strip()
    ]
    return tuple(Case(row["input"]["id"], row["input"], row["expected"]) for row in rows)


@cache
def shipped_catalogue() -> Catalogue:
    return catalogue_from_file(SHIPPED)


def decided(**inquiry: Any) -> Decision:
    """The decision on one inquiry under the shipped catalogue."""
    return decide(parse_facts(inquiry, today=TODAY), shipped_catalogue())


def ruled(**inquiry: Any) -> Decision:
    """The same by the rules alone, without what the model proposes."""
    return decide(parse_facts(inquiry, today=TODAY), shipped_catalogue(), proposing=False)


def differences(case: Case, by: Callable[..., Decision] = decided) -> dict[str, tuple[object, object]]:
    """What triage says otherwise than people: field to (decided, expected)."""
    answer = by(**case.input).as_json()
    answer["flags"] = sorted(answer["flags"])
    expected = {**case.expected, "flags": sorted(case.expected["flags"])}
    return {key: (answer[key], expected[key]) for key in (*FIELDS, "flags") if answer[key] != expected[key]}
