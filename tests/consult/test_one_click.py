"""List-Unsubscribe with one click (RFC 8058): a mail program posts, and the mails stop."""

from urllib.parse import urlsplit

import pytest
from django.test import Client

from consult.followups import sweep

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(acknowledgement, smtp) -> str:
    sweep()
    [mail] = smtp.received
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return urlsplit(str(mail["List-Unsubscribe"]).strip().strip("<>")).path


def is_stopped(case) -> bool:
    case.refresh_from_db()
    return case.followups_stopped_at is not None


def test_one_post_without_cookie_or_form_stops_them(address, case):
    program = Client(enforce_csrf_checks=True)
    for _ in range(2):
        assert program.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert is_stopped(case)
    assert case.events.filter(kind="stopped").count() == 1


def test_whoever_only_looks_stops_nothing(address, case, client):
    assert client.head(address).status_code == 200
    assert client.get(address).status_code == 200
    assert not is_stopped(case)


def test_a_token_that_is_not_ours_stops_nothing_and_opens_nothing(address, case, client):
    assert client.post(address[:-3] + "xx/").status_code == 404
    assert not is_stopped(case)
    client.post(address)
    assert client.get(f"/status/{case.reference}/").status_code == 404
