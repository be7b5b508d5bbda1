"""Larger text, for who wants it: a cookie of the browser, without script, on every page of a family."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

COOKIE = "text_size"
_LARGE = "large"


@require_safe
def text_size(request: HttpRequest) -> HttpResponse:
    """A GET, as it changes nothing but how this browser shows pages: the pages that proxies may keep hold no
    token for a POST."""
    after = request.GET.get("next", "")
    if not (after.startswith("/") and url_has_allowed_host_and_scheme(after, allowed_hosts=None)):
        after = "/"
    response = HttpResponseRedirect(after)
    set_text_size_cookie(response, request.GET.get("text_size", ""))
    return response


def set_text_size_cookie(response: HttpResponse, size: str) -> None:
    if size == _LARGE:
        response.set_cookie(
            COOKIE,
            _LARGE,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(COOKIE, samesite="Lax")


def text_size_wish(request: HttpRequest) -> dict[str, bool]:
    return {"text_large": request.COOKIES.get(COOKIE) == _LARGE}
