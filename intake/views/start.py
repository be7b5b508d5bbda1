from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intake.views.drafts import LATEST_COOKIE


def start(request: HttpRequest) -> HttpResponse:
    """Who this is for, what it costs (nothing), what it cannot do."""
    context = {"latest_draft": _public_id(request), "kept_days": settings.DRAFT_KEPT_DAYS}
    return render(request, "intake/start.html", context)


def _public_id(request: HttpRequest) -> str:
    """The newest draft's name, if the cookie still looks like one: cookies can hold anything."""
    name = request.COOKIES.get(LATEST_COOKIE, "")
    return name if name.isalnum() and name.isascii() and len(name) == 12 else ""
