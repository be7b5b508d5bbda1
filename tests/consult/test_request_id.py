"""One id goes from a request through the task that it wakes to the mail; and what a line of ours may name."""

from __future__ import annotations

import re

import pytest
import structlog

from consult import emails, request_id, tasks
from consult.models import FollowUp

pytestmark = pytest.mark.django_db


def test_an_answer_names_its_id_and_so_does_its_line(client, log_lines):
    known = client.get("/")["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", known)
    line = next(line for line in log_lines.getvalue().splitlines() if "event=answered" in line)
    assert f"request_id={known}" in line
    assert "status=200" in line


def test_each_request_has_its_own(client):
    assert client.get("/")["X-Request-ID"] != client.get("/")["X-Request-ID"]


@pytest.mark.parametrize(
    ("proxies", "named", "taken"),
    [(1, "abcdef-12345678", True), (0, "abcdef-12345678", False), (1, "a b", False), (1, "x\r\ny" * 4, False),
     (1, "x" * 65, False)],
)  # fmt: skip
def test_a_name_is_taken_from_our_own_proxy_alone(client, settings, proxies, named, taken):
    settings.TRUSTED_PROXIES = proxies
    answer = client.get("/", headers={"x-request-id": named})
    assert (answer["X-Request-ID"] == named) is taken


def test_also_where_nothing_of_ours_was_reached(client):
    assert client.get("/no/such/page/")["X-Request-ID"]
    assert client.get("/", headers={"host": "evil.example"})["X-Request-ID"]


def test_it_goes_with_what_a_request_wakes():
    headers: dict[str, str] = {}
    with structlog.contextvars.bound_contextvars(request_id="abcdef-1"):
        request_id._hand_on(headers=headers)
    assert headers == {"request_id": "abcdef-1"}


def test_a_task_takes_it_up(monkeypatch):
    seen = []
    monkeypatch.setattr("consult.services.assign_waiting", lambda now: seen.append(request_id.current()))
    tasks.assign_waiting_cases.apply(headers={"request_id": "abcdef-1"})
    assert seen == ["abcdef-1"]
    assert request_id.current() == ""


def test_a_mail_carries_it(acknowledgement: FollowUp):
    with structlog.contextvars.bound_contextvars(request_id="abcdef-1"):
        assert emails.compose(acknowledgement).extra_headers["X-Request-ID"] == "abcdef-1"


@pytest.mark.parametrize(
    "named",
    [{"status": "父はパーキンソン病です"}, {"status": "a\nlevel=error"}, {"words": "x"},
     {"status": "x" * 300},
     {"status": "sato@example.jp"}, {"error": ValueError("what was typed")}],
)  # fmt: skip
def test_anything_but_ids_and_states_is_left_out_of_our_own_lines(log_lines, named):
    structlog.get_logger("consult.anything").warning("something happened", **named)
    line = log_lines.getvalue()
    assert "something happened" in line
    assert "(left out)" in line
    assert not any(str(value) in line for value in named.values())


def test_what_was_typed_begins_no_line_of_its_own(client, log_lines):
    client.get("/no-such\r\nlevel=error/")
    assert not [line for line in log_lines.getvalue().splitlines() if not line.startswith("timestamp=")]
