"""Where a draft's pages lead."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from intake import reading_along, services, steps
from intake.models import Draft

# Behind these answers it can be told whether insurance pays.
_TELLS_OF_PAYMENT = ("payment", "provider", "offer")


def address(draft: Draft, step: steps.Step | None) -> str:
    """A step's address; None is "check your answers"."""
    if step is None:
        return reverse("check", args=[draft.public_id])
    return reverse("step", args=[draft.public_id, step.name])


def comes_from_check(request: HttpRequest) -> bool:
    return "from_check" in request.GET or "from_check" in request.POST


def address_after(request: HttpRequest, draft: Draft, step: steps.Step, values: steps.Values) -> str:
    """The next question; back to the last page for somebody who came from there to change an answer."""
    following = steps.following(step, values)
    if comes_from_check(request) and (following is None or _answered(draft, following)):
        return address(draft, None)
    return address(draft, following)


def page_between(request: HttpRequest, draft: Draft, step: steps.Step, values: steps.Values) -> str:
    """The address of the page that is put in the way after this step, each once; empty for none."""
    now, name = timezone.now(), ""
    if step.name == "message":
        flags = reading_along.urgent_flags(values, now=now)
        name = "help_now" if services.note_help_shown(draft=draft, flags=flags) else ""
    elif step.name in _TELLS_OF_PAYMENT and not draft.self_pay_shown_at:
        told = reading_along.is_self_pay(values, now=now) and services.note_self_pay_shown(
            draft=draft, now=now
        )
        name = "self_pay" if told else ""
    if not name:
        return ""
    further = "&from_check=1" if comes_from_check(request) else ""
    return f"{reverse(name, args=[draft.public_id])}?after={step.name}{further}"


def back_address(request: HttpRequest, draft: Draft, step: steps.Step, values: steps.Values) -> str:
    if comes_from_check(request):
        return address(draft, None)
    before = steps.preceding(step, values)
    return address(draft, before) if before else reverse("start")


def _answered(draft: Draft, step: steps.Step) -> bool:
    return draft.answers.filter(step=step.name).exists()
