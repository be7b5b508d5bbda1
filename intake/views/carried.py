"""An estimate on its way into an inquiry: in the family's own browser until they keep it themselves.

Nothing of an inquiry may be stored before the consent, so it travels in a signed cookie, for an hour, to the
step where the family can read it, change it or take it out.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from intake.services import Posted

COOKIE = "estimate"
STEP = "message"
_PATH = "/inquiry/"
_SALT = "intake.views.carried"
_KEPT = timedelta(hours=1)


def carry(response: HttpResponse, text: str) -> None:
    response.set_cookie(
        COOKIE,
        signing.dumps(text, salt=_SALT, compress=True),
        max_age=_KEPT,
        path=_PATH,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def carried(request: HttpRequest) -> str:
    """The estimate that this browser brings along; empty for none, and for what is not ours."""
    try:
        text = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_KEPT)
    except signing.BadSignature:
        return ""
    return text if isinstance(text, str) else ""


def let_go(request: HttpRequest, response: HttpResponse) -> None:
    if COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE, path=_PATH, samesite="Lax")


def below(posted: Posted, text: str) -> Posted:
    """The message with the estimate at its end; as it was where it already holds it."""
    message = "".join(posted.get(STEP, [])[:1])
    if text.replace("\r\n", "\n") in message.replace("\r\n", "\n"):
        return posted
    return {**posted, STEP: [f"{message}\n\n{text}" if message.strip() else text]}
