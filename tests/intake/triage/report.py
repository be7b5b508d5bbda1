"""`python -m tests.intake.triage.report [more.jsonl ...]`: writes the figures into docs/triage.md.

Per table and language: each field, each flag, the confusion of tracks, the worst rows, and the speed.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from intake.triage import RULESET, Decision, decide, parse_facts
from intake.triage.decide import language_of
from intake.triage.decision import Flag

from . import tables as kept_tables
from .tables import FIELDS, HERE, TODAY, Case, cases, differences, shipped_catalogue

DOCUMENT = HERE.parents[2] / "docs" / "triage.md"
BEGIN, END = "<!-- report -->", "<!-- end of report -->"
WORST = 8
# Nobody is to look at their rows: their totals alone are shown.
APART, NEAR = "cases_apart.jsonl", "cases_near.jsonl"
UNREAD = (APART, NEAR, "cases_sixth_apart.jsonl")
SOLD_AS_INSURED = ("insured_specialist", "self_pay_review")


def remembered(by: Callable[..., Decision]) -> Callable[..., Decision]:
    """Every figure asks for the same decisions: each is made once."""
    made: dict[str, Decision] = {}

    def answer(**inquiry: object) -> Decision:
        key = json.dumps(inquiry)
        if key not in made:
            made[key] = by(**inquiry)
        return made[key]

    return answer


decided, ruled = remembered(kept_tables.decided), remembered(kept_tables.ruled)


def main(paths: Iterable[str]) -> None:
    looked_at = (
        "sample.jsonl",
        "cases_tuned.jsonl",
        "cases_second.jsonl",
        "cases_urgent.jsonl",
        "cases_offers.jsonl",
        "cases_untouched.jsonl",
        "cases_third.jsonl",
        "cases_fourth.jsonl",
        "cases_open.jsonl",
        "cases_fifth.jsonl",
        "cases_fifth_apart.jsonl",
        "cases_fresh.jsonl",
        "cases_sixth.jsonl",
        "cases_seventh.jsonl",
        "cases_kept.jsonl",
        "cases_half_read.jsonl",
        "cases_learned.jsonl",
    )
    tables = {name: cases(name) for name in looked_at}
    tables |= {Path(path).name: cases(str(Path(path).resolve())) for path in paths}
    lines = [f"Ruleset {RULESET}.", "", *summary(tables), "", *proposing(tables), "", *speed(tables)]
    for name, rows in tables.items():
        shown = 0 if name in UNREAD else WORST
        lines += ["", f"### {name}", "", *by_flag(rows), "", *confusion(rows), "", *worst(rows, shown)]
    text = DOCUMENT.read_text(encoding="utf-8")
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    DOCUMENT.write_text(f"{head}{BEGIN}\n\n" + "\n".join(lines) + f"\n\n{END}{tail}", encoding="utf-8")


def summary(tables: dict[str, tuple[Case, ...]]) -> Iterator[str]:
    fields = " | ".join(("track", "kind", "judgment", "priority", "flags F1"))
    yield f"| table | language | rows | {fields} | urgent missed | self-pay as insured |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for name, rows in tables.items():
        for language in ("all", "ja", "en"):
            some = [case for case in rows if language in ("all", spoken(case))]
            if some:
                shares = " | ".join(f"{right(some, field):.3f}" for field in FIELDS)
                flags, urgent = f1(counts(some).values()), urgent_missed(some)
                sold = sum(differences(case, decided).get("track") == SOLD_AS_INSURED for case in some)
                yield f"| {name} | {language} | {len(some)} | {shares} | {flags:.3f} | {urgent} | {sold} |"


def urgent_missed(rows: Sequence[Case], by: Callable[..., Decision] = decided) -> str:
    urgent = [case for case in rows if case.expected["priority"] == "urgent"]
    return f"{sum('priority' in differences(case, by) for case in urgent)} of {len(urgent)}"


def proposing(tables: dict[str, tuple[Case, ...]]) -> Iterator[str]:
    """What the model adds to the rules, where neither was tuned: the kept table."""
    yield "| kept table | rules alone: hit, false, missed | with what is proposed |"
    yield "|---|---|---|"
    rows = tables[APART]
    alone, both = counts(rows, ruled), counts(rows)
    for flag in both:
        yield f"| {flag} | {told(alone[flag])} | {told(both[flag])} |"
    yield f"| F1 of all flags | {f1(alone.values()):.3f} | {f1(both.values()):.3f} |"
    yield f"| urgent missed | {urgent_missed(rows, ruled)} | {urgent_missed(rows)} |"


def told(tally: Counter[str]) -> str:
    return f"{tally['hit']}, {tally['false']}, {tally['missed']}"


def spoken(case: Case) -> str:
    return language_of(parse_facts(case.input, today=TODAY)).value


def right(rows: list[Case], field: str) -> float:
    return sum(field not in differences(case, decided) for case in rows) / len(rows)


def counts(rows: Iterable[Case], by: Callable[..., Decision] = decided) -> dict[str, Counter[str]]:
    """Per flag: rightly raised, wrongly raised, missed."""
    tally: dict[str, Counter[str]] = {flag.value: Counter() for flag in Flag}
    for case in rows:
        raised, expected = set(by(**case.input).as_json()["flags"]), set(case.expected["flags"])
        for flag in raised | expected:
            tally[flag]["hit" if flag in raised & expected else "false" if flag in raised else "missed"] += 1
    return tally


def f1(tallies: Iterable[Counter[str]]) -> float:
    total = sum(tallies, Counter())
    return 2 * total["hit"] / max(1, 2 * total["hit"] + total["false"] + total["missed"])


def by_flag(rows: tuple[Case, ...]) -> Iterator[str]:
    yield "| flag | hit | false | missed | F1 |"
    yield "|---|---|---|---|---|"
    for flag, tally in counts(rows).items():
        yield f"| {flag} | {tally['hit']} | {tally['false']} | {tally['missed']} | {f1([tally]):.3f} |"


def confusion(rows: tuple[Case, ...]) -> Iterator[str]:
    pairs = Counter((case.expected["track"], decided(**case.input).track.value) for case in rows)
    tracks = sorted({track for pair in pairs for track in pair})
    yield "| expected, decided → | " + " | ".join(tracks) + " |"
    yield "|---|" + "---|" * len(tracks)
    for expected in tracks:
        yield f"| {expected} | " + " | ".join(str(pairs[expected, got]) for got in tracks) + " |"


def worst(rows: tuple[Case, ...], shown: int) -> Iterator[str]:
    """How many differ, and the first of them: none of a table that nobody is to look at."""
    wrong = sorted(
        (case for case in rows if differences(case, decided)),
        key=lambda case: -len(differences(case, decided)),
    )
    yield f"{len(wrong)} of {len(rows)} rows differ in something."
    for case in wrong[:shown]:
        yield f"- {case.id}: {json.dumps(differences(case, decided), ensure_ascii=False)}"


def speed(tables: dict[str, tuple[Case, ...]]) -> Iterator[str]:
    facts = [parse_facts(case.input, today=TODAY) for rows in tables.values() for case in rows]
    rates = []
    for _ in range(5):
        began = time.process_time()
        for one in facts:
            decide(one, shipped_catalogue())
        rates.append(len(facts) / (time.process_time() - began))
    yield f"{max(rates):,.0f} decisions a second of one core's time (best of five runs over all rows)."


if __name__ == "__main__":
    main(sys.argv[1:])
