"""Short messages by Twilio: a line that something waits, and the link to the family's page. Nothing else.

The request is one POST, made with what Python brings. Twilio knows no key that stays the same at a second
attempt, so what it may have taken is unsure, as with SMTP. What became of it comes in at /sms/reports.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from consult.followups.answers import BUSY, MAILBOX, OPERATOR, Outcome, Patience
from consult.followups.channels.connection import Connection
from consult.followups.channels.short import connect, words
from consult.models import FollowUp

# Twilio's own codes of a 400 that an operator puts right: the sender, the regions allowed, the service.
_OF_THE_OPERATOR = {21212, 21408, 21603, 21606, 21703, 21705}
# Its queue for this sender is full.
_TOO_MANY = {21611}
_MOST_BYTES = 65_536


def is_configured() -> bool:
    return bool(settings.TWILIO_ACCOUNT_SID)


class Sms:
    is_ours = False
    goes_to = "inquiry__phone"

    def prepare(self, followup: FollowUp, server: Connection) -> Text:
        if not is_configured():
            raise ImproperlyConfigured("TWILIO_ACCOUNT_SID")
        connection = connect(settings.TWILIO_API, settings.TWILIO_TIMEOUT)
        try:
            return Text(connection, _form(followup))
        except Exception:
            connection.close()
            raise

    def drops_repeated(self) -> bool:
        return False


@dataclass(frozen=True)
class Text:
    connection: http.client.HTTPConnection
    form: str

    def hand_over(self) -> Outcome:
        self.connection.request("POST", _path(), body=self.form, headers=_headers())
        response = self.connection.getresponse()
        return _outcome(response.status, response.read(_MOST_BYTES))

    def hang_up(self) -> None:
        with suppress(OSError):
            self.connection.close()


def _path() -> str:
    return f"/2010-04-01/Accounts/{quote(settings.TWILIO_ACCOUNT_SID, safe='')}/Messages.json"


def _headers() -> dict[str, str]:
    pair = f"{settings.TWILIO_ACCOUNT_SID}:{settings.TWILIO_AUTH_TOKEN}".encode()
    return {
        "Authorization": f"Basic {base64.b64encode(pair).decode()}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }


def _form(followup: FollowUp) -> str:
    # A Messaging Service names itself by another field than a number or a name.
    sender = "MessagingServiceSid" if settings.TWILIO_FROM.startswith("MG") else "From"
    fields = {
        "To": followup.case.inquiry.phone,
        sender: settings.TWILIO_FROM,
        "Body": words(followup),
        # Our own key in the address, signed with it: known also where the answer to this request was lost.
        "StatusCallback": f"{settings.SITE_URL}{reverse('sms_reports')}?followup={followup.message_id}",
    }
    return urlencode(fields)


def _outcome(status: int, body: bytes) -> Outcome:
    """201 is Twilio's yes. 4xx is a no, some of them for now; after anything else it may be out."""
    state, said = FollowUp.State, _read(body)
    if status == 201:
        return Outcome(state.SENT, provider_id=str(said.get("sid", ""))[:200])
    code = said.get("code")
    error = str(code) if isinstance(code, int) else str(status)
    if patience := _patience(status, code):
        return Outcome(state.PLANNED, error, patience)
    return Outcome(state.FAILED if 400 <= status < 500 else state.UNSURE, error)


def _patience(status: int, code: Any) -> Patience | None:
    if status == 429:
        return BUSY
    if status == 400 and code in _TOO_MANY:
        return MAILBOX
    # 404: no such account.
    wrong_here = status in (401, 403, 404) or (status == 400 and code in _OF_THE_OPERATOR)
    return OPERATOR if wrong_here else None


def _read(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def is_signed(*, url: str, parameters: Iterable[tuple[str, str]], signature: str) -> bool:
    """Twilio's signature: HMAC-SHA1 over the address and the sorted names with their values, as base64."""
    text = url + "".join(name + value for name, value in sorted(set(parameters)))
    digest = hmac.digest(settings.TWILIO_AUTH_TOKEN.encode(), text.encode("utf-8", "surrogatepass"), "sha1")
    expected = base64.b64encode(digest)
    return hmac.compare_digest(expected, signature.encode("utf-8", "surrogatepass"))
