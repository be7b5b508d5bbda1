"""The counselors' desk: the queue, one case, and what is done on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from consult import forms, queue, services
from consult.access import case_for, cases_for, counselor_required
from consult.models import Case
from consult.views.case_page import case_page


@require_GET
@counselor_required
def show_queue(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    lists = queue.lists(user=request.user, counselor=request.counselor, now=now)  # type: ignore
    wanted = request.GET.get("list", "")
    shown = next((one for one in lists if one.name == wanted), lists[0])
    context = {"lists": lists, "shown": shown, "cases": queue.page(shown), "now": now}
    return render(request, "consult/queue.html", context)


@require_GET
@counselor_required
def show_case(request: HttpRequest, reference: str) -> HttpResponse:
    return case_page(request, case_for(request.user, reference))  # type: ignore


def _changing(action: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A POST on a case that this counselor may open; tells who was too late, and keeps what was typed."""

    @require_POST
    @counselor_required
    def view(request: HttpRequest, reference: str) -> HttpResponse:
        case = case_for(request.user, reference)  # type: ignore
        try:
            return action(request, case)
        except services.NotPossible:
            case = case_for(request.user, reference)  # type: ignore
            messages.error(request, _("Not done: somebody changed this case meanwhile. Please look again."))
            return case_page(request, case, status=409, kept=request.POST)

    return view


def _done(request: HttpRequest, case: Case, words: str) -> HttpResponse:
    messages.success(request, words)
    # Sorted anew, a waiting case may now be for colleagues of another track.
    still_seen = cases_for(request.user).filter(pk=case.pk).exists()  # type: ignore
    return redirect("case", reference=case.reference) if still_seen else redirect("desk")


@_changing
def claim(request: HttpRequest, case: Case) -> HttpResponse:
    services.claim(case=case, counselor=request.counselor, now=timezone.now())  # type: ignore
    return _done(request, case, _("The case is yours."))


@_changing
def write_note(request: HttpRequest, case: Case) -> HttpResponse:
    form = forms.NoteForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, status=422, note_form=form)
    services.write_note(case=case, author=_user(request), body=form.cleaned_data["body"], now=timezone.now())
    return _done(request, case, _("The note is saved."))


@_changing
def send_explanation(request: HttpRequest, case: Case) -> HttpResponse:
    form = forms.ExplanationForm(request.POST, case=case)
    if not form.is_valid():
        return case_page(request, case, status=422, explanation_form=form)
    services.send_explanation(
        case=case,
        explanation=form.cleaned_data["explanation"],
        words=form.cleaned_data["words"],
        occurrence=str(form.cleaned_data["occurrence"]),
        author=_user(request),
        now=timezone.now(),
    )
    return _done(request, case, _("The explanation is on its way."))


@_changing
def override(request: HttpRequest, case: Case) -> HttpResponse:
    form = forms.OverrideForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, status=422, override_form=form)
    track, reason = form.cleaned_data["track"], form.cleaned_data["reason"]
    services.override_track(case=case, track=track, reason=reason, author=_user(request), now=timezone.now())
    return _done(request, case, _("The case is sorted anew."))


@_changing
def finish_task(request: HttpRequest, case: Case) -> HttpResponse:
    number = request.POST.get("task", "")
    known = number.isascii() and number.isdigit() and len(number) < 19
    task = case.tasks.filter(pk=int(number)).first() if known else None
    if task is None:
        raise services.NotPossible
    services.finish_task(task=task, author=_user(request), now=timezone.now())
    return _done(request, case, _("The task is done."))


@_changing
def close(request: HttpRequest, case: Case) -> HttpResponse:
    form = forms.CloseForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, status=422, close_form=form)
    services.close(case=case, outcome=form.cleaned_data["outcome"], author=_user(request), now=timezone.now())
    messages.success(request, _("The case is closed."))
    return redirect("desk")


def _user(request: HttpRequest) -> Any:
    return request.user
