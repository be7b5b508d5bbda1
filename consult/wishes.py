"""What a family may ask of us beside an answer: no more mail, erasure, a new link."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from consult import notices
from consult.calendar import in_business_days
from consult.events import record
from consult.followups.plan import cancel, plan
from consult.followups.steps import arrange
from consult.models import Case, CaseTask, Event, FollowUp, Notice
from consult.refusals import NotPossible
from intake import blind


def stop_followups(*, case: Case, now: datetime) -> None:
    """From now on no mail but what the family asks for. The inquiry goes on, and its page shows everything.

    What was planned and not asked for is cancelled. Raises NotPossible when they are stopped already.
    """
    with transaction.atomic():
        going_on = Case.objects.filter(pk=case.pk, followups_stopped_at=None)
        if not going_on.update(followups_stopped_at=now):
            raise NotPossible
        record(case=case, kind=Event.Kind.STOPPED, at=now)
        not_asked_for = case.followups.filter(asked_for=False).exclude(channel__in=FollowUp.ON_THE_PAGE)
        cancel(not_asked_for, case=case, now=now)
        arrange(case=case, now=now)


def resume_followups(*, case: Case, now: datetime) -> None:
    """Takes the stop back. What was cancelled stays so: it was of its time. Raises NotPossible when nothing
    is stopped."""
    with transaction.atomic():
        stopped = Case.objects.filter(pk=case.pk).exclude(followups_stopped_at=None)
        if not stopped.update(followups_stopped_at=None):
            raise NotPossible
        record(case=case, kind=Event.Kind.RESUMED, at=now)


def ask_for_erasure(*, case: Case, now: datetime) -> CaseTask:
    """A request that a person carries out: one as long as it is open."""
    with transaction.atomic():
        task, created = CaseTask.objects.get_or_create(
            case=case,
            kind=CaseTask.Kind.ERASURE,
            done_at=None,
            defaults={
                "asked_at": now,
                "due_at": in_business_days(now, settings.ERASURE_ANSWER_BUSINESS_DAYS),
            },
        )
        if created:
            record(case=case, kind=Event.Kind.ERASURE_ASKED, at=now, data={"task": task.pk})
            arrange(case=case, now=now)
            if not Case.objects.agreed().filter(pk=case.pk).exists():
                # It stands in nobody's list any more.
                kind = Notice.Kind.ERASURE
                notices.tell(case=case, kind=kind, about=task.pk, to=notices.leads(), now=now)
    return task


def ask_for_link(*, reference: str, email: str, now: datetime) -> bool:
    """Mails a new link if reference and address fit, and none was asked for in the last minutes.

    Whether it did must not show: what the visitor is told is the same each time.
    """
    fitting = Case.objects.filter(
        inquiry__reference=reference, inquiry__email_index__in=blind.indexes("email", email)
    )
    case = fitting.select_related("inquiry").first()
    if case is None:
        return False
    long_ago = now - timedelta(minutes=settings.LINK_AGAIN_MINUTES)
    with transaction.atomic():
        rested = Case.objects.filter(Q(link_asked_at=None) | Q(link_asked_at__lte=long_ago), pk=case.pk)
        if not rested.update(link_asked_at=now):
            return False
        record(case=case, kind=Event.Kind.LINK_ASKED, at=now)
        plan(case=case, kind=FollowUp.Kind.LINK, occurrence=str(uuid.uuid4()), now=now)
    return True
