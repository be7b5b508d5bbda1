from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.engines import free_port
from tests.running import service
from tests.running.service import Service, copy_checkout


@pytest.fixture(scope="session")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy of the sources, set up with the environment that runs the tests."""
    folder = copy_checkout(tmp_path_factory.mktemp("checkout"))
    subprocess.run(["make", "setup", f"VENV={sys.prefix}"], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A state folder, a port, and a database and a Redis prefix of one's own on the engine of this run."""
    chosen = {"STATE_DIR": str(tmp_path / "state"), "PORT": str(free_port()), "VENV": sys.prefix}
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        yield chosen
        return
    name = f"{urlsplit(server).path.strip('/')}_{secrets.token_hex(3)}"
    chosen["DATABASE_URL"] = urlsplit(server)._replace(path=f"/{name}").geturl()
    if redis_url := os.environ.get("REDIS_URL"):
        chosen["REDIS_URL"] = redis_url
        # Below the prefix of the whole run, so that its end clears these keys too.
        chosen["REDIS_PREFIX"] = f"{os.environ.get('REDIS_PREFIX', 'shirube-test:')}{secrets.token_hex(3)}:"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield chosen
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def state_of_a_first_start(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first") / "state"
    first = service.serve(checkout, {"STATE_DIR": str(folder), "PORT": str(free_port())})
    try:
        first.wait_until_ready()
        first.process.terminate()
        first.wait_for_end()
    finally:
        first.kill()
    return folder


@pytest.fixture
def started_before(state_of_a_first_start: Path, environment: dict[str, str]) -> None:
    """Makes the next start a second one, without migrations and demo data. On the embedded engine only."""
    shutil.copytree(state_of_a_first_start, environment["STATE_DIR"])


@pytest.fixture
def make_run(checkout: Path, environment: dict[str, str]) -> Iterator[Callable[..., Service]]:
    """Starts `make run`, with `more` put over the environment."""
    yield from _starter(service.make_run, checkout, environment)


@pytest.fixture
def serve(checkout: Path, environment: dict[str, str]) -> Iterator[Callable[..., Service]]:
    """Starts what `make run` runs, with `more` put over the environment."""
    yield from _starter(service.serve, checkout, environment)


def _starter(
    how: Callable[[Path, dict[str, str]], Service], folder: Path, environment: dict[str, str]
) -> Iterator[Callable[..., Service]]:
    started: list[Service] = []

    def start(**more: str) -> Service:
        started.append(how(folder, environment | more))
        return started[-1]

    yield start
    for one in started:
        one.kill()
