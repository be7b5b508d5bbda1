"""The file-based broker and beat's schedule, after whatever a kill or a full disk did to their files."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from queue import Empty

import pytest
from celery import current_app
from kombu.connection import Connection

from consult.broker import SCHEME, Transport
from consult.heartbeats import SeenScheduler
from tests.engines import ROOT

pytestmark = pytest.mark.engine_free

WRITER = """
import json, sys
from consult.broker import SCHEME
from kombu import Connection
with Connection(f"{SCHEME}://localhost/", transport_options=json.loads(sys.argv[1])) as connection:
    queue = connection.SimpleQueue("mail")
    for number in range(500):
        queue.put({"number": number})
"""


@pytest.fixture
def options(tmp_path):
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    # Each process remembers what it has bound; here every test has folders of its own.
    Transport.global_state.clear()
    messages = str(tmp_path / "messages")
    return {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "control_folder": str(tmp_path / "control"),
    }


def connect(options) -> Connection:
    return Connection(f"{SCHEME}://localhost/", transport_options=options)


def put(options, count: int) -> None:
    with connect(options) as connection:
        queue = connection.SimpleQueue("mail")
        for number in range(count):
            queue.put({"number": number})


def take(channel) -> bool:
    try:
        channel._get("mail")
    except Empty:
        return False
    return True


def test_a_reader_never_meets_half_a_message(options):
    put(options, 1)
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, json.dumps(options)], cwd=ROOT) for _ in range(2)
    ]

    taken = 0
    with connect(options) as connection:
        while any(writer.poll() is None for writer in writers):
            taken += take(connection.default_channel)
        while take(connection.default_channel):
            taken += 1

    assert taken == 1001
    assert not list(Path(options["data_folder_in"]).iterdir())


@pytest.mark.parametrize("content", ["", '{"cut sho', "\0\0\0"])
def test_a_message_that_was_cut_short_is_passed_over(content, options):
    (Path(options["data_folder_in"]) / "1_old.mail.msg").write_text(content)
    put(options, 1)

    with connect(options) as connection:
        assert connection.SimpleQueue("mail").get(timeout=5).payload == {"number": 0}


def open_schedule(path: Path) -> None:
    scheduler = SeenScheduler(app=current_app, schedule_filename=str(path), lazy=True)
    scheduler.setup_schedule()
    assert len(scheduler.schedule) >= 4
    scheduler.close()


def test_beat_makes_a_damaged_schedule_anew(tmp_path):
    path = tmp_path / "celerybeat-schedule"
    open_schedule(path)
    whole = {file: file.read_bytes() for file in tmp_path.iterdir()}

    for file, content in whole.items():
        for damaged in [content[: len(content) * part // 8] for part in range(8)] + [b"\xff" * 500]:
            file.write_bytes(damaged)
            open_schedule(path)
            # What is left must be whole again, or the next start would be the one to fail.
            open_schedule(path)
