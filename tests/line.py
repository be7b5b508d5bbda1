"""A server on a free port that speaks as much of LINE's Messaging API as who pushes messages needs; and what
LINE posts to us, signed as it documents."""

from __future__ import annotations

import base64
import hmac
import json
import time
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.provider import Provider, Session

TOKEN, SECRET, ACCOUNT = "a-channel-token-of-nobody", "a-channel-secret-of-nobody", "@shirube"
USER = "U" + "4af49806290ad1b5" * 2


class LineServer(Provider):
    """Accepts every push once by its retry key, until told otherwise: `answer` is a status; `lost` so many
    answers are lost after the push was accepted, `broken` so many are 500 before it was."""

    def __init__(self) -> None:
        super().__init__(_Session)
        # By its key, what was accepted, in order.
        self.accepted: dict[str, dict[str, Any]] = {}
        self.asked = 0
        self.answer = 200
        self.lost = 0
        self.broken = 0

    @property
    def received(self) -> list[dict[str, Any]]:
        return list(self.accepted.values())


class _Session(Session):
    server: LineServer

    def take(self, body: bytes) -> None:
        self.server.asked += 1
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            return self._say(401)
        if self.path != "/v2/bot/message/push" or self.headers["Content-Type"] != "application/json":
            return self._say(404)
        key = str(uuid.UUID(self.headers["X-Line-Retry-Key"]))
        if key in self.server.accepted:
            return self._say(409, x_line_accepted_request_id=f"accepted-{key}")
        if self.server.broken:
            self.server.broken -= 1
            return self._say(500)
        if self.server.answer != 200:
            return self._say(self.server.answer)
        self.server.accepted[key] = json.loads(body)
        if self.server.lost:
            self.server.lost -= 1
            return None
        return self._say(200)

    def _say(self, status: int, **headers: str) -> None:
        body: dict[str, Any] = {"sentMessages": []} if status == 200 else {"message": "as it is"}
        self.say(status, body, x_line_request_id=f"request-{self.server.asked}", **headers)


@pytest.fixture
def line(settings: Any) -> Iterator[LineServer]:
    """What messages by LINE are handed to in this test; an answer must come within half a second."""
    server = LineServer()
    settings.LINE_CHANNEL_ACCESS_TOKEN, settings.LINE_CHANNEL_SECRET = TOKEN, SECRET
    settings.LINE_ACCOUNT, settings.LINE_TIMEOUT = ACCOUNT, 0.5
    settings.LINE_API = server.address
    with server.running():
        yield server


def event(kind: str, *, user: str = USER, at: float | None = None, **more: Any) -> dict[str, Any]:
    return {
        "type": kind, "mode": "active", "timestamp": int((at or time.time()) * 1000),
        "source": {"type": "user", "userId": user}, "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR",
        "deliveryContext": {"isRedelivery": False}, **more,
    }  # fmt: skip


def said(text: str, **more: Any) -> dict[str, Any]:
    return event("message", message={"id": "1", "type": "text", "text": text}, replyToken="r", **more)


def post(client: Any, *events: dict[str, Any], secret: str = SECRET) -> Any:
    body = json.dumps({"destination": "U" + "0" * 32, "events": events}).encode()
    signature = base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()
    return client.post(
        "/line/events", body, content_type="application/json", headers={"X-Line-Signature": signature}
    )
