"""What the pages of one family share: who may open them, and what they show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from consult import line
from consult.calendar import until
from consult.models import Case, CaseTask
from consult.refusals import NotPossible
from intake.models import Inquiry, StatusLink
from intake.views.status_cookie import COOKIE, opened_inquiry

# As long there is no point in offering to make a link last longer.
_LINK_IS_NEW = timedelta(days=30)


def family_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Passes the inquiry that this browser's cookie opens; a wrong, an expired and an unknown reference
    get the same answer."""

    @wraps(view)
    def guarded(request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        inquiry = opened_inquiry(request, reference)
        if inquiry is None:
            return render(request, "intake/link_not_found.html", status=404)
        return view(request, inquiry, **kwargs)

    return guarded


def while_agreed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Below `family_only`, for whatever tells us more, or has us do more: once the family withdrew its
    consent there is nothing of it, and its page says so. Also where that came while this was on its way."""

    @wraps(view)
    def guarded(request: HttpRequest, inquiry: Inquiry, **kwargs: Any) -> HttpResponse:
        to_its_page = redirect("status", reference=inquiry.reference)
        if not Case.objects.agreed().filter(inquiry=inquiry).exists():
            return to_its_page
        try:
            return view(request, inquiry, **kwargs)
        except NotPossible:
            return to_its_page

    return guarded


def family_context(request: HttpRequest, inquiry: Inquiry) -> dict[str, Any]:
    now = timezone.now()
    case = Case.objects.select_related("inquiry", "assignee").get(inquiry=inquiry)
    decision = inquiry.decision
    secret = request.COOKIES[COOKIE]
    tasks = {task.kind: task for task in case.tasks.open()}
    call = case.calls.select_related("slot").last()
    opened = StatusLink.objects.open_with(secret=secret, now=now).first()
    return {
        "inquiry": inquiry,
        "case": case,
        "decision": decision,
        "still_open": _still_open(decision),
        "nothing_told": _nothing_told(decision),
        "answer": until(case.due_at, now=now),
        "tasks": tasks,
        "asked_again": CaseTask.Kind.LOOK_AGAIN in tasks,
        "call": call,
        "call_has_begun": call is not None and call.has_begun(now),
        "line_is_offered": line.is_configured(),
        "link": settings.SITE_URL + reverse("status_link", args=[secret]),
        "link_until": opened and opened.expires_at,
        "link_gets_old": opened is not None and opened.created_at < now - _LINK_IS_NEW,
    }


_SAYS_NOTHING = {"track.nothing_to_tell", "judgment.general"}


def _nothing_told(decision: Any) -> bool:
    """Whether no rule had anything to go by: then what it says of the judgment is no finding, either."""
    reasons = decision.reasons
    return bool(reasons) and all(one["rule"] in _SAYS_NOTHING and not one["evidence"] for one in reasons)


def _still_open(decision: Any) -> list[str]:
    """Which of the three questions nobody can answer yet: system, kind, judgment.

    How much a physician has to judge follows from the system: where that is open, what is said of it is a
    first word, unless no treatment is being decided at all.
    """
    undecided = decision.track == "unsorted"
    treated = decision.physician_judgment != "general_information"
    found = {
        "system": undecided,
        "kind": decision.treatment_kind == "unknown",
        "judgment": undecided and treated,
    }
    return [name for name, is_open in found.items() if is_open]
