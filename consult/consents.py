"""What a family agreed to: taken back, or agreed to later for a purpose of its own (docs/adr/0028)."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, QuerySet

from consult import calls, notices, services
from consult.events import record
from consult.followups.plan import cancel
from consult.models import Case, CaseTask, Event, Notice
from consult.refusals import NotPossible
from intake.models import Consent, ConsentText
from intake.models.consents import ConsentKind


class NotAgreed(NotPossible):
    """The family has not agreed that a hospital gets this, or has taken it back."""


def withdraw(*, case: Case, now: datetime) -> None:
    """The family takes back every consent: from this commit on nobody reads the case, and nothing leaves.

    What is kept waits for its erasure. Raises NotPossible where it was withdrawn or erased already.
    """
    with transaction.atomic():
        # In turn with whatever else writes on the case.
        Case.objects.select_for_update().get(pk=case.pk)
        if Case.objects.open().filter(pk=case.pk).exists():
            services.close(case=case, outcome=Case.Outcome.WITHDRAWN, author=None, now=now)
        agreed = Case.objects.agreed().filter(pk=case.pk, erasure=None)
        if not agreed.update(consent_withdrawn_at=now):
            raise NotPossible
        Consent.objects.in_force().filter(inquiry=case.inquiry_id).update(withdrawn_at=now)
        calls.release(case=case, now=now)
        cancel(case.followups.all(), case=case, now=now)
        # Nobody may do them any more; the events keep that they were there.
        case.tasks.open().exclude(kind=CaseTask.Kind.ERASURE).delete()
        case.letters.all().delete()
        record(case=case, kind=Event.Kind.CONSENT_WITHDRAWN, at=now)
        to = [case.assignee.user] if case.assignee else notices.leads()
        notices.tell(case=case, kind=Notice.Kind.WITHDRAWN, about=case.pk, to=to, now=now)


# -- A hospital ----------------------------------------------------------------------------------------


def for_a_hospital(case: Case) -> Consent | None:
    """The consent by which this case may be given to the one hospital that it names."""
    return given_for_a_hospital(case).select_related("text").first()


def given_for_a_hospital(case: Case) -> QuerySet[Consent]:
    return Consent.objects.in_force().filter(inquiry=case.inquiry_id, kind=ConsentKind.HOSPITAL)


def agree_to_share(*, case: Case, recipient: str, text: ConsentText, now: datetime) -> None:
    """Raises NotPossible where the family agreed already, or withdrew all that it agreed to."""
    with transaction.atomic():
        # Two tabs in turn.
        going_on = Case.objects.agreed().filter(pk=case.pk, erasure=None)
        if not going_on.update(status=F("status")) or for_a_hospital(case) is not None:
            raise NotPossible
        consent = Consent.objects.create(
            inquiry_id=case.inquiry_id,
            kind=ConsentKind.HOSPITAL,
            text=text,
            given_at=now,
            recipient=recipient,
        )
        record(case=case, kind=Event.Kind.SHARING_AGREED, at=now, data={"consent": consent.pk})


def end_sharing(*, case: Case, now: datetime) -> None:
    """From this commit on no summary is made. Raises NotPossible where nothing was agreed to."""
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status=F("status"))
        if not given_for_a_hospital(case).update(withdrawn_at=now):
            raise NotPossible
        record(case=case, kind=Event.Kind.SHARING_ENDED, at=now)


def share(*, case: Case, consent: Consent, author: User, now: datetime) -> None:
    """Just before a summary leaves: recorded, or refused by NotAgreed where `consent` is not in force."""
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status=F("status"))
        if for_a_hospital(case) != consent:
            raise NotAgreed
        record(case=case, kind=Event.Kind.SHARED, at=now, actor=author, data={"consent": consent.pk})
