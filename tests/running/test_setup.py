"""`make setup` on a machine that lacks something says what, in one line; done once, it is quick."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.engine_free


def make_setup(checkout, *variables: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "setup", *variables]
    return subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)


def complaint(tried: subprocess.CompletedProcess[str]) -> str:
    """The one line of ours; make adds one of its own."""
    assert tried.returncode != 0
    (line,) = [line for line in tried.stderr.splitlines() if not line.startswith("make:")]
    return line


def test_what_is_set_up_is_set_up_again_in_no_time(checkout):
    again = make_setup(checkout, f"VENV={sys.prefix}")

    assert again.returncode == 0
    assert "Nothing to be done" in again.stdout


def test_no_python_that_is_new_enough(checkout, tmp_path):
    old = tmp_path / "python3"
    # What an older Python answers to the question for its version.
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    tried = make_setup(checkout, f"VENV={tmp_path}/venv", f"PYTHONS={old} {tmp_path}/none")

    assert complaint(tried).startswith("Shirube: Python 3.11 or newer is needed and was not found.")


def test_a_python_without_venv(checkout, tmp_path):
    bare = tmp_path / "python3"
    bare.write_text('#!/bin/sh\ncase "$2" in *ensurepip*) exit 1;; esac\n')
    bare.chmod(0o755)

    tried = make_setup(checkout, f"VENV={tmp_path}/venv", f"PYTHONS={bare}")

    assert complaint(tried) == (
        f"Shirube: {bare} has no venv or ensurepip. On Debian: apt-get install python3-venv"
    )
    assert not (tmp_path / "venv").exists()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_are_by_hash_and_name_no_registry(name, checkout):
    lock = (checkout / name).read_text()

    assert lock.count("==") <= lock.count("--hash=sha256:")
    assert not any(word in lock for word in ("index-url", "find-links", "http:", "https:"))
