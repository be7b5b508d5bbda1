"""Whether the service can do its work: /healthz for one process, /readyz for all of it together."""

import socket
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from consult import heartbeats, tasks
from consult.models import FollowUp, Heartbeat
from tests.factory import bring_to, submit_case

EVERYBODY = ("beat", "worker:mail", "worker:default")


@pytest.fixture
def everybody_at_work(db) -> None:
    for name in EVERYBODY:
        heartbeats.note_alive(name)


def no_database(execute, sql, params, many, context):
    raise OperationalError("connection refused")


def test_healthz_asks_nobody(client):
    # No `db` fixture: a query would fail this test.
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


class TestReady:
    def test_when_beat_and_each_worker_were_seen_lately(self, everybody_at_work, client):
        answer = client.get("/readyz")
        assert answer.status_code == 200
        assert answer.json() == {
            "ready": True, "database": True, "broker": True,
            "beat": True, "worker:mail": True, "worker:default": True,
            "oldest_unsent_seconds": None, "mail_is_late": False,
        }  # fmt: skip

    @pytest.mark.parametrize("name", EVERYBODY)
    def test_not_when_one_of_them_was_never_seen(self, everybody_at_work, client, name):
        Heartbeat.objects.filter(name=name).delete()
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["ready"], answer.json()[name]) == (503, False, False)

    @pytest.mark.parametrize("name", EVERYBODY)
    def test_nor_when_one_has_been_silent_for_some_beats(self, everybody_at_work, client, settings, name):
        long_ago = timezone.now() - timedelta(seconds=settings.HEARTBEAT_SECONDS * 5)
        Heartbeat.objects.filter(name=name).update(seen_at=long_ago)
        assert client.get("/readyz").json()[name] is False

    def test_one_late_beat_is_no_alarm(self, everybody_at_work, client, settings):
        Heartbeat.objects.update(seen_at=timezone.now() - timedelta(seconds=settings.HEARTBEAT_SECONDS * 2))
        assert client.get("/readyz").status_code == 200

    def test_with_the_database_away_it_says_so_instead_of_failing(self, db, client):
        with connection.execute_wrapper(no_database):
            answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["database"], answer.json()["beat"]) == (503, False, False)

    def test_with_the_broker_away_it_says_so(self, everybody_at_work, client, monkeypatch):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            monkeypatch.setenv("CELERY_BROKER_URL", f"redis://127.0.0.1:{taken.getsockname()[1]}/0")
            answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["broker"]) == (503, False)
        assert answer.json()["database"] is True

    def test_it_shows_nothing_about_anybody(self, everybody_at_work, aoki, client):
        case = submit_case()
        page = client.get("/readyz").content.decode()
        assert case.reference not in page
        assert "sato" not in page


class TestOldestUnsent:
    def seconds(self, client) -> int | None:
        return client.get("/readyz").json()["oldest_unsent_seconds"]

    def test_how_long_the_longest_due_message_has_waited(self, db, client):
        submit_case()
        submit_case()
        FollowUp.objects.update(due_at=timezone.now() - timedelta(minutes=5))
        FollowUp.objects.filter(pk=FollowUp.objects.latest("pk").pk).update(
            due_at=timezone.now() - timedelta(minutes=90)
        )
        assert 5400 <= self.seconds(client) < 5400 + 60

    def test_one_on_its_way_counts_too(self, acknowledgement, client):
        bring_to("handing", due_at=timezone.now() - timedelta(minutes=5))
        assert self.seconds(client) >= 300

    @pytest.mark.parametrize("state", ["failed", "unsure", "cancelled"])
    def test_what_waits_for_nobody_does_not(self, acknowledgement, client, state):
        bring_to(state, due_at=timezone.now() - timedelta(days=1))
        assert self.seconds(client) is None

    def test_what_is_due_later_does_not(self, acknowledgement, client):
        FollowUp.objects.update(due_at=timezone.now() + timedelta(hours=1))
        assert self.seconds(client) is None


@pytest.mark.django_db
class TestSignsOfLife:
    def test_a_worker_gives_one_by_running_its_task(self):
        tasks.note_worker_alive("mail")
        assert Heartbeat.objects.get().name == "worker:mail"

    def test_a_worker_gives_one_as_soon_as_it_waits_for_work(self, monkeypatch):
        monkeypatch.setattr(heartbeats, "close_old_connections", lambda: None)
        queues = [SimpleNamespace(name="mail"), SimpleNamespace(name="default")]
        heartbeats.note_worker_ready(sender=SimpleNamespace(task_consumer=SimpleNamespace(queues=queues)))
        assert set(Heartbeat.objects.values_list("name", flat=True)) == {"worker:mail", "worker:default"}

    def test_beat_gives_one_when_it_ticks_and_not_more_often_than_it_needs_to(self, monkeypatch):
        noted = []
        monkeypatch.setattr("celery.beat.PersistentScheduler.tick", lambda self: 5.0)
        monkeypatch.setattr(heartbeats, "_try_to_note", noted.append)
        beat = object.__new__(heartbeats.SeenScheduler)
        assert [beat.tick(), beat.tick()] == [5.0, 5.0]
        assert noted == ["beat"]

    def test_a_database_that_is_away_does_not_end_the_process(self, monkeypatch, log_lines):
        def away(name):
            raise OperationalError("password=hunter2")

        monkeypatch.setattr(heartbeats, "note_alive", away)
        monkeypatch.setattr(heartbeats, "close_old_connections", lambda: None)
        heartbeats._try_to_note("beat")
        assert "beat" in log_lines.getvalue()
        assert "hunter2" not in log_lines.getvalue()
