"""When a form can't be taken as it came."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone

from intake.models import Draft

_KEEPS_WHAT_WAS_TYPED = ("first_step", "step", "look_again", "resume_form", "write_message", "estimator")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's token no longer fits: it lay open too long, or cookies were cleared meanwhile.

    For a step of the inquiry or a message what was typed is handed back behind one button, so that nothing is
    lost; but only where the browser says that our own page sent it, or the button would finish another site's
    work.
    """
    own_page = request.headers.get("Sec-Fetch-Site") == "same-origin"
    context = {"typed": _typed(request) if own_page else []}
    return render(request, "403_csrf.html", context, status=403)


def too_many(
    request: HttpRequest, seconds: int, *, draft: Draft | None = None, without_proof: bool = False
) -> HttpResponse:
    """A limit was met (intake/limits.py): when to try again, and that nothing is lost."""
    context = {
        "again_at": timezone.now() + timedelta(seconds=seconds + 59),
        "draft": draft,
        "without_proof": without_proof,
        "typed": _typed(request) if draft is None else [],
        "centre_phone": settings.CENTRE_PHONE,
    }
    response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        name = resolve(request.path_info).url_name
    except Resolver404:
        return []
    if name not in _KEEPS_WHAT_WAS_TYPED:
        return []
    lists = request.POST.lists()
    return [(key, value) for key, values in lists if key != "csrfmiddlewaretoken" for value in values]
