"""A page for the family to take along to its doctor: what it told us, and room for what it wants to ask."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from consult.views.family import family_only
from intake import handouts
from intake.models import Inquiry
from intake.views.check import said

# Whoever wrote in English takes it to a doctor in Japan.
_LANGUAGE = "ja"


@require_GET
@family_only
def doctor_sheet(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    with translation.override(_LANGUAGE):
        context = {"inquiry": inquiry, "said": said(inquiry), "today": timezone.localdate()}
    context["self_pay"] = inquiry.decision.track == "self_pay_review"
    try:
        pdf = handouts.make_pdf("handouts/doctor_sheet.html", context, language=_LANGUAGE)
    except handouts.NoHandout:
        return render(request, "intake/no_handout.html", status=503 if handouts.available() else 404)
    headers = {"Content-Disposition": f'attachment; filename="shirube-{inquiry.reference}-doctor.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
