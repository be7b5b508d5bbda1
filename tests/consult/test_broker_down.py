"""The broker is away: what a family or a counselor sends is taken all the same, and leaves later."""

import socket
import uuid

import pytest
from celery import current_app
from kombu.exceptions import OperationalError

from consult import tasks
from consult.followups import sweep
from consult.models import FollowUp
from intake.models import Inquiry
from tests.consult.environment import settings_with
from tests.factory import start_filled_draft

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def dead_redis(monkeypatch, wakes):
    """The settings for Redis, at an address where nobody answers; the hints go there for real."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refuses whoever comes
        url = f"redis://127.0.0.1:{taken.getsockname()[1]}/0"
        options = settings_with(REDIS_URL=url)["CELERY_BROKER_TRANSPORT_OPTIONS"]
        monkeypatch.setenv("CELERY_BROKER_URL", url)
        monkeypatch.setitem(current_app.conf, "broker_transport_options", options)
        # Connections kept from before would still lead to the broker of the other tests.
        monkeypatch.setattr(current_app, "_pool", None)
        monkeypatch.setattr(current_app.amqp, "_producer_pool", None)
        monkeypatch.delattr(tasks.sweep_followups, "delay")
        yield


@pytest.fixture
def no_waiting(monkeypatch):
    """Fails a test in which somebody would have to wait until the broker is back."""

    def waits(seconds):
        raise AssertionError(f"kombu would have waited {seconds} s")

    monkeypatch.setattr("kombu.utils.functional.sleep", waits)


def send_inquiry(client):
    """Presses "send" as the family does."""
    draft, secret = start_filled_draft()
    client.cookies["draft"] = secret
    return client.post(f"/inquiry/{draft.public_id}/check/")


def test_the_broker_of_this_test_really_refuses_and_at_once(dead_redis, no_waiting):
    with pytest.raises(OperationalError):
        tasks.sweep_followups.delay()


def test_the_familys_submission_succeeds_and_the_mail_leaves_with_the_next_sweep(
    dead_redis, no_waiting, aoki, client, smtp, log_lines
):
    answer = send_inquiry(client)
    inquiry = Inquiry.objects.get()
    assert answer.status_code == 302
    assert answer.url == f"/status/{inquiry.reference}/received/"
    assert inquiry.case.assignee == aoki
    assert FollowUp.objects.get().state == "due"
    assert "could not be woken (OperationalError)" in log_lines.getvalue()
    assert sweep() == 1
    assert len(smtp.received) == 1


def test_the_counselors_answer_is_planned(dead_redis, no_waiting, case, aoki, explanation, client):
    client.force_login(aoki.user)
    posted = {"occurrence": str(uuid.uuid4()), "explanation": str(explanation.pk), "words": ""}
    assert client.post(f"/desk/cases/{case.reference}/explanation/", posted).status_code == 302
    assert FollowUp.objects.get(kind="explanation").state == "due"


@pytest.mark.parametrize("error", [OperationalError, ConnectionResetError, PermissionError, RuntimeError])
def test_whatever_the_brokers_client_raises(error, client, monkeypatch):
    def breaks():
        raise error

    monkeypatch.setattr(tasks.sweep_followups, "delay", breaks)
    assert send_inquiry(client).status_code == 302
    assert Inquiry.objects.count() == FollowUp.objects.count() == 1
