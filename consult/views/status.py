"""The family's own page: what happens next, why it was sorted so, what was written, what can be done.

It stands on this side because it shows the case (docs/adr/0001).
"""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from consult import conversation, services
from consult.family_forms import LookAgainForm, MessageForm, SureForm
from consult.followups.steps import still_to_come
from consult.models import Case, FollowUp
from consult.views.family import family_context, family_only, while_agreed
from intake import handouts
from intake.fields import national_number
from intake.models import Explanation, Inquiry
from intake.views.learn import handout


@require_GET
@family_only
@while_agreed
def received(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """Straight after sending: the reference, what happens next and by when."""
    number = national_number(inquiry.phone) if inquiry.phone else ""
    context = {**family_context(request, inquiry), "number": number}
    return render(request, "consult/received.html", context)


@require_GET
@family_only
def status(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    context = family_context(request, inquiry)
    if context["case"].consent_withdrawn_at:
        context["can_print"] = handouts.available()
        return render(request, "consult/withdrawn.html", context)
    response = _status_page(request, context, MessageForm(initial={"token": uuid.uuid4()}))
    services.note_read(case=context["case"], now=timezone.now())
    return response


def _status_page(
    request: HttpRequest, context: dict[str, Any], message_form: MessageForm, *, status: int = 200
) -> HttpResponse:
    case = context["case"]
    followups = case.followups.readable().select_related("explanation", "written_by__counselor")
    context["entries"] = conversation.in_order_of_time(case.messages.select_related("inbound"), followups)
    context["newest"] = next((one for one in reversed(context["entries"]) if _is_from_a_person(one)), None)
    context["coming"] = still_to_come(case, now=timezone.now())
    context["message_form"] = message_form
    context["can_print"] = handouts.available()
    # The page's error summary and title speak of what was posted.
    context["form"] = message_form if message_form.is_bound else None
    return render(request, "consult/status.html", context, status=status)


def _is_from_a_person(entry: conversation.Entry) -> bool:
    return entry.followup is not None and entry.followup.written_by_id is not None


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
@while_agreed
def write_message(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    if request.method != "POST":
        # The address that a refused form leaves in the browser, opened once more.
        return redirect("status", reference=inquiry.reference)
    context = family_context(request, inquiry)
    form = MessageForm(request.POST)
    if not form.is_valid():
        return _status_page(request, context, form, status=422)
    conversation.write_to_desk(
        case=context["case"],
        body=form.cleaned_data["body"],
        token=form.cleaned_data["token"],
        now=timezone.now(),
    )
    messages.success(request, _("Your message is with us."))
    return redirect("status", reference=inquiry.reference)


@require_GET
@family_only
def sent_explanation(request: HttpRequest, inquiry: Inquiry, pk: int) -> HttpResponse:
    """An explanation by itself, in the very version that this family was sent."""
    explanation = _sent(inquiry, pk)
    if explanation is None:
        return render(request, "intake/link_not_found.html", status=404)
    context = {"inquiry": inquiry, "explanation": explanation, "can_print": handouts.available()}
    return render(request, "consult/sent_explanation.html", context)


@require_GET
@family_only
def sent_explanation_pdf(request: HttpRequest, inquiry: Inquiry, pk: int) -> HttpResponse:
    explanation = _sent(inquiry, pk)
    if explanation is None:
        return render(request, "intake/link_not_found.html", status=404)
    return handout(request, explanation)


def _sent(inquiry: Inquiry, pk: int) -> Explanation | None:
    explanation = Explanation.objects.filter(pk=pk).first()
    sent = FollowUp.objects.readable().filter(case__inquiry=inquiry, explanation=explanation)
    newest = sent.last() if explanation else None
    return newest.explanation_as_sent if newest else None


@require_http_methods(["GET", "POST"])
@family_only
@while_agreed
def stop(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """The family stops its inquiry; asked once more first, since nothing more comes after it."""
    says = _("I want to stop this inquiry.")
    form = SureForm(request.POST if request.method == "POST" else None, says=says)
    if form.is_valid():
        with suppress(services.NotPossible):  # closed already: the page says so
            services.withdraw(case=Case.objects.get(inquiry=inquiry), now=timezone.now())
        return redirect("status", reference=inquiry.reference)
    context = {**family_context(request, inquiry), "form": form}
    return render(request, "consult/stop.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@family_only
@while_agreed
def look_again(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """The family thinks that it was sorted wrongly: a person looks again."""
    context = family_context(request, inquiry)
    form = LookAgainForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with suppress(services.NotPossible):  # closed meanwhile: the page says so
            services.ask_to_look_again(
                case=context["case"], words=form.cleaned_data["words"], now=timezone.now()
            )
            messages.success(request, _("We have your request: a counselor looks at it again."))
        return redirect("status", reference=inquiry.reference)
    context["form"] = form
    return render(request, "consult/look_again.html", context, status=422 if form.errors else 200)
