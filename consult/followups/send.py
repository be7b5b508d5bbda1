"""Handing one claimed follow-up over, in two phases.

claimed → (commit `handing`) → mail server → sent. The commit just before the hand-over is what tells, after a
crash, whether the family may have got it. Nothing runs after the server took the mail but the one write that
says so: what follows from it is another task's (tell.py).
"""

from __future__ import annotations

import smtplib
from contextlib import suppress
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from consult.emails import compose
from consult.events import record
from consult.followups import answers
from consult.followups.answers import Outcome
from consult.followups.recheck import may_leave
from consult.followups.repeated import name_once
from consult.models import Case, Event, FollowUp
from consult.models.followup_states import FollowUpState
from intake import blind


def send(followup: FollowUp) -> bool:
    """Sends a follow-up that the caller claimed; True when it left.

    Whatever happens ends in a state of the row; an exception leaves the lease to run out.
    """
    if not may_leave(followup):
        return False
    if followup.channel == FollowUp.Channel.PAGE:
        return _publish(followup)
    message, connection, refused = _prepare(followup)
    if refused:
        _settle(followup, FollowUp.State.CLAIMED, refused)
        return False
    try:
        if not _begin_handing(followup):
            return False
        outcome = _hand_over(connection, message)
        return _settle(followup, FollowUp.State.HANDING, outcome) and outcome.state == FollowUp.State.SENT
    finally:
        _hang_up(connection)


def _publish(followup: FollowUp) -> bool:
    """For families who want no mail: it stands on their page from now on."""
    with transaction.atomic():
        return _begin_handing(followup) and _settle(
            followup, FollowUp.State.HANDING, Outcome(FollowUp.State.SENT)
        )


def _prepare(followup: FollowUp) -> tuple[Any, Any, Outcome | None]:
    """The mail and an open connection: whatever fails here is surely "not sent" and may be tried again."""
    connection = None
    try:
        message = compose(followup)
        # What no mail can hold shows here, not half-way through handing over.
        message.message()
        validate_email(followup.case.inquiry.email)
        connection = get_connection()
        connection.open()
        session = getattr(connection, "connection", None)
        if isinstance(session, smtplib.SMTP):
            # smtplib would say hello only with the mail, when a server that hangs up there makes it unsure.
            session.ehlo_or_helo_if_needed()
        name_once(message, connection, str(followup.message_id))
    except Exception as error:  # one mail that can't be made must not hold up those behind it
        return None, connection, answers.before_handing(error)
    return message, connection, None


def _hand_over(connection: Any, message: EmailMultiAlternatives) -> Outcome:
    try:
        connection.send_messages([message])
    except Exception as error:  # a provider's client may raise anything
        return answers.while_handing(error)
    return Outcome(FollowUp.State.SENT, provider_id=_provider_id(message))


def _provider_id(message: EmailMultiAlternatives) -> str:
    """The provider's own name for the mail; none with plain SMTP."""
    given = getattr(getattr(message, "anymail_status", None), "message_id", None)
    return given[:200] if isinstance(given, str) else ""


def _hang_up(connection: Any) -> None:
    # The outcome is settled; a server that is rude at QUIT changes nothing.
    with suppress(OSError, smtplib.SMTPException):
        connection.close()


def _begin_handing(followup: FollowUp) -> bool:
    """The first phase. False when the lease has gone to somebody else, the family stopped or is reached in
    another way meanwhile, or what would leave does not fit its case any more."""
    today = timezone.localdate()
    mine = FollowUp.objects.filter(
        pk=followup.pk,
        state=FollowUp.State.CLAIMED,
        lease_token=followup.lease_token,
        lease_until__gt=timezone.now(),
    )
    # After it stopped the inquiry or the follow-ups, a family gets what it asked for since, and nothing else.
    withdrawn = Q(case__outcome=Case.Outcome.WITHDRAWN, planned_at__lte=F("case__closed_at"))
    # What was planned before the consent was withdrawn; what comes after tells of an erasure, or is a link.
    withdrawn |= Q(planned_at__lte=F("case__consent_withdrawn_at"))
    stopped = Q(channel=FollowUp.Channel.EMAIL, asked_for=False, case__followups_stopped_at__isnull=False)
    # Composed for an address, or for a channel, that was put right meanwhile.
    address = blind.indexes("email", followup.case.inquiry.email) or [""]
    outdated = ~Q(channel=followup.channel) | ~Q(case__inquiry__email_index__in=address)
    with transaction.atomic():
        # In turn with consult.contact: it closes the link in this mail, or the mail is composed anew.
        Case.objects.select_for_update().get(pk=followup.case_id)
        if not may_leave(followup):
            return False
        if mine.filter(outdated).update(state=FollowUp.State.DUE, lease_token=None, lease_until=None):
            return False
        unwanted = Q(pk__in=mine.filter(withdrawn | stopped)) | Q(pk__in=mine.no_longer_fitting(today))
        if mine.exclude(unwanted).update(state=FollowUp.State.HANDING):
            return True
        if mine.update(state=FollowUp.State.CANCELLED, lease_token=None, lease_until=None):
            data = {"followup": followup.pk}
            record(case=followup.case, kind=Event.Kind.CANCELLED, at=timezone.now(), data=data)
        return False


def _settle(followup: FollowUp, state: FollowUpState, outcome: Outcome) -> bool:
    """The last write; False when the token is stale and somebody else settled it."""
    now = timezone.now()
    if outcome.state == FollowUp.State.PLANNED and followup.attempts >= outcome.patience.attempts:
        outcome = Outcome(FollowUp.State.FAILED, outcome.error)
    fields: dict[str, Any] = {
        "state": outcome.state,
        "lease_token": None,
        "lease_until": None,
        "last_error": outcome.error,
    }
    if outcome.state == FollowUp.State.SENT:
        fields |= {"sent_at": now, "provider_id": outcome.provider_id}
    if outcome.state == FollowUp.State.PLANNED:
        fields["due_at"] = now + answers.wait(outcome.patience, followup.attempts)
    mine = FollowUp.objects.filter(pk=followup.pk, state=state, lease_token=followup.lease_token)
    return bool(mine.update(**fields))
