"""Photos and papers that families send: checked by what they are, scanned, and drawn anew (docs/adr/0013)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from intake import redraw, scanner

MOST_BYTES = 10 * 1024**2
SECONDS = 30
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
# What drawing needs of the environment; no secret is among it.
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH")
# Each takes a core and up to some hundred MB.
_AT_ONCE = threading.BoundedSemaphore(2)


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
    if not _AT_ONCE.acquire(timeout=SECONDS):
        raise NotTaken(Why.NOT_NOW)
    try:
        drawing = _start(data)
    except subprocess.TimeoutExpired as problem:
        raise NotTaken(Why.UNREADABLE) from problem
    except OSError as problem:
        raise NotTaken(Why.NOT_NOW) from problem
    finally:
        _AT_ONCE.release()
    if drawing.returncode != 0:
        raise NotTaken(_ANSWERS.get(drawing.returncode, Why.UNREADABLE))
    header, _line, drawn = drawing.stdout.partition(b"\n")
    return Redrawn(**json.loads(header), data=drawn)


def _start(data: bytes) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "intake.redraw"],
        input=data,
        stdout=subprocess.PIPE,
        # It would quote the file.
        stderr=subprocess.DEVNULL,
        cwd=settings.BASE_DIR,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        timeout=SECONDS,
        check=False,
    )
