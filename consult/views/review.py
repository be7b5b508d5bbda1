"""A sheet of questions about one case, filled in by its counselor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult import reviews
from consult.access import case_for, counselor_required
from consult.events import record_opened
from consult.forms import ReviewForm
from consult.lenses import ANSWERS, SHEETS, Sheet
from consult.models import Case, Counselor, Review
from consult.refusals import NotPossible
from consult.views.case_page import case_gone


@require_http_methods(["GET", "HEAD", "POST"])
@counselor_required
def review(request: HttpRequest, counselor: Counselor, reference: str, name: str) -> HttpResponse:
    sheet = SHEETS.get(name)
    try:
        case = case_for(counselor.user, reference)
    except Http404:
        case = None
    if case is None or sheet is None:
        return case_gone(request, counselor, reference)
    if request.method != "POST":
        record_opened(case=case, reader=counselor.user, what="review", at=timezone.now())
        return _page(request, case, sheet, _as_saved(case, sheet))
    form = ReviewForm(request.POST, sheet=sheet)
    if not form.is_valid():
        return _page(request, case, sheet, form, status=422)
    return _save(request, counselor, case, sheet, form)


def _save(
    request: HttpRequest, counselor: Counselor, case: Case, sheet: Sheet, form: ReviewForm
) -> HttpResponse:
    try:
        reviews.save(
            case=case,
            sheet=sheet,
            found=form.found(),
            seen=form.cleaned_data["revision"],
            author=counselor.user,
            now=timezone.now(),
        )
    except reviews.ChangedElsewhere as changed:
        # Saved once more from here on, it goes over what is shown beside it.
        posted = request.POST.copy()
        posted["revision"] = str(changed.newer.revision)
        again = ReviewForm(posted, sheet=sheet)
        return _page(request, case, sheet, again, newer=changed.newer, status=409)
    except NotPossible:
        messages.error(request, _("Not saved: this case is closed by now."))
        return _page(request, case, sheet, form, status=409)
    messages.success(request, _("The review is saved."))
    if "tell" in request.POST:
        return redirect(f"{reverse('case', args=[case.reference])}?tell={sheet.name}#write")
    return redirect("review", reference=case.reference, name=sheet.name)


def _as_saved(case: Case, sheet: Sheet) -> ReviewForm:
    saved = case.reviews.filter(sheet=sheet.name).first()
    initial: dict[str, Any] = {"revision": saved.revision if saved else 0}
    if saved:
        initial["red_flags"] = saved.red_flags
        for key, given in saved.answers.items():
            initial |= {key: given.get("answer", ""), f"{key}_note": given.get("note", "")}
    return ReviewForm(initial=initial, sheet=sheet)


def _page(
    request: HttpRequest,
    case: Case,
    sheet: Sheet,
    form: ReviewForm,
    *,
    newer: Review | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "case": case,
        "inquiry": case.inquiry,
        "sheet": sheet,
        "review_form": form,
        "form": form if form.errors else None,
        "plan_number_fits": "plan_number_invalid" not in case.flags,
        "newer": newer,
        "newer_answers": _in_words(sheet, newer) if newer else [],
        "can_tell": case.assignee_id is not None,
    }
    return render(request, "consult/review.html", context, status=status)


def _in_words(sheet: Sheet, saved: Review) -> list[tuple[str, str]]:
    """(question, answer and note) of what is saved."""
    found = []
    for key, words in sheet.questions.items():
        given = saved.answers.get(key)
        if given:
            answer = ANSWERS.get(given.get("answer", ""), "–")
            found.append((str(words), f"{answer} {given.get('note', '')}".strip()))
    return found
