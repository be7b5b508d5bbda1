"""Erasing what is held about a family, because it asked or because its time is over (docs/adr/0022).

What stays says nothing of it: that there was an inquiry of this reference, how it was sorted and worked, and
when it was erased. What is sealed in a backup is erased again when the backup comes back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from consult import services
from consult.events import record
from consult.followups.plan import plan
from consult.models import (
    Attachment,
    Case,
    CaseLink,
    CaseTask,
    Erasure,
    Event,
    FollowUp,
    InboundMail,
    LegalHold,
    LineLink,
    RetentionPeriod,
    SearchTerm,
)
from consult.refusals import NotPossible
from intake.dates import day_in_full
from intake.models import Draft, Inquiry, ReplayDifference
from intake.ruby import to_text
from intake.sealed import seal

# One run of the worker takes so many; the next one goes on.
_MOST_AT_ONCE = 200
# What says who an inquiry was about. What is left is counted: kind, condition, payment, provider's kind.
_ERASED_OF_AN_INQUIRY: dict[str, Any] = {
    "message": "", "condition_detail": "", "treatment_name": "", "provider_name": "", "plan_number": "",
    "contact_name": "", "email": "", "phone": "", "patient_age": None, "prefecture": "",
    "medication_response": "", "quoted_fee_yen": None, "decision_date": None, "questions": [],
    "best_time_to_call": "", "preferred_channel": "page", "draft": None,
}  # fmt: skip


class Held(Exception):
    """A legal hold keeps the case."""


class NotAList(ValueError):
    """What should be a list of erasures is something else. Says nothing of what stands there."""


def erase(*, case: Case, why: str, now: datetime, actor: User | None = None) -> None:
    """Erases the family of this case, once. Raises Held and, where it was erased already, NotPossible."""
    with transaction.atomic():
        # In turn with whatever else writes on the case.
        Case.objects.select_for_update().get(pk=case.pk)
        if LegalHold.objects.filter(case=case, ended_at=None).exists():
            raise Held
        if Erasure.objects.filter(case=case).exists():
            raise NotPossible
        if Case.objects.open().filter(pk=case.pk).exists():
            services.close(case=case, outcome=Case.Outcome.WITHDRAWN, author=actor, now=now)
        _erase_case(case)
        _erase_inquiry(Inquiry.objects.get(pk=case.inquiry_id))
        Erasure.objects.create(case=case, why=why, erased_at=now)
        record(case=case, kind=Event.Kind.ERASED, at=now, actor=actor, data={"why": why})


def _erase_case(case: Case) -> None:
    said = (case.inbound, case.messages, case.attachments, case.calls)
    written = (case.notes, case.reviews, case.tasks, case.letters)
    for rows in (*said, *written):
        rows.all().delete()
    CaseLink.objects.of(case.pk).delete()
    # With them go their sealed words, and what a worker may still hold: it finds no row to send.
    case.followups.all().delete()
    LineLink.objects.filter(case=case).delete()
    LegalHold.objects.filter(case=case).delete()
    Case.objects.filter(pk=case.pk).update(assigned_why={})


def _erase_inquiry(inquiry: Inquiry) -> None:
    draft = inquiry.draft_id
    Inquiry.objects.filter(pk=inquiry.pk).update(**seal(inquiry, **_ERASED_OF_AN_INQUIRY))
    Draft.objects.filter(pk=draft or 0).delete()
    for decision in inquiry.decisions.all():
        # A person's decision keeps that there was a reason.
        reason = "–" if decision.made_by_id else ""
        values = seal(decision, reasons=[], override_reason=reason)
        type(decision).objects.filter(pk=decision.pk).update(**values)
    inquiry.consents.all().delete()
    inquiry.status_links.all().delete()
    SearchTerm.objects.filter(inquiry=inquiry).delete()
    ReplayDifference.objects.filter(inquiry=inquiry).delete()


# -- By age ------------------------------------------------------------------------------------------


def erase_expired(*, now: datetime) -> int:
    """Tells families whose time ends soon, then erases those that were told and whose time is over; how many
    were erased. Called by beat."""
    periods = {period.kind: period for period in RetentionPeriod.objects.all()}
    if files := periods.get(RetentionPeriod.Kind.FILES):
        _delete_files(_closed_before(now - timedelta(days=files.days)), now=now)
    if mail := periods.get(RetentionPeriod.Kind.MAIL):
        # Never what still waits for a person, and what stands on a case goes with it.
        decided = [InboundMail.State.AUTOMATIC, InboundMail.State.DISMISSED]
        old = InboundMail.objects.filter(state__in=decided, received_at__lte=now - timedelta(days=mail.days))
        InboundMail.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:_MOST_AT_ONCE])).delete()
    period = periods.get(RetentionPeriod.Kind.CASE)
    if period is None:
        return 0
    kept, notice = timedelta(days=period.days), timedelta(days=period.warn_days)
    for case in _closed_before(now + notice - kept).exclude(_told_before(now))[:_MOST_AT_ONCE]:
        _warn(case, erased_at=now + notice, now=now)
    over = list(_closed_before(now - kept).filter(_told_before(now - notice))[:_MOST_AT_ONCE])
    for case in over:
        erase(case=case, why=Erasure.Why.AGE, now=now)
    return len(over)


def _told_before(moment: datetime) -> Exists:
    """Since it was closed: opened again and closed again, its time begins anew."""
    told = Event.objects.filter(case=OuterRef("pk"), kind=Event.Kind.WARNED, at__lte=moment)
    return Exists(told.filter(at__gte=OuterRef("closed_at")))


def _closed_before(moment: datetime) -> QuerySet[Case]:
    """Closed that long, held by nobody, and with nothing that the family waits for."""
    closed = Case.objects.filter(status=Case.Status.CLOSED, closed_at__lte=moment, erasure=None)
    closed = closed.exclude(pk__in=LegalHold.objects.filter(ended_at=None).values("case"))
    closed = closed.exclude(tasks__in=CaseTask.objects.family_waits())
    return closed.select_related("inquiry").order_by("closed_at", "pk")


def _warn(case: Case, *, erased_at: datetime, now: datetime) -> None:
    with transaction.atomic(), translation.override(case.inquiry.language):
        day = day_in_full(erased_at)
        words = _(
            "Your inquiry was closed some time ago. On %(day)s or soon after we erase what you told us. If "
            "you want a copy, please take it from your page before. If you still need us, please write to us."
        ) % {"day": day}
        words = to_text(words)
        occurrence = f"erased-{erased_at:%Y-%m-%d}"
        plan(case=case, kind=FollowUp.Kind.MESSAGE, occurrence=occurrence, words=words, now=now)
        record(case=case, kind=Event.Kind.WARNED, at=now)


def _delete_files(cases: QuerySet[Case], *, now: datetime) -> None:
    of_these = Attachment.objects.filter(case__in=cases.order_by().values("pk")).select_related("case")
    for attachment in of_these[:_MOST_AT_ONCE]:
        with transaction.atomic():
            Attachment.objects.filter(pk=attachment.pk).delete()
            data = {"file": attachment.pk, "why": "age"}
            record(case=attachment.case, kind=Event.Kind.FILE_REMOVED, at=now, data=data)


# -- After a backup came back --------------------------------------------------------------------------


def listed() -> Iterator[str]:
    """What was erased, one family a line as JSON: to be kept beside the backups, and newer than they are."""
    for one in Erasure.objects.select_related("case__inquiry").order_by("pk").iterator(chunk_size=1000):
        yield json.dumps({"reference": one.case.reference, "why": one.why})


def erase_again(lines: Iterable[str], *, now: datetime) -> int:
    """Erases what was erased after a backup was made; how many families that were. Raises NotAList."""
    erased = 0
    for reference, why in [_read(line) for line in lines if line.strip()]:
        case = Case.objects.filter(inquiry__reference=reference, erasure=None).first()
        if case is not None:
            LegalHold.objects.filter(case=case, ended_at=None).update(ended_at=now)
            erase(case=case, why=why, now=now)
            erased += 1
    return erased


def _read(line: str) -> tuple[str, str]:
    try:
        told = json.loads(line)
        return told["reference"], Erasure.Why(told["why"])
    except (ValueError, KeyError, TypeError):
        raise NotAList("the list of erasures is not as it was printed") from None
