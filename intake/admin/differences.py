"""How one version of an explanation differs from another, part by part and line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.contrib.admin.utils import label_for_field
from django.utils.translation import gettext_lazy as _

from intake.models import Explanation
from intake.ruby import marked, to_plain

# Pieces that may change by themselves: a word, a number, one Japanese character, what stands between.
_ALIKE = 0.5
_PIECE = re.compile(r"[A-Za-z’']+|[0-9][0-9,.]*|\s+|.")


@dataclass(frozen=True, slots=True)
class Piece:
    words: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line before and after; one side is empty where the other stands alone."""

    before: list[Piece]
    after: list[Piece]

    @property
    def changed(self) -> bool:
        return any(piece.changed for piece in (*self.before, *self.after))


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    rows: list[Row]


def differences(before: Explanation, after: Explanation) -> list[Part]:
    """The parts that differ, each as whole lines: what did not change around it is needed to judge it."""
    parts = []
    for name in ("title", "summary", "body", "sources", "audience", "kinds", "flags", "cost_month", "public"):
        rows = list(_rows(_lines(before, name), _lines(after, name)))
        if any(row.changed for row in rows):
            parts.append(Part(str(label_for_field(name, Explanation)), rows))
    return parts


def _lines(text: Explanation, name: str) -> list[str]:
    value = getattr(text, name)
    if isinstance(value, list):
        return [", ".join(value)]
    if isinstance(value, bool):
        return [str(_("yes") if value else _("no"))]
    return [line for line in to_plain(marked(str(value))).splitlines() if line.strip()] or [""]


def _rows(before: list[str], after: list[str]) -> Iterator[Row]:
    for what, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield from (Row([Piece(line)], [Piece(line)]) for line in before[a:b])
            continue
        pairs = min(b - a, d - c)
        for old, new in zip(before[a:b], after[c:d], strict=False):
            yield from _beside_or_apart(old, new)
        yield from (Row([Piece(line, True)], []) for line in before[a + pairs : b])
        yield from (Row([], [Piece(line, True)]) for line in after[c + pairs : d])


def _beside_or_apart(old: str, new: str) -> Iterator[Row]:
    """A line that was written anew is two: words that both happen to have would only distract."""
    if SequenceMatcher(None, old, new, autojunk=False).ratio() < _ALIKE:
        yield Row([Piece(old, True)], [])
        yield Row([], [Piece(new, True)])
    else:
        yield _pair(old, new)


def _pair(before: str, after: str) -> Row:
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return Row(
        [Piece("".join(old[a:b]), what != "equal") for what, a, b, _c, _d in steps if b > a],
        [Piece("".join(new[c:d]), what != "equal") for what, _a, _b, c, d in steps if d > c],
    )
