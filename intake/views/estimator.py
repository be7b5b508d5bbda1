"""What would be left to pay: asked and answered in one page, of which nothing is kept.

Answers are posted, never put into an address: addresses stand in logs, histories and links.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods

from intake import handouts, services, steps
from intake.cost_tables import current_tables
from intake.costs.tables import CostTables
from intake.estimate_result import Told, in_words, income_in_words, tell
from intake.estimator import SELF_PAY, DetailsForm, SituationForm
from intake.income_range import Range, range_in_words, tell_range
from intake.models import Coverage, Draft, Inquiry
from intake.reported_price import as_inquiry, asks_for_the_product, reported_price
from intake.ruby import typed
from intake.views import carried, way
from intake.views.drafts import draft_required, latest_draft
from intake.views.language import set_language_cookie
from intake.views.pdf import pdf_answer
from intake.views.text_size import set_text_size_cookie

_NOT_UNDERSTOOD = 422
_SITUATION_NAMES = ("insurance", "month_year", "month_month", "age")
_SHOWN_OTHERWISE = ("set_language", "text_size")

Posted = MultiValueDict[str, str]


@dataclass(frozen=True)
class Place:
    """Where the page stands: what becomes of a result that the family wants to have kept (`sent`: an inquiry
    that was sent already, to which it is added)."""

    take_along: Callable[[HttpRequest, str], HttpResponse]
    sent: Inquiry | None = None
    # What the family told already, by the names of the questions here: it stands in the boxes, to be changed.
    known: Mapping[str, Any] = field(default_factory=dict)
    # Where the family came from in its inquiry; empty for somebody who has none.
    back: str = ""
    # What the family told so far, sent or not; None for somebody who told nothing.
    told: Inquiry | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def estimator(request: HttpRequest) -> HttpResponse:
    """For anybody; a result can be taken into the inquiry that this browser writes."""
    return estimator_at(Place(_into_a_draft), request)


@require_http_methods(["GET", "HEAD", "POST"])
@draft_required
def draft_estimate(request: HttpRequest, draft: Draft) -> HttpResponse:
    """From a question of the inquiry, and back to it. What was told is read from the draft, so that neither
    an address nor another cookie holds it."""
    asked = steps.find(request.GET.get("after", ""))

    def take_along(request: HttpRequest, text: str) -> HttpResponse:
        response = redirect("step", public_id=draft.public_id, name=carried.STEP)
        carried.carry(response, text)
        return response

    back = way.address(draft, asked) if asked else reverse("draft", args=[draft.public_id])
    values = services.read_answers(draft).values
    told = as_inquiry(dict(values), translation.get_language() or settings.LANGUAGE_CODE)
    return estimator_at(Place(take_along, known=known_from(values), back=back, told=told), request)


def known_from(told: Mapping[str, Any]) -> dict[str, Any]:
    """What an inquiry says of what is asked here. Of insured care it doesn't say by which insurance, and what
    was quoted is the whole price for self-pay alone."""
    known: dict[str, Any] = {}
    if told.get("patient_age") is not None:
        known["age"] = told["patient_age"]
    if told.get("payment") == SELF_PAY:
        known["insurance"] = SELF_PAY
        if told.get("quoted_fee_yen") is not None:
            known["whole_price_yen"] = f"{told['quoted_fee_yen']:,}"
    return known


def estimator_at(place: Place, request: HttpRequest) -> HttpResponse:
    """First the situation, then income and costs, then the result above what was answered."""
    tables = current_tables()
    if request.method != "POST":
        return _page(request, place, SituationForm(initial=dict(place.known), tables=tables))
    wished = request.POST.get("set_language", "")
    language = wished if wished in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(language):
        response = _answer(request, place, posted_values(request.POST), tables)
    response.headers["Content-Language"] = language or settings.LANGUAGE_CODE
    set_language_cookie(response, wished)
    if "text_size" in request.POST:
        set_text_size_cookie(response, request.POST["text_size"])
    return response


def _answer(request: HttpRequest, place: Place, posted: Posted, tables: CostTables) -> HttpResponse:
    # Somebody who asks for another language or size has not pressed "go on": no mistakes are told then.
    in_passing = any(name in request.POST for name in _SHOWN_OTHERWISE)
    situation_form = SituationForm(posted, tables=tables)
    asked_already = "details" in posted
    if "change_situation" in posted or (in_passing and not asked_already):
        return _page(
            request,
            place,
            SituationForm(initial={**place.known, **_as_typed(situation_form)}, tables=tables),
            posted=posted,
        )
    if not situation_form.is_valid():
        return _page(request, place, situation_form, posted=posted, status=_NOT_UNDERSTOOD)
    if situation_form.unsure:
        return _page(request, place, situation_form, posted=posted)
    price = reported_price()
    chosen = "use_price" in posted
    asked: dict[str, Any] = {"situation": situation_form.situation(), "tables": tables,
                             "price_yen": price.price_yen if price else None,
                             "price_is_meant": chosen or _is_about_the_product(place)}  # fmt: skip
    details = DetailsForm(posted, **asked)
    anew = chosen or "change_details" in posted
    in_passing = in_passing or anew
    if asked_already and not anew and details.is_valid():
        result = _told(details, tables, price)
        if "take_along" in posted:
            return place.take_along(request, _in_words(details, result))
        if "pdf" in posted:
            return _as_pdf(request, details, result)
        return _page(request, place, situation_form, details, posted=posted, result=result)
    if asked_already and not in_passing:
        return _page(request, place, situation_form, details, posted=posted, status=_NOT_UNDERSTOOD)
    initial = {**place.known, **_as_typed(details)}
    if chosen:
        # The field's own: the price.
        initial.pop("price_yen", None)
    return _page(request, place, situation_form, DetailsForm(initial=initial, **asked), posted=posted)


def _is_about_the_product(place: Place) -> bool:
    return place.told is not None and asks_for_the_product(place.told)


def _into_a_draft(request: HttpRequest, text: str) -> HttpResponse:
    """To the inquiry that this browser writes, or to a new one; the text is shown there before it is kept."""
    latest = latest_draft(request)
    response = redirect("step", public_id=latest, name=carried.STEP) if latest else redirect("first_step")
    carried.carry(response, text)
    return response


def _told(details: DetailsForm, tables: CostTables, price: Coverage | None) -> Told | Range:
    if details.situation.self_pay or len(details.by_income()) == 1:
        return tell(details, tables, price)
    return tell_range(details, tables, price)


def _in_words(details: DetailsForm, result: Told | Range) -> str:
    return in_words(details, result) if isinstance(result, Told) else range_in_words(details, result)


def _as_pdf(request: HttpRequest, details: DetailsForm, result: Told | Range) -> HttpResponse:
    language = translation.get_language() or settings.LANGUAGE_CODE
    context = {"result": result, "situation": details.situation, "income": income_in_words(details)}
    # Not `public`: what follows from a family's income is kept nowhere, not even for a day.
    return pdf_answer(request, "handouts/estimate.html", context, language=language, name="shirube-estimate")


def posted_values(post: QueryDict) -> Posted:
    """What was posted, without NUL and the marks of ruby: people type neither."""
    return MultiValueDict(
        {name: [typed(value.replace("\0", "")) for value in post.getlist(name)] for name in post}
    )


def _as_typed(form: forms.Form) -> dict[str, Any]:
    """What was posted for a form, to be shown without judging it; what wasn't asked keeps its default."""
    return {
        name: field.widget.value_from_datadict(form.data, form.files, name)
        for name, field in form.fields.items()
        if not field.widget.value_omitted_from_data(form.data, form.files, name)
    }


