"""The Dockerfile's steps, run in a clean folder: what comes out starts, as a user without rights."""

from __future__ import annotations

import http.client
import os
import secrets
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.engines import end, free_port
from tests.running import compose, image
from tests.running.service import wait_until

pytestmark = pytest.mark.engine_free

OURS = compose.built(compose.load())


@pytest.fixture(scope="module")
def built():
    # Not below pytest's own folder, which it keeps closed to the user of the image.
    with tempfile.TemporaryDirectory(prefix="shirube-image-") as folder:
        Path(folder).chmod(0o755)
        yield image.build(Path(folder))


def as_its_user(finished) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    user, _, group = finished.user.partition(":")
    return {"user": int(user), "group": int(group), "extra_groups": []}


def environment(finished, **more: str) -> dict[str, str]:
    """What the image sets, and what compose.yaml adds that is not of its servers."""
    given = {
        name: value
        for name, value in OURS["web"]["environment"].items()
        if not name.endswith("_FILE") and name != "REDIS_URL"
    }
    made = {"SECRET_KEY": secrets.token_urlsafe(48), "EMAIL_URL": "smtp://mail.invalid"}
    return {**finished.variables(), **given, **made, **more}


def test_nothing_gets_in_that_the_service_does_not_need(built):
    top = {path.name for path in built.at("/app").iterdir()}

    assert top == {
        *(
            "consult",
            "intake",
            "locale",
            "manage.py",
            "requirements.lock",
            "static",
            "staticfiles",
            "templates",
        ),
    }
    assert not list(built.at("/app").rglob("secret_key"))


def test_the_user_has_no_rights_and_can_write_to_the_state_folder_alone(built):
    assert built.user == "10001:10001"
    probe = "import os, sys; sys.exit(any(os.access(path, os.W_OK) for path in sys.argv[1:]))"
    closed = [
        str(path) for path in (built.at("/app"), built.at("/app/consult/settings.py"), built.at("/venv"))
    ]
    python = str(built.at("/venv/bin/python"))

    if os.geteuid() == 0:
        assert (
            subprocess.run([python, "-c", probe, *closed], check=False, **as_its_user(built)).returncode == 0
        )
    written = [
        python,
        "-c",
        "import pathlib, sys; pathlib.Path(sys.argv[1], 'x').touch()",
        str(built.at("/state")),
    ]
    assert subprocess.run(written, check=False, **as_its_user(built)).returncode == 0


@contextmanager
def running(finished, **more: str):
    process = subprocess.Popen(
        finished.command,
        executable=str(finished.at(f"/venv/bin/{finished.command[0]}")),
        cwd=finished.at("/app"),
        env=environment(finished, **more),
        start_new_session=True,
        **as_its_user(finished),
    )
    try:
        yield process
    finally:
        end(process, 15)


def ask(port: int, path: str) -> tuple[int, bytes]:
    with suppress(OSError, http.client.HTTPException):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", path, headers={"Host": "consult.example.jp", "X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, answer.read()
    return 0, b""


def test_it_migrates_serves_and_passes_its_own_health_check(built):
    migrate = OURS["migrate"]["command"]
    subprocess.run(
        migrate,
        executable=str(built.at(f"/venv/bin/{migrate[0]}")),
        cwd=built.at("/app"),
        env=environment(built),
        check=True,
        capture_output=True,
        **as_its_user(built),
    )
    port = free_port()
    with running(built, BIND=f"127.0.0.1:{port}"):
        wait_until(lambda: ask(port, "/healthz")[0] == 200, "an answer")
        status, page = ask(port, "/")
        assert status == 200
        assert "しるべ".encode() in page or b"Shirube" in page
        # Static files were collected, under names that hold their hash.
        (style,) = {
            part.split(b'"')[0]
            for part in page.split(b'href="')
            if b"shirube." in part[:60] and b".css" in part[:60]
        }
        assert ask(port, style.decode())[0] == 200

        check = [part.replace(":8000/", f":{port}/") for part in OURS["web"]["healthcheck"]["test"][1:]]
        checked = subprocess.run(
            check,
            executable=str(built.at("/venv/bin/python")),
            env=environment(built),
            check=False,
            **as_its_user(built),
        )
        assert checked.returncode == 0


def test_workers_and_beat_that_were_not_seen_are_not_ready(built):
    for name in ("worker-mail", "worker", "beat"):
        _cmd, *check = OURS[name]["healthcheck"]["test"]
        checked = subprocess.run(
            check,
            executable=str(built.at("/venv/bin/python")),
            cwd=built.at("/app"),
            env=environment(built),
            capture_output=True,
            text=True,
            check=False,
            **as_its_user(built),
        )
        assert checked.returncode == 1
        assert checked.stderr.strip() == f"not ready: {check[-1]}"
