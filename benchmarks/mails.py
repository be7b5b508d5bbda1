"""Mails a second: follow-ups through outbox and workers, and a bare Celery task that sends the same mail.

Counted where they arrive, from the first to the last: what starts the workers is no part of it. Both have two
worker processes, the same Redis and the same mail server.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from benchmarks.contestants import Contestant
from tests.smtp import MailServer

_WARM_UP = 20
_PATIENCE_SECONDS = 300


@dataclass
class Letterbox:
    """A mail server in a process of its own, which takes all and counts."""

    port: Any
    taken: Any
    first: Any
    last: Any

    def wait_for(self, number: int) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self.taken.value < number:
            if time.monotonic() > deadline:
                raise SystemExit(f"{self.taken.value} of {number} mails came in {_PATIENCE_SECONDS} seconds")
            time.sleep(0.05)

    def empty(self) -> None:
        self.taken.value = 0


class _Counting(MailServer):
    def __init__(self, box: Letterbox) -> None:
        super().__init__()
        self._box = box

    async def handle_DATA(self, *arguments: Any) -> str:  # noqa: N802
        now = time.monotonic()
        if self._box.taken.value == 0:
            self._box.first.value = now
        self._box.last.value = now
        self._box.taken.value += 1
        return "250 OK"


@contextmanager
def letterbox() -> Iterator[Letterbox]:
    fresh = multiprocessing.get_context("spawn")
    number, moment = fresh.Value("i", 0), fresh.Value("d", 0.0)
    box = Letterbox(fresh.Value("i", 0), number, moment, fresh.Value("d", 0.0))
    server = fresh.Process(target=_serve, args=(box.port, box.taken, box.first, box.last), daemon=True)
    server.start()
    try:
        while box.port.value == 0:
            if not server.is_alive():
                raise SystemExit("the mail server did not start")
            time.sleep(0.05)
        yield box
    finally:
        server.kill()
        server.join()


def _serve(port: Any, taken: Any, first: Any, last: Any) -> None:
    server = _Counting(Letterbox(port, taken, first, last))
    server.start()
    port.value = server.port
    while True:
        time.sleep(60)


def one_round(bare: Contestant, shirube: Contestant, box: Letterbox, mails: int) -> dict[str, float]:
    """Takes turns, so that other work on the machine meets both."""
    return {
        "follow-ups mailed /s": _mailed(shirube, "benchmarks.post_followups", box, mails),
        "bare mails /s": _mailed(bare, "benchmarks.bare.post", box, mails, json.dumps(shirube.mail)),
    }


def _mailed(contestant: Contestant, module: str, box: Letterbox, mails: int, *arguments: str) -> float:
    with contestant.working():
        box.empty()
        contestant.run(module, _WARM_UP, *arguments)
        box.wait_for(_WARM_UP)
        _until_quiet(box)
        box.empty()
        told = contestant.run(module, mails, *arguments)
        box.wait_for(mails)
        contestant.mail = told.get("mail", {})
        return (mails - 1) / (box.last.value - box.first.value)


def _until_quiet(box: Letterbox) -> None:
    """What else was waiting in the contestant's queue has left, too."""
    before = -1
    while box.taken.value != before:
        before = box.taken.value
        time.sleep(1)
