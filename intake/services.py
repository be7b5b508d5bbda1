"""Every change on the family's side: keyword-only functions, each one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.datastructures import MultiValueDict

from intake import steps
from intake.catalogue import current_catalogue
from intake.forms import StepForm
from intake.models import Consent, ConsentText, Decision, Draft, DraftAnswer, Inquiry, StatusLink
from intake.models.consents import ConsentKind
from intake.models.inquiries import FACT_FIELDS
from intake.signals import inquiry_submitted
from intake.tokens import hash_secret, new_secret
from intake.triage.decide import decide

_CONTACT_FIELDS = ("contact_name", "email", "phone", "preferred_channel", "best_time_to_call")
Posted = dict[str, list[str]]


class ChangedElsewhere(Exception):
    """The step was answered differently since this page was shown: in another tab or on another phone."""

    def __init__(self, newer: DraftAnswer) -> None:
        super().__init__(newer.step)
        self.newer = newer


class Sent(Exception):
    """The draft was submitted meanwhile: nothing can be added to it."""


class Incomplete(Exception):
    """The draft can't be submitted yet; `step` is the first one that needs an answer."""

    def __init__(self, step: steps.Step) -> None:
        super().__init__(step.name)
        self.step = step


@dataclass
class Answers:
    """A draft read through its forms: the valid values, and the first step that still needs an answer."""

    values: dict[str, Any] = field(default_factory=dict)
    forms: dict[str, StepForm] = field(default_factory=dict)
    consented_at: datetime | None = None
    missing: steps.Step | None = None


def start_draft(*, now: datetime) -> tuple[Draft, str]:
    """A new draft and the secret that opens it. The secret is not kept: it goes to the browser."""
    secret = new_secret()
    draft = Draft.objects.create(secret_hash=hash_secret(secret), created_at=now, updated_at=now)
    return draft, secret


def save_answer(
    *, draft: Draft, step: steps.Step, posted: Posted, seen_revision: int, now: datetime
) -> DraftAnswer:
    """Keeps a step as it was posted, valid or not.

    `seen_revision` is the revision that the page showed (0: none). Raises ChangedElsewhere when a newer
    one with other words stands there; the caller shows both and asks. Raises Sent when the draft was
    submitted in between: an answer written now would be read by nobody and erased by nothing.
    """
    key = {"draft": draft, "step": step.name}
    with transaction.atomic():
        if not Draft.objects.filter(pk=draft.pk, submitted_at=None).update(updated_at=now):
            raise Sent
        fresh, created = DraftAnswer.objects.get_or_create(**key, defaults={"data": posted, "saved_at": now})
        if created or fresh.data == posted:
            return fresh
        written = DraftAnswer.objects.filter(**key, revision=seen_revision).update(
            data=posted, revision=seen_revision + 1, saved_at=now
        )
        if not written:
            raise ChangedElsewhere(fresh)
    return DraftAnswer.objects.get(**key)


def read_answers(draft: Draft) -> Answers:
    """Walks the steps in order, each with the values of those before it."""
    saved = {answer.step: answer for answer in draft.answers.all()}
    answers = Answers()
    for step in steps.STEPS:
        if not step.applies(answers.values):
            continue
        answer = saved.get(step.name)
        posted = MultiValueDict(answer.data) if answer else MultiValueDict()
        form = step.form(posted, values=answers.values)
        answers.forms[step.name] = form
        if form.is_valid():
            answers.values.update(form.cleaned_data)
        elif answers.missing is None:
            answers.missing = step
        if step.name == "consent" and answer:
            answers.consented_at = answer.saved_at
    return answers


def submit(*, draft: Draft, language: str, now: datetime) -> Inquiry:
    """Inquiry, consents, decision and whatever `inquiry_submitted` adds, in one transaction.

    Pressed twice, from two tabs or by a repeated request, it makes one inquiry and returns it each time.
    Raises Incomplete when a step still needs an answer.
    """
    with transaction.atomic():
        if not Draft.objects.filter(pk=draft.pk, submitted_at=None).update(submitted_at=now):
            return Inquiry.objects.get(draft=draft)
        answers = read_answers(draft)
        if answers.missing:
            raise Incomplete(answers.missing)
        inquiry = _write_inquiry(draft, answers.values, language, now)
        _write_consents(inquiry, answers)
        decision = _sort(inquiry, now)
        # What was answered stands in the inquiry now; a second copy would have to be erased separately.
        DraftAnswer.objects.filter(draft=draft).delete()
        inquiry_submitted.send(sender=Inquiry, inquiry=inquiry, decision=decision, now=now)
    return inquiry


def _write_inquiry(draft: Draft, values: Mapping[str, Any], language: str, now: datetime) -> Inquiry:
    names = (*FACT_FIELDS, *_CONTACT_FIELDS)
    said = {name: values[name] for name in names if values.get(name) not in (None, "")}
    return Inquiry.objects.create(draft=draft, language=language, submitted_at=now, **said)


def _write_consents(inquiry: Inquiry, answers: Answers) -> None:
    given_at = answers.consented_at or inquiry.submitted_at
    form = answers.forms["consent"]
    for kind in ConsentKind.values:
        if answers.values.get(kind):
            current: ConsentText = form.texts[kind]  # type: ignore[attr-defined]
            # The language may have been changed since: what counts is what was read.
            language = answers.values[f"{kind}_version"].partition(" ")[2]
            read = ConsentText.objects.filter(kind=kind, version=current.version, language=language).first()
            Consent.objects.create(inquiry=inquiry, kind=kind, text=read or current, given_at=given_at)


def _sort(inquiry: Inquiry, now: datetime) -> Decision:
    decision = decide(inquiry.facts(), current_catalogue())
    return Decision.objects.create(
        inquiry=inquiry,
        track=decision.track,
        treatment_kind=decision.treatment_kind,
        physician_judgment=decision.physician_judgment,
        priority=decision.priority,
        flags=list(decision.flags),
        reasons=[reason.as_json() for reason in decision.reasons],
        ruleset=decision.ruleset,
        made_at=now,
    )


def issue_status_link(*, inquiry: Inquiry, now: datetime) -> str:
    """A new secret that opens the status page of this inquiry. Only its hash is kept."""
    secret = new_secret()
    StatusLink.objects.create(
        inquiry=inquiry,
        secret_hash=hash_secret(secret),
        created_at=now,
        expires_at=now + timedelta(days=settings.STATUS_LINK_DAYS),
    )
    return secret


def renew_status_link(*, secret: str, now: datetime) -> bool:
    """The link opens its page as long again as a new one would; False when it opens nothing any more."""
    expires_at = now + timedelta(days=settings.STATUS_LINK_DAYS)
    return bool(StatusLink.objects.open_with(secret=secret, now=now).update(expires_at=expires_at))


def delete_expired_drafts(*, now: datetime) -> int:
    """Deletes drafts that were never submitted once the time we promise to keep them has passed."""
    oldest = now - timedelta(days=settings.DRAFT_KEPT_DAYS)
    expired = Draft.objects.filter(submitted_at=None, updated_at__lt=oldest)
    return expired.delete()[1].get("intake.Draft", 0)
