"""LINE, by its Messaging API: the same line and link as a short message, pushed to the family's account.

LINE knows a request by a key of ours (X-Line-Retry-Key, kept for 24 hours) and takes it once, however often
it comes. So an answer that was lost is asked for again at once, and what a dead worker left is handed over
once more (recover.py). What LINE took may still not arrive: it says nothing of that but "unfollow".
"""

from __future__ import annotations

import base64
import hmac
import http.client
import json
from contextlib import suppress

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from consult.followups.answers import BUSY, OPERATOR, Outcome
from consult.followups.channels.connection import Connection
from consult.followups.channels.short import connect, words
from consult.models import FollowUp, LineLink

_PATH = "/v2/bot/message/push"
# Within the lease, each with a connection of its own.
_ATTEMPTS = 3
_MOST_BYTES = 65_536


class LineApp:
    is_ours = False
    goes_to = "line__user_id"

    def prepare(self, followup: FollowUp, server: Connection) -> Push:
        if not settings.LINE_CHANNEL_ACCESS_TOKEN:
            raise ImproperlyConfigured("LINE_CHANNEL_ACCESS_TOKEN")
        user_id = LineLink.objects.get(case=followup.case_id).user_id
        connection = connect(settings.LINE_API, settings.LINE_TIMEOUT)
        try:
            message = {"to": user_id, "messages": [{"type": "text", "text": words(followup)}]}
            return Push(connection, json.dumps(message).encode(), str(followup.message_id))
        except Exception:
            connection.close()
            raise

    def drops_repeated(self) -> bool:
        return True


class Push:
    def __init__(self, connection: http.client.HTTPConnection, body: bytes, key: str) -> None:
        self._connection, self._body, self._key = connection, body, key

    def hand_over(self) -> Outcome:
        outcome = self._ask()
        for _ in range(_ATTEMPTS - 1):
            if outcome.state != FollowUp.State.UNSURE:
                return outcome
            again = self._ask_again()
            # Whether it is out already only a yes can say; a refusal now says nothing of what came before.
            outcome = again if again.state == FollowUp.State.SENT else outcome
        return outcome

    def _ask_again(self) -> Outcome:
        self.hang_up()
        try:
            self._connection = connect(settings.LINE_API, settings.LINE_TIMEOUT)
        except OSError as error:
            return Outcome(FollowUp.State.UNSURE, type(error).__name__)
        return self._ask()

    def _ask(self) -> Outcome:
        headers = {
            "Authorization": f"Bearer {settings.LINE_CHANNEL_ACCESS_TOKEN}",
            "Content-Type": "application/json",
            "X-Line-Retry-Key": self._key,
        }
        try:
            self._connection.request("POST", _PATH, body=self._body, headers=headers)
            response = self._connection.getresponse()
            response.read(_MOST_BYTES)
        except (OSError, http.client.HTTPException) as error:
            return Outcome(FollowUp.State.UNSURE, type(error).__name__)
        return _outcome(response)

    def hang_up(self) -> None:
        with suppress(OSError):
            self._connection.close()


def _outcome(response: http.client.HTTPResponse) -> Outcome:
    """200 is LINE's yes, 409 that it had said so before. Other 4xx are a no, some of them for now."""
    state, status = FollowUp.State, response.status
    if status == 200:
        return Outcome(state.SENT, provider_id=response.getheader("x-line-request-id", "")[:200])
    if status == 409:
        return Outcome(state.SENT, provider_id=response.getheader("x-line-accepted-request-id", "")[:200])
    if status == 429:
        return Outcome(state.PLANNED, "429", BUSY)
    if status in (401, 403):
        return Outcome(state.PLANNED, str(status), OPERATOR)
    return Outcome(state.FAILED if 400 <= status < 500 else state.UNSURE, str(status))


def is_signed(body: bytes, signature: str) -> bool:
    """LINE's signature of what it posts: HMAC-SHA256 of the body by the channel's secret, as base64."""
    digest = hmac.digest(settings.LINE_CHANNEL_SECRET.encode(), body, "sha256")
    return hmac.compare_digest(base64.b64encode(digest), signature.encode("utf-8", "surrogatepass"))
