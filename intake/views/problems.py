"""When a form can't be taken as it came."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone

from intake.models import Draft

_KEEPS_WHAT_WAS_TYPED = ("first_step", "step", "look_again", "resume_form", "write_message", "estimator",
                          "draft_estimate", "family_estimate")  # fmt: skip
_WHERE_STAFF_WRITE = ("desk/", "admin/")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's token no longer fits: it lay open too long, or cookies were cleared meanwhile.

    For a step of the inquiry or a message what was typed is handed back behind one button, so that nothing is
    lost; but only where the browser says that our own page sent it, or the button would finish another site's
    work.
    """
    keeps = _keeps_what_was_typed(request)
    context = {"typed": typed_on_our_page(request) if keeps else []}
    return render(request, "403_csrf.html", context, status=403)


def too_many(
    request: HttpRequest, seconds: int, *, draft: Draft | None = None, without_proof: bool = False
) -> HttpResponse:
    """A limit was met (intake/limits.py): when to try again, and that nothing is lost."""
    context = {
        "again_at": timezone.now() + timedelta(seconds=seconds + 59),
        "draft": draft,
        "without_proof": without_proof,
        "typed": _typed(request) if draft is None and _keeps_what_was_typed(request) else [],
        "centre_phone": settings.CENTRE_PHONE,
    }
    response = render(request, "429.html", context, status=429)
    response.headers["Retry-After"] = str(seconds)
    return response


def too_many_tries(request: HttpRequest) -> HttpResponse:
    """Of signing in, which is counted by the minute."""
    return too_many(request, 60)


def typed_on_our_page(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of a form, where the browser says that a page of ours sent it; passwords are left out."""
    own_page = request.headers.get("Sec-Fetch-Site") == "same-origin"
    return _typed(request) if own_page else []


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken" and "password" not in name
        for value in values
    ]


def _keeps_what_was_typed(request: HttpRequest) -> bool:
    try:
        found = resolve(request.path_info)
    except Resolver404:
        return False
    return found.url_name in _KEEPS_WHAT_WAS_TYPED or found.route.startswith(_WHERE_STAFF_WRITE)
