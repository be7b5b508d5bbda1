"""`manage.py triage < cases.jsonl`: one decision a line, by the triage codebook."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from intake.catalogue import catalogue_for_commands
from intake.triage import Catalogue, Decision, FactsError, decide, parse_facts

# Longer numbers are none of ours, and turning thousands of digits into an int is refused by Python itself.
MOST_DIGITS = 20


class Command(BaseCommand):
    help = (
        "Read inquiries as JSON Lines from standard input and write one decision a line. A line that cannot"
        " be read is named on standard error, answered by a line with its error, and makes the exit code 1."
    )
    # Sorting needs neither a sound deployment nor a migrated database.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--explain", action="store_true", help="print decisions for people, not as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue, from_database = catalogue_for_commands()
        if options["explain"] and not from_database:
            self.stderr.write("No catalogue in the database: using the one that was shipped.")
        try:
            bad = self.sort_lines(
                sys.stdin.buffer, catalogue, timezone.localdate(), explain=options["explain"]
            )
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever read us has left (`| head`). Python would complain once more when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        if bad:
            raise CommandError(f"{bad} of the lines could not be read")

    def sort_lines(self, lines: Iterable[bytes], catalogue: Catalogue, today: date, *, explain: bool) -> int:
        """Answer every line that is not blank, in order; the number of those that could not be read."""
        bad = 0
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            obj: dict[str, Any] = {}
            try:
                obj = read_object(line)
                facts = parse_facts(obj, today=today)
            except FactsError as error:
                bad += 1
                self.stderr.write(f"line {number}: {complaint(error)}")
                self.answer({"id": given_id(obj), "error": error.key or error.message})
            else:
                decision = decide(facts, catalogue)
                if explain:
                    self.stdout.write(printable(explained(decision, facts.id)))
                else:
                    self.answer(decision.as_json(id=facts.id))

        return bad

    def answer(self, value: dict[str, Any]) -> None:
        # Escaped, so that a lone surrogate or a terminal that knows no Japanese cannot stop the run.
        self.stdout.write(json.dumps(value))
        # Whoever feeds us line by line waits for each answer.
        self.stdout.flush()


def complaint(error: FactsError) -> str:
    """What is wrong, with the key and what would have been accepted; nothing of what the family wrote."""
    allowed = f" (allowed: {', '.join(error.allowed)})" if error.allowed else ""
    return printable(f"{error}{allowed}")


def given_id(obj: dict[str, Any]) -> str | None:
    value = obj.get("id")
    return value if isinstance(value, str) and value else None


def read_object(line: bytes) -> dict[str, Any]:
    """The JSON object in one line. Raises FactsError."""
    try:
        # A file saved on Windows may begin with a byte-order mark.
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FactsError("", "not UTF-8") from None
    try:
        obj = json.loads(text, parse_int=whole_number, parse_constant=refuse_constant)
    except RecursionError:
        raise FactsError("", "nested too deeply") from None
    except ValueError:
        raise FactsError("", "not JSON") from None
    if not isinstance(obj, dict):
        raise FactsError("", "not an object", ("a JSON object",))
    return obj


def whole_number(digits: str) -> int | float:
    """An int; a float for a number too long to be one of ours, so that the error names the key holding it."""
    return int(digits) if len(digits) <= MOST_DIGITS else float(digits)


def refuse_constant(name: str) -> None:
    """NaN and Infinity are no JSON, though Python would read them."""
    raise ValueError(name)


def printable(text: str) -> str:
    """Text that any terminal in UTF-8 can take: lone surrogates become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def explained(decision: Decision, id: str | None) -> str:
    """One decision for people."""
    flags = ", ".join(decision.flags) or "none"
    lines = [
        f"{id or '(no id)'}: {decision.track}, {decision.treatment_kind}, {decision.physician_judgment},"
        f" {decision.priority}",
        f"  flags: {flags}",
    ]
    for reason in decision.reasons:
        lines.append(f"  {reason.rule}: {reason.text}")
        lines += [
            f"      {found.field}[{found.start}:{found.end}] {found.words}" for found in reason.evidence
        ]
    lines.append(f"  ruleset {decision.ruleset}")
    return "\n".join(lines)
