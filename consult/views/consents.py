"""What a family agreed to: read again, withdrawn, and agreed to for a hospital."""

from __future__ import annotations

from contextlib import suppress

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult import consents
from consult.family_forms import HospitalForm, SureForm
from consult.refusals import NotPossible
from consult.views.family import family_context, family_only, while_agreed
from intake.models import ConsentText, Inquiry
from intake.models.consents import ConsentKind


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
@while_agreed
def consent(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """What was agreed to, and how withdrawing it differs from stopping and from erasure; then the button."""
    context = family_context(request, inquiry)
    says = _("I withdraw my consent. I know that this can't be undone.")
    form = SureForm(request.POST if request.method == "POST" else None, says=says)
    if form.is_valid():
        consents.withdraw(case=context["case"], now=timezone.now())
        return redirect("status", reference=inquiry.reference)
    context["agreed"] = inquiry.consents.in_force().select_related("text").order_by("pk")
    context["form"] = form
    return render(request, "consult/consent.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
@while_agreed
def hospital(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """Whether we may give the inquiry to a hospital that the family names. Never asked with anything else."""
    context, now = family_context(request, inquiry), timezone.now()
    case = context["case"]
    if request.POST.get("wish") == "take_back":
        with suppress(NotPossible):  # taken back already: the page says so
            consents.end_sharing(case=case, now=now)
            messages.success(request, _("You took it back: we give your inquiry to no hospital."))
        return redirect("hospital", reference=inquiry.reference)
    current = ConsentText.objects.current(ConsentKind.HOSPITAL, get_language() or "ja")
    form = HospitalForm(request.POST if request.method == "POST" else None, text=current)
    if form.is_valid():
        read = ConsentText.objects.filter(
            kind=ConsentKind.HOSPITAL, version=current.version, language=form.language_read
        )
        with suppress(NotPossible):  # agreed already, in another tab: the page says to whom
            consents.agree_to_share(
                case=case, recipient=form.cleaned_data["recipient"], text=read.first() or current, now=now
            )
            messages.success(request, _("We have noted that you agree."))
        return redirect("hospital", reference=inquiry.reference)
    context |= {"given": consents.for_a_hospital(case), "hospital_form": form, "form": form}
    return render(request, "consult/hospital.html", context, status=422 if form.errors else 200)
