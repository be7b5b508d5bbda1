"""Where a text has its facts from: lines of `certainty | title | day it was checked`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from intake.ruby import marked

# As in the catalogue (intake.models.catalogue.Certainty).
CERTAINTIES = ("V", "V2", "S", "K", "D")
# These stand on no public page: a family is asked to confirm them.
TO_BE_CONFIRMED = ("S", "K", "D")


@dataclass(frozen=True)
class StatedSource:
    """`certainty` is empty and `checked_on` is None where a line was written before it had to say so."""

    title: str
    certainty: str = ""
    checked_on: date | None = None

    @property
    def to_be_confirmed(self) -> bool:
        return self.certainty in TO_BE_CONFIRMED


def read_sources(text: str) -> list[StatedSource]:
    return [_read(line) or StatedSource(line) for line in _lines(text)]


def unreadable_lines(text: str) -> list[str]:
    """The lines that don't say certainty, title and day."""
    return [line for line in _lines(text) if _read(line) is None]


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


def _read(line: str) -> StatedSource | None:
    # Readings are written {漢字|かんじ}: as marks they hold no bar.
    parts = [part.strip() for part in marked(line).split("|")]
    if len(parts) != 3 or parts[0] not in CERTAINTIES or not parts[1]:
        return None
    try:
        return StatedSource(parts[1], parts[0], date.fromisoformat(parts[2]))
    except ValueError:
        return None
