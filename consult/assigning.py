"""How a case comes to a counselor: every way there is ends in `give`, and every write in `_write`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from consult import notices
from consult.assignment import Candidate, Path, Wanted, rank, why_nobody
from consult.due import JAPAN, Calendar
from consult.events import record
from consult.hints import wake_assignment
from consult.models import Case, Counselor, Event, GivenCases, Notice
from consult.notes import write_note
from consult.refusals import NobodyFree, NoPlaceLeft, NotPossible, Taken
from consult.team import team


def give(
    *,
    case: Case,
    path: Path,
    now: datetime,
    seen: int | None = None,
    to: int | None = None,
    actor: User | None = None,
    candidates: Iterable[Candidate] | None = None,
) -> int | None:
    """Gives an open case to the counselor that fits best, or to the one asked for; None when nobody has it
    by this.

    `seen` is who had it as far as the caller knows: somebody else's by now, it stays theirs. `candidates`
    are those of a round that has read them already.
    """
    wanted = _wanted(case, path=path, seen=seen, to=to, now=now)
    for choice in rank(wanted, team(now=now) if candidates is None else candidates):
        if _write(case=case, seen=seen, to=choice.counselor_id, why=choice.why, now=now, actor=actor):
            case.assignee_id, case.assigned_why = choice.counselor_id, choice.why
            return choice.counselor_id
    return None


def _wanted(
    case: Case, *, path: Path, now: datetime, seen: int | None = None, to: int | None = None
) -> Wanted:
    # What is late needs somebody who is at work now.
    needed_by = max(case.due_at, now)
    return Wanted(path, case.track, case.language, needed_by, to=to, but=seen)


class _Lost(Exception):
    pass


def _write(
    *, case: Case, seen: int | None, to: int, why: dict[str, Any], now: datetime, actor: User | None
) -> bool:
    """The case, the places of whoever gets it and of whoever had it, or nothing at all.

    The case first, then counselors by their keys, as everywhere: two who give to each other wait in turn.
    """
    try:
        with transaction.atomic():
            as_seen = Case.objects.open().filter(pk=case.pk, assignee=seen)
            if seen == to or not as_seen.update(assignee=to, assigned_why=why):
                raise _Lost
            for pk in sorted([to] if seen is None else [to, seen]):
                _move_place(pk, takes=pk == to, now=now)
            _count(case, to, now)
            data = {"counselor": to, **({"instead_of": seen} if seen else {}), **why}
            record(case=case, kind=Event.Kind.ASSIGNED, at=now, actor=actor, data=data)
            if seen is not None:
                transaction.on_commit(wake_assignment)
    except _Lost:
        return False
    return True


def _move_place(counselor_id: int, *, takes: bool, now: datetime) -> None:
    one = Counselor.objects.filter(pk=counselor_id)
    if not takes:
        one.update(open_cases=F("open_cases") - 1)
    elif not one.available().update(open_cases=F("open_cases") + 1, last_given_at=now):
        raise _Lost


def _count(case: Case, counselor_id: int, now: datetime) -> None:
    """For fairness a case counts once: opened again or handed back, it is the work that was theirs already.

    Under the lock of the counselor's row, which `_move_place` took.
    """
    had_it = Event.objects.filter(case=case, kind=Event.Kind.ASSIGNED, data__counselor=counselor_id)
    if had_it.exists():
        return
    day = now.astimezone(JAPAN).date()
    if not GivenCases.objects.filter(counselor=counselor_id, day=day).update(cases=F("cases") + 1):
        GivenCases.objects.create(counselor_id=counselor_id, day=day, cases=1)


def assign(
    *,
    case: Case,
    now: datetime,
    path: Path = Path.ARRIVAL,
    actor: User | None = None,
    calendar: Calendar | None = None,
) -> bool:
    """Gives a case that nobody has to whoever fits best. False when it waits: why stands on it then.

    `calendar` is the centre's, where the caller has read it already.
    """
    candidates = team(now=now, calendar=calendar)
    if give(case=case, path=path, now=now, actor=actor, candidates=candidates) is not None:
        return True
    note_waiting(case=case, why=why_nobody(_wanted(case, path=path, now=now), candidates))
    return False


def note_waiting(*, case: Case, why: str) -> None:
    """Kept where the reason for a counselor would stand, and gone when there is one."""
    if case.assigned_why == {"waits": why}:
        return
    case.assigned_why = {"waits": why}
    Case.objects.filter(pk=case.pk, assignee=None).update(assigned_why=case.assigned_why)


def claim(*, case: Case, counselor: Counselor, now: datetime) -> None:
    """A counselor takes a case that nobody has. Raises Taken, NoPlaceLeft, or NotPossible on a closed one."""
    if give(case=case, path=Path.CLAIM, to=counselor.pk, actor=counselor.user, now=now) is None:
        raise _why_not_taken(case, counselor)


def take_over(*, case: Case, seen: int | None, counselor: Counselor, now: datetime) -> None:
    """A counselor takes a case that `seen` has, who hears of it. Raises as `claim`."""
    with transaction.atomic():
        given = give(
            case=case, path=Path.TAKE_OVER, seen=seen, to=counselor.pk, actor=counselor.user, now=now
        )
        if given is not None:
            before, moment = User.objects.filter(counselor=seen), int(now.timestamp())
            notices.tell(case=case, kind=Notice.Kind.TAKEN_OVER, about=moment, to=before, now=now)
            return
    raise _why_not_taken(case, counselor, seen=seen)


def _why_not_taken(case: Case, counselor: Counselor, seen: int | None = None) -> NotPossible:
    current = Case.objects.open().select_related("assignee").filter(pk=case.pk).first()
    if current is None:
        return NotPossible()
    if current.assignee_id != seen:
        return Taken(current.assignee.display_name) if current.assignee else NotPossible()
    return NoPlaceLeft()


def hand_over(
    *, case: Case, seen: int | None, to: Counselor | None, words: str, author: User, now: datetime
) -> int:
    """Gives an open case to a colleague with a note, or, without one, to whoever fits best; who it is.

    `seen` is who had it on the page. A colleague who is away is stood in for. Raises Taken when somebody
    else has it by now, NotPossible when it is closed, and NobodyFree.
    """
    with transaction.atomic():
        asked = to.pk if to else None
        given = give(case=case, path=Path.HAND_OVER, seen=seen, to=asked, actor=author, now=now)
        if given is not None:
            note = write_note(case=case, author=author, body=words, now=now)
            taker = User.objects.filter(counselor=given).exclude(pk=author.pk)
            notices.tell(case=case, kind=Notice.Kind.GIVEN, about=note.pk, to=taker, now=now)
            return given
    current = Case.objects.open().select_related("assignee").filter(pk=case.pk).first()
    if current is not None and current.assignee_id == seen:
        raise NobodyFree
    raise Taken(current.assignee.display_name) if current and current.assignee else NotPossible


def assign_waiting(*, now: datetime) -> int:
    """Gives waiting cases to counselors who have become free, in the order of `next_to_give`.

    All of them are tried: those in front may be of a track or a language that nobody free takes. Called by
    beat, and whenever a place became free.
    """
    assigned = 0
    candidates = team(now=now)
    for case in Case.objects.next_to_give():
        if give(case=case, path=Path.DRAIN, now=now, candidates=candidates) is not None:
            assigned += 1
            candidates = team(now=now)  # one place less, and one case more that counts
        else:
            note_waiting(case=case, why=why_nobody(_wanted(case, path=Path.DRAIN, now=now), candidates))
    return assigned
