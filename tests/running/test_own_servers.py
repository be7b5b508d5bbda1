"""Where no server answers, the tests start their own: here they are made to."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest

from tests.engines import ROOT

pytestmark = pytest.mark.engine_free


@pytest.fixture
def open_folder():
    # Root's own PostgreSQL runs as nobody, whom pytest's folders keep out.
    with tempfile.TemporaryDirectory(prefix="shirube-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_the_tests_run_on_servers_from_the_wheels_and_leave_nothing(open_folder):
    home = Path.home().stat().st_mode
    few = ["tests/running/test_env_example.py", "tests/running/test_on_these_engines.py"]
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")
    }

    run = subprocess.run(
        [sys.executable, "-m", "tests.engines", "--only", "postgresql", *few],
        cwd=ROOT,
        env={**environment, "SHIRUBE_TEST_OWN_SERVERS": "1", "TMPDIR": str(open_folder)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout + run.stderr
    last = run.stdout.splitlines()[-1]
    found = re.fullmatch(
        r"Ran on: PostgreSQL 18\S+ at 127.0.0.1:(\d+) with Redis 6\S+ at 127.0.0.1:(\d+)", last
    )
    assert found, last
    assert "5432" not in found.groups()
    assert not list(open_folder.iterdir())
    assert not [process for process in psutil.process_iter() if str(open_folder) in " ".join(_words(process))]
    assert Path.home().stat().st_mode == home


def _words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.Error:
        return []
