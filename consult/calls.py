"""Call-backs: the times that admins give, the one that a family chooses, and what became of the call.

Every change locks the case first and its times in the order of their keys, so that two families that swap
times wait for each other instead of locking each other out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from consult import due
from consult.calendar import current_calendar
from consult.events import record
from consult.followups.plan import plan
from consult.followups.steps import arrange
from consult.models import Call, CallSlot, Case, CaseTask, Event, FollowUp
from consult.plan_steps import Moment
from consult.refusals import NotPossible, SlotTaken
from intake.sealed import seal

# A counselor has to see a call coming.
LEAD = timedelta(hours=2)
# Times further ahead are not asked for, and would make the page long.
_MOST_OFFERED = 60


def free_slots(*, language: str, now: datetime) -> list[CallSlot]:
    """Times that a family who speaks this language can choose now, the next one first."""
    calendar = current_calendar()
    slots = (slot for slot in CallSlot.objects.with_a_place(now) if slot.is_spoken_in(language))
    return [slot for slot in slots if _can_be_chosen(slot, calendar, now)][:_MOST_OFFERED]


def _can_be_chosen(slot: CallSlot, calendar: due.Calendar, now: datetime) -> bool:
    """Not too soon, and within opening hours as they are now: a day may have been closed since."""
    opening = calendar.opening(slot.day)
    within = opening is not None and opening[0] <= slot.starts_at and slot.ends_at <= opening[1]
    return within and slot.starts_at >= now + LEAD


def choose(*, case: Case, slot: CallSlot, phone: str, now: datetime) -> Call:
    """The family chooses a time, or another one than before.

    Raises SlotTaken when the time has no place any more or can't be chosen, NotPossible on a closed case and
    for a call that has begun.
    """
    with transaction.atomic():
        _lock(case)
        call = case.calls.booked().select_related("slot").first()
        if call is None:
            return _book(case, slot, phone, now)
        if call.has_begun(now):
            raise NotPossible
        if (call.slot_id, call.phone) != (slot.pk, phone):
            _move(call, slot, phone, now)
        return call


def _lock(case: Case) -> None:
    if not Case.objects.open().filter(pk=case.pk).update(status=Case.Status.OPEN):
        raise NotPossible


def _book(case: Case, slot: CallSlot, phone: str, now: datetime) -> Call:
    _take_place(slot, case.language, now)
    call = Call.objects.create(case=case, slot=slot, phone=phone, booked_at=now, changed_at=now)
    # A call that was missed before is settled; a task of it that is still open would be this one's twin.
    CaseTask.objects.update_or_create(
        case=case,
        kind=CaseTask.Kind.CALL,
        done_at=None,
        defaults={"due_at": slot.ends_at},
        create_defaults={"asked_at": now, "due_at": slot.ends_at},
    )
    record(case=case, kind=Event.Kind.CALL_BOOKED, at=now, data={"call": call.pk, "slot": slot.pk})
    arrange(case=case, now=now)
    return call


def _move(call: Call, slot: CallSlot, phone: str, now: datetime) -> None:
    if call.slot_id != slot.pk:
        # In the order of keys, before either is written.
        list(CallSlot.objects.select_for_update().filter(pk__in=[call.slot_id, slot.pk]).order_by("pk"))
        _take_place(slot, call.case.language, now)
        _give_back_place(call.slot_id)
    Call.objects.filter(pk=call.pk).update(
        slot=slot, **seal(call, phone=phone), sequence=F("sequence") + 1, changed_at=now
    )
    CaseTask.objects.open().filter(case=call.case_id, kind=CaseTask.Kind.CALL).update(due_at=slot.ends_at)
    record(case=call.case, kind=Event.Kind.CALL_MOVED, at=now, data={"call": call.pk, "slot": slot.pk})
    arrange(case=call.case, now=now)
    call.refresh_from_db()


def _take_place(slot: CallSlot, language: str, now: datetime) -> None:
    can_be_chosen = slot.is_spoken_in(language) and _can_be_chosen(slot, current_calendar(), now)
    free = CallSlot.objects.filter(pk=slot.pk, taken__lt=F("places"))
    if not can_be_chosen or not free.update(taken=F("taken") + 1):
        raise SlotTaken


def _give_back_place(slot_id: int) -> None:
    CallSlot.objects.filter(pk=slot_id, taken__gt=0).update(taken=F("taken") - 1)


def cancel(*, case: Case, now: datetime) -> None:
    """The family wants no call after all. Raises NotPossible where none is booked or it has begun."""
    with transaction.atomic():
        _lock(case)
        call = case.calls.booked().select_related("slot").first()
        if call is None or call.has_begun(now):
            raise NotPossible
        release(case=case, now=now)


def release(*, case: Case, now: datetime, actor: User | None = None) -> None:
    """Gives a booked call's place back, in a transaction that has locked the case; without one, nothing."""
    call = case.calls.booked().first()
    if call is None:
        return
    Call.objects.filter(pk=call.pk).update(
        state=Call.State.CANCELLED, sequence=F("sequence") + 1, changed_at=now
    )
    _give_back_place(call.slot_id)
    # Nobody has to do it any more; the events keep that it was there.
    CaseTask.objects.open().filter(case=case, kind=CaseTask.Kind.CALL).delete()
    record(case=case, kind=Event.Kind.CALL_CANCELLED, at=now, actor=actor, data={"call": call.pk})


def settle(*, call: Call, reached: bool, author: User, now: datetime) -> None:
    """The counselor called. Spoken with, the family counts as answered; if not, it is asked to choose anew.

    Raises NotPossible when the call was cancelled or settled meanwhile.
    """
    with transaction.atomic():
        # The case first, as everywhere.
        Case.objects.filter(pk=call.case_id).update(status=F("status"))
        state = Call.State.MADE if reached else Call.State.NOT_REACHED
        booked = Call.objects.booked().filter(pk=call.pk, slot=call.slot_id)
        if not booked.update(state=state, called_by=author, changed_at=now):
            raise NotPossible
        tasks = CaseTask.objects.open().filter(case=call.case_id, kind=CaseTask.Kind.CALL)
        tasks.update(done_at=now, done_by=author)
        event = Event.Kind.CALLED if reached else Event.Kind.NOT_REACHED
        record(case=call.case, kind=event, at=now, actor=author, data={"call": call.pk})
        if reached:
            Case.objects.filter(pk=call.case_id, answered_at=None).update(answered_at=now)
            arrange(case=call.case, came=[Moment.ANSWERED], now=now)
        else:
            plan(case=call.case, kind=FollowUp.Kind.CALL_MISSED, occurrence=str(call.pk), now=now)


def add_week(
    *,
    first_day: date,
    hours: tuple[time, time],
    minutes: int,
    languages: Iterable[str],
    places: int,
    now: datetime,
) -> int:
    """Times of `minutes` each for the seven days from `first_day`, between `hours` and within opening hours.

    Days on which the centre is closed get none, and what stands there already stays as it is. Returns how
    many were added.
    """
    spoken = sorted(set(languages))
    times = due.times_of_week(first_day, hours, timedelta(minutes=minutes), current_calendar())
    slots = [
        CallSlot(day=begins.date(), starts=begins.time(), ends=ends.time(), languages=spoken, places=places)
        for begins, ends in times
        if begins > now
    ]
    before = CallSlot.objects.count()
    CallSlot.objects.bulk_create(slots, ignore_conflicts=True)
    return CallSlot.objects.count() - before
