"""The wizard: one step a page, kept as soon as it is posted."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import limits, services, steps
from intake.forms import StepForm
from intake.models import Draft, DraftAnswer
from intake.reconcile import DATE_PARTS, Fitted, as_posted, fit
from intake.ruby import typed
from intake.views import carried, way
from intake.views.drafts import COOKIE, draft_required, latest_draft, remember_draft, sent_meanwhile
from intake.views.language import set_language_cookie
from intake.views.problems import too_many
from intake.views.text_size import set_text_size_cookie

_NOT_UNDERSTOOD = 422
_CHANGED_ELSEWHERE = 409
# Buttons that show the same page in another way, with what is typed so far.
_SHOWN_OTHERWISE = {"set_language", "text_size"}
# Not saved while they are typed: consent is given by pressing a button, and before it nothing is taken.
_BY_BUTTON_ONLY = (steps.FIRST.name, "consent")


@require_http_methods(["GET", "HEAD", "POST"])
def first_step(request: HttpRequest) -> HttpResponse:
    """The first question. Nothing is kept until it is answered: its answer makes the draft.

    The browser's Back comes here from a draft that was started here: it shows that draft's answer. The start
    page names the draft `besides` which another one is wanted.
    """
    step = steps.FIRST
    if request.method != "POST":
        latest = latest_draft(request)
        if latest and latest != request.GET.get("besides"):
            return redirect("step", public_id=latest, name=step.name)
        return _page(request, step, step.form(), {}, back=reverse("start"))
    posted = posted_values(request.POST, step.form())
    form = step.form(MultiValueDict(posted))
    if not form.is_valid():
        return _page(request, step, form, {}, back=reverse("start"), status=_NOT_UNDERSTOOD)
    wait = limits.spend("new_draft", limits.address_block(request))
    if wait:
        return too_many(request, wait)
    now = timezone.now()
    draft, secret = services.start_draft(now=now)
    services.save_answer(draft=draft, step=step, posted=posted, seen_revision=0, now=now)
    response = _go_on(request, draft, step, form.cleaned_data)
    remember_draft(response, draft, secret)
    return response


@draft_required
def go_to_draft(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Where this draft goes on: the first step that was not answered by its button, or asks anew."""
    answers = services.read_answers(draft)
    done = {name for name, saved in answers.saved.items() if not saved.in_passing} - answers.changed
    open_steps = (step for step in steps.applicable(answers.values) if step.name not in done)
    return redirect(way.address(draft, next(open_steps, None)))


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def step(request: HttpRequest, draft: Draft, name: str) -> HttpResponse:
    step = steps.find(name)
    if step is None:
        raise Http404
    answers = services.read_answers(draft)
    if step.name not in _BY_BUTTON_ONLY and not answers.values.get("own"):
        # Nothing about health is taken before the consent, also when the address is typed by hand.
        return redirect("step", public_id=draft.public_id, name="consent")
    if request.method == "POST":
        response = _take_answer(request, draft, step, answers.values)
        # The draft is kept for so long from its last answer on, and so is its cookie.
        remember_draft(response, draft, request.COOKIES[COOKIE])
        if step.name == carried.STEP:
            carried.let_go(request, response)
        return response
    saved = answers.saved.get(step.name)
    fitted = fit(step.form, saved.data) if saved else Fitted()
    estimate = carried.carried(request) if step.name == carried.STEP else ""
    shown = carried.below(fitted.posted, estimate) if estimate else fitted.posted
    form = step.form(MultiValueDict(shown) if saved or estimate else None, values=answers.values)
    return _page(
        request, step, form, answers.values, draft=draft, saved=saved, fitted=fitted, estimate=bool(estimate),
        back=way.back_address(request, draft, step, answers.values),
    )  # fmt: skip


def _take_answer(request: HttpRequest, draft: Draft, step: steps.Step, values: steps.Values) -> HttpResponse:
    if step.name == "consent" and "in_general" in request.POST:
        return _ask_in_general(request, draft)
    if step.name == "consent" and "for_myself" in request.POST:
        return _answer_who(request, draft, {"relationship": ["self"]}, _("Then your own consent is enough."))
    posted = posted_values(request.POST, step.form(values=values))
    if "autosave" in request.POST:
        return _save_in_passing(request, draft, step, posted)
    form = step.form(MultiValueDict(posted), values=values)
    if "skip" in request.POST and form.errors:
        # What can't be taken is left out, as was asked for; the rest of the page stays.
        posted = _without(posted, form.errors)
        form = step.form(MultiValueDict(posted), values=values)
    aside = (_SHOWN_OTHERWISE | {"save_for_later"}) & request.POST.keys()
    if aside and not any(any(typed) for typed in posted.values()):
        # Left as it was: who goes on later comes back to this very question.
        return _go_on(request, draft, step, {})
    try:
        _save(request, draft, step, posted)
    except services.Sent:
        return sent_meanwhile(request, draft)
    except services.ChangedElsewhere as changed:
        newer = _in_words(step.form(MultiValueDict(as_posted(changed.newer.data)), values=values))
        return _page(
            request, step, form, values, draft=draft, saved=changed.newer, newer=newer,
            back=way.back_address(request, draft, step, values), status=_CHANGED_ELSEWHERE,
        )  # fmt: skip
    if not aside and not form.is_valid():
        # A page of its own, so that the browser's Back comes by it without asking to send the form again.
        query = "?from_check=1" if "from_check" in request.POST else ""
        return redirect(way.address(draft, step) + query)
    cleaned = form.cleaned_data if form.is_valid() else {}
    return _go_on(request, draft, step, {**values, **cleaned})


