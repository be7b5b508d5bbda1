"""Every change on the family's side: keyword-only functions, each one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.datastructures import MultiValueDict

from intake import steps
from intake.catalogue import current_catalogue
from intake.forms import ConsentForm, StepForm
from intake.models import (
    Consent,
    Decision,
    Draft,
    DraftAnswer,
    DraftKey,
    Explanation,
    Inquiry,
    StatusLink,
)
from intake.models.consents import OF_AN_INQUIRY
from intake.models.explanations import WRITTEN
from intake.models.inquiries import CONTACT_FIELDS, FACT_FIELDS, WayIn
from intake.reconcile import as_posted, fit, words_in
from intake.sealed import seal
from intake.signals import code_mail_asked, inquiry_submitted
from intake.tokens import code_hashes, hash_code, hash_secret, new_secret, plain_letters, resume_code
from intake.triage.decide import decide
from intake.versions import insert_as_next

Posted = dict[str, list[str]]


class ChangedElsewhere(Exception):
    """The step was answered differently since this page was shown: in another tab or on another phone."""

    def __init__(self, newer: DraftAnswer) -> None:
        super().__init__(newer.step)
        self.newer = newer


class Sent(Exception):
    """The draft was submitted meanwhile: nothing can be added to it."""


class Approved(Exception):
    """A physician approved the explanation meanwhile: it is not changed any more."""


class Rewritten(Exception):
    """Somebody else kept other words of the explanation since its form was shown."""


class Incomplete(Exception):
    """The draft can't be submitted yet; `step` is the first one that needs an answer."""

    def __init__(self, step: steps.Step) -> None:
        super().__init__(step.name)
        self.step = step


@dataclass
class Answers:
    """A draft read through its forms: the valid values, and the first step that still needs an answer.

    `forms` are those of the steps that were answered, and `saved` the rows that they were read from, both by
    step. `changed` names the steps whose question has changed since, `gone` holds what was typed in steps
    that are no longer asked.
    """

    values: dict[str, Any] = field(default_factory=dict)
    forms: dict[str, StepForm] = field(default_factory=dict)
    saved: dict[str, DraftAnswer] = field(default_factory=dict)
    consented_at: datetime | None = None
    missing: steps.Step | None = None
    changed: set[str] = field(default_factory=set)
    gone: list[str] = field(default_factory=list)


def start_draft(*, now: datetime) -> tuple[Draft, str]:
    """A new draft and the secret that opens it. The secret is not kept: it goes to the browser."""
    secret = new_secret()
    draft = Draft.objects.create(secret_hash=hash_secret(secret), created_at=now, updated_at=now)
    return draft, secret


def save_answer(
    *,
    draft: Draft,
    step: steps.Step,
    posted: Posted,
    seen_revision: int,
    now: datetime,
    page: str = "",
    in_passing: bool = False,
) -> DraftAnswer:
    """Keeps a step as it was posted, valid or not.

    `seen_revision` is the revision that the page showed (0: none). Raises ChangedElsewhere when a newer
    one with other words stands there; the caller shows both and asks. What this very `page` saved before,
    while it was typed, is no newer one: the answer to that may never have come back. It is one only to what
    is saved `in_passing`, which may have been held up on the way and must not undo what was sent since.
    Raises Sent when the draft was submitted in between: an answer written now would be read by nobody and
    erased by nothing.
    """
    key = {"draft": draft, "step": step.name}
    written = {"data": posted, "saved_at": now, "page": page, "in_passing": in_passing}
    with transaction.atomic():
        if not Draft.objects.filter(pk=draft.pk, submitted_at=None).update(updated_at=now):
            raise Sent
        # Writing the draft's row has locked it: nobody else can write this step at the same time.
        fresh = DraftAnswer.objects.filter(**key).first()
        if fresh is None:
            return DraftAnswer.objects.create(**key, **written)
        if fresh.data == posted:
            if not in_passing:
                DraftAnswer.objects.filter(**key, revision=fresh.revision).update(in_passing=False)
            return fresh
        mine = Q(revision=seen_revision)
        if page and not in_passing:
            mine |= Q(page=page)
        if not DraftAnswer.objects.filter(mine, **key).update(
            revision=F("revision") + 1, **seal(fresh, **written)
        ):
            raise ChangedElsewhere(fresh)
    return DraftAnswer.objects.get(**key)


