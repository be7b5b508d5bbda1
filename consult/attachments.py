"""Photos and papers of a case: what a family sends, takes back, and who may have the file."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from consult.calendar import first_answer_due
from consult.events import record
from consult.followups.steps import arrange
from consult.models import Attachment, AttachmentContent, Case, CaseTask, Event
from consult.refusals import NotPossible
from intake.uploads import Redrawn, draw_anew

MOST_OF_A_CASE = 20
_LONGEST_NAME = 120


class NoRoom(Exception):
    """The case holds as many files as it can."""


@dataclass(frozen=True)
class Download:
    name: str
    content_type: str
    data: bytes


def add(*, case: Case, name: str, data: bytes, now: datetime) -> Attachment:
    """The family sends a file, on a closed case too. Raises intake.uploads.NotTaken, NoRoom
    and, where the family withdrew its consent, NotPossible.

    Drawing it anew takes a second, so the case is taken only after that; the same file twice is one.
    """
    digest = hashlib.sha256(data).hexdigest()
    held = case.attachments.filter(digest=digest).first()
    if held:
        return held
    return _keep(case=case, name=_readable(name), digest=digest, redrawn=draw_anew(data), now=now)


def _keep(*, case: Case, name: str, digest: str, redrawn: Redrawn, now: datetime) -> Attachment:
    with transaction.atomic():
        # In turn with other files, a closing and a "done": each knows of the file, or comes before it.
        if not Case.objects.agreed().filter(pk=case.pk).update(status=F("status")):
            raise NotPossible
        held = case.attachments.filter(digest=digest).first()
        if held:
            return held
        if case.attachments.count() >= MOST_OF_A_CASE:
            raise NoRoom
        attachment = Attachment.objects.create(
            case=case,
            name=name,
            kind=redrawn.kind,
            pages=redrawn.pages,
            size=len(redrawn.data),
            digest=digest,
            added_at=now,
        )
        AttachmentContent.objects.create(attachment=attachment, data=redrawn.data)
        CaseTask.objects.ask(
            case=case,
            kind=CaseTask.Kind.FILES,
            newest={"file": attachment.pk},
            now=now,
            due_at=first_answer_due(priority=case.priority, track=case.track, now=now),
        )
        record(case=case, kind=Event.Kind.FILE_SENT, at=now, data={"file": attachment.pk})
        arrange(case=case, now=now)
    return attachment


def take_back(*, case: Case, pk: int, now: datetime) -> bool:
    """The family takes a file back: it is deleted at once. False where there is none (any more)."""
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status=F("status"))
        deleted, _by_table = Attachment.objects.filter(case=case, pk=pk).delete()
        if not deleted:
            return False
        record(case=case, kind=Event.Kind.FILE_REMOVED, at=now, data={"file": pk})
    return True


def download(*, case: Case, pk: int) -> Download | None:
    """The file, under a name of ours: what the family's device called it may say who is ill."""
    content = (
        AttachmentContent.objects.select_related("attachment")
        .filter(attachment=pk, attachment__case=case)
        .first()
    )
    if content is None:
        return None
    kind = "pdf" if content.attachment.kind == Attachment.Kind.PDF else "jpg"
    content_type = "application/pdf" if kind == "pdf" else "image/jpeg"
    return Download(f"{case.reference}-{pk}.{kind}", content_type, bytes(content.data))


def _readable(name: str) -> str:
    """The device's name for it as one short line, without a path or signs that can't be seen."""
    last = re.split(r"[/\\]", name)[-1]
    shown = "".join(sign for sign in last if sign.isprintable()).strip()
    return shown[-_LONGEST_NAME:] or "?"