def _page(
    request: HttpRequest,
    place: Place,
    situation: SituationForm,
    details: DetailsForm | None = None,
    *,
    posted: Posted | None = None,
    result: Told | Range | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "situation": situation,
        "details": details,
        # The error summary is that of the form that has to be looked at.
        "form": details or situation,
        "groups": list(_groups(details)) if details and not result else [],
        "held": list(_held(posted or MultiValueDict(), situation if details is None else details, result)),
        "result": result,
        "step_form_id": "step-form",
        "sent": place.sent,
        "back": place.back,
        "prefilled": bool(place.known) and details is None,
    }
    if result:
        context["can_print"] = handouts.available()
    if result and details and place.sent:
        # What would be kept stands on the page before it is; its number makes a double press one message.
        context |= {"in_words": _in_words(details, result), "token": uuid.uuid4()}
    return render(request, "intake/estimator.html", context, status=status)


def _held(posted: Posted, asked: forms.Form, result: Told | Range | None) -> Iterator[tuple[str, str]]:
    """What was answered and is not asked on this page: it comes back with the next press."""
    shown = {name for name in asked.fields if result is None}
    if isinstance(asked, SituationForm):
        shown |= set(_SITUATION_NAMES)
    for name in (*_SITUATION_NAMES, *DetailsForm.base_fields):
        if name not in shown:
            yield from ((name, value) for value in posted.getlist(name))


_GROUPS = {
    "income": ("income", "standard_monthly_pay_yen", "copay_rate"),
    "subsidy": ("subsidy_tier", "subsidy_kind"),
    "costs": (
        "whole_price_yen",
        "price_yen",
        "other_insured_yen",
        "next_month_yen",
        "outside_yen",
        "setting",
    ),
    "before": ("months_at_ceiling", "paid_this_year_yen"),
}


def _groups(details: DetailsForm) -> Iterator[tuple[str, list[forms.BoundField]]]:
    for name, fields in _GROUPS.items():
        bound = [details[each] for each in fields if each in details.fields]
        if bound:
            yield name, bound
