"""A worker killed between two steps: what a family was promised leaves once after a restart."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from tests.running.family import Family
from tests.running.service import wait_until
from tests.smtp import MailServer

STATE = "SELECT state FROM consult_followup WHERE kind = 'acknowledgement' ORDER BY id DESC LIMIT 1"


@pytest.fixture
def mail_server():
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def start(serve, mail_server):
    """Starts the service without demo data, whose families wait for mail of their own."""

    def start():
        service = serve(SHIRUBE_DEMO="0", EMAIL_URL=f"smtp://127.0.0.1:{mail_server.port}")
        service.wait_until_ready()
        return service

    return start


def ask_database(service, query: str, *values: object) -> list[tuple[object, ...]]:
    """What the service's own database holds, read from outside."""
    url = service.environment.get("DATABASE_URL")
    if url:
        with psycopg.connect(url) as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []
    path = Path(service.environment["STATE_DIR"]) / "shirube.sqlite3"
    with closing(sqlite3.connect(path, timeout=20)) as file, file:
        return file.execute(query.replace("%s", "?"), values).fetchall()


def newest_state(service) -> object:
    return ask_database(service, STATE)[0][0]


def kill_the_worker(service) -> None:
    """The worker and its pool at once, as the kernel does when memory runs out."""
    worker = service.find("--queues=mail")
    for process in [worker, *worker.children(recursive=True)]:
        process.kill()


def test_a_message_not_yet_begun_leaves_after_a_restart(start, mail_server):
    first = start()
    worker = first.find("--queues=mail")
    for process in [*worker.children(recursive=True), worker]:
        process.suspend()
    Family(first.url).send_inquiry("hanako@example.jp")
    kill_the_worker(first)
    assert first.wait_for_end() == 1
    assert newest_state(first) == "due"
    assert "hanako@example.jp" not in mail_server.recipients

    second = start()

    wait_until(lambda: "hanako@example.jp" in mail_server.recipients, "the acknowledgement")
    wait_until(lambda: newest_state(second) == "sent", "the row to say so")
    assert mail_server.recipients.count("hanako@example.jp") == 1


def test_a_message_being_prepared_leaves_after_a_restart(start, mail_server):
    mail_server.say_nothing("EHLO")
    first = start()
    Family(first.url).send_inquiry("hanako@example.jp")
    wait_until(lambda: newest_state(first) == "claimed", "the worker to take it")
    kill_the_worker(first)
    assert first.wait_for_end() == 1
    assert newest_state(first) == "claimed"

    # The minute of its lease passes.
    past = datetime.now(UTC) - timedelta(seconds=1)
    ask_database(first, "UPDATE consult_followup SET lease_until = %s WHERE state = 'claimed'", str(past))
    mail_server.be_kind()
    second = start()

    wait_until(lambda: "hanako@example.jp" in mail_server.recipients, "the acknowledgement")
    wait_until(lambda: newest_state(second) == "sent", "the row to say so")
    assert mail_server.recipients.count("hanako@example.jp") == 1


def test_a_message_on_its_way_is_not_sent_a_second_time(start, mail_server):
    mail_server.say_nothing("DATA")
    first = start()
    Family(first.url).send_inquiry("hanako@example.jp")
    wait_until(lambda: "hanako@example.jp" in mail_server.recipients, "the mail to be handed over")
    kill_the_worker(first)
    assert first.wait_for_end() == 1
    assert newest_state(first) == "handing"

    past = datetime.now(UTC) - timedelta(seconds=1)
    ask_database(first, "UPDATE consult_followup SET lease_until = %s WHERE state = 'handing'", str(past))
    mail_server.be_kind()
    second = start()

    wait_until(lambda: newest_state(second) == "unsure", "the doubt to be said")
    assert mail_server.recipients.count("hanako@example.jp") == 1
