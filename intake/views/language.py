from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse


def set_language_cookie(response: HttpResponse, code: str) -> None:
    if code not in dict(settings.LANGUAGES):
        return
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def reading_order(code: str) -> list[str]:
    """The language asked for, the one it is a form of ("ja" for "ja-easy"), then the others."""
    return list(dict.fromkeys([code, code.partition("-")[0], *dict(settings.LANGUAGES)]))
