"""How a browser holds on to its draft: a cookie with the draft's secret, sent to that draft's pages alone.

Several drafts can be open in one browser without getting in each other's way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from intake import services
from intake.models import Draft, Inquiry
from intake.reconcile import words_in
from intake.views.status_cookie import remember_status

COOKIE = "draft"
# Names the newest draft, so that the start page can offer to go on with it. It opens nothing.
LATEST_COOKIE = "latest_draft"
# What a step's page posts beside what a person typed.
_NOT_TYPED = {
    "csrfmiddlewaretoken", "revision", "page", "from_check", "set_language", "text_size", "save_for_later",
    "skip", "autosave", "in_general", "own_version", "on_behalf_version",
}  # fmt: skip


def remember_draft(response: HttpResponse, draft: Draft, secret: str) -> None:
    age = settings.DRAFT_KEPT_DAYS * 24 * 3600
    kwargs: dict[str, Any] = {"max_age": age, "secure": settings.HTTPS, "httponly": True, "samesite": "Lax"}
    response.set_cookie(COOKIE, secret, path=reverse("draft", args=[draft.public_id]), **kwargs)
    response.set_cookie(LATEST_COOKIE, draft.public_id, **kwargs)


def forget_latest(response: HttpResponse) -> None:
    response.delete_cookie(LATEST_COOKIE, samesite="Lax")


def open_draft(public_id: str, secret: str) -> Draft | None:
    return Draft.objects.open_with(public_id=public_id, secret=secret, now=timezone.now())


def latest_draft(request: HttpRequest) -> str:
    """The newest draft's name, if the cookie still looks like one: cookies can hold anything."""
    name = request.COOKIES.get(LATEST_COOKIE, "")
    return name if name.isalnum() and name.isascii() and len(name) == 12 else ""


def draft_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Passes the view the draft that this browser may open; a submitted one leads to its status page."""

    @wraps(view)
    def guarded(request: HttpRequest, public_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        draft = open_draft(public_id, request.COOKIES.get(COOKIE, ""))
        if draft is None:
            return _not_found(request, public_id)
        if draft.submitted_at and _typed(request):
            return sent_meanwhile(request, draft)
        if draft.submitted_at:
            return _lead_to_status(request, draft)
        return view(request, draft, *args, **kwargs)

    return guarded


def sent_meanwhile(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Something was typed on a page of a draft that was sent in between: it is given back, not dropped."""
    context = {"draft": draft, "typed": _typed(request)}
    return render(request, "intake/sent_meanwhile.html", context, status=409)


def _not_found(request: HttpRequest, public_id: str) -> HttpResponse:
    response = render(request, "intake/draft_not_found.html", {"typed": _typed(request)}, status=404)
    if latest_draft(request) == public_id:
        forget_latest(response)
    return response


def _typed(request: HttpRequest) -> list[str]:
    """The words that were typed on a step's page; ticks are quickly made again."""
    if (
        request.method != "POST"
        or request.resolver_match is None
        or request.resolver_match.url_name != "step"
    ):
        return []
    lists = request.POST.lists()
    return [
        words
        for name, values in lists
        if name not in _NOT_TYPED
        for words in words_in(values)
        if words.strip()
    ]


def _lead_to_status(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Who may open the draft may open what became of it: the answer to the submission may have been lost
    on the way, and another phone never had it. Not once a link to it was revoked."""
    inquiry = Inquiry.objects.filter(draft=draft).first()
    if inquiry is None or inquiry.status_links.exclude(revoked_at=None).exists():
        return _not_found(request, draft.public_id)
    response = redirect("received", reference=inquiry.reference)
    remember_status(response, inquiry, services.issue_status_link(inquiry=inquiry, now=timezone.now()))
    forget_latest(response)
    return response
