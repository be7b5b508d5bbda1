"""Photos and papers that families send: checked by what they are, scanned, and drawn anew (docs/adr/0013)."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from enum import StrEnum

from intake import redraw, scanner
from intake.apart import Apart

MOST_BYTES = 10 * 1024**2
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
# Takes a core and up to some hundred MB.
DRAWING = Apart("intake.redraw", seconds=30)


class Why(StrEnum):
    """Why a file was not taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    OTHER_KIND = "other_kind"
    LOCKED = "locked"
    TOO_MANY_PAGES = "too_many_pages"
    UNREADABLE = "unreadable"
    HARMFUL = "harmful"
    NOT_NOW = "not_now"


class NotTaken(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Redrawn:
    """`kind` is "jpeg" or "pdf"; `data` is ours throughout, and holds what could be seen and nothing else."""

    kind: str
    pages: int
    data: bytes


def draw_anew(data: bytes) -> Redrawn:
    """The photo or paper as we keep it: JPEG and PNG as JPEG, PDF as PDF of pictures. Raises NotTaken.

    What it is called and what the browser says that it is are not looked at.
    """
    if not data:
        raise NotTaken(Why.EMPTY)
    if len(data) > MOST_BYTES:
        raise NotTaken(Why.TOO_LARGE)
    if not data.startswith(_STARTS) and b"%PDF-" not in data[:1024]:
        raise NotTaken(Why.OTHER_KIND)
    try:
        clean = scanner.is_clean(data)
    except scanner.NotScanned as problem:
        raise NotTaken(Why.NOT_NOW) from problem
    if not clean:
        raise NotTaken(Why.HARMFUL)
    return _redraw(data)


_ANSWERS = {redraw.LOCKED: Why.LOCKED, redraw.TOO_MANY_PAGES: Why.TOO_MANY_PAGES}


def _redraw(data: bytes) -> Redrawn:
    try:
        drawing = DRAWING.run(given=data)
    except subprocess.TimeoutExpired as problem:
        raise NotTaken(Why.UNREADABLE) from problem
    except OSError as problem:
        raise NotTaken(Why.NOT_NOW) from problem
    if drawing.returncode != 0:
        raise NotTaken(_ANSWERS.get(drawing.returncode, Why.UNREADABLE))
    header, _line, drawn = drawing.stdout.partition(b"\n")
    return Redrawn(**json.loads(header), data=drawn)
