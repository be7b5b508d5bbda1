"""Easy Japanese is for families. Staff who chose it read Japanese: the desk's words have no easy version."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from intake.models.languages import spoken

STAFF = ("/desk/", "/admin/", "/sign-in/", "/sign-out/", "/account/")


class StaffLanguageMiddleware:
    """Behind Django's LocaleMiddleware, which has read the cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(STAFF):
            translation.activate(spoken(translation.get_language() or "ja"))
        return self.get_response(request)
