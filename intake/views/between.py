"""Pages that are put in the way once: they inform, and a button goes on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from intake import reading_along, services, steps
from intake.models import Draft
from intake.views import way
from intake.views.drafts import draft_required


@require_safe
@draft_required
def help_now(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Whom to turn to now, for somebody whose words are of harm or despair."""
    return _page(request, draft, "intake/help_now.html")


@require_safe
@draft_required
def self_pay(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What it means that insurance does not pay."""
    return _page(request, draft, "intake/self_pay.html")


def _page(request: HttpRequest, draft: Draft, template: str) -> HttpResponse:
    after = steps.find(request.GET.get("after", ""))
    if after is None:
        return redirect("draft", public_id=draft.public_id)
    values = services.read_answers(draft).values
    context = {
        "flags": reading_along.urgent_flags(values, now=timezone.now()),
        "further": way.address_after(request, draft, after, values),
        "back": way.address(draft, after),
    }
    return render(request, template, context)
