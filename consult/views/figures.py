"""Figures of the centre for a span of days, as pictures with tables, and as a table to take along."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from consult.access import counselor_required
from consult.due import JAPAN
from consult.figures import as_rows, tables
from consult.forms import SpanForm
from consult.models import Counselor
from consult.spreadsheets import as_csv

_AT_FIRST = timedelta(days=29)


@require_GET
@counselor_required
def figures(request: HttpRequest, counselor: Counselor) -> HttpResponse:
    form = _form(request, counselor)
    if not form.is_valid():
        return render(request, "consult/figures.html", {"span_form": form, "form": form}, status=422)
    span = form.span()
    context = {"span_form": form, "span": span, "tables": tables(span, now=timezone.now())}
    return render(request, "consult/figures.html", context)


@require_GET
@counselor_required
def figures_csv(request: HttpRequest, counselor: Counselor) -> HttpResponse:
    form = _form(request, counselor)
    if not form.is_valid():
        return render(request, "consult/figures.html", {"span_form": form, "form": form}, status=422)
    span = form.span()
    header = [str(span.first), str(span.last)]
    lines = as_csv(header, as_rows(tables(span, now=timezone.now())))
    response = HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="figures-{span.first}-{span.last}.csv"'
    return response


def _form(request: HttpRequest, counselor: Counselor) -> SpanForm:
    """The last thirty days unless others are asked for. For leads: how full colleagues are is theirs."""
    if not counselor.user.has_perm("consult.view_every_case"):
        raise PermissionDenied
    today = timezone.localdate(timezone=JAPAN)
    return SpanForm(request.GET or {"first": today - _AT_FIRST, "last": today})
