"""The contestants: their databases, what fills them, and the one web server that all of them run under."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from consult.supervisor import die_with_parent
from tests.engines import ROOT, end, free_port

WORKERS, THREADS = 2, 4
MAIL_WORKERS = 2
_LOCK = ROOT / "benchmarks" / "requirements-peer.lock"
_START_SECONDS = 60


@dataclass
class Contestant:
    """One web application with data of some size; `given` is what its own filling printed, `celery` the
    application of its workers, and `mail` what its last mail said."""

    name: str
    wsgi: str
    python: str
    environment: dict[str, str]
    celery: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    mail: dict[str, str] = field(default_factory=dict)
    port: int = 0
    pid: int = 0

    def fill(self, module: str, *arguments: int) -> None:
        self.given = self.run(module, *arguments)

    def run(self, module: str, *arguments: object) -> dict[str, Any]:
        """What the module prints last."""
        command = [self.python, "-m", module, *map(str, arguments)]
        ran = subprocess.run(
            command, cwd=ROOT, env=self._env(), stdout=subprocess.PIPE, text=True, check=True
        )
        printed: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
        return printed

    @contextmanager
    def serving(self) -> Iterator[None]:
        self.port = free_port()
        command = [self.python, "-m", "gunicorn", self.wsgi, f"--bind=127.0.0.1:{self.port}",
                   f"--workers={WORKERS}", f"--threads={THREADS}", "--worker-class=gthread", "--preload",
                   "--keep-alive=30", "--timeout=120", "--log-level=warning",
                   "--no-control-socket"]  # fmt: skip
        process = self._start(command)
        self.pid = process.pid
        try:
            _wait_for(self.port, process)
            yield
        finally:
            end(process, signal.SIGTERM)

    @contextmanager
    def working(self) -> Iterator[None]:
        """With its mail workers: processes of one pool, which share what waits in the queue."""
        command = [self.python, "-m", "celery", "-A", self.celery, "worker", "--queues=mail",
                   f"--concurrency={MAIL_WORKERS}", "--pool=prefork", "--loglevel=warning",
                   "--without-gossip", "--without-mingle"]  # fmt: skip
        process = self._start(command)
        try:
            yield
        finally:
            end(process, signal.SIGTERM)

    def _start(self, command: list[str]) -> subprocess.Popen[bytes]:
        parent = os.getpid()
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._env(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(parent, signal.SIGTERM),
        )

    def _env(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")
        }
        return kept | self.environment | {"PYTHONPATH": str(ROOT)}


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise SystemExit(f"{process.args!r} did not start")


def bare(server: str, database: str, redis: str, mail_port: int) -> Contestant:
    environment = {
        "DATABASE_URL": _at(server, database),
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings",
        "REDIS_URL": redis,
        "EMAIL_PORT": str(mail_port),
    }
    wsgi = "django.core.wsgi:get_wsgi_application()"
    return Contestant("bare", wsgi, sys.executable, environment, "benchmarks.bare.mail")


def peer(server: str, database: str, home: Path) -> Contestant:
    environment = {
        "DATABASE_URL": _at(server, database),
        "DJANGO_SETTINGS_MODULE": "benchmarks.peer.settings",
    }
    python = str(_peer_environment(home))
    return Contestant("peer", "django.core.wsgi:get_wsgi_application()", python, environment)


def shirube(server: str, database: str, redis: str, mail_port: int, state: Path) -> Contestant:
    environment = {
        "DATABASE_URL": _at(server, database),
        "REDIS_URL": redis,
        "REDIS_PREFIX": f"{database}:",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "STATE_DIR": str(state),
        "SHIRUBE_DEMO": "1",
        # One address sends it all, and faster than a person types.
        "LIMITS_TIMES": "1000000",
        "QUICKEST_SECONDS": "0",
        "LOG_LEVEL": "WARNING",
    }
    return Contestant("shirube", "consult.wsgi", sys.executable, environment, "consult")


def _peer_environment(home: Path) -> Path:
    """The peer's own Python, made once below `home` for each state of its lock."""
    folder = home / f"peer-{_LOCK.stat().st_size}-{_LOCK.stat().st_mtime_ns}"
    python = folder / "bin" / "python"
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        venv.create(folder, with_pip=True)
        install = ["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
        subprocess.run([python, *install, "--require-hashes", "-r", _LOCK], check=True, stdout=sys.stderr)
        (folder / "complete").touch()
    return python


def _at(server: str, database: str) -> str:
    return urlsplit(server)._replace(path=f"/{database}").geturl()


def create_database(server: str, name: str) -> None:
    """Unless it was kept from an earlier run."""
    with psycopg.connect(server, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def drop_database(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
