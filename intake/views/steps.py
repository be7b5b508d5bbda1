"""The wizard: one step a page, kept as soon as it is posted."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from intake import services, steps
from intake.forms import StepForm
from intake.models import Draft, DraftAnswer
from intake.ruby import typed
from intake.views.drafts import COOKIE, draft_required, latest_draft, remember_draft
from intake.views.language import set_language_cookie

_NOT_UNDERSTOOD = 422
_CHANGED_ELSEWHERE = 409


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
    now = timezone.now()
    draft, secret = services.start_draft(now=now)
    services.save_answer(draft=draft, step=step, posted=posted, seen_revision=0, now=now)
    response = _go_on(request, draft, step, form.cleaned_data)
    remember_draft(response, draft, secret)
    return response


@draft_required
def go_to_draft(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Where this draft goes on: the first step that needs an answer, else the first not yet seen."""
    answers = services.read_answers(draft)
    seen = set(draft.answers.values_list("step", flat=True))
    unseen = (step for step in steps.applicable(answers.values) if step.name not in seen)
    step = next(unseen, None)
    return redirect(_address(draft, step))


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def step(request: HttpRequest, draft: Draft, name: str) -> HttpResponse:
    step = steps.find(name)
    if step is None:
        raise Http404
    answers = services.read_answers(draft)
    if step.name not in (steps.FIRST.name, "consent") and not answers.values.get("own"):
        # Nothing about health is taken before the consent, also when the address is typed by hand.
        return redirect("step", public_id=draft.public_id, name="consent")
    saved = draft.answers.filter(step=step.name).first()
    back = _back_address(request, draft, step, answers.values)
    if request.method == "POST":
        response = _take_answer(request, draft, step, answers.values, back)
        # The draft is kept for so long from its last answer on, and so is its cookie.
        remember_draft(response, draft, request.COOKIES[COOKIE])
        return response
    form = step.form(MultiValueDict(saved.data) if saved else None, values=answers.values)
    return _page(request, step, form, answers.values, back=back, draft=draft, saved=saved)


def _take_answer(
    request: HttpRequest, draft: Draft, step: steps.Step, values: steps.Values, back: str
) -> HttpResponse:
    posted = posted_values(request.POST, step.form(values=values))
    form = step.form(MultiValueDict(posted), values=values)
    if "set_language" in request.POST and not any(any(typed) for typed in posted.values()):
        return _go_on(request, draft, step, {})
    try:
        services.save_answer(
            draft=draft, step=step, posted=posted, seen_revision=_revision(request), now=timezone.now()
        )
    except services.Sent:
        return redirect("draft", public_id=draft.public_id)
    except services.ChangedElsewhere as changed:
        newer = _in_words(step.form(MultiValueDict(changed.newer.data), values=values))
        return _page(
            request, step, form, values, back=back, draft=draft, saved=changed.newer, newer=newer,
            status=_CHANGED_ELSEWHERE,
        )  # fmt: skip
    aside = {"set_language", "save_for_later"} & request.POST.keys()
    if not aside and not form.is_valid():
        # A page of its own, so that the browser's Back comes by it without asking to send the form again.
        query = "?from_check=1" if "from_check" in request.POST else ""
        return redirect(_address(draft, step) + query)
    cleaned = form.cleaned_data if form.is_valid() else {}
    return _go_on(request, draft, step, {**values, **cleaned})


def _go_on(request: HttpRequest, draft: Draft, step: steps.Step, values: steps.Values) -> HttpResponse:
    """Where the button that was pressed leads."""
    if "set_language" in request.POST:
        response = redirect(_address(draft, step))
        set_language_cookie(response, request.POST["set_language"])
        return response
    if "save_for_later" in request.POST:
        return redirect("save_for_later", public_id=draft.public_id)
    following = steps.following(step, values)
    if "from_check" in request.POST and (following is None or _answered(draft, following)):
        return redirect("check", public_id=draft.public_id)
    return redirect(_address(draft, following))


def _answered(draft: Draft, step: steps.Step) -> bool:
    return draft.answers.filter(step=step.name).exists()


def _address(draft: Draft, step: steps.Step | None) -> str:
    """A step's address; None is "check your answers"."""
    if step is None:
        return reverse("check", args=[draft.public_id])
    return reverse("step", args=[draft.public_id, step.name])


def _back_address(request: HttpRequest, draft: Draft, step: steps.Step, values: steps.Values) -> str:
    if "from_check" in request.GET or "from_check" in request.POST:
        return reverse("check", args=[draft.public_id])
    before = steps.preceding(step, values)
    return _address(draft, before) if before else reverse("start")


def _revision(request: HttpRequest) -> int:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def posted_values(post: QueryDict, form: StepForm) -> services.Posted:
    """What was posted for this form's fields, without NUL (it can't be stored) and without the marks of ruby:
    people type neither."""
    names = {
        name
        for field in form.fields
        for name in (field, f"{field}_year", f"{field}_month", f"{field}_day")
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
    status: int = 200,
) -> HttpResponse:
    asked = steps.applicable(values)
    context: dict[str, Any] = {
        "step": step,
        "form": form,
        "draft": draft,
        "revision": saved.revision if saved else 0,
        "newer": newer,
        "number": asked.index(step) + 1 if step in asked else len(asked),
        "total": len(asked),
        "back": back,
        "from_check": "from_check" in request.GET or "from_check" in request.POST,
        "step_form_id": "step-form",
    }
    return render(request, "intake/step.html", context, status=status)
