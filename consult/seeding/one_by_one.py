"""A small demo: every inquiry answers the family's steps and goes through the real services."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone, translation

from consult import conversation, services
from consult.models import Case
from consult.seeding.families import Family, family
from consult.seeding.words import MESSAGES, NOTES
from intake import steps
from intake.models import ConsentText, Explanation, Inquiry
from intake.models.consents import ConsentKind
from intake.sealed import seal, sealed_fields
from intake.services import Posted, save_answer, start_draft, submit

_BETWEEN_TWO = timedelta(hours=5)
_AT_MOST_BACK = timedelta(days=30)
_UNTIL_WORKED = timedelta(hours=2)


def add(*, seed: int, count: int, now: datetime) -> int:
    """How many were added; the last one wrote a few hours ago."""
    apart = min(_BETWEEN_TWO, _AT_MOST_BACK / max(count, 1))
    added = 0
    for number in range(count):
        who = family(seed=seed, number=number)
        if Inquiry.objects.filter(reference=who.reference).exists():
            continue
        at = now - (count - number) * apart
        with translation.override(who.language), transaction.atomic():
            case = _submit(who, at)
            _work(case, number, at + _UNTIL_WORKED)
        added += 1
    return added


def _submit(who: Family, at: datetime) -> Case:
    draft, _secret = start_draft(now=at)
    for step, posted in posted_answers(who, at).items():
        found = steps.find(step)
        assert found is not None, step  # noqa: S101 (the steps are named below)
        save_answer(draft=draft, step=found, posted=posted, seen_revision=0, now=at)
    inquiry = submit(draft=draft, language=who.language, now=at)
    # Not yet committed, so nobody has seen the random one. What is sealed is bound to it.
    plain = {field.name: getattr(inquiry, field.name) for field in sealed_fields(Inquiry)}
    inquiry.reference = who.reference
    Inquiry.objects.filter(pk=inquiry.pk).update(reference=who.reference, **seal(inquiry, **plain))
    return Case.objects.select_related("inquiry", "assignee__user").get(inquiry=inquiry)


def posted_answers(who: Family, at: datetime) -> dict[str, Posted]:
    """Each step as a browser would post it, in the language that is active."""
    facts = who.facts_on(timezone.localdate(at))
    return {
        "who": _posted(facts, "relationship"),
        "consent": _consent(who),
        "message": _posted(facts, "message"),
        "condition": _posted(facts, "condition", "condition_detail"),
        "medication": _posted(facts, "medication_response"),
        "treatment": _posted(facts, "treatment_kind", "treatment_name"),
        "payment": _posted(facts, "payment"),
        "provider": _posted(facts, "provider_kind", "provider_name"),
        "offer": _posted(facts, "quoted_fee_yen", "plan_number") | _boxes(facts.get("decision_date")),
        "questions": {"questions": facts.get("questions", [])},
        "patient": _posted(facts, "patient_age", "prefecture"),
        "contact": _posted(who.contact, *who.contact),
    }


def _posted(said: dict[str, Any], *names: str) -> Posted:
    return {name: [str(said[name])] for name in names if name in said}


def _boxes(day: date | None) -> Posted:
    if day is None:
        return {}
    return {f"decision_date_{part}": [str(getattr(day, part))] for part in ("year", "month", "day")}


def consents_of(who: Family) -> list[str]:
    """A family consents for the patient too; for oneself, and at work, there is nobody else to speak for."""
    alone = who.facts.get("relationship") in (None, "self", "professional")
    return [ConsentKind.OWN] if alone else [ConsentKind.OWN, ConsentKind.ON_BEHALF]


def _consent(who: Family) -> Posted:
    posted: Posted = {}
    for kind in consents_of(who):
        text = ConsentText.objects.current(kind, who.language)
        posted |= {kind: ["on"], f"{kind}_version": [text.wording]}
    return posted


def _work(case: Case, number: int, at: datetime) -> None:
    """What a counselor has done so far: a note here, an answer there. Most is still to be done."""
    if case.assignee is None:
        return
    author = case.assignee.user
    if number % 4 == 1:
        services.write_note(case=case, author=author, body=NOTES[case.language][number % 3], now=at)
    if number % 5 == 2:
        body = MESSAGES[case.language]
        conversation.write_to_desk(case=case, body=body, token=uuid.uuid4(), now=at)
    if number % 6 == 3:
        services.send_explanation(
            case=case,
            explanation=explanation_for(case.track, case.language, at),
            words="",
            occurrence=f"demo-{number}",
            author=author,
            now=at,
        )
    if number % 10 == 8:
        services.close(case=case, outcome=Case.Outcome.TO_PHYSICIAN, author=author, now=at)


def explanation_for(track: str, language: str, at: datetime) -> Explanation:
    """One written for the track, else one for everyone."""
    fitting = Explanation.objects.to_send(language, track, timezone.localdate(at))
    return next((text for text in fitting if text.audience == track), fitting[0])
