"""The whole service under one command: checks, migrations, then web server, worker and beat."""

from __future__ import annotations

import errno
import fcntl
import http.client
import os
import shutil
import signal
import socket
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit

from celery import current_app
from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.db import DatabaseError, connection, connections
from django.utils import timezone, translation

from consult import demo
from consult.health import QUEUES, readiness
from consult.models import Counselor, Heartbeat
from consult.supervisor import Caller, Stopped, Supervisor, die_with_parent

HOST = "127.0.0.1"
# What must fit into STATE_DIR for a start: a first database with demo data, and some mail.
_ROOM_BYTES = 8 * 1024 * 1024
_READY_SECONDS = 120
_DEMO_INQUIRIES = 60
_DEMO_COUNSELORS = 6


class Problem(Exception):
    """Why the service can't start or go on, in one line."""


class Command(BaseCommand):
    help = "Runs the whole service on 127.0.0.1:$PORT: web server, Celery worker and beat. Ctrl-C ends it."
    # `migrate` runs them; what is wrong with this machine is to be said first, in one line.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--stop-with-caller",
            action="store_true",
            help="stop also when the process that called this one (make) is killed or interrupted",
        )

    def handle(self, *args: Any, stop_with_caller: bool, **options: Any) -> None:
        # What is written here is about people's health: for this user alone.
        os.umask(0o077)
        try:
            with Supervisor() as supervisor:
                caller = Caller() if stop_with_caller else None
                if caller:
                    die_with_parent(caller.pid, signal.SIGTERM)
                try:
                    serve(supervisor, caller)
                except Stopped:
                    _say("Stopping.")
                    raise
        except Stopped:
            _say("Stopped.")
        except Problem as problem:
            _say(f"Shirube: {problem}", sys.stderr)
            sys.exit(1)


def serve(supervisor: Supervisor, caller: Caller | None) -> None:
    port = _port()
    _check_state_dir()
    with _alone_in_state_dir(port):
        _check_port(port)
        _check_servers()
        _clear_embedded_broker()
        _prepare_database()
        _start_processes(supervisor, port)
        _wait_until_ready(supervisor, caller, port)
        _say(_welcome(port))
        while True:
            _check_processes(supervisor, caller)
            time.sleep(0.25)


# -- Checks: each says in one line what is wrong -----------------------------------------------


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise Problem(f"PORT must be a number from 1 to 65535, not “{text}”.")
    return int(text)


def _check_state_dir() -> None:
    """Writes as much as a start needs: a full disk shows itself only then."""
    folder = settings.STATE_DIR
    probe = folder / f".room-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            with probe.open("wb") as file:
                file.write(os.urandom(_ROOM_BYTES))
                os.fsync(file.fileno())
        finally:
            probe.unlink(missing_ok=True)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            room = f"{_ROOM_BYTES // 1024 // 1024} MB"
            raise Problem(f"STATE_DIR {folder} is full: at least {room} are needed.") from error
        raise Problem(f"STATE_DIR {folder} can't be used: {error.strerror}.") from error


@contextmanager
def _alone_in_state_dir(port: int) -> Iterator[None]:
    """Holds a lock that the kernel gives back whatever happens: what stays of the file blocks nobody."""
    path = settings.STATE_DIR / "serve.lock"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise Problem(f"already running with this STATE_DIR ({file.read().strip()}).") from error
        file.truncate(0)
        file.write(f"process {os.getpid()}, http://{HOST}:{port}/, {settings.STATE_DIR}")
        file.flush()
        yield


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        # As gunicorn does: an address that a program left a moment ago is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            hint = "Choose another one, for example: make run PORT=8001"
            raise Problem(f"port {port} on {HOST} can't be used: {error.strerror}. {hint}") from error


def _check_servers() -> None:
    try:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        database = connection.settings_dict
        place = f"{database['HOST']}:{database['PORT']}" if database["HOST"] else database["NAME"]
        reason = str(error).strip().splitlines()[0]
        raise Problem(f"the database {place} can't be used: {reason}") from error
    if settings.REDIS_URL:
        address = urlsplit(settings.REDIS_URL)
        try:
            with current_app.connection_for_write() as broker:
                broker.ensure_connection(max_retries=1, timeout=3)
        except Exception as error:  # whatever the broker's client raises, it means: not reachable
            raise Problem(f"Redis at {address.hostname}:{address.port or 6379} does not answer.") from error


# -- Preparing ---------------------------------------------------------------------------------


def _prepare_database() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    if settings.DEMO and not Counselor.objects.exists():
        _say("Loading demo data …")
        call_command("seed_demo", inquiries=_DEMO_INQUIRIES, counselors=_DEMO_COUNSELORS, verbosity=0)
    # Signs of life of an earlier run would call this one ready too soon.
    Heartbeat.objects.all().delete()
    connections.close_all()


