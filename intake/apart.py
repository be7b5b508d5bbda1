"""Runs a module of ours in a process of its own, for what is large, slow, or handles strangers' bytes.

It costs no web process anything, gets no secret, and is ended when it takes too long. What the module may
use of time and memory it bounds by itself (resource.setrlimit), before it touches what it is given.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

# What Python and the system's libraries need of the environment; no secret is among it.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "XDG_CACHE_HOME",
              "FONTCONFIG_FILE")  # fmt: skip


class Apart:
    """`at_once` of them run side by side in each of our processes; another one waits for `seconds`."""

    def __init__(self, module: str, *, seconds: float, at_once: int = 2) -> None:
        self.module = module
        self.seconds = seconds
        self.places = threading.BoundedSemaphore(at_once)

    def run(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        """Raises Busy, OSError, and subprocess.TimeoutExpired."""
        with self._place():
            return subprocess.run(  # noqa: S603 (modules of ours)
                [sys.executable, "-m", self.module, *arguments],
                input=given,
                stdout=subprocess.PIPE,
                # It would quote what was given.
                stderr=subprocess.DEVNULL,
                cwd=settings.BASE_DIR,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
                timeout=self.seconds,
                check=False,
            )

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self.places.acquire(timeout=self.seconds):
            raise Busy
        try:
            yield
        finally:
            self.places.release()


class Busy(OSError):
    """All places were taken for as long as one may take."""
