"""The family's copy of all that is held about it: to read, and to take along as PDF or JSON."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from consult.disclosure import copy_of
from consult.models import Case
from consult.views.family import family_only
from intake import handouts
from intake.models import Inquiry
from intake.views.pdf import pdf_answer


@require_GET
@family_only
def copy_page(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    case = Case.objects.select_related("inquiry__draft").get(inquiry=inquiry)
    context = {"inquiry": inquiry, "copy": copy_of(case, now=timezone.now())}
    context["can_print"] = handouts.available()
    return render(request, "consult/copy.html", context)


@require_GET
@family_only
def copy_pdf(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    case = Case.objects.select_related("inquiry__draft").get(inquiry=inquiry)
    language = get_language() or settings.LANGUAGE_CODE
    context = copy_of(case, now=timezone.now()).as_context()
    name = f"shirube-{inquiry.reference}"
    return pdf_answer(request, "consult/copy_pdf.html", context, language=language, name=name)


@require_GET
@family_only
def copy_data(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    case = Case.objects.select_related("inquiry__draft").get(inquiry=inquiry)
    held = copy_of(case, now=timezone.now()).as_json()
    headers = {"Content-Disposition": f'attachment; filename="shirube-{inquiry.reference}.json"'}
    return JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 1}, headers=headers)
