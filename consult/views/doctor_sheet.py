"""A page for the family to take along to its doctor: what it told us, and room for what it wants to ask."""

from __future__ import annotations

import re
import unicodedata

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consult.views.family import family_only
from intake.models import Inquiry
from intake.triage.rules.plan import PLAN_NUMBER
from intake.views.check import said
from intake.views.pdf import pdf_answer

# Whoever wrote in English takes it to a doctor in Japan.
_LANGUAGE = "ja"


def plan_number_in(typed: str) -> str:
    """The number of a plan, if what was typed is one: a doctor would take anything else for it, too."""
    found = re.sub(r"[\s\-‐-―−－]", "", unicodedata.normalize("NFKC", typed)).upper()
    return found if PLAN_NUMBER.fullmatch(found) else ""


@require_GET
@family_only
def doctor_sheet(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    with translation.override(_LANGUAGE):
        # Beside "your doctor", "husband" alone could be the one who wrote.
        patient = {"relationship": _("The patient, seen from who wrote this")}
        told = [
            (patient.get(name, label), words) for name, label, words in said(inquiry) if name != "plan_number"
        ]
        context = {"inquiry": inquiry, "said": told, "today": timezone.localdate()}
    decision = inquiry.decision
    context |= {
        "plan_number": plan_number_in(inquiry.plan_number),
        "self_pay": decision.track == "self_pay_review",
        "harm": "adverse_event" in decision.flags,
        "stopped": "medication_stop" in decision.flags,
    }
    name = f"shirube-{inquiry.reference}-doctor"
    return pdf_answer(request, "handouts/doctor_sheet.html", context, language=_LANGUAGE, name=name)
