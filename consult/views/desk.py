"""The counselors' desk: one case, what is done on it, and how to find it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from consult import calls, conversation, families, forms, letters, presence, queue, services
from consult.access import (
    case_for,
    cases_for,
    counselor_required,
    may_hand_over,
    may_open,
    may_take,
    may_take_over,
)  # fmt: skip
from consult.contact import put_right
from consult.models import Case, Counselor, Event
from consult.notes import told_of
from consult.queue_forms import SnoozeForm
from consult.refusals import ContactChanged
from consult.search import find
from consult.templatetags.staff import staff_name
from consult.views.case_page import case_gone, case_page
from consult.views.queue_address import next_case
from intake.forms import ContactForm
from intake.models import Decision


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def search(request: HttpRequest, counselor: Counselor) -> HttpResponse:
    """By POST, since what is looked for must not stand in an address or its history."""
    form = forms.SearchForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"search_form": form, "now": timezone.now()}
    context["form"] = form if form.errors else None
    if form.is_valid():
        among = queue.with_what_is_to_do(cases_for(counselor.user))
        context["hits"] = find(form.cleaned_data["words"], among=among)
    return render(request, "consult/search.html", context, status=422 if form.errors else 200)


@require_GET
@counselor_required
def show_case(request: HttpRequest, counselor: Counselor, reference: str) -> HttpResponse:
    try:
        case = case_for(counselor.user, reference)
    except Http404:
        return case_gone(request, counselor, reference)
    return case_page(request, counselor, case)


def _changing(action: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """A POST on a case that this counselor may open; tells who was too late, and keeps what was typed."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @counselor_required
    def view(request: HttpRequest, counselor: Counselor, reference: str) -> HttpResponse:
        try:
            case = case_for(counselor.user, reference)
            if request.method != "POST":
                # The address that a refused form leaves in the browser, opened once more.
                return redirect("case", reference=case.reference)
            try:
                return action(request, counselor, case)
            except services.NotPossible as refusal:
                case = case_for(counselor.user, reference)
                messages.error(request, _why_not(refusal, case))
                return case_page(request, counselor, case, status=409, kept=request.POST)
        except Http404:
            # From the start, or since a colleague changed it while this was filled in.
            return case_gone(request, counselor, reference)

    return view


def _why_not(refusal: services.NotPossible, case: Case) -> str:
    if isinstance(refusal, services.Taken):
        return _("Not done: already taken by %(who)s.") % {"who": refusal.by}
    if isinstance(refusal, services.NoPlaceLeft):
        return _("Not taken: you are set to take no new cases, or have as many as you can take.")
    if isinstance(refusal, services.NobodyFree):
        return _("Not handed over: nobody who fits has room now.")
    if isinstance(refusal, letters.Unfilled):
        return _("Not sent: this text has fields that can't be filled by themselves. Please write a letter.")
    if isinstance(refusal, services.FamilyWaits):
        return _("Not done: the family still waits for something. Please do what stands above first.")
    if isinstance(refusal, services.DoneMeanwhile):
        return _("Not done: %(who)s ticked this task off already.") % {"who": staff_name(refusal.by)}
    if isinstance(refusal, services.NewerCame):
        return _(
            "Not done: the family sent something more meanwhile. It stands here now, with what you had seen."
        )
    if case.status == Case.Status.CLOSED:
        return _closed_by_now(case)
    return _("Not done: this case was changed meanwhile, here or elsewhere. Please look again.")


def _closed_by_now(case: Case) -> str:
    """How it was closed and by whom, to be read beside what was chosen here."""
    told = {"outcome": case.get_outcome_display()}
    closing = case.events.filter(kind=Event.Kind.CLOSED).select_related("actor__counselor").last()
    if closing is None or closing.actor is None:
        return _("Not done: this case is closed by now: %(outcome)s.") % told
    told["who"] = staff_name(closing.actor)
    return _("Not done: this case is closed by now. %(who)s closed it: %(outcome)s.") % told


def _done(request: HttpRequest, counselor: Counselor, case: Case, words: str) -> HttpResponse:
    messages.success(request, words)
    # Sorted anew, a waiting case may now be for colleagues of another track.
    return redirect("case", reference=case.reference) if may_open(counselor.user, case) else redirect("desk")


def _on_to_the_next(request: HttpRequest, counselor: Counselor, case: Case, words: str) -> HttpResponse:
    """What is done with leaves the screen: the next one of the list that was shown takes its place."""
    following = next_case(request, counselor, case)
    if following is None:
        messages.success(request, words)
        return redirect("desk")
    messages.success(request, _("%(done)s Here is the next one of your list.") % {"done": words})
    return redirect("case", reference=following.reference)


