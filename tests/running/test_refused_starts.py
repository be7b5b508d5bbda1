"""A start that can't work says why in one line."""

from __future__ import annotations

import resource
import shutil
import subprocess

import pytest
from django.core.management import call_command

from tests.running.service import listening, refused

pytestmark = pytest.mark.engine_free


def one_line(said: str) -> str:
    (line,) = said.splitlines()
    return line


def test_a_taken_port(checkout, environment):
    with listening() as port:
        line = one_line(refused(checkout, {**environment, "PORT": str(port)}))

    assert line.startswith(f"Shirube: port {port} on 127.0.0.1 can't be used: Address already in use.")
    assert "make run PORT=" in line


@pytest.mark.parametrize("port", ["http", "0", "65536", "８０"])
def test_a_port_that_is_none(port, monkeypatch, capsys):
    monkeypatch.setenv("PORT", port)

    with pytest.raises(SystemExit, match="1"):
        call_command("serve")

    line = one_line(capsys.readouterr().err)
    assert line == f"Shirube: PORT must be a number from 1 to 65535, not “{port}”."


def test_a_state_dir_that_cannot_be_written(checkout, environment, tmp_path):
    # A folder below a file can't be made by anybody, root included.
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "state"

    line = one_line(refused(checkout, {**environment, "STATE_DIR": str(folder)}))

    assert line == f"Shirube: STATE_DIR {folder} can't be used: Not a directory."


@pytest.fixture
def full_folder(tmp_path):
    """A folder with room for one megabyte, and what makes it so for a process that is started."""
    folder = tmp_path / "full"
    folder.mkdir()
    mounted = (
        shutil.which("mount")
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
    )
    if mounted:
        yield folder, {}
        subprocess.run(["umount", str(folder)], check=True)
    else:
        # Not allowed to mount: a limit on the size of a file fails in the same place.
        limit = 1024 * 1024
        yield folder, {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))}


def test_a_full_state_dir(checkout, environment, full_folder):
    folder, options = full_folder

    line = one_line(refused(checkout, {**environment, "STATE_DIR": str(folder)}, **options))

    assert line == f"Shirube: STATE_DIR {folder} is full: at least 8 MB are needed."


@pytest.mark.usefixtures("started_before")
def test_a_second_start_with_the_same_state_dir(serve, checkout, environment):
    first = serve()
    first.wait_until_ready()

    line = one_line(refused(checkout, environment))

    assert line.startswith("Shirube: already running with this STATE_DIR (process ")
    assert f"http://127.0.0.1:{environment['PORT']}/" in line
    assert first.status("/readyz") == 200


def test_a_database_that_does_not_answer(checkout, environment):
    unreachable = {**environment, "DATABASE_URL": "postgres://shirube:hush@127.0.0.1:1/shirube"}

    line = one_line(refused(checkout, unreachable))

    assert line.startswith("Shirube: the database 127.0.0.1:1 can't be used:")
    assert "hush" not in line


def test_a_redis_that_does_not_answer(checkout, environment):
    unreachable = {**environment, "REDIS_URL": "redis://:hush@127.0.0.1:1/0"}

    assert one_line(refused(checkout, unreachable)) == "Shirube: Redis at 127.0.0.1:1 does not answer."


def test_a_database_file_that_is_none(checkout, environment, tmp_path):
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "shirube.sqlite3").write_bytes(b"not a database" * 100)

    line = one_line(refused(checkout, environment))

    assert line.startswith(f"Shirube: the database {tmp_path}/state/shirube.sqlite3 can't be used:")
