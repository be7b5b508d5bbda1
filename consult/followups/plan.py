"""Writing an outbox row, in the transaction of what causes it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from consult.events import record
from consult.hints import hint
from consult.models import Case, CaseTask, Event, FollowUp, LineLink, PlanStep
from consult.models.followup_states import WAITING
from intake.models import Explanation, Inquiry

# A counselor may send these by their own thought too; everything else answers something at once.
_FROM_A_COUNSELOR = (FollowUp.Kind.EXPLANATION, FollowUp.Kind.MESSAGE)


def plan(
    *,
    case: Case,
    kind: str,
    occurrence: str,
    now: datetime,
    explanation: Explanation | None = None,
    words: str = "",
    text: str = "",
    words_below: str = "",
    written_by: User | None = None,
    due_at: datetime | None = None,
    step: PlanStep | None = None,
) -> FollowUp:
    """Writes the outbox row in the caller's transaction, and wakes the worker once that is committed.

    It leaves at `due_at`, or at once. Where the family stopped the follow-ups, what it did not ask for stands
    on its page alone.
    """
    asked_for = step is None and (kind not in _FROM_A_COUNSELOR or family_awaits_an_answer(case))
    leaves_at = due_at or now
    followup, created = FollowUp.objects.get_or_create(
        case=case,
        kind=kind,
        occurrence=occurrence,
        defaults={
            "channel": _channel(case, kind, asked_for),
            "language": case.inquiry.language,
            "explanation": explanation,
            "step": step,
            "words": words,
            "text": text,
            "words_below": words_below,
            "written_by": written_by,
            "asked_for": asked_for,
            "state": FollowUp.State.PLANNED if leaves_at > now else FollowUp.State.DUE,
            "planned_at": now,
            "due_at": leaves_at,
        },
    )
    if created:
        record(case=case, kind=Event.Kind.PLANNED, at=now, actor=written_by, data={"followup": followup.pk})
        transaction.on_commit(wake_mail_worker)
    return followup


def acknowledge(*, case: Case, now: datetime) -> FollowUp:
    """As `plan`, of the first message of a case that was made in this very transaction: nobody can have
    planned it before, or stopped the follow-ups since. Its event is written by the caller, with others."""
    inquiry = case.inquiry
    followup = FollowUp.objects.create(
        case=case,
        kind=FollowUp.Kind.ACKNOWLEDGEMENT,
        occurrence="1",
        channel=way_to(inquiry, FollowUp.Kind.ACKNOWLEDGEMENT),
        language=inquiry.language,
        asked_for=True,
        state=FollowUp.State.DUE,
        planned_at=now,
        due_at=now,
    )
    transaction.on_commit(wake_mail_worker)
    return followup


def _channel(case: Case, kind: str, asked_for: bool) -> FollowUp.Channel:
    # Read anew: the family may have stopped the follow-ups since the caller read the case.
    now = Case.objects.only("followups_stopped_at", "consent_withdrawn_at").get(pk=case.pk)
    wanted = asked_for or now.followups_stopped_at is None
    agreed = kind == FollowUp.Kind.LINK or now.consent_withdrawn_at is None
    return way_to(case.inquiry, kind) if wanted and agreed else FollowUp.Channel.PAGE


def way_to(inquiry: Inquiry, kind: str) -> FollowUp.Channel:
    """How a family that stopped nothing is reached."""
    channel, wanted = FollowUp.Channel, inquiry.preferred_channel
    # Who asks for a link by mail wants this one mail, whatever was ticked in the inquiry.
    if kind == FollowUp.Kind.LINK and inquiry.email:
        return channel.EMAIL
    if _by_line(inquiry):
        return channel.LINE
    if wanted == "sms" and inquiry.phone and settings.TWILIO_ACCOUNT_SID:
        return channel.SMS
    if wanted != "page" and inquiry.email:
        return channel.EMAIL
    return channel.CALL if wanted == "phone" and inquiry.phone else channel.PAGE


def _by_line(inquiry: Inquiry) -> bool:
    """It connected its account itself, after whatever it chose in the inquiry."""
    connected = LineLink.objects.filter(case__inquiry=inquiry).exclude(linked_at=None)
    return bool(settings.LINE_CHANNEL_ACCESS_TOKEN) and connected.exists()


def cancel(followups: QuerySet[FollowUp], *, case: Case, now: datetime) -> None:
    """Cancels those that nobody has begun with, in the caller's transaction; each is an event of its case."""
    waiting = followups.filter(state__in=WAITING)
    for pk in list(waiting.values_list("pk", flat=True)):
        # One that a worker claimed meanwhile is looked at once more when it is handed over.
        if FollowUp.objects.filter(pk=pk, state__in=WAITING).update(state=FollowUp.State.CANCELLED):
            record(case=case, kind=Event.Kind.CANCELLED, at=now, data={"followup": pk})


def follow_the_contact(*, case: Case, inquiry: Inquiry) -> None:
    """How the family is reached was put right: what was to be sent and has not left yet goes that way."""
    not_yet = case.followups.filter(state__in=[*WAITING, FollowUp.State.CLAIMED])
    to_be_sent = not_yet.exclude(channel__in=FollowUp.ON_THE_PAGE)
    links = Q(kind=FollowUp.Kind.LINK)
    to_be_sent.filter(links).update(channel=way_to(inquiry, FollowUp.Kind.LINK))
    to_be_sent.exclude(links).update(channel=way_to(inquiry, FollowUp.Kind.MESSAGE))


def family_awaits_an_answer(case: Case) -> bool:
    """To its inquiry, or to what it wrote or asked since."""
    asked = [CaseTask.Kind.WROTE, CaseTask.Kind.LOOK_AGAIN]
    waiting = CaseTask.objects.open().filter(case=OuterRef("pk"), kind__in=asked)
    return Case.objects.filter(Q(answered_at=None) | Exists(waiting), pk=case.pk).exists()


def wake_mail_worker() -> None:
    from consult.tasks import sweep_followups

    hint(sweep_followups)


def wake_telling() -> None:
    """As `wake_mail_worker`, for what follows from mails that left."""
    from consult.tasks import tell_cases

    hint(tell_cases)


def wake_code_mail() -> None:
    """As `wake_mail_worker`, for the mail that a draft's family asked for."""
    from consult.tasks import mail_draft_codes

    hint(mail_draft_codes)
