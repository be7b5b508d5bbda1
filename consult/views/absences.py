"""A counselor's own absences, entered at the desk."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from consult import absences
from consult.access import counselor_required
from consult.due import JAPAN
from consult.forms import AbsenceForm
from consult.models import Absence, Counselor


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def own_absences(request: HttpRequest, counselor: Counselor) -> HttpResponse:
    if request.method != "POST":
        return _page(request, counselor, AbsenceForm(counselor=counselor))
    form = AbsenceForm(request.POST, counselor=counselor)
    if not form.is_valid():
        return _page(request, counselor, form, status=422)
    try:
        absences.enter(**form.cleaned_data, counselor=counselor, by=counselor.user, now=timezone.now())
    except absences.Overlaps:
        form.add_error("first_day", _("You have entered some of these days already."))
    except absences.CoverIsAway:
        form.add_error("cover", _("They are away then themselves, and nobody would be there in the end."))
    if form.errors:
        return _page(request, counselor, form, status=422)
    messages.success(request, _("Your absence is entered."))
    return redirect("own_absences")


def _page(request: HttpRequest, counselor: Counselor, form: AbsenceForm, status: int = 200) -> HttpResponse:
    today = timezone.localdate(timezone=JAPAN)
    context = {
        "absence_form": form,
        "form": form if form.errors else None,
        "absences": counselor.absences.filter(last_day__gte=today).select_related("cover"),
    }
    return render(request, "consult/absences.html", context, status=status)


@require_POST
@counselor_required
def cancel_absence(request: HttpRequest, counselor: Counselor, pk: int) -> HttpResponse:
    absences.cancel(absence=get_object_or_404(Absence, pk=pk, counselor=counselor))
    messages.success(request, _("The absence is taken back."))
    return redirect("own_absences")
