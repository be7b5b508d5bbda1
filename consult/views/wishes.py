"""What a family may ask of us beside an answer: no more mail, erasure, a new link."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from consult import one_click, wishes
from consult.calendar import in_business_days
from consult.family_forms import NewLinkForm, SureForm
from consult.models import Case, RetentionPeriod
from consult.refusals import NotPossible
from consult.views.family import family_context, family_only, while_agreed
from intake.models import Inquiry
from intake.services import renew_status_link
from intake.views.status_cookie import COOKIE, remember_status


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
@while_agreed
def followups(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """Stops the follow-ups, or takes that back; what it means is said first."""
    if request.method != "POST":
        return render(request, "consult/followups.html", family_context(request, inquiry))
    case, now = Case.objects.get(inquiry=inquiry), timezone.now()
    with suppress(NotPossible):  # it is so already: the page says so
        if request.POST.get("wish") == "resume":
            wishes.resume_followups(case=case, now=now)
            messages.success(request, _("We write to you by mail again."))
        else:
            wishes.stop_followups(case=case, now=now)
            messages.success(request, _("From now on you only get the e-mails that you ask for."))
    return redirect("status", reference=inquiry.reference)


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
def erasure(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """What would be erased, what is kept, who does it and by when; then the request."""
    context, now = family_context(request, inquiry), timezone.now()
    says = _("I ask you to erase what is listed above.")
    form = SureForm(request.POST if request.method == "POST" else None, says=says)
    if form.is_valid():
        wishes.ask_for_erasure(case=context["case"], now=now)
        return redirect("erasure", reference=inquiry.reference)
    context["periods"] = {period.kind: period for period in RetentionPeriod.objects.all()}
    context["by"] = in_business_days(now, settings.ERASURE_ANSWER_BUSINESS_DAYS)
    context["form"] = form
    return render(request, "consult/erasure.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
def renew_link(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """For families without an e-mail address: the link that they have opens their page for longer."""
    response = redirect("status", reference=inquiry.reference)
    secret = request.COOKIES[COOKIE]
    if request.method == "POST" and renew_status_link(secret=secret, now=timezone.now()):
        remember_status(response, inquiry, secret)
        messages.success(request, _("Your link opens this page for longer now."))
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request: HttpRequest) -> HttpResponse:
    """Mails a new link to who lost theirs. The answer is the same whether anything fitted or not."""
    if request.method != "POST":
        return render(request, "consult/new_link.html", {"new_link_form": NewLinkForm()})
    form = NewLinkForm(request.POST)
    if not form.is_valid():
        context = {"new_link_form": form, "form": form}
        return render(request, "consult/new_link.html", context, status=422)
    wishes.ask_for_link(now=timezone.now(), **form.cleaned_data)
    return render(request, "consult/new_link_sent.html", {"minutes": settings.LINK_AGAIN_MINUTES})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mails(request: HttpRequest, token: str) -> HttpResponse:
    """From the head of a mail: a mail program posts, a person presses the button, a scanner only looks.

    Its token is all that a program has, so there is none of a form's own.
    """
    case = one_click.case_of(token)
    if case is None:
        return render(request, "intake/link_not_found.html", status=404)
    if request.method == "POST":
        with suppress(NotPossible):  # stopped already
            wishes.stop_followups(case=case, now=timezone.now())
    stopped = Case.objects.filter(pk=case.pk).exclude(followups_stopped_at=None).exists()
    return render(request, "consult/stop_mails.html", {"stopped": stopped})
