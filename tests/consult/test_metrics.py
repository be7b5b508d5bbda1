"""What Prometheus may read, and who may read it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.followups import recover_expired
from tests.factory import bring_to, submit_case

pytestmark = pytest.mark.django_db
TOKEN = "t" * 32


def read(client, token=TOKEN):
    return client.get("/metrics", headers={"authorization": f"Bearer {token}"})


@pytest.fixture
def open_to_prometheus(settings):
    settings.METRICS_TOKEN = TOKEN


def test_numbers_of_the_outbox(open_to_prometheus, acknowledgement, client):
    submit_case()
    bring_to("handing", lease_until=timezone.now() - timedelta(minutes=1))
    recover_expired(now=timezone.now())
    submit_case()
    lines = read(client).content.decode().splitlines()
    assert 'shirube_followups{state="unsure"} 2.0' in lines
    assert 'shirube_followups{state="due"} 1.0' in lines
    assert "shirube_followup_lease_expiries_total 2.0" in lines
    assert any(line.startswith("shirube_followup_oldest_unsent_seconds ") for line in lines)


def test_it_says_nothing_of_anybody(open_to_prometheus, case, client):
    told = read(client).content.decode()
    assert case.reference not in told
    assert "sato" not in told


def test_only_to_who_has_the_token(open_to_prometheus, client):
    assert read(client).status_code == 200
    assert read(client, "wrong").status_code == 401
    assert client.get("/metrics").status_code == 401


def test_without_a_token_there_is_no_such_page(client, settings):
    settings.METRICS_TOKEN = ""
    assert read(client, "").status_code == 404
