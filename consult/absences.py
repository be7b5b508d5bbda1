"""When a counselor is away: entered by themselves at the desk or by an admin, with somebody who stands in."""

from __future__ import annotations

from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction

from consult.due import JAPAN
from consult.hints import wake_assignment
from consult.models import Absence, Counselor
from consult.refusals import NotPossible


class Overlaps(NotPossible):
    """The counselor is away on some of these days already."""


class CoverIsAway(NotPossible):
    """Whoever is to stand in is away for some of these days, and whoever stands in for them leads back."""


def enter(
    *, counselor: Counselor, first_day: date, last_day: date, cover: Counselor | None, by: User, now: datetime
) -> Absence:
    """Raises Overlaps, and CoverIsAway where nobody would be there in the end."""
    with transaction.atomic():
        involved = [counselor.pk, *([cover.pk] if cover else [])]
        # Two who enter each other at the same moment do so in turn.
        list(Counselor.objects.select_for_update().filter(pk__in=involved).order_by("pk"))
        away = Absence.objects.between(first_day, last_day)
        if away.filter(counselor=counselor).exists():
            raise Overlaps
        if leads_back(counselor.pk, cover.pk if cover else None, first_day, last_day):
            raise CoverIsAway
        return Absence.objects.create(
            counselor=counselor,
            first_day=first_day,
            last_day=last_day,
            cover=cover,
            entered_by=by,
            entered_at=now,
        )


def leads_back(counselor_id: int, cover_id: int | None, first_day: date, last_day: date) -> bool:
    """Whether following who stands in for whom on these days comes back to this counselor, or to nobody."""
    asked, current = {counselor_id}, cover_id
    while current is not None:
        if current in asked:
            return True
        asked.add(current)
        away = Absence.objects.between(first_day, last_day).filter(counselor=current).first()
        if away is None:
            return False
        current = away.cover_id
        if current is None:
            return True
    return False


def cancel(*, absence: Absence) -> None:
    """Never happened, or ended: cases that wait may find this counselor again."""
    with transaction.atomic():
        Absence.objects.filter(pk=absence.pk).delete()
        transaction.on_commit(wake_assignment)


def looked_after_by(counselor: Counselor, *, now: datetime) -> list[int]:
    """Keys of the counselors who are away today and for whom this one stands in."""
    today = now.astimezone(JAPAN).date()
    away = Absence.objects.between(today, today).filter(cover=counselor)
    return list(away.values_list("counselor", flat=True))
