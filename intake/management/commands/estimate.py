"""`manage.py estimate < cases.jsonl`: one estimate a line, by the cost contract."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from intake.cost_tables import tables_for_commands
from intake.costs.estimate import estimate_json

# Longer numbers are none of ours, and turning thousands of digits into an int is refused by Python itself.
MOST_DIGITS = 20


class Command(BaseCommand):
    help = (
        "Read cases as JSON Lines from standard input and write one estimate a line. A case that cannot be"
        " estimated is an ordinary line with an error; the exit code is 1 only if a line could not be read."
    )
    # An estimate needs neither a migrated database nor a sound deployment.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            unreadable = self.estimate_lines()
            self.stdout.flush()
        except BrokenPipeError:
            # Whoever read us has left (`| head`). Python would complain once more when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        if unreadable:
            raise CommandError(f"{unreadable} of the lines could not be read")

    def estimate_lines(self) -> int:
        """Answer every line that is not blank; the number of those that could not be read."""
        tables = tables_for_commands()
        unreadable = 0
        for number, line in enumerate(sys.stdin.buffer, start=1):
            if not line.strip():
                continue
            try:
                answer = estimate_json(read_object(line), tables)
            except UnreadableLineError as error:
                unreadable += 1
                answer = {"id": None, "error": str(error)}
                # Not the line itself: a log is no place for what a family earns.
                self.stderr.write(f"line {number}: {error}")
            self.stdout.write(json.dumps(answer))
        return unreadable


class UnreadableLineError(ValueError):
    """A line that holds no JSON object. The message says why and repeats nothing of it."""


def read_object(line: bytes) -> dict[str, object]:
    """The JSON object in one line. Raises UnreadableLineError."""
    try:
        # A file saved on Windows may begin with a byte-order mark.
        text = line.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableLineError("not UTF-8") from None
    try:
        obj = json.loads(text, parse_int=whole_number, parse_constant=refuse_constant)
    except RecursionError:
        raise UnreadableLineError("nested too deeply") from None
    except ValueError:
        raise UnreadableLineError("not JSON") from None
    if not isinstance(obj, dict):
        raise UnreadableLineError("not an object")
    return obj


def whole_number(digits: str) -> int | float:
    """An int; a float for a number too long to be one of ours, so that the error names the key holding it."""
    return int(digits) if len(digits) <= MOST_DIGITS else float(digits)


def refuse_constant(name: str) -> float:
    # Python reads NaN and Infinity, which JSON does not have.
    raise ValueError(name)
