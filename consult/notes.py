"""Notes for colleagues, and who is told of them."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from consult import notices
from consult.events import record
from consult.mentions import mentioned
from consult.models import Case, Counselor, Event, Note, Notice


def write_note(*, case: Case, author: User, body: str, now: datetime) -> Note:
    """Whoever is mentioned by "@" and their name hears of it, and can open the case while it is open."""
    with transaction.atomic():
        note = Note.objects.create(case=case, author=author, body=body, written_at=now)
        record(case=case, kind=Event.Kind.NOTED, at=now, actor=author, data={"note": note.pk})
        _tell_mentioned(note, now)
    return note


def _tell_mentioned(note: Note, now: datetime) -> None:
    if "@" not in note.body and "＠" not in note.body:
        return
    others = Counselor.objects.select_related("user").exclude(user=note.author).filter(user__is_active=True)
    colleagues = {one.pk: one for one in others}
    names = {pk: (one.display_name, one.user.get_username()) for pk, one in colleagues.items()}
    told = [colleagues[pk].user for pk in mentioned(note.body, names)]
    if told:
        notices.tell(case=note.case, kind=Notice.Kind.MENTION, about=note.pk, to=told, now=now)


def told_of(note: Note) -> list[str]:
    """The names of those whom a note mentions."""
    of_note = Notice.objects.filter(case=note.case, kind=Notice.Kind.MENTION, about=note.pk)
    told = Counselor.objects.filter(user__in=of_note.values("to"))
    return list(told.order_by("display_name").values_list("display_name", flat=True))
