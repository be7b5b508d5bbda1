"""The one way in which a page is answered as PDF."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intake import handouts


def pdf_answer(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    language: str,
    name: str,
    public: bool = False,
) -> HttpResponse:
    """The PDF of a template under `name` (without ".pdf"); where none can be made, how to print the page.

    What anybody may read (`public`) opens in the browser and is kept for a day; what is a family's own is
    only saved.
    """
    try:
        pdf = handouts.make_pdf(template, context, language=language, keep=public)
    except handouts.NoHandout:
        return render(request, "intake/no_handout.html", status=503 if handouts.available() else 404)
    shown = "inline" if public else "attachment"
    headers = {"Content-Disposition": f'{shown}; filename="{name}.pdf"', "Content-Language": language}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
