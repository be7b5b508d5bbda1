"""The same done with many cases: each by the service that does it with one, in a transaction of its own."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from consult import services
from consult.access import cases_for, may_hand_over, may_take
from consult.models import Case, Counselor
from consult.refusals import FamilyWaits, NobodyFree, NoPlaceLeft, NotPossible, Taken

log = logging.getLogger(__name__)

# What one request does in a few seconds.
AT_ONCE = 200


@dataclass(frozen=True)
class Result:
    """What became of one case. `why_not` says why nothing was done; it is empty where it was done."""

    reference: str
    why_not: str = ""


def each(
    references: list[str], *, action: str, given: dict[str, Any], counselor: Counselor, now: datetime
) -> Iterator[Result]:
    """One result after another, as each is done. What is refused for one changes nothing for the others."""
    do = _ACTIONS[action]
    for reference in references:
        case = cases_for(counselor.user).filter(inquiry__reference=reference).first()
        if case is None:
            yield Result(reference, _("Not found among the cases that you can open."))
            continue
        try:
            do(case, given, counselor, now)
        except NotPossible as refusal:
            yield Result(reference, _why_not(refusal, case))
        except Exception as error:  # the others have to be done, and this one has to be told
            log.error("one of many cases could not be changed: %s", type(error).__name__)
            yield Result(reference, _("Something went wrong on our side. Please open it and look."))
        else:
            yield Result(reference)


def _assign(case: Case, given: dict[str, Any], counselor: Counselor, now: datetime) -> None:
    if case.assignee_id == given["to"].pk:
        raise _Already
    if case.assignee_id is None and given["to"] == counselor:
        if not may_take(counselor.user):
            raise _NotYours
        services.claim(case=case, counselor=counselor, now=now)
        return
    if not may_hand_over(counselor.user, case):
        raise _NotYours
    services.hand_over(
        case=case, seen=case.assignee_id, to=given["to"], words=given["told"], author=counselor.user, now=now
    )


def _snooze(case: Case, given: dict[str, Any], counselor: Counselor, now: datetime) -> None:
    services.snooze(case=case, until=given["until"], author=counselor.user, now=now)


def _close(case: Case, given: dict[str, Any], counselor: Counselor, now: datetime) -> None:
    services.close(case=case, outcome=given["outcome"], author=counselor.user, now=now)


_ACTIONS: dict[str, Callable[[Case, dict[str, Any], Counselor, datetime], None]] = {
    "assign": _assign,
    "snooze": _snooze,
    "close": _close,
}


class _Already(NotPossible):
    """Whoever is to have the case has it."""


class _NotYours(NotPossible):
    """Only whoever has a case, or a lead, gives it away."""


def _why_not(refusal: NotPossible, case: Case) -> str:
    if isinstance(refusal, FamilyWaits):
        return _("The family still waits for something.")
    if isinstance(refusal, NobodyFree | NoPlaceLeft):
        return _("No place left, or not for this track and language.")
    if isinstance(refusal, Taken):
        return _("Already taken by %(who)s.") % {"who": refusal.by}
    if isinstance(refusal, _Already):
        return _("Has it already.")
    if isinstance(refusal, _NotYours):
        return _("Only whoever has it, or a lead, can give it away.")
    if not Case.objects.open().filter(pk=case.pk).exists():
        return _("It is closed already.")
    return _("It was changed meanwhile.")
