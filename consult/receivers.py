"""Where the desk hears of the family's side: inside the transaction of the submission."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from consult import services
from consult.followups.plan import wake_code_mail
from intake.models import Decision, Inquiry
from intake.signals import catalogue_published, code_mail_asked, inquiry_submitted
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
