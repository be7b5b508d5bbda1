"""A server on a free port that speaks as much of Twilio's Messages API as who sends short messages needs."""

from __future__ import annotations

import base64
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

import pytest

from tests.provider import Provider, Session

SID, TOKEN, SENDER = "AC" + "0" * 32, "an-auth-token-of-nobody", "+815012345678"


class Twilio(Provider):
    """Takes every message until it is told otherwise. `received` are those whose form came in whole; `answer`
    is a status with Twilio's own code; it hangs up or says nothing after the form came in."""

    def __init__(self) -> None:
        super().__init__(_Session)
        self.received: list[dict[str, str]] = []
        self.answer: tuple[int, int | None] = (201, None)
        self.hang_up = False
        self.say_nothing = False
        self.closing = threading.Event()


class _Session(Session):
    server: Twilio

    def take(self, body: bytes) -> None:
        key = base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
        if self.headers["Authorization"] != f"Basic {key}":
            return self.say(401, {"code": 20003, "message": "Authenticate", "status": 401})
        if self.path != f"/2010-04-01/Accounts/{SID}/Messages.json":
            return self.say(404, {"code": 20404, "status": 404})
        if self.headers["Content-Type"] != "application/x-www-form-urlencoded":
            return self.say(415, {"code": 20015, "status": 415})
        fields = dict(parse_qsl(body.decode(), strict_parsing=True))
        self.server.received.append(fields)
        if self.server.say_nothing:
            self.server.closing.wait(5)
        if self.server.say_nothing or self.server.hang_up:
            return None
        status, code = self.server.answer
        if status != 201:
            number = fields["To"]
            return self.say(status, {"code": code, "message": f"'To' {number}", "status": status})
        sid = f"SM{len(self.server.received):032x}"
        return self.say(201, {"sid": sid, "status": "queued", "to": fields["To"], "error_code": None})


@pytest.fixture
def twilio(settings: Any) -> Iterator[Twilio]:
    """What short messages are handed to in this test; an answer must come within half a second."""
    server = Twilio()
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN, settings.TWILIO_FROM = SID, TOKEN, SENDER
    settings.TWILIO_API = server.address
    settings.TWILIO_TIMEOUT = 0.5
    with server.running():
        yield server
        server.closing.set()
