"""Writing to a family: an explanation with own words around it, seen as the family will, sent, taken back."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods

from consult import letters
from consult.access import case_for, counselor_required
from consult.conversation import Entry
from consult.letter_forms import LetterForm, as_saved
from consult.models import Case, Counselor, FollowUp, Letter
from consult.refusals import NotPossible
from consult.views.case_page import case_gone
from intake import handouts
from intake.models import Explanation


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def compose(request: HttpRequest, counselor: Counselor, reference: str) -> HttpResponse:
    try:
        case = case_for(counselor.user, reference)
    except Http404:
        return case_gone(request, counselor, reference)
    letter = _own(case, counselor)
    if request.method != "POST":
        shown = as_saved(letter, case, str(uuid.uuid4()))
        return _page(request, counselor, case, letter, shown, preview="preview" in request.GET)
    form = LetterForm(request.POST, case=case)
    if "autosave" in request.POST:
        return _save_in_passing(case, counselor, form)
    if not form.is_valid():
        return _page(request, counselor, case, letter, form, status=422)
    return _act(request, counselor, case, form)


def _own(case: Case, counselor: Counselor) -> Letter | None:
    return case.letters.filter(author=counselor.user).select_related("explanation").first()


def _save(case: Case, counselor: Counselor, form: LetterForm) -> Letter:
    letter = letters.save(
        case=case,
        author=counselor.user,
        content=form.content(),
        seen=form.cleaned_data["revision"],
        now=timezone.now(),
    )
    # Read with what belongs to it: whoever sends it needs the case and the text.
    letter.case = case
    return letter


def _save_in_passing(case: Case, counselor: Counselor, form: LetterForm) -> JsonResponse:
    """Answers the script that saves while something is typed (static/autosave.js); silent on mistakes."""
    if not form.is_valid():
        return JsonResponse({}, status=422)
    try:
        return JsonResponse({"revision": _save(case, counselor, form).revision})
    except letters.ChangedElsewhere:
        return JsonResponse({}, status=409)


def _act(request: HttpRequest, counselor: Counselor, case: Case, form: LetterForm) -> HttpResponse:
    """Saves what was typed first, whatever was pressed; then does it."""
    try:
        letter = _save(case, counselor, form)
        return _after_saving(request, counselor, letter, form)
    except letters.ChangedElsewhere as changed:
        # Pressed once more from here on, it goes over what is shown beside it.
        posted = request.POST.copy()
        posted["revision"] = str(changed.newer.revision)
        again = LetterForm(posted, case=case)
        return _page(request, counselor, case, changed.newer, again, newer=changed.newer, status=409)
    except NotPossible as refusal:
        kept = _own(case, counselor)
        form.add_error("text" if isinstance(refusal, letters.Unfilled) else None, _why_not(refusal))
        posted = request.POST.copy()
        posted["revision"] = str(kept.revision if kept else 0)
        form.data = posted
        return _page(request, counselor, case, kept, form, status=409)


def _after_saving(
    request: HttpRequest, counselor: Counselor, letter: Letter, form: LetterForm
) -> HttpResponse:
    now, case = timezone.now(), letter.case
    here = redirect("compose", reference=case.reference)
    if "use" in request.POST and letter.explanation:
        text = letters.filled(letter.explanation, letters.fields(case, counselor.user))
        content = letters.Content(letter.explanation, letter.above, text, letter.below)
        letters.save(case=case, author=counselor.user, content=content, seen=letter.revision, now=now)
        return here
    if "preview" in request.POST:
        return redirect(f"{reverse('compose', args=[case.reference])}?preview=1#preview")
    if "ask" in request.POST:
        letters.ask_reader(letter=letter, now=now)
        messages.success(request, _("A second person is asked to read it. It is sent once they have."))
        return redirect("case", reference=case.reference)
    if "send" in request.POST or "later" in request.POST:
        at = form.cleaned_data.get("at")
        letters.send(letter=letter, occurrence=str(form.cleaned_data["occurrence"]), at=at, now=now)
        messages.success(request, _("It is planned. Until it leaves you can take it back below."))
        return redirect(f"{reverse('case', args=[case.reference])}#conversation")
    messages.success(request, _("The draft is saved."))
    return here


def _why_not(refusal: NotPossible) -> str:
    if isinstance(refusal, letters.Unfilled):
        names = ", ".join(f"{{{{{name}}}}}" for name in refusal.names)
        return _("Nothing is known for %(names)s: write it yourself, or take it out.") % {"names": names}
    if isinstance(refusal, letters.NeedsReader):
        return _("You changed an approved text: ask a second person to read it before it is sent.")
    if isinstance(refusal, letters.NothingToSend):
        return _("Choose an explanation, or write words of your own above.")
    return _("Not sent: the case is closed, the text is out of date, or it was saved anew meanwhile.")


def _page(
    request: HttpRequest,
    counselor: Counselor,
    case: Case,
    letter: Letter | None,
    form: LetterForm,
    *,
    preview: bool = False,
    newer: Letter | None = None,
    status: int = 200,
) -> HttpResponse:
    values = letters.fields(case, counselor.user)
    chosen = letter.explanation if letter else None
    context: dict[str, Any] = {
        "case": case,
        "inquiry": case.inquiry,
        "letter": letter,
        "letter_form": form,
        "form": form if form.errors else None,
        "fields": values.items(),
        "other_language": _in_the_other_language(chosen) if chosen else None,
        "changed": letter is not None and letters.is_changed(_content(letter), values),
        "preview": _as_the_family_sees_it(letter, values) if preview and letter else "",
        "newer": newer,
    }
    return render(request, "consult/compose.html", context, status=status)


def _content(letter: Letter) -> letters.Content:
    return letters.Content(letter.explanation, letter.above, letter.text, letter.below)


def _in_the_other_language(explanation: Explanation) -> Explanation | None:
    """The same text in the language that this counselor may read better."""
    other = "en" if explanation.language != "en" else "ja"
    return next(
        (
            one
            for one in Explanation.objects.filter(key=explanation.key).current(other, timezone.localdate())
            if one.language == other
        ),
        None,
    )


def _as_the_family_sees_it(letter: Letter, values: dict[str, str]) -> str:
    explanation = letter.explanation
    followup = FollowUp(
        case=letter.case,
        kind=FollowUp.Kind.EXPLANATION if explanation else FollowUp.Kind.MESSAGE,
        language=letter.case.inquiry.language,
        explanation=explanation,
        words=letter.above,
        text=letter.text or (letters.filled(explanation, values) if explanation else ""),
        words_below=letter.below,
        written_by=letter.author,
    )
    with override(letter.case.inquiry.language):
        return render_to_string(
            "consult/_followup.html",
            {
                "followup": followup,
                "entry": Entry(at=timezone.now(), followup=followup),
                "inquiry": letter.case.inquiry,
                "can_print": handouts.available(),
            },
        )


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def read_before(request: HttpRequest, counselor: Counselor, reference: str, pk: int) -> HttpResponse:
    """A second person reads a changed text beside what was approved, and lets it go or sends it back."""
    try:
        case = case_for(counselor.user, reference)
    except Http404:
        return case_gone(request, counselor, reference)
    waiting = case.letters.exclude(asked_at=None).select_related("explanation", "author__counselor")
    letter = waiting.filter(pk=pk).first()
    if letter is None:
        messages.error(request, _("It waits for nobody any more: it was sent, changed or sent back."))
        return redirect("case", reference=case.reference)
    letter.case = case
    if request.method == "POST":
        return _read(request, counselor, letter)
    values = letters.fields(case, letter.author)
    context = {
        "case": case,
        "letter": letter,
        "may_release": letter.author_id != counselor.user_id,
        "approved": letters.filled(letter.explanation, values) if letter.explanation else "",
        "preview": _as_the_family_sees_it(letter, values),
    }
    return render(request, "consult/read_before.html", context)


def _read(request: HttpRequest, counselor: Counselor, letter: Letter) -> HttpResponse:
    seen = request.POST.get("revision", "")
    given: dict[str, Any] = {
        "letter": letter,
        "seen": int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1,
        "reader": counselor.user,
        "now": timezone.now(),
    }
    try:
        if "release" in request.POST:
            letters.release(**given)
            messages.success(request, _("It is on its way."))
        else:
            letters.send_back(**given)
            messages.success(request, _("It is its author's draft again. A note on the case says best why."))
    except NotPossible:
        messages.error(request, _("Not done: it was changed meanwhile, or it is your own."))
    return redirect("case", reference=letter.case.reference)
