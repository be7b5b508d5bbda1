"""The family chooses when a counselor telephones, changes it, cancels it, and takes it into its calendar."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from consult import calls
from consult.appointment import calendar_file
from consult.family_forms import CallForm
from consult.models import CallSlot, Case
from consult.refusals import NotPossible, SlotTaken
from consult.times import day_in_words
from consult.views.family import family_context, family_only, while_agreed
from intake.fields import national_number
from intake.models import Inquiry


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
@while_agreed
def call_back(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    context = family_context(request, inquiry)
    offered = _offered(context)
    if request.method != "POST":
        shown = _of_day(request, context, offered)
        return _page(request, context, offered, CallForm(initial=_known(context), slots=shown))
    form = CallForm(request.POST, slots=offered)
    if not form.is_valid():
        return _page(request, context, offered, form, status=422)
    slot, phone = form.cleaned_data["slot"], form.cleaned_data["phone"]
    try:
        calls.choose(case=context["case"], slot=slot, phone=phone, now=timezone.now())
    except SlotTaken:
        form.add_error("slot", _("Somebody else has just chosen this time. Please choose another one."))
        return _page(request, context, _offered(context), form, status=409)
    except NotPossible:
        messages.error(request, _("This could not be changed any more. Please look at what is shown here."))
        return redirect("status", reference=inquiry.reference)
    messages.success(request, _("A counselor will call you at the time that you chose."))
    return redirect("status", reference=inquiry.reference)


def _offered(context: dict[str, Any]) -> list[CallSlot]:
    """What is free, and the time that the family has already: it may keep that and change the number."""
    free = calls.free_slots(language=context["inquiry"].language, now=timezone.now())
    call = context["call"]
    if call is None or call.state != call.State.BOOKED or call.slot in free:
        return free
    return sorted([*free, call.slot], key=lambda slot: (slot.starts_at, slot.pk))


def _page(
    request: HttpRequest,
    context: dict[str, Any],
    offered: list[CallSlot],
    form: CallForm,
    *,
    status: int = 200,
) -> HttpResponse:
    shown = _of_day(request, context, offered)
    choice: Any = form.fields["slot"]
    choice.queryset = CallSlot.objects.filter(pk__in=[slot.pk for slot in shown])
    context["days"] = [
        {"iso": day.isoformat(), "words": day_in_words(day), "shown": bool(shown) and day == shown[0].day}
        for day in sorted({slot.day for slot in offered})
    ]
    context["call_form"] = form
    context["form"] = form if form.is_bound else None
    return render(request, "consult/call_back.html", context, status=status)


def _of_day(request: HttpRequest, context: dict[str, Any], offered: list[CallSlot]) -> list[CallSlot]:
    """The times of the day that the family looks at: the one it chose, that of its call, or the first."""
    days = sorted({slot.day for slot in offered})
    wanted = request.POST.get("day") or request.GET.get("day", "")
    call = context["call"]
    own = call.slot.day if call is not None and call.state == call.State.BOOKED else None
    first = own or (days[0] if days else None)
    shown = next((day for day in days if day.isoformat() == wanted), first)
    return [slot for slot in offered if slot.day == shown]


def _known(context: dict[str, Any]) -> dict[str, Any]:
    call = context["call"]
    phone = call.phone if call else context["inquiry"].phone
    booked = call is not None and call.state == call.State.BOOKED
    known: dict[str, Any] = {"slot": call.slot_id} if booked else {}
    return known | ({"phone": national_number(phone)} if phone else {})


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
@while_agreed
def cancel_call(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    if request.method != "POST":
        return redirect("call_back", reference=inquiry.reference)
    try:
        calls.cancel(case=Case.objects.get(inquiry=inquiry), now=timezone.now())
    except NotPossible:
        messages.error(request, _("This could not be changed any more. Please look at what is shown here."))
    else:
        messages.success(request, _("The call is cancelled. You can choose another time at any time."))
    return redirect("status", reference=inquiry.reference)


@require_GET
@family_only
def call_calendar(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """The call for the family's calendar; of a cancelled one the file that takes it out again."""
    call = Case.objects.get(inquiry=inquiry).calls.select_related("slot").last()
    if call is None:
        raise Http404
    file = calendar_file(call, reference=inquiry.reference)
    headers = {"Content-Disposition": f'attachment; filename="shirube-{inquiry.reference}.ics"'}
    return HttpResponse(file, content_type="text/calendar; charset=utf-8", headers=headers)