def read_answers(draft: Draft) -> Answers:
    """Walks the steps in order, each with the values of those before it."""
    saved = {answer.step: answer for answer in draft.answers.all()}
    answers = Answers(saved=saved)
    for name in saved.keys() - {step.name for step in steps.STEPS}:
        answers.gone += [
            words for values in as_posted(saved[name].data).values() for words in words_in(values)
        ]
    for step in steps.STEPS:
        if not step.applies(answers.values):
            continue
        answer = saved.get(step.name)
        if answer is None:
            # Nothing stands there to be read: a form would say no more than whether that will do.
            if step.form.needs_an_answer() and answers.missing is None:
                answers.missing = step
            continue
        fitted = fit(step.form, answer.data)
        form = step.form(MultiValueDict(fitted.posted), values=answers.values)
        answers.forms[step.name] = form
        if form.is_valid():
            answers.values.update(form.cleaned_data)
        if fitted.changed:
            answers.changed.add(step.name)
        if answers.missing is None and (fitted.changed or not form.is_valid()):
            answers.missing = step
        if step.name == "consent":
            answers.consented_at = answer.saved_at
    return answers


def take_down(
    *, token: str, posted: Mapping[str, Posted], language: str, way_in: str, by: User, now: datetime
) -> Inquiry:
    """The inquiry of a family that called or wrote a letter, entered by somebody else.

    `posted` by the names of the steps; those that don't apply are left out. `token` names the page that it
    was entered on: sent twice, it is one inquiry. Raises Incomplete when a step still needs an answer.
    """
    with transaction.atomic():
        # Pressed twice, the second one waits and finds the draft of the first.
        User.objects.select_for_update().get(pk=by.pk)
        started = {"created_at": now, "updated_at": now}
        draft, _created = Draft.objects.get_or_create(secret_hash=hash_secret(token), defaults=started)
        if draft.submitted_at is None:
            for step in steps.STEPS:
                given = posted.get(step.name, {})
                DraftAnswer.objects.create(draft=draft, step=step.name, data=given, saved_at=now)
        return submit(draft=draft, language=language, now=now, way_in=way_in, read_out_by=by)


def submit(
    *, draft: Draft, language: str, now: datetime, way_in: str = WayIn.WEB, read_out_by: User | None = None
) -> Inquiry:
    """Inquiry, consents, decision and whatever `inquiry_submitted` adds, in one transaction.

    `read_out_by` is who read the consent out to a family that did not read it itself.

    Pressed twice, from two tabs or by a repeated request, it makes one inquiry and returns it each time.
    Raises Incomplete when a step still needs an answer.
    """
    with transaction.atomic():
        if not Draft.objects.filter(pk=draft.pk, submitted_at=None).update(submitted_at=now):
            return Inquiry.objects.get(draft=draft)
        answers = read_answers(draft)
        if answers.missing:
            raise Incomplete(answers.missing)
        inquiry = _write_inquiry(draft, answers.values, language, now, way_in)
        _write_consents(inquiry, answers, read_out_by)
        decision = _sort(inquiry, now)
        # What was answered stands in the inquiry now; a second copy would have to be erased separately.
        DraftAnswer.objects.filter(draft=draft).delete()
        inquiry_submitted.send(sender=Inquiry, inquiry=inquiry, decision=decision, now=now)
    return inquiry


def _write_inquiry(
    draft: Draft, values: Mapping[str, Any], language: str, now: datetime, way_in: str
) -> Inquiry:
    names = (*FACT_FIELDS, *CONTACT_FIELDS)
    said = {name: values[name] for name in names if values.get(name) not in (None, "")}
    return Inquiry.objects.create(draft=draft, language=language, submitted_at=now, way_in=way_in, **said)


def _write_consents(inquiry: Inquiry, answers: Answers, read_out_by: User | None) -> None:
    given_at = answers.consented_at or inquiry.submitted_at
    form = cast(ConsentForm, answers.forms["consent"])
    Consent.objects.bulk_create(
        Consent(
            inquiry=inquiry,
            kind=kind,
            # The language may have been changed since: what counts is what was read.
            text=form.all_texts.read(kind, answers.values[f"{kind}_version"]) or form.texts[kind],
            given_at=given_at,
            read_out_by=read_out_by,
        )
        for kind in OF_AN_INQUIRY
        if answers.values.get(kind)
    )


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


def show_code(*, draft: Draft) -> str:
    """The code that opens this draft beside its reference; from now on it does."""
    code = resume_code(draft.public_id)
    hashed = hash_code(draft.public_id, code)
    Draft.objects.filter(pk=draft.pk).exclude(code_hash=hashed).update(code_hash=hashed)
    return code


def resume_by_code(*, reference: str, code: str, now: datetime) -> tuple[Draft, str] | None:
    """The draft of this reference and a new secret that opens it; None for all that does not fit alike."""
    public_id = plain_letters(reference).lower()
    hashes = code_hashes(public_id, code)
    draft = Draft.objects.kept(now=now).filter(public_id=public_id, code_hash__in=hashes).first()
    if draft is None:
        return None
    secret = new_secret()
    DraftKey.objects.create(draft=draft, secret_hash=hash_secret(secret), created_at=now)
    return draft, secret


