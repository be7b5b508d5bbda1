"""Letters: an approved explanation with its fields filled and own words around it, saved, read, sent, undone.

A counselor may change an approved text for one family. It is no approved text then: a second person reads it
before it is sent (docs/adr/0018).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from consult.events import record
from consult.followups.plan import plan
from consult.models import Case, CaseTask, Event, FollowUp, Letter
from consult.models.followup_states import WAITING
from consult.refusals import NotPossible
from intake.markup import fill_in, names_in
from intake.models import Explanation
from intake.periods import periods
from intake.sealed import seal

# What Markdown would read as more than a letter, and the marks of readings.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>()#!~|-])")
_BRACES = re.compile(r"[{}]")


class Unfilled(NotPossible):
    """The text has fields that nothing fills: unknown ones, or what this family never said."""

    def __init__(self, names: set[str]) -> None:
        super().__init__(", ".join(sorted(names)))
        self.names = sorted(names)


class ChangedElsewhere(NotPossible):
    """Another tab of the same counselor saved since the page was shown."""

    def __init__(self, newer: Letter) -> None:
        super().__init__(newer.pk)
        self.newer = newer


class NeedsReader(NotPossible):
    """An approved text was changed, and nobody else has read it yet."""


class NothingToSend(NotPossible):
    """Neither an explanation nor words of one's own."""


@dataclass(frozen=True)
class Content:
    explanation: Explanation | None
    above: str
    text: str
    below: str


# -- Fields ----------------------------------------------------------------------------------------


def fields(case: Case, author: User | None) -> dict[str, str]:
    """The values of every field that a text may use; empty where the family said nothing.

    This list is all there is: a text is filled by names, never run by a template engine.
    """
    inquiry, counselor = case.inquiry, getattr(author, "counselor", None)
    values = {
        "name": inquiry.contact_name,
        "reference": inquiry.reference,
        "treatment": inquiry.treatment_name,
        "clinic": inquiry.provider_name,
        "counselor": counselor.display_name if counselor else "",
    }
    return {name: _as_plain_words(value) for name, value in values.items()}


def _as_plain_words(value: str) -> str:
    """What a family typed stays letters in the middle of our Markdown."""
    return _MARKDOWN.sub(r"\\\1", _BRACES.sub("", " ".join(value.split())))


def filled(explanation: Explanation, values: dict[str, str]) -> str:
    """The explanation's text for one family. What can't be filled stays as a field, to be seen."""
    return fill_in(explanation.body, {name: value for name, value in values.items() if value})


def _with_every_field_filled(text: str) -> str:
    unfilled = names_in(text) - periods().keys()
    if unfilled:
        raise Unfilled(unfilled)
    return text


def is_changed(content: Content, values: dict[str, str]) -> bool:
    """Whether the text differs from what was approved by more than filled fields and ends of lines."""
    if content.explanation is None or not content.text:
        return False
    return _lines(content.text) != _lines(filled(content.explanation, values))


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.strip().splitlines()]


# -- The draft -------------------------------------------------------------------------------------


def save(*, case: Case, author: User, content: Content, seen: int, now: datetime) -> Letter:
    """Saves over revision `seen` of the author's draft. Raises ChangedElsewhere.

    Saved, it waits for no reader any more: whoever was asked would read something else.
    """
    written = {
        "explanation": content.explanation, "above": content.above, "text": content.text,
        "below": content.below,
    }  # fmt: skip
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status=F("status"))
        letter, created = Letter.objects.get_or_create(
            case=case, author=author, defaults={**written, "saved_at": now, "revision": 1}
        )
        if created or all(getattr(letter, name) == value for name, value in written.items()):
            return letter
        mine = Letter.objects.filter(pk=letter.pk, revision=seen)
        if not mine.update(
            **seal(letter, **written), saved_at=now, revision=F("revision") + 1, asked_at=None
        ):
            raise ChangedElsewhere(letter)
        if letter.asked_at:
            _finish_reading(case, author, now)
    letter.refresh_from_db()
    return letter


def ask_reader(*, letter: Letter, now: datetime) -> None:
    """Leaves the changed text to a second person. Raises NotPossible when it was saved anew meanwhile."""
    case = letter.case
    with transaction.atomic():
        if not Case.objects.open().filter(pk=case.pk).update(status=F("status")):
            raise NotPossible
        as_it_is = Letter.objects.filter(pk=letter.pk, revision=letter.revision)
        if not as_it_is.exclude(explanation=None).update(asked_at=now):
            raise NotPossible
        CaseTask.objects.update_or_create(
            case=case,
            kind=CaseTask.Kind.SECOND_READER,
            done_at=None,
            defaults={"data": {"letter": letter.pk}},
            create_defaults={"data": {"letter": letter.pk}, "asked_at": now},
        )


def _finish_reading(case: Case, by: User, now: datetime) -> None:
    """One task a case: it leads to a letter that waits, and is done when none does."""
    task = CaseTask.objects.open().filter(case=case, kind=CaseTask.Kind.SECOND_READER)
    waiting = Letter.objects.filter(case=case).exclude(asked_at=None).order_by("asked_at", "pk").first()
    if waiting:
        task.update(data={"letter": waiting.pk})
    else:
        task.update(done_at=now, done_by=by)


# -- Sending ---------------------------------------------------------------------------------------


def undo_until(now: datetime) -> datetime:
    """When what is sent at `now` leaves: until then it can be taken back."""
    return now + timedelta(seconds=settings.UNDO_SECONDS)


