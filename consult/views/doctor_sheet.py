"""A page for the family to take along to its doctor: what it told us, and room for what it wants to ask."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from consult.views.family import family_only
from intake.models import Inquiry
from intake.views.check import said
from intake.views.pdf import pdf_answer

# Whoever wrote in English takes it to a doctor in Japan.
_LANGUAGE = "ja"


@require_GET
@family_only
def doctor_sheet(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    with translation.override(_LANGUAGE):
        context = {"inquiry": inquiry, "said": said(inquiry), "today": timezone.localdate()}
    context["self_pay"] = inquiry.decision.track == "self_pay_review"
    name = f"shirube-{inquiry.reference}-doctor"
    return pdf_answer(request, "handouts/doctor_sheet.html", context, language=_LANGUAGE, name=name)
