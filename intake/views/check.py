"""Check your answers, and send them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import services, steps, vocabulary
from intake.fields import national_number
from intake.models import Draft
from intake.views.drafts import draft_required, forget_latest
from intake.views.status_cookie import remember_status

_CHOICES = ("relationship", "condition", "medication_response", "treatment_kind", "payment", "provider_kind",
            "prefecture", "preferred_channel", "best_time_to_call")  # fmt: skip


@dataclass(frozen=True)
class Row:
    step: str
    label: str
    shown: list[str]


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    if request.method == "POST":
        return _send(request, draft)
    answers = services.read_answers(draft)
    if answers.missing:
        return redirect("step", public_id=draft.public_id, name=answers.missing.name)
    context = {"draft": draft, "rows": list(_rows(answers))}
    return render(request, "intake/check.html", context)


def _send(request: HttpRequest, draft: Draft) -> HttpResponse:
    now = timezone.now()
    try:
        inquiry = services.submit(draft=draft, language=get_language() or "ja", now=now)
    except services.Incomplete as incomplete:
        return redirect("step", public_id=draft.public_id, name=incomplete.step.name)
    response = redirect("received", reference=inquiry.reference)
    remember_status(response, inquiry, services.issue_status_link(inquiry=inquiry, now=now))
    forget_latest(response)
    return response


def _rows(answers: services.Answers) -> Iterator[Row]:
    """One row a question that was shown, in order; what was left empty is said to be so."""
    for step in steps.STEPS:
        form = answers.forms.get(step.name)
        if form is None:
            continue
        if step.name == "consent":
            yield Row("consent", str(_("Consent")), [_("Given")])
            continue
        for name, field in form.fields.items():
            label = field.label or form.heading
            yield Row(step.name, str(label), displayed(name, form.cleaned_data.get(name)))


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
        return [_("%(amount)s yen") % {"amount": f"{value:,}"}]
    if name == "decision_date":
        return [date_format(value, "DATE_FORMAT")]
    return [str(value)]
