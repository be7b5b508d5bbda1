"""Check your answers, and send them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import limits, proof, services, steps, vocabulary
from intake.dates import day_in_full
from intake.fields import national_number, yen_in_words
from intake.models import Draft, Inquiry
from intake.models.inquiries import FACT_FIELDS
from intake.views.drafts import draft_required, forget_latest
from intake.views.problems import too_many
from intake.views.status_cookie import remember_status

_CHOICES = ("relationship", "condition", "medication_response", "treatment_kind", "payment", "provider_kind",
            "prefecture", "preferred_channel", "best_time_to_call")  # fmt: skip


@dataclass(frozen=True)
class Row:
    step: str
    label: str
    shown: list[str]


# Nobody sees this box; programs that fill in every box do. Its name is one that they like.
_TRAP = "website"


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    if request.method == "POST":
        return _send(request, draft)
    return _page(request, draft)


def _page(request: HttpRequest, draft: Draft, *, once_more: str = "", status: int = 200) -> HttpResponse:
    answers = services.read_answers(draft)
    if answers.missing:
        return redirect("step", public_id=draft.public_id, name=answers.missing.name)
    rows = list(_rows(answers))
    context = {
        "draft": draft,
        "rows": [row for row in rows if row.shown],
        # On a press: who skipped much would otherwise look for "send" behind pages of nothing.
        "left_empty": [row for row in rows if not row.shown],
        "gone": answers.gone,
        "challenge": json.dumps(proof.new_challenge(draft.public_id, now=timezone.now())),
        "trap": _TRAP,
        "once_more": once_more,
    }
    return render(request, "intake/check.html", context, status=status)


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What looks like a program is asked once more, never turned away: it may be a person's helper."""
    now = timezone.now()
    if request.POST.get(_TRAP):
        return _page(request, draft, once_more="trap", status=422)
    if now - draft.created_at < timedelta(seconds=settings.QUICKEST_SECONDS):
        return _page(request, draft, once_more="quick", status=422)
    proven = proof.is_proof(request.POST.get("proof", ""), draft=draft.public_id)
    limit = "submission" if proven else "submission_without_proof"
    wait = limits.spend(limit, limits.address_block(request))
    if wait:
        return too_many(request, wait, draft=draft, without_proof=not proven)
    try:
        inquiry = services.submit(draft=draft, language=get_language() or "ja", now=now)
    except services.Incomplete as incomplete:
        return redirect("step", public_id=draft.public_id, name=incomplete.step.name)
    response = redirect("received", reference=inquiry.reference)
    remember_status(response, inquiry, services.issue_status_link(inquiry=inquiry, now=now))
    forget_latest(response)
    return response


def _rows(answers: services.Answers) -> Iterator[Row]:
    """One row a question that was shown, in order."""
    for step in steps.applicable(answers.values):
        if step.name == "consent":
            yield Row("consent", str(_("Consent")), [_("Given")])
            continue
        form = step.form(values=answers.values)
        for name, field in form.fields.items():
            label = field.label or form.heading
            yield Row(step.name, str(label), displayed(name, answers.values.get(name)))


def said(inquiry: Inquiry) -> list[tuple[str, str, list[str]]]:
    """(name, label, words) of every question but the message, in the order of the form."""
    names = [name for name in FACT_FIELDS if name != "message"]
    labels = {field.name: str(field.verbose_name) for field in inquiry._meta.concrete_fields}
    return [(name, labels[name], displayed(name, getattr(inquiry, name))) for name in names]


def displayed(name: str, value: Any) -> list[str]:
    """A cleaned value in the reader's words; empty when nothing was said."""
    if value in (None, "", []):
        return []
    if name == "questions":
        return [str(words) for words in vocabulary.labels(name, value)]
    if name in _CHOICES:
        return [str(vocabulary.label(name, value))]
    if name == "phone":
        return [national_number(value)]
    if name == "quoted_fee_yen":
        return [yen_in_words(value)]
    if name == "decision_date":
        return [day_in_full(value)]
    return [str(value)]