@_changing
def claim(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    if not may_take(counselor.user):
        raise PermissionDenied
    services.claim(case=case, counselor=counselor, now=timezone.now())
    return _done(request, counselor, case, _("The case is yours."))


@_changing
def take_over(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    """`seen` is who had it on the page."""
    if not may_take_over(counselor.user, case):
        raise services.NotPossible
    services.take_over(case=case, seen=_number(request, "seen"), counselor=counselor, now=timezone.now())
    return _done(request, counselor, case, _("The case is yours."))


@_changing
def hand_over(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    if not may_hand_over(counselor.user, case):
        raise services.NotPossible
    form = forms.HandOverForm(request.POST, case=case, team=Counselor.objects.by_name())
    if not form.is_valid():
        return case_page(request, counselor, case, status=422, hand_over_form=form)
    given = services.hand_over(
        case=case,
        seen=form.cleaned_data["seen"],
        to=form.cleaned_data["to"],
        words=form.cleaned_data["told"],
        author=counselor.user,
        now=timezone.now(),
    )
    who = Counselor.objects.get(pk=given)
    told = _("The case is handed over to %(who)s.") % {"who": who}
    return _on_to_the_next(request, counselor, case, told)


@_changing
def write_note(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    form = forms.NoteForm(request.POST)
    if not form.is_valid():
        return case_page(request, counselor, case, status=422, note_form=form)
    note = services.write_note(
        case=case, author=counselor.user, body=form.cleaned_data["body"], now=timezone.now()
    )
    told = told_of(note)
    if told:
        words = _("The note is saved. Told: %(names)s.") % {"names": _(", ").join(told)}
        return _done(request, counselor, case, words)
    return _done(request, counselor, case, _("The note is saved."))


@_changing
def send_explanation(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    form = forms.ExplanationForm(request.POST, case=case)
    if not form.is_valid():
        return case_page(request, counselor, case, status=422, explanation_form=form)
    services.send_explanation(
        case=case,
        explanation=form.cleaned_data["explanation"],
        words=form.cleaned_data["words"],
        occurrence=str(form.cleaned_data["occurrence"]),
        author=counselor.user,
        now=timezone.now(),
    )
    return _done(request, counselor, case, _("The explanation is on its way."))


@_changing
def write_to_family(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    form = forms.ReplyForm(request.POST)
    if not form.is_valid():
        return case_page(request, counselor, case, status=422, reply_form=form)
    conversation.write_to_family(
        case=case,
        words=form.cleaned_data["reply"],
        seen=form.cleaned_data["seen"],
        occurrence=str(form.cleaned_data["reply_to"]),
        author=counselor.user,
        now=timezone.now(),
    )
    return _done(request, counselor, case, _("The message is on its way."))


@_changing
def undo(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    followup = case.followups.filter(pk=_number(request, "followup")).first()
    if followup is None:
        raise services.NotPossible
    letters.undo(followup=followup, author=counselor.user, now=timezone.now())
    messages.success(request, _("It is taken back, and is your draft again."))
    return redirect("compose", reference=case.reference)


@_changing
def settle_call(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    call = case.calls.booked().filter(pk=_number(request, "call")).first()
    became = request.POST.get("became", "")
    if call is None or became not in ("made", "not_reached"):
        raise services.NotPossible
    calls.settle(call=call, reached=became == "made", author=counselor.user, now=timezone.now())
    return _done(request, counselor, case, _("It is noted what became of the call."))


def _number(request: HttpRequest, name: str) -> int:
    """A key that a form of ours posts; 0, which no row has, for anything else."""
    typed = request.POST.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0


@_changing
def override(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    form = forms.OverrideForm(request.POST)
    if not form.is_valid():
        return case_page(request, counselor, case, status=422, override_form=form)
    try:
        services.override_track(case=case, **form.cleaned_data, author=counselor.user, now=timezone.now())
    except services.SortedMeanwhile as changed:
        return _sorted_meanwhile(request, counselor, case, changed.newer)
    return _done(request, counselor, case, _("The case is sorted anew."))


def _sorted_meanwhile(
    request: HttpRequest, counselor: Counselor, case: Case, newer: Decision
) -> HttpResponse:
    """Both stand there: what a colleague made of it, and what was filled in, to be sent once more."""
    posted = request.POST.copy()
    posted["seen"] = str(newer.pk)
    form = forms.OverrideForm(posted)
    told = {"track": newer.get_track_display(), "why": newer.override_reason}
    if newer.made_by:
        told["who"] = staff_name(newer.made_by)
    words = _(
        "Meanwhile %(who)s sorted it as: %(track)s (%(why)s). Below is yours; send it again to keep it."
    )
    form.add_error(None, words % {"who": "–", **told})
    return case_page(
        request, counselor, case_for(counselor.user, case.reference), status=409, override_form=form
    )


@_changing
def link_case(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    form = forms.LinkForm(request.POST)
    other = _linkable(counselor, case, form.cleaned_data["reference"]) if form.is_valid() else None
    if form.is_valid() and other is None:
        form.add_error("reference", _("There is no other case of this reference that you can open."))
    if other is None:
        return case_page(request, counselor, case, status=422, link_form=form)
    reason = form.cleaned_data["together"]
    families.link(case=case, other=other, reason=reason, author=counselor.user, now=timezone.now())
    return _done(request, counselor, case, _("The cases are linked."))


def _linkable(counselor: Counselor, case: Case, reference: str) -> Case | None:
    """One that this counselor may open, or that was offered as of the same family; never the case itself."""
    wanted = {"inquiry__reference": reference}
    for cases in (cases_for(counselor.user), families.same_family(case.inquiry)):
        found = cases.filter(**wanted).exclude(pk=case.pk).first()
        if found is not None:
            return found
    return None


@_changing
def add_task(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    form = forms.TaskForm(request.POST)
    if not form.is_valid():
        return case_page(request, counselor, case, status=422, task_form=form)
    words, day = form.cleaned_data["task"], form.cleaned_data["day"]
    services.add_task(case=case, words=words, day=day, author=counselor.user, now=timezone.now())
    return _done(request, counselor, case, _("The task is written down."))


@require_GET
@counselor_required
def show_presence(request: HttpRequest, counselor: Counselor, reference: str) -> HttpResponse:
    """What the page's script asks for while it is open; says itself by this that it is."""
    case = case_for(counselor.user, reference)
    presence.note(case_id=case.pk, counselor_id=counselor.pk, writes="writing" in request.GET)
    present = presence.others(case_id=case.pk, but=counselor.pk, team=Counselor.objects.by_name())
    return render(request, "consult/_desk_presence.html", {"case": case, "present": present})


@_changing
def finish_task(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    task = case.tasks.filter(pk=_number(request, "task")).first()
    if task is None:
        raise services.NotPossible
    # The family may have written or sent something once more since this page was shown.
    if task.done_at is None and request.POST.get("seen", "") != task.newest:
        raise services.NewerCame
    services.finish_task(task=task, author=counselor.user, now=timezone.now())
    return _done(request, counselor, case, _("The task is done."))


@_changing
def put_contact_right(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    form = ContactForm(request.POST)
    if not form.is_valid():
        return case_page(request, counselor, case, status=422, contact_form=form)
    seen = request.POST.get("contact_seen", "")
    try:
        put_right(case=case, contact=form.cleaned_data, actor=counselor.user, seen=seen, now=timezone.now())
    except ContactChanged:
        # Read anew, the page names the newer ones: sent once more, what was filled in goes over them.
        form.add_error(
            None,
            _("They were put right meanwhile. Above stands how the family is reached now; below is yours."),
        )
        fresh = case_for(counselor.user, case.reference)
        return case_page(request, counselor, fresh, status=409, contact_form=form)
    return _done(request, counselor, case, _("The contact details are saved."))


@_changing
def snooze(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    form = SnoozeForm(request.POST)
    if not form.is_valid():
        return case_page(request, counselor, case, status=422, snooze_form=form)
    services.snooze(case=case, until=form.cleaned_data["until"], author=counselor.user, now=timezone.now())
    return _on_to_the_next(request, counselor, case, _("The case is put aside."))


@_changing
def wake(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    services.wake(case=case, author=counselor.user, now=timezone.now())
    return _done(request, counselor, case, _("The case is back in view."))


@_changing
def reopen(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    services.reopen(case=case, author=counselor.user, now=timezone.now())
    return _done(request, counselor, case, _("The case is open again."))


@_changing
def close(request: HttpRequest, counselor: Counselor, case: Case) -> HttpResponse:
    form = forms.CloseForm(request.POST)
    if not form.is_valid():
        return case_page(request, counselor, case, status=422, close_form=form)
    services.close(case=case, outcome=form.cleaned_data["outcome"], author=counselor.user, now=timezone.now())
    return _on_to_the_next(request, counselor, case, _("The case is closed."))
