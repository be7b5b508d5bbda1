"""Tables for a spreadsheet: CSV that opens with its letters right and runs nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

# Excel takes a file without it for the machine's own encoding.
_BOM = "\ufeff"
# A cell that begins so is a formula, in full width too: Japanese Excel reads ＝ as =.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def as_csv(header: Iterable[Any], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """Lines of the file. Numbers stay numbers; text that would run gets an apostrophe in front."""
    writer = csv.writer(_Lines())
    yield _BOM + writer.writerow([_harmless(cell) for cell in header])
    for row in rows:
        yield writer.writerow([_harmless(cell) for cell in row])


def _harmless(cell: Any) -> Any:
    if isinstance(cell, int | float):
        return cell
    text = "" if cell is None else str(cell)
    # What stands behind blanks runs as well.
    return f"'{text}" if text.lstrip(" \u3000\xa0").startswith(_FORMULA) else text


class _Lines:
    """A file that hands back what is written to it: csv returns what this returns."""

    def write(self, line: str) -> str:
        return line
