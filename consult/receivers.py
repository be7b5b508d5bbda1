"""Where the desk hears of the family's side: inside the transaction of the submission."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from anymail.signals import inbound, tracking
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.dispatch import receiver
from django.utils import timezone

from consult import services
from consult.events import record_opened
from consult.followups import resolve
from consult.followups.plan import wake_code_mail
from consult.inbound.reading import as_it_came
from consult.inbound.taking import take_in
from consult.models import Case, Erasure, Event, EventHead
from intake.models import Consent, Decision, Inquiry
from intake.signals import catalogue_published, code_mail_asked, history_opened, inquiry_submitted
from intake.triage.catalogue import Catalogue


@receiver(inquiry_submitted)
def open_a_case(*, inquiry: Inquiry, decision: Decision, now: datetime, **kwargs: Any) -> None:
    services.open_case(inquiry=inquiry, decision=decision, now=now)


@receiver(catalogue_published)
def list_cases_that_would_change(
    *, before: Catalogue, after: Catalogue, now: datetime, **kwargs: Any
) -> None:
    services.list_cases_that_would_change(before=before, after=after, now=now)


@receiver(code_mail_asked)
def mail_a_code(**kwargs: Any) -> None:
    transaction.on_commit(wake_code_mail)


# What shows that a consent was given, and what was done, stays open where it was withdrawn.
_STAYS_OPEN = (Event, EventHead, Erasure, Consent)


@receiver(history_opened)
def note_who_reads(*, row: models.Model, reader: User, **kwargs: Any) -> None:
    case = _case_of(row)
    if case is None:
        return
    if case.consent_withdrawn_at and not isinstance(row, _STAYS_OPEN):
        # Superusers too: what is kept waits for its erasure.
        raise PermissionDenied
    record_opened(case=case, reader=reader, what=row._meta.label_lower, at=timezone.now())


def _case_of(row: Any) -> Case | None:
    """The case that a row of the history leads to; none where it is of no case (a heartbeat, a replay)."""
    if isinstance(row, Case):
        return row
    if hasattr(row, "attachment"):
        return _case_of(row.attachment)
    inquiry = row if isinstance(row, Inquiry) else getattr(row, "inquiry", None)
    if inquiry is not None:
        return Case.objects.select_related("assignee").filter(inquiry=inquiry).first()
    case = getattr(row, "case", None)
    return case if isinstance(case, Case) else None


@receiver(tracking)
def hear_from_the_provider(event: Any, **kwargs: Any) -> None:
    """A report on a mail, its signature checked by consult/views/mail_reports.py."""
    resolve.hear(
        report=event.event_type,
        metadata=event.metadata or {},
        provider_id=event.message_id or "",
        now=timezone.now(),
    )


@receiver(inbound)
def take_in_a_mail(event: Any, **kwargs: Any) -> None:
    """An answer by mail, its signature checked by consult/views/mail_reports.py. What this raises makes the
    provider try again."""
    mail = event.message
    envelope_to = [mail.envelope_recipient] if mail.envelope_recipient else []
    take_in(as_it_came(mail), envelope_to=envelope_to, envelope_from=mail.envelope_sender, now=timezone.now())