def ask_for_code_mail(*, draft: Draft, language: str, now: datetime) -> None:
    """Asks for the mail with reference and code. Asked again while one is on its way, nothing happens."""
    waiting = Q(mail_asked_at__isnull=False, mailed_at=None)
    asked = {"mail_asked_at": now, "mailed_at": None, "mail_language": language}
    with transaction.atomic():
        if Draft.objects.filter(pk=draft.pk, submitted_at=None).exclude(waiting).update(**asked):
            code_mail_asked.send(sender=Draft, draft=draft)


def note_self_pay_shown(*, draft: Draft, now: datetime) -> bool:
    """Whether the page of what insurance does not pay is to be shown: true once for a draft."""
    unseen = Draft.objects.filter(pk=draft.pk, self_pay_shown_at=None)
    return bool(unseen.update(self_pay_shown_at=now))


def note_help_shown(*, draft: Draft, flags: frozenset[str]) -> bool:
    """Whether the card of urgent help is to be shown: true once for each flag."""
    shown = set(draft.help_shown.split())
    if flags <= shown:
        return False
    now_shown = " ".join(sorted(shown | flags))
    return bool(Draft.objects.filter(pk=draft.pk, help_shown=draft.help_shown).update(help_shown=now_shown))


def revoke_status_links(*, inquiry: Inquiry, but: str, now: datetime) -> int:
    """Closes every link to this inquiry's page, but for the one of the secret `but`; how many that were."""
    others = inquiry.status_links.filter(revoked_at=None).exclude(secret_hash=hash_secret(but))
    return others.update(revoked_at=now)


def renew_status_link(*, secret: str, now: datetime) -> bool:
    """The link opens its page as long again as a new one would; False when it opens nothing any more."""
    expires_at = now + timedelta(days=settings.STATUS_LINK_DAYS)
    return bool(StatusLink.objects.open_with(secret=secret, now=now).update(expires_at=expires_at))


def delete_expired_drafts(*, now: datetime) -> int:
    """Deletes drafts that were never submitted once the time we promise to keep them has passed."""
    oldest = now - timedelta(days=settings.DRAFT_KEPT_DAYS)
    expired = Draft.objects.filter(submitted_at=None, updated_at__lt=oldest)
    return expired.delete()[1].get("intake.Draft", 0)


def keep_explanation(*, explanation: Explanation, seen: int, author: User) -> None:
    """Keeps a text as it was written, a new one as the next version; its author is whoever wrote last.

    Raises Approved or Rewritten when it is not revision `seen` any more: it stays as it is.
    """
    explanation.author = author
    with transaction.atomic():
        if explanation._state.adding:
            insert_as_next(explanation, number="version", among=_versions_of(explanation))
        else:
            fields = (*WRITTEN, "published_from", "published_until")
            written = {name: getattr(explanation, name) for name in fields}
            waiting = Explanation.objects.filter(pk=explanation.pk, approved_at=None)
            if not waiting.filter(revision=seen).update(author=author, revision=F("revision") + 1, **written):
                raise Rewritten if waiting.exists() else Approved
        explanation.writers.add(author)


def copy_explanation(*, explanation: Explanation, author: User) -> Explanation:
    """The same words as the next version, not approved, for its author to change.

    Who wrote words that no physician has approved yet can't approve them in the copy, either.
    """
    words = {name: getattr(explanation, name) for name in WRITTEN}
    with transaction.atomic():
        copy = Explanation(key=explanation.key, language=explanation.language, author=author, **words)
        insert_as_next(copy, number="version", among=_versions_of(explanation))
        copy.writers.set([author] if explanation.approved_at else [author, *explanation.writers.all()])
    return copy


def _versions_of(explanation: Explanation) -> QuerySet[Explanation]:
    return Explanation.objects.filter(key=explanation.key, language=explanation.language)


def approve_explanation(*, explanation: Explanation, seen: int, physician: User, now: datetime) -> bool:
    """False where it is approved already, was changed since the physician read it as revision `seen`, or has
    words of theirs: the database refuses that too, whatever is asked of it."""
    waiting = Explanation.objects.filter(pk=explanation.pk, revision=seen, approved_at=None)
    others = waiting.exclude(author=physician).exclude(writers=physician)
    return bool(others.update(approved_by=physician, approved_at=now))


def take_back_explanation(*, explanation: Explanation, on: date) -> bool:
    """From the day `on` it is shown and sent no more; False where it never was, or is over already."""
    lasting = Explanation.objects.lasting(on).filter(pk=explanation.pk)
    return bool(lasting.update(published_until=on))