def send(*, letter: Letter, occurrence: str, at: datetime | None, now: datetime) -> FollowUp:
    """Plans the letter as it was saved, for `at` or for when it can't be taken back any more; the draft ends.

    `occurrence` comes from the form: sent twice, it is one message. Raises NothingToSend, Unfilled,
    NeedsReader, and NotPossible on a closed case, a text that is over, or a letter saved anew meanwhile.
    """
    content = Content(letter.explanation, letter.above, letter.text, letter.below)
    if is_changed(content, fields(letter.case, letter.author)):
        raise NeedsReader
    return _send(letter=letter, occurrence=occurrence, at=at, now=now)


def release(*, letter: Letter, seen: int, reader: User, now: datetime) -> FollowUp:
    """A second person has read the changed text: it goes out as its author wrote it.

    Raises NotPossible when the reader is the author, or it is not the revision `seen` that waits.
    """
    waits = letter.asked_at is not None and letter.revision == seen
    if not waits or reader.pk == letter.author_id:
        raise NotPossible
    with transaction.atomic():
        followup = _send(letter=letter, occurrence=f"letter-{letter.pk}-{seen}", at=None, now=now)
        _finish_reading(letter.case, reader, now)
        data = {"followup": followup.pk}
        record(case=letter.case, kind=Event.Kind.READ_BEFORE, at=now, actor=reader, data=data)
    return followup


def send_back(*, letter: Letter, seen: int, reader: User, now: datetime) -> None:
    """The second reader would not send it so: it is its author's draft again."""
    with transaction.atomic():
        waiting = Letter.objects.filter(pk=letter.pk, revision=seen).exclude(asked_at=None)
        if reader.pk == letter.author_id or not waiting.update(asked_at=None):
            raise NotPossible
        _finish_reading(letter.case, reader, now)


def _send(*, letter: Letter, occurrence: str, at: datetime | None, now: datetime) -> FollowUp:
    case, explanation = letter.case, letter.explanation
    if explanation is None and not letter.above.strip():
        raise NothingToSend
    if explanation:
        _with_every_field_filled(letter.text or filled(explanation, fields(case, letter.author)))
    with transaction.atomic():
        if not Case.objects.open().filter(pk=case.pk).update(status=F("status")):
            raise NotPossible
        kind = FollowUp.Kind.EXPLANATION if explanation else FollowUp.Kind.MESSAGE
        sent_before = case.followups.filter(kind=kind, occurrence=occurrence).first()
        if sent_before:
            return sent_before
        # `asked_at` too: what another reader sent back meanwhile is its author's again.
        as_read = Letter.objects.filter(pk=letter.pk, revision=letter.revision, asked_at=letter.asked_at)
        if not as_read.delete()[0]:
            raise NotPossible
        return plan(
            case=case,
            kind=kind,
            occurrence=occurrence,
            explanation=explanation if explanation and still_stands(explanation, now) else None,
            words=letter.above if explanation else "\n\n".join(filter(None, (letter.above, letter.below))),
            text=text_to_send(explanation, letter.text, fields(case, letter.author)),
            words_below=letter.below if explanation else "",
            written_by=letter.author,
            due_at=at or undo_until(now),
            now=now,
        )


def still_stands(explanation: Explanation, now: datetime) -> bool:
    """Raises NotPossible for a text that no physician approved, or that is over."""
    if not Explanation.objects.lasting(timezone.localdate(now)).filter(pk=explanation.pk).exists():
        raise NotPossible
    return True


def text_to_send(explanation: Explanation | None, text: str, values: dict[str, str]) -> str:
    """What a family reads in the explanation's place: empty where that is the explanation itself.

    Raises Unfilled.
    """
    if explanation is None:
        return ""
    said = _with_every_field_filled(text or filled(explanation, values))
    return "" if _lines(said) == _lines(explanation.body) else said


# -- Taking back -----------------------------------------------------------------------------------


def undo(*, followup: FollowUp, author: User, now: datetime) -> Letter | None:
    """Takes back what has not left, and makes it the author's draft again unless they have another one.

    Raises NotPossible once a worker has it.
    """
    case = followup.case
    with transaction.atomic():
        if not _planned_by_a_person(case).filter(pk=followup.pk).update(state=FollowUp.State.CANCELLED):
            raise NotPossible
        data: dict[str, Any] = {"followup": followup.pk}
        record(case=case, kind=Event.Kind.CANCELLED, at=now, actor=author, data=data)
        letter, _created = Letter.objects.get_or_create(
            case=case,
            author=author,
            defaults={
                "explanation": followup.explanation,
                "above": followup.words,
                "text": followup.text,
                "below": followup.words_below,
                "saved_at": now,
                "revision": 1,
            },
        )
    return letter


def stop_planned(*, case: Case, now: datetime) -> None:
    """The family wrote: what a counselor planned before may not be the answer any more. In the caller's
    transaction; what has left or is leaving stays."""
    for pk in list(_planned_by_a_person(case).filter(due_at__gt=now).values_list("pk", flat=True)):
        if _planned_by_a_person(case).filter(pk=pk).update(state=FollowUp.State.CANCELLED):
            record(case=case, kind=Event.Kind.CANCELLED, at=now, data={"followup": pk, "why": "family_wrote"})


def _planned_by_a_person(case: Case) -> Any:
    kinds = [FollowUp.Kind.EXPLANATION, FollowUp.Kind.MESSAGE]
    waiting = FollowUp.objects.filter(case=case, state__in=WAITING, kind__in=kinds)
    return waiting.exclude(written_by=None)
