"""Late first answers become known: to whoever has the case, and to the leads (models/escalations.py)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from consult import due, notices
from consult.calendar import current_calendar
from consult.events import record
from consult.models import Case, Escalation, EscalationLevel, Event, Notice

_AT_ONCE = 500


def escalate(*, now: datetime) -> int:
    """Raises what is late to its level, each case once for each; how many were raised in this round."""
    calendar = current_calendar()
    raised = 0
    for level in EscalationLevel.objects.order_by("-level"):
        due_before = due.business_hours_before(now, level.business_hours, calendar)
        late = Case.objects.unanswered().filter(due_at__lte=due_before, escalated__lt=level.level)
        for case in late.select_related("assignee__user").order_by("due_at")[:_AT_ONCE]:
            raised += _raise(case, level, now)
    return raised


@transaction.atomic
def _raise(case: Case, level: EscalationLevel, now: datetime) -> bool:
    unanswered = Case.objects.unanswered().filter(pk=case.pk, escalated__lt=level.level)
    if not unanswered.update(escalated=level.level):
        return False
    _row, created = Escalation.objects.get_or_create(case=case, level=level.level, defaults={"at": now})
    if not created:
        return False
    record(case=case, kind=Event.Kind.ESCALATED, at=now, data={"level": level.level})
    told = {case.assignee.user} if case.assignee else set()
    # What nobody has is the leads' at once.
    if level.to_leads or case.assignee is None:
        told |= set(notices.leads())
    notices.tell(case=case, kind=Notice.Kind.LATE, about=level.level, to=told, now=now)
    return True