def _ask_in_general(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Without the patient's consent nothing is taken about a patient: then the inquiry is about nobody."""
    told = _(
        "You ask in general, or for yourself. Leave the second box empty, and please write nothing about "
        "the patient's illness; the questions about the patient can be skipped. Once the patient agrees, "
        "you can change your first answer."
    )
    return _answer_who(request, draft, {}, told)


def _answer_who(request: HttpRequest, draft: Draft, posted: services.Posted, told: str) -> HttpResponse:
    """The first question answered anew from the page of the consent, which then asks what follows from it."""
    answered = draft.answers.filter(step=steps.FIRST.name).first()
    try:
        services.save_answer(
            draft=draft, step=steps.FIRST, posted=posted, seen_revision=answered.revision if answered else 0,
            now=timezone.now(),
        )  # fmt: skip
    except services.Sent:
        return sent_meanwhile(request, draft)
    except services.ChangedElsewhere:
        # Answered anew in another window at this moment: the page shows what follows from that.
        return redirect("step", public_id=draft.public_id, name="consent")
    messages.info(request, told)
    return redirect("step", public_id=draft.public_id, name="consent")


def _save_in_passing(
    request: HttpRequest, draft: Draft, step: steps.Step, posted: services.Posted
) -> HttpResponse:
    """Answers the script that saves while something is typed (static/autosave.js); silent on mistakes."""
    if step.name in _BY_BUTTON_ONLY:
        return JsonResponse({}, status=_NOT_UNDERSTOOD)
    try:
        answer = _save(request, draft, step, posted, in_passing=True)
    except services.Sent:
        return JsonResponse({}, status=404)
    except services.ChangedElsewhere as changed:
        own = bool(changed.newer.page) and changed.newer.page == _page_name(request)
        newer = {"revision": changed.newer.revision, "own": own}
        return JsonResponse(newer, status=_CHANGED_ELSEWHERE)
    return JsonResponse({"revision": answer.revision})


def _save(
    request: HttpRequest, draft: Draft, step: steps.Step, posted: services.Posted, *, in_passing: bool = False
) -> DraftAnswer:
    return services.save_answer(
        draft=draft, step=step, posted=posted, seen_revision=_revision(request), now=timezone.now(),
        page=_page_name(request), in_passing=in_passing,
    )  # fmt: skip


def _go_on(request: HttpRequest, draft: Draft, step: steps.Step, values: steps.Values) -> HttpResponse:
    """Where the button that was pressed leads."""
    if _SHOWN_OTHERWISE & request.POST.keys():
        response = redirect(way.address(draft, step))
        set_language_cookie(response, request.POST.get("set_language", ""))
        if "text_size" in request.POST:
            set_text_size_cookie(response, request.POST["text_size"])
        return response
    if "save_for_later" in request.POST:
        return redirect("save_for_later", public_id=draft.public_id)
    between = way.page_between(request, draft, step, values)
    return redirect(between or way.address_after(request, draft, step, values))


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _without(posted: services.Posted, fields: Iterable[str]) -> services.Posted:
    """What was posted but for these fields and their parts."""
    dropped = {field + part for field in fields for part in ("", *DATE_PARTS)}
    return {name: values for name, values in posted.items() if name not in dropped}


def _page_name(request: HttpRequest) -> str:
    """Which shown page this comes from, by the name that was put into it."""
    name = request.POST.get("page", "")
    return name if re.fullmatch(r"[A-Za-z0-9_-]{12}", name) else ""


def posted_values(post: QueryDict, form: StepForm) -> services.Posted:
    """What was posted for this form's fields, without NUL (it can't be stored) and without the marks of ruby:
    people type neither."""
    names = {
        name
        for field in form.fields
        for name in (field, *(field + part for part in DATE_PARTS))
        if name in post
    }
    return {name: [typed(value.replace("\0", "")) for value in post.getlist(name)] for name in sorted(names)}


def _in_words(form: StepForm) -> list[tuple[str, str]]:
    """(label, words) of what stands in a form, valid or not, as it reads on the page."""
    rows = []
    for field in form.visible_fields():
        value = field.value()
        parts = [part for part in (value if isinstance(value, list) else [value]) if part]
        choices = dict(getattr(field.field, "choices", ()))
        words = [str(choices.get(part, _("Given") if part is True else part)) for part in parts]
        if words:
            rows.append((str(field.label), (" / " if choices else " ").join(words)))
    return rows


def _is_answered(saved: DraftAnswer | None) -> bool:
    return saved is not None and any(any(typed) for typed in as_posted(saved.data).values())


def _page(
    request: HttpRequest,
    step: steps.Step,
    form: StepForm,
    values: steps.Values,
    *,
    back: str,
    draft: Draft | None = None,
    saved: DraftAnswer | None = None,
    newer: list[tuple[str, str]] | None = None,
    fitted: Fitted | None = None,
    estimate: bool = False,
    status: int = 200,
) -> HttpResponse:
    asked = steps.applicable(values)
    can_skip = not any(field.required for field in form.fields.values())
    context: dict[str, Any] = {
        "step": step,
        "form": form,
        "draft": draft,
        "revision": saved.revision if saved else 0,
        "page_name": secrets.token_urlsafe(9),
        "newer": newer,
        "estimate": estimate,
        "changed": fitted.changed if fitted else False,
        "dropped": fitted.dropped if fitted else [],
        "autosave": draft is not None and step.name not in _BY_BUTTON_ONLY,
        # Where something was answered already, going on is not skipping; unless it can't be taken.
        "can_skip": can_skip and (bool(form.errors) or not _is_answered(saved)),
        "number": asked.index(step) + 1 if step in asked else len(asked),
        "total": len(asked),
        "back": back,
        "from_check": way.comes_from_check(request),
        "step_form_id": "step-form",
    }
    return render(request, "intake/step.html", context, status=status)
