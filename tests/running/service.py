"""`make run` and `manage.py serve` as somebody at a terminal meets them: started, watched, stopped."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shutil
import socket
import subprocess
import sys
import termios
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil

from tests.engines import ROOT

_LEFT_OUT = shutil.ignore_patterns(
    ".git", ".venv", "var", "staticfiles", "__pycache__", ".*_cache", ".hypothesis"
)


def copy_checkout(folder: Path) -> Path:
    """What a clone of this checkout would hold, with what is not committed yet."""
    try:
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        # No clone, or no git: the sources came as an archive.
        return Path(shutil.copytree(ROOT, folder, ignore=_LEFT_OUT, dirs_exist_ok=True))
    for name in os.fsdecode(listed).split("\0"):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


def wait_until(happened: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """What `happened` returned once it was true. Fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (result := happened()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds:.0f} seconds"
        time.sleep(0.05)
    return result


class Service:
    """One start of the service, at a terminal of its own.

    `environment` holds what is different from a fresh login, STATE_DIR and PORT among it.
    """

    def __init__(self, command: list[str], folder: Path, environment: dict[str, str]) -> None:
        self.environment = environment
        self.url = f"http://127.0.0.1:{environment['PORT']}"
        self.started_at = time.monotonic()
        self._shown: list[bytes] = []
        self._closing = threading.Event()
        self._terminal, theirs = pty.openpty()
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            # The tests fill in the form faster than a person could.
            env=_fresh_login() | {"QUICKEST_SECONDS": "0"} | environment,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(theirs)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with suppress(OSError):
            while not self._closing.is_set():
                if select.select([self._terminal], [], [], 0.1)[0]:
                    self._shown.append(os.read(self._terminal, 65536))

    @property
    def output(self) -> str:
        return b"".join(self._shown).decode(errors="replace").replace("\r\n", "\n")

    def press_ctrl_c(self) -> None:
        os.write(self._terminal, b"\x03")

    def close_terminal(self) -> None:
        # The window is gone when nobody reads from it any more.
        self._closing.set()
        self._reader.join()
        os.close(self._terminal)

    def status(self, path: str) -> int:
        """The status that a path answers with; 0 when nothing answers."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def wait_until_ready(self, seconds: float = 120) -> float:
        """Seconds from the start until the service said that it is ready."""

        def ready() -> bool:
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.output}"
            return "Ctrl-C stops it." in self.output and self.status("/readyz") == 200

        wait_until(ready, f"ready, after:\n{self.output}", seconds)
        return time.monotonic() - self.started_at

    def wait_for_end(self, seconds: float = 40) -> int:
        """The exit code, once the command and everything it started are gone."""
        wait_until(lambda: self.process.poll() is not None, f"an end, after:\n{self.output}", seconds)
        wait_until(lambda: not self.processes(), f"no process left, but: {self.processes()}", 10)
        assert self.process.returncode is not None
        return int(self.process.returncode)

    def processes(self) -> list[str]:
        """Every process of this start, by whatever parent, as "pid command"."""
        return [f"{found.pid} {command}" for found, command in self._found()]

    def find(self, words: str) -> psutil.Process:
        """The first-started process of this start whose command line holds `words`."""
        return next(found for found, command in self._found() if words in command)

    def _found(self) -> list[tuple[psutil.Process, str]]:
        """(process, its command), the first-started first. One may end while it is being looked at."""
        mine = f"STATE_DIR={self.environment['STATE_DIR']}\0".encode()
        found = []
        for process in psutil.process_iter():
            with suppress(OSError, psutil.Error):
                environment = Path(f"/proc/{process.pid}/environ").read_bytes()
                if mine in environment and process.status() != psutil.STATUS_ZOMBIE:
                    found.append((process.create_time(), process, " ".join(process.cmdline())))
        return [(process, command) for _started, process, command in sorted(found, key=lambda one: one[0])]

    def kill(self) -> None:
        """Whatever a failed test left."""
        for found, _command in self._found():
            with suppress(psutil.Error):
                found.kill()
        self.process.wait()
        if not self._closing.is_set():
            self.close_terminal()


def _fresh_login() -> dict[str, str]:
    kept = ("PATH", "HOME", "USER", "LANG", "TMPDIR", "PYTHONDONTWRITEBYTECODE")
    prefixes = ("PIP_", "PYENV_", "SSL_")
    return {name: value for name, value in os.environ.items() if name in kept or name.startswith(prefixes)}


def make_run(folder: Path, environment: dict[str, str]) -> Service:
    return Service(["make", "run"], folder, environment)


def serve(folder: Path, environment: dict[str, str]) -> Service:
    """What `make run` runs, without make."""
    command = [sys.executable, "manage.py", "serve"]
    return Service(command, folder, {"SHIRUBE_DEMO": "1", **environment})


def refused(folder: Path, environment: dict[str, str], **options: Any) -> str:
    """What a start that can't work writes to its standard error; fails when it starts, or exits with 0."""
    tried = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=folder,
        env=_fresh_login() | {"SHIRUBE_DEMO": "1"} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        **options,
    )
    assert tried.returncode == 1, tried.stdout + tried.stderr
    return tried.stderr


@contextmanager
def listening() -> Iterator[int]:
    """A port that somebody else has."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]
