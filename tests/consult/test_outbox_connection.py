"""The mails of a round go by one connection to the mail server, and one that broke costs no mail."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from consult.followups import sweep
from consult.followups.channels import Connection
from consult.models import FollowUp
from tests.factory import submit_case
from tests.smtp import MailServer


def states() -> list[str]:
    return list(FollowUp.objects.order_by("pk").values_list("state", flat=True))


@pytest.mark.django_db
class TestOneConnection:
    def test_three_mails_and_one_hello(self, smtp: MailServer) -> None:
        for _ in range(3):
            submit_case()
        assert sweep() == 3
        assert (len(smtp.received), smtp.greetings) == (3, 1)

    def test_the_next_round_calls_anew(self, smtp: MailServer) -> None:
        for _ in range(2):
            submit_case()
            sweep()
        assert smtp.greetings == 2

    def test_a_refusal_ends_it(self, smtp: MailServer) -> None:
        for _ in range(2):
            submit_case()
        smtp.answer("RCPT", "550 5.1.1 no such user")
        sweep()
        assert (states(), smtp.greetings) == (["failed", "failed"], 2)

    def test_it_carries_so_many_and_no_more(self, smtp: MailServer, monkeypatch: Any) -> None:
        monkeypatch.setattr("consult.followups.channels.connection._MOST_MAILS", 2)
        for _ in range(3):
            submit_case()
        assert sweep() == 3
        assert smtp.greetings == 2


class TestBroken:
    def test_a_server_that_hung_up_in_between_is_called_anew(self, smtp: MailServer) -> None:
        with Connection() as connected:
            connected.open().connection.sock.shutdown(socket.SHUT_RDWR)
            assert connected.open().connection.noop()[0] == 250
        assert smtp.greetings == 2

    def test_one_that_says_nothing_more_is_called_anew(self, smtp: MailServer, monkeypatch: Any) -> None:
        with Connection() as connected:
            monkeypatch.setattr(connected.open().connection, "noop", _times_out)
            assert connected.open().connection.noop()[0] == 250
        assert smtp.greetings == 2


def _times_out() -> None:
    raise TimeoutError


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite flushes every commit")
def test_what_says_that_a_mail_leaves_and_that_it_left_waits_for_the_disk(smtp: MailServer) -> None:
    submit_case()
    with CaptureQueriesContext(connection) as asked:
        sweep()
    statements = [one["sql"] for one in asked.captured_queries]
    unflushed = [_transaction(statements, place) for place, one in enumerate(statements) if "_commit" in one]
    assert any("'claimed'" in one for transaction in unflushed for one in transaction), "a claim does not"
    assert not any(
        said in one for transaction in unflushed for one in transaction for said in ("'handing'", "'sent'")
    )


def _transaction(statements: list[str], place: int) -> list[str]:
    """From the statement at `place` to the end of its transaction."""
    rest = statements[place:]
    return rest[: rest.index("COMMIT")]
