"""The family's own page: what happens next, why it was sorted so, what there is to read.

It stands on this side because it shows the case (docs/adr/0001).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consult import services
from consult.forms import LookAgainForm
from consult.models import Case, CaseTask, FollowUp
from intake import handouts
from intake.models import Explanation, Inquiry
from intake.views.learn import handout
from intake.views.status_cookie import COOKIE, opened_inquiry


def _family_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Passes the inquiry that this browser's cookie opens; a wrong, an expired and an unknown reference
    get the same answer."""

    @wraps(view)
    def guarded(request: HttpRequest, reference: str, **kwargs: Any) -> HttpResponse:
        inquiry = opened_inquiry(request, reference)
        if inquiry is None:
            return render(request, "intake/link_not_found.html", status=404)
        return view(request, inquiry, **kwargs)

    return guarded


@require_GET
@_family_only
def received(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """Straight after sending: the reference, what happens next and by when."""
    return render(request, "consult/received.html", _context(request, inquiry))


@require_GET
@_family_only
def status(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    context = _context(request, inquiry)
    context["followups"] = list(
        context["case"].followups.readable().select_related("explanation", "written_by__counselor")
    )
    response = render(request, "consult/status.html", context)
    services.note_read(case=context["case"], now=timezone.now())
    return response


@require_GET
@_family_only
def sent_explanation(request: HttpRequest, inquiry: Inquiry, pk: int) -> HttpResponse:
    """An explanation by itself, in the very version that this family was sent."""
    explanation = _sent(inquiry, pk)
    if explanation is None:
        return render(request, "intake/link_not_found.html", status=404)
    context = {"inquiry": inquiry, "explanation": explanation, "can_print": handouts.available()}
    return render(request, "consult/sent_explanation.html", context)


@require_GET
@_family_only
def sent_explanation_pdf(request: HttpRequest, inquiry: Inquiry, pk: int) -> HttpResponse:
    explanation = _sent(inquiry, pk)
    if explanation is None:
        return render(request, "intake/link_not_found.html", status=404)
    return handout(request, explanation)


def _sent(inquiry: Inquiry, pk: int) -> Explanation | None:
    sent = FollowUp.objects.readable().filter(case__inquiry=inquiry).values("explanation")
    return Explanation.objects.filter(pk=pk).filter(pk__in=sent).first()


@require_http_methods(["GET", "POST"])
@_family_only
def stop(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """The family stops its inquiry; asked once more first, since nothing more comes after it."""
    case = Case.objects.get(inquiry=inquiry)
    if request.method == "POST":
        with suppress(services.NotPossible):  # closed already: the page says so
            services.withdraw(case=case, now=timezone.now())
        return redirect("status", reference=inquiry.reference)
    return render(request, "consult/stop.html", _context(request, inquiry))


@require_http_methods(["GET", "POST"])
@_family_only
def look_again(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """The family thinks that it was sorted wrongly: a person looks again."""
    context = _context(request, inquiry)
    form = LookAgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with suppress(services.NotPossible):  # closed meanwhile: the page says so
            services.ask_to_look_again(
                case=context["case"], words=form.cleaned_data["words"], now=timezone.now()
            )
        return redirect("status", reference=inquiry.reference)
    context["form"] = form
    return render(request, "consult/look_again.html", context, status=422 if form.errors else 200)


def _context(request: HttpRequest, inquiry: Inquiry) -> dict[str, Any]:
    case = Case.objects.select_related("inquiry", "assignee").get(inquiry=inquiry)
    secret = request.COOKIES[COOKIE]
    return {
        "inquiry": inquiry,
        "case": case,
        "decision": inquiry.decision,
        "asked_again": case.tasks.open().filter(kind=CaseTask.Kind.LOOK_AGAIN).exists(),
        "link": settings.SITE_URL + reverse("status_link", args=[secret]),
    }
