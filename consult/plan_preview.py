"""Every message of a plan in every language: as mail, text and HTML, and as on the family's page."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.safestring import SafeString

from consult.conversation import Entry
from consult.emails import Said, say
from consult.followups.steps import KINDS
from consult.models import FollowUp, Plan, PlanStep
from consult.plan_steps import What
from intake.models import Explanation

# Nobody's: no reference that is given out has such letters, and the link opens nothing.
_SAMPLE_REFERENCE, _SAMPLE_LINK = "XXX-XXX-XXX", "example"


@dataclass(frozen=True)
class Shown:
    """One message in one language. Without a text that may leave, there is no mail."""

    code: str
    language: str
    mail: Said | None
    page: SafeString


@dataclass(frozen=True)
class Previewed:
    """`step` is None for the acknowledgement, which comes whatever the plan says."""

    step: PlanStep | None
    languages: list[Shown]


def preview(plan: Plan, *, now: datetime) -> list[Previewed]:
    steps: list[PlanStep | None] = [None, *plan.steps.order_by("pk")]
    numbers = iter(range(1, 1 + len(steps) * len(settings.LANGUAGES)))
    return [Previewed(step, list(_in_each_language(plan, step, numbers, now))) for step in steps]


def _in_each_language(
    plan: Plan, step: PlanStep | None, numbers: Iterator[int], now: datetime
) -> Iterator[Shown]:
    for code, name in settings.LANGUAGES:
        text = _text(plan, step, code, now)
        if step is not None and step.what == What.EXPLANATION and text is None:
            yield Shown(code, str(name), None, SafeString(""))
            continue
        kind = KINDS[What(step.what)] if step else FollowUp.Kind.ACKNOWLEDGEMENT
        with translation.override(code):
            yield Shown(code, str(name), _mail(kind, code, now), _page(kind, text, code, next(numbers), now))


def _text(plan: Plan, step: PlanStep | None, code: str, now: datetime) -> Explanation | None:
    if step is None or step.what != What.EXPLANATION:
        return None
    rows = Explanation.objects.filter(key=step.text_key, language=code)
    text = rows.to_be_shown(timezone.localdate(now)).get((step.text_key, code))
    fitting = text is not None and text.audience in (Explanation.Audience.EVERYONE, plan.track)
    return text if fitting else None


def _mail(kind: str, code: str, now: datetime) -> Said:
    link = settings.SITE_URL + reverse("status_link", args=[_SAMPLE_LINK])
    return say(f"emails/{kind}", reference=_SAMPLE_REFERENCE, link=link, due_at=now, language=code)


def _page(kind: str, text: Explanation | None, code: str, number: int, now: datetime) -> SafeString:
    followup = FollowUp(pk=number, kind=kind, language=code, explanation=copy(text), due_at=now)
    context = {
        "followup": followup,
        "entry": Entry(at=now, followup=followup),
        "inquiry": {"reference": _SAMPLE_REFERENCE},
        "can_print": False,
    }
    return render_to_string("consult/_followup.html", context)
