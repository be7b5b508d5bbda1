"""Writes what was measured: all of it as JSON, and the table in docs/performance.md between its marks."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.engines import ROOT

RESULTS = ROOT / "benchmarks" / "results.json"
DOCUMENT = ROOT / "docs" / "performance.md"
MEMORY, WEIGHT = "memory of web workers after the load, MB (PSS)", "page weight, KB with gzip"
BEGIN, END = "<!-- measured -->", "<!-- end of measured -->"

Results = dict[str, Any]


@dataclass(frozen=True)
class Promise:
    """One row: what it is about, what must hold, and the figure that shows it."""

    work: str
    must: str
    measured: Callable[[Results], float | None]
    holds: Callable[[float], bool]
    shown: str = "{:.2f}"


def _ratio(name: str) -> Callable[[Results], float]:
    return lambda results: float(results["ratios"][name])


PROMISES = (
    Promise(
        "one page of the wizard (GET and POST, answer kept), to the bare form",
        "≥ 0.55",
        _ratio("wizard page to bare form"),
        lambda value: value >= 0.55,
    ),
    Promise(
        "the same, to the peer's submission",
        "≥ 2",
        _ratio("wizard page to the peer's submission"),
        lambda value: value >= 2,
    ),
    Promise(
        "last submit (check page and sending, all in one transaction), to the bare form",
        "≥ 0.30",
        _ratio("last submit to bare form"),
        lambda value: value >= 0.3,
    ),
    Promise(
        "queue page at the greater number of cases: the peer's list takes so many times as long",
        "≥ 30 (at 100,000)",
        _ratio("peer's list to the queue"),
        lambda value: value >= 30,
        "{:.1f}",
    ),
    Promise(
        "the same, to the bare list",
        "≤ 3 (at 100,000)",
        _ratio("queue to bare list"),
        lambda value: value <= 3,
    ),
    Promise(
        "queue page with many cases, to the one with few",
        "≤ 1.5 (at 1,000,000)",
        _ratio("queue with many cases to few"),
        lambda value: value <= 1.5,
    ),
    Promise(
        "case page with 30 events, to the peer's ticket with 30 follow-ups",
        "≤ 0.4",
        _ratio("case page to the peer's ticket"),
        lambda value: value <= 0.4,
    ),
    Promise(
        "figures page, to the bare list",
        "≤ 20 (at 1,000,000)",
        _ratio("figures page to bare list"),
        lambda value: value <= 20,
        "{:.1f}",
    ),
    Promise(
        "follow-ups through outbox and two workers to a mail server, to a bare Celery task",
        "≥ 0.5",
        _ratio("follow-ups to a bare task"),
        lambda value: value >= 0.5,
    ),
    Promise(
        "triage, decisions a second on one core",
        "≥ 2,000",
        lambda results: results["once"].get("triage decisions /s"),
        lambda value: value >= 2000,
        "{:,.0f}",
    ),
    Promise(
        "memory of a web worker after the load, MB (the largest)",
        "≤ 120",
        lambda results: max(results["once"].get(MEMORY, []), default=None),
        lambda value: value <= 120,
        "{:.0f}",
    ),
    Promise(
        "a page as it is sent, KB (the heaviest of three, without its style and script)",
        "≤ 60",
        lambda results: max(results["once"].get(WEIGHT, {}).values(), default=None),
        lambda value: value <= 60,
        "{:.1f}",
    ),
)


def write(results: Results) -> None:
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    text = DOCUMENT.read_text()
    before, _begin, rest = text.partition(BEGIN)
    _old, _end, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table(results)}{END}{after}")
    print(table(results))


def table(results: Results) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    lines = [
        f"`{results['command']}`, {results['date']}, {results['cores']} cores, "
        f"{len(results['rounds'])} rounds, {results['clients']} clients; {versions}. "
        "Load average before and after: "
        + " and ".join(f"{load:.1f}" for load in results["load_before_and_after"])
        + f". Cases: {results['cases']['few']:,} and {results['cases']['many']:,}. {results.get('note', '')}",
        "",
        "| work | must | measured | |",
        "|---|---|---|---|",
    ]
    for promise in PROMISES:
        value = promise.measured(results)
        if value is None:
            lines.append(f"| {promise.work} | {promise.must} | not measured | |")
            continue
        kept = "holds" if promise.holds(value) else "**misses**"
        if "(at" in promise.must:
            kept += " at this size"
        lines.append(f"| {promise.work} | {promise.must} | {promise.shown.format(value)} | {kept} |")
    lines += ["", "| seen, median of the rounds | |", "|---|---|"]
    for name in results["rounds"][0]:
        value = statistics.median(one[name] for one in results["rounds"])
        lines.append(f"| {name.removesuffix(' ms').removesuffix(' /s')} | {value:,.1f} {name.split()[-1]} |")
    return "\n".join(lines) + "\n"
