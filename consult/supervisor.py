"""A few processes that start together and end together, whatever ends them (docs/adr/0005).

No child outlives its parent: the kernel kills it when the parent dies, also by `kill -9`.
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# How long children have for their running work after SIGTERM, in seconds. After it come SIGQUIT (Celery
# gives its running tasks a last moment) and SIGKILL: the outbox survives both.
_PATIENCE = 10.0
_LAST_PATIENCE = 7.0

_PR_SET_PDEATHSIG = 1
# Looked up before any fork: between fork and exec nothing may be imported.
_prctl: Callable[..., int] | None = (
    getattr(ctypes.CDLL(None), "prctl", None) if sys.platform == "linux" else None
)


def die_with_parent(parent: int, sign: int = signal.SIGKILL) -> None:
    """From now on the kernel sends `sign` to this process when its parent, the process `parent`, is gone.

    Called in the parent's child itself. It needs Linux; elsewhere it does nothing.
    """
    if _prctl is None:
        return
    _prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
    # The parent may have died just before.
    if os.getppid() != parent:
        os.kill(os.getpid(), sign)


class Stopped(BaseException):
    """Somebody asked this process to stop. No Exception: nothing on the way may swallow it."""


@dataclass(frozen=True)
class Child:
    name: str
    process: subprocess.Popen[bytes]

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    @property
    def ending(self) -> str:
        code = self.process.returncode
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


class Supervisor:
    """Starts children; leaving the `with` block ends all of them and whatever they started.

    Inside the block the first SIGINT, SIGTERM or SIGHUP raises Stopped. Another one while the children
    are ending takes their patience away.
    """

    def __init__(self) -> None:
        self._children: list[Child] = []
        self._before: dict[signal.Signals, Any] = {}
        self._asked = self._hurried = False

    def __enter__(self) -> Supervisor:
        for sign in _STOP_SIGNALS:
            # A SIGHUP that is ignored was so on purpose (nohup).
            if sign != signal.SIGHUP or signal.getsignal(sign) != signal.SIG_IGN:
                self._before[sign] = signal.signal(sign, self._stop)
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._on_signals(self._hurry)
        self._end_children()
        for sign, handler in self._before.items():
            signal.signal(sign, handler)

    def start(self, name: str, command: list[str], *, environment: Mapping[str, str], folder: Path) -> None:
        parent = os.getpid()
        process = subprocess.Popen(  # noqa: S603 (our own commands)
            command,
            env=dict(environment),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            # In a session of its own: Ctrl-C and a closed terminal reach the supervisor alone, which then
            # ends its children in order.
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(parent),
        )
        self._children.append(Child(name, process))

    def ended_child(self) -> Child | None:
        """A child that ended by itself. Raises Stopped if a signal's own exception got lost on its way."""
        if self._asked:
            raise Stopped
        return next((child for child in self._children if child.ended), None)

    def _on_signals(self, handler: Callable[[int, object], None]) -> None:
        for sign in self._before:
            signal.signal(sign, handler)

    def _stop(self, signum: int, frame: object) -> None:
        self._asked = True
        self._on_signals(self._hurry)
        raise Stopped

    def _hurry(self, signum: int, frame: object) -> None:
        self._hurried = True

    def _end_children(self) -> None:
        for sign, seconds in ((signal.SIGTERM, _PATIENCE), (signal.SIGQUIT, _LAST_PATIENCE)):
            for child in self._children:
                if not child.ended:
                    child.process.send_signal(sign)
            self._wait(seconds)
        for child in self._children:
            # Also for one that has ended: its own children share its process group.
            with suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline and not self._hurried:
            if all(child.ended for child in self._children):
                return
            time.sleep(0.05)


class Caller:
    """The `make` that started this process.

    make waits for its recipe to end and passes a SIGINT or SIGHUP on to nobody: from a terminal the whole
    group gets it, but `kill -INT` on make alone would change nothing. When make got one, it no longer
    catches that signal, and the kernel shows which ones it catches.
    """

    def __init__(self) -> None:
        self.pid = os.getppid()
        self._caught = self._catches()

    def wants_an_end(self) -> bool:
        return bool(self._caught & ~self._catches())

    def _catches(self) -> int:
        asking = sum(1 << (sign - 1) for sign in _STOP_SIGNALS)
        try:
            status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii", errors="replace")
        except OSError:
            return 0
        caught = next((line for line in status.splitlines() if line.startswith("SigCgt:")), "SigCgt: 0")
        return int(caught.split()[1], 16) & asking
