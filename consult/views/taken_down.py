"""An inquiry that a counselor enters for a family, from a call or a letter: all questions on one page."""

from __future__ import annotations

import uuid
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from consult.access import counselor_required, may_open
from consult.forms import TakenDownForm
from consult.models import Case, Counselor
from intake import services, steps
from intake.forms import StepForm


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def taken_down(request: HttpRequest, counselor: Counselor) -> HttpResponse:
    language = _language(request)
    if request.method != "POST":
        way = TakenDownForm(initial={"token": uuid.uuid4(), "way_in": "telephone"})
        return _page(request, language, way, _forms(None, language))
    way, forms = TakenDownForm(request.POST), _forms(request.POST, language)
    if not (way.is_valid() and all(form.is_valid() for form in forms.values())):
        return _page(request, language, way, forms, status=422)
    inquiry = services.take_down(
        token=str(way.cleaned_data["token"]),
        posted={name: _posted(form, request.POST) for name, form in forms.items()},
        language=language,
        way_in=way.cleaned_data["way_in"],
        by=counselor.user,
        now=timezone.now(),
    )
    told = _("The inquiry is taken down. Read the reference out to the family: %(reference)s")
    messages.success(request, told % {"reference": inquiry.reference})
    case = Case.objects.get(inquiry=inquiry)
    return (
        redirect("case", reference=inquiry.reference) if may_open(counselor.user, case) else redirect("desk")
    )


def _language(request: HttpRequest) -> str:
    """The family's, not the counselor's: consent is read out in it, and answers are written in it."""
    wanted = request.GET.get("language", "")
    return wanted if wanted in dict(settings.LANGUAGES) else "ja"


def _forms(data: QueryDict | None, language: str) -> dict[str, StepForm]:
    """Each step's form by its name, with the answers of those before it as on the family's own pages."""
    values: dict[str, Any] = {}
    found = {}
    for step in steps.STEPS:
        with override(language) if step.name == "consent" else nullcontext():
            form = step.form(data, values=values)
            answered = form.cleaned_data if form.is_valid() else {}
        if step.applies(values):
            values |= answered
        elif any(answered.values()):
            form.add_error(
                None, _("This is not asked after what is answered above. Take it out, or change that.")
            )
        # One of many here: a lone question is not the heading of the page.
        form.heading_field = ""
        found[step.name] = form
    return found


def _posted(form: StepForm, data: QueryDict) -> services.Posted:
    """What was posted of one form; a date comes in parts, each under the field's name and one more word."""
    return {
        key: [str(value) for value in data.getlist(key)]
        for key in data
        if any(key == name or key.startswith(f"{name}_") for name in form.fields)
    }


def _page(
    request: HttpRequest, language: str, way: TakenDownForm, forms: dict[str, StepForm], status: int = 200
) -> HttpResponse:
    wrong = next((form for form in (way, *forms.values()) if form.errors), None)
    context = {
        "way_form": way,
        "forms": forms,
        "family_language": language,
        "languages": settings.LANGUAGES,
        "form": wrong,
    }
    return render(request, "consult/taken_down.html", context, status=status)
