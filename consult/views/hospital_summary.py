"""What a hospital gets of an inquiry, where its family agreed to that (docs/adr/0028)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult import consents
from consult.access import case_for, counselor_required
from consult.models import Case, Counselor
from consult.views.case_page import case_gone, case_page
from intake.views.check import said
from intake.views.pdf import pdf_answer

# Read by a hospital in Japan, whatever the family speaks.
_LANGUAGE = "ja"


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def hospital_summary(request: HttpRequest, counselor: Counselor, reference: str) -> HttpResponse:
    """A counselor makes what a hospital gets: only by the family's consent, and each time an event."""
    try:
        case = case_for(counselor.user, reference)
    except Http404:
        return case_gone(request, counselor, reference)
    if request.method != "POST":
        return redirect("case", reference=case.reference)
    given = consents.for_a_hospital(case)
    if given is None:
        return _not_agreed(request, counselor, case)
    inquiry = case.inquiry
    with translation.override(_LANGUAGE):
        told = [(label, words) for _name, label, words in said(inquiry)]
        context = {"inquiry": inquiry, "said": told, "consent": given, "today": timezone.localdate()}
    name = f"shirube-{inquiry.reference}-hospital"
    answer = pdf_answer(request, "handouts/hospital_summary.html", context, language=_LANGUAGE, name=name)
    if answer.status_code != 200:
        return answer
    try:
        # Only now, since making it takes a moment in which the family may take its consent back.
        consents.share(case=case, consent=given, author=counselor.user, now=timezone.now())
    except consents.NotAgreed:
        return _not_agreed(request, counselor, case)
    return answer


def _not_agreed(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    messages.error(request, _("Not made: the family has not agreed that a hospital gets its inquiry."))
    return case_page(request, counselor, case, status=409)