def _clear_embedded_broker() -> None:
    """Empties the file-based broker: what is due stands in the database, and a file that was cut short by a
    kill would stop every later worker. Its tables are written here, before several processes want to."""
    if settings.REDIS_URL:
        return
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    for name in ("data_folder_in", "control_folder"):
        shutil.rmtree(options[name], ignore_errors=True)
        Path(options[name]).mkdir(parents=True)
    with current_app.connection_for_write() as broker:
        for name in QUEUES:
            current_app.amqp.queues.new_missing(name).bind(broker.default_channel).declare()


def _start_processes(supervisor: Supervisor, port: int) -> None:
    environment = {
        # Links in mails lead to this very service.
        "SITE_URL": f"http://{HOST}:{port}",
        **os.environ,
        "BIND": f"{HOST}:{port}",
        # Celery warns root at length. It is about pickle, which is not in use here.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    celery = ["celery", "--quiet", "--app=consult"]
    # The file-based broker can't broadcast, and so few workers have nothing to gossip about.
    alone = ["--without-mingle", "--without-gossip", "--without-heartbeat", "--loglevel=WARNING"]
    commands = {
        "web": ["gunicorn", "--config=python:consult.gunicorn", "consult.wsgi"],
        # Mail by itself: a mail server that hangs holds up nothing else.
        **{
            f"worker for {queue}": [
                *[*celery, "worker", f"--queues={queue}", f"--hostname={queue}@%h"],
                *["--concurrency=1", *alone],
            ]
            for queue in QUEUES
        },
        "beat": [*celery, "beat", "--loglevel=WARNING"],
    }
    for name, command in commands.items():
        supervisor.start(
            name, [sys.executable, "-m", *command], environment=environment, folder=settings.BASE_DIR
        )


# -- Running -----------------------------------------------------------------------------------


def _check_processes(supervisor: Supervisor, caller: Caller | None) -> None:
    if caller and caller.wants_an_end():
        raise Stopped
    ended = supervisor.ended_child()
    if ended:
        raise Problem(
            f"the {ended.name} process ended by itself ({ended.ending}), so everything was stopped."
        )


def _wait_until_ready(supervisor: Supervisor, caller: Caller | None, port: int) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while True:
        _check_processes(supervisor, caller)
        # Asked here first: /readyz writes each time that it is not ready to the log.
        found = readiness(now=timezone.now())
        if found.ready and _readyz_answers(port):
            connections.close_all()
            return
        if time.monotonic() > deadline:
            missing = [name for name, seen in found.checks.items() if not seen] or ["web"]
            raise Problem(f"not ready after {_READY_SECONDS} seconds, missing: {', '.join(missing)}.")
        time.sleep(0.2)


def _readyz_answers(port: int) -> bool:
    asked = http.client.HTTPConnection(HOST, port, timeout=5)
    known = [host for host in settings.ALLOWED_HOSTS if host not in ("*", HOST)]
    host = HOST if HOST in settings.ALLOWED_HOSTS or not known else known[0].lstrip(".")
    try:
        asked.request("GET", "/readyz", headers={"Host": host})
        return asked.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        asked.close()


def _welcome(port: int) -> str:
    site = f"http://{HOST}:{port}"
    lines = [
        "",
        f"Shirube is ready: {_engines()}",
        f"  Families    {site}/",
        f"  Desk        {site}/desk/",
        f"  Admin       {site}/admin/",
    ]
    if demo.mail_can_be_shown():
        lines.append(f"  Mail sent   {site}/demo/mail/")
    if settings.DEMO:
        lines += ["", "Demo sign-ins:"]
        with translation.override("en"):
            lines += [f"  {who.username:<10} {who.password}   {who.role}" for who in demo.DEMO_SIGN_INS]
        lines += ["The code that the sign-in asks for then, new every half minute:", f"  {_demo_code()}"]
    return "\n".join([*lines, "", "Ctrl-C stops it."])


def _demo_code() -> str:
    elsewhere = settings.STATE_DIR != settings.BASE_DIR / "var"
    return f"{f'STATE_DIR={settings.STATE_DIR} ' if elsewhere else ''}make demo-code NAME=sato"


def _engines() -> str:
    broker = "Redis" if settings.REDIS_URL else "file broker"
    return f"{connection.display_name}, {broker}, state in {settings.STATE_DIR}"


def _say(text: str, to: TextIO | None = None) -> None:
    # The terminal may be closed by now; that must not keep the children from being stopped.
    with suppress(OSError, ValueError):
        print(text, file=to or sys.stdout, flush=True)
