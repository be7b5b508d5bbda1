"""What a family and its counselors write to each other, in the order of time."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from consult import letters
from consult.calendar import first_answer_due
from consult.events import record
from consult.followups.plan import plan
from consult.followups.steps import arrange
from consult.models import Case, CaseTask, Event, FollowUp, Message
from consult.refusals import NotPossible


@dataclass(frozen=True)
class Entry:
    """One line of the conversation: what the family wrote, or what was sent to it."""

    at: datetime
    message: Message | None = None
    followup: FollowUp | None = None


def in_order_of_time(messages: Iterable[Message], followups: Iterable[FollowUp]) -> list[Entry]:
    entries = [Entry(at=message.written_at, message=message) for message in messages]
    entries += [Entry(at=one.sent_at or one.due_at, followup=one) for one in followups]
    return sorted(entries, key=lambda entry: entry.at)


def write_to_desk(*, case: Case, body: str, token: uuid.UUID, now: datetime) -> Message:
    """The family writes. It becomes a task with a time, on a closed case too, which stays closed.

    `token` comes from the form that was shown: the same form sent twice is one message.
    Raises NotPossible where the family withdrew its consent.
    """
    with transaction.atomic():
        # In turn with a closing, an answer and a "done": each knows of the message, or comes before it.
        if not Case.objects.agreed().filter(pk=case.pk).update(status=F("status")):
            raise NotPossible
        message, created = Message.objects.get_or_create(
            case=case, token=token, defaults={"body": body, "written_at": now}
        )
        if not created:
            return message
        Case.objects.filter(pk=case.pk).update(newest_message=message.pk)
        letters.stop_planned(case=case, now=now)
        CaseTask.objects.ask(
            case=case,
            kind=CaseTask.Kind.WROTE,
            newest={"message": message.pk},
            now=now,
            due_at=first_answer_due(priority=case.priority, track=case.track, now=now),
        )
        record(case=case, kind=Event.Kind.WROTE, at=now, data={"message": message.pk})
        arrange(case=case, now=now)
    return message


def write_to_family(
    *, case: Case, words: str, seen: int | None, occurrence: str, author: User, now: datetime
) -> FollowUp:
    """A counselor writes without an explanation.

    `seen` is the newest message that stood on the counselor's page: it counts as answered, a newer one does
    not. Raises NotPossible on a closed case, unless the family wrote and waits for an answer.
    """
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status=F("status"))
        waiting = CaseTask.objects.open().filter(case=case, kind=CaseTask.Kind.WROTE)
        sent_before = case.followups.filter(kind=FollowUp.Kind.MESSAGE, occurrence=occurrence).first()
        if sent_before:
            return sent_before
        if not waiting.exists() and not Case.objects.open().filter(pk=case.pk).exists():
            raise NotPossible
        followup = plan(
            case=case,
            kind=FollowUp.Kind.MESSAGE,
            occurrence=occurrence,
            words=words,
            written_by=author,
            due_at=letters.undo_until(now),
            now=now,
        )
        answered = waiting.filter(data={"message": seen}).first()
        if answered:
            waiting.update(done_at=now, done_by=author)
            record(case=case, kind=Event.Kind.DONE, at=now, actor=author, data={"task": answered.pk})
    return followup
