"""What follows from a hand-over: the history and the clock of its case, and a task where a mail failed.

Another task than the sending, so that nothing that goes wrong here can send a mail once more.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F

from consult.clock import ANSWERS, set_clock
from consult.events import record
from consult.followups.steps import arrange
from consult.models import Case, CaseTask, Event, FollowUp
from consult.plan_steps import Moment

log = logging.getLogger(__name__)

_AT_ONCE = 500
_EVENTS = {FollowUp.State.FAILED: Event.Kind.FAILED, FollowUp.State.UNSURE: Event.Kind.UNSURE}


def tell_cases(*, now: datetime) -> int:
    """Tells the cases of what settled since; how many."""
    untold = list(FollowUp.objects.untold().values_list("pk", "case_id")[:_AT_ONCE])
    return sum(_try_to_tell(pk, case_id, now) for pk, case_id in untold)


def _try_to_tell(pk: int, case_id: int, now: datetime) -> bool:
    try:
        return _tell(pk, case_id, now)
    except Exception as error:  # one case that can't be told must not hold up those behind it
        log.error("follow-up %d could not be told to its case (%s)", pk, type(error).__name__)
        return False


@transaction.atomic
def _tell(pk: int, case_id: int, now: datetime) -> bool:
    # The case first, as everywhere.
    Case.objects.filter(pk=case_id).update(status=F("status"))
    # Whoever else tells at this moment finds it told; a resolved doubt is told by who resolves it.
    if not FollowUp.objects.untold().filter(pk=pk).order_by().update(told_at=now):
        return False
    followup = FollowUp.objects.select_related("case").get(pk=pk)
    data = {"followup": pk, "channel": followup.channel}
    # What was delivered or came back by now was sent all the same: those have events of their own.
    kind = _EVENTS.get(FollowUp.State(followup.state), Event.Kind.SENT)
    record(case=followup.case, kind=kind, at=followup.sent_at or now, data=data)
    if kind == Event.Kind.SENT:
        stop_the_clock(followup, now)
    if kind == Event.Kind.FAILED:
        ask_to_call(followup, now)
    return True


def stop_the_clock(followup: FollowUp, now: datetime) -> None:
    """A person's answer left: whether that is enough, the clock knows. With it begins the wait for theirs."""
    if followup.kind in ANSWERS:
        set_clock(followup.case_id)
        arrange(case=followup.case, came=[Moment.ANSWERED], now=now)


def ask_to_call(followup: FollowUp, now: datetime) -> None:
    """A mail that does not reach the family is a person's to say in another way."""
    stop_the_clock(followup, now)  # or have it run again: what came back is no answer
    newest = {"followup": followup.pk}
    CaseTask.objects.ask(case=followup.case, kind=CaseTask.Kind.REACH, newest=newest, now=now, due_at=None)
