"""Handing one claimed follow-up over, in two phases.

claimed → (commit `handing`) → mail server → sent. The commit just before the hand-over is what tells, after a
crash, whether the family may have got it. Nothing runs after the server took the mail but the one write that
says so.
"""

from __future__ import annotations

import random
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from consult.emails import compose
from consult.events import record
from consult.models import Case, Event, FollowUp


@dataclass(frozen=True)
class Outcome:
    """What a hand-over came to. `error` is a class of answers, never a text."""

    state: FollowUp.State
    error: str = ""


def send(followup: FollowUp) -> bool:
    """Sends a follow-up that the caller claimed; True when it left.

    Whatever happens ends in a state of the row; an exception leaves the lease to run out.
    """
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
    except Exception as error:  # one mail that can't be made must not hold up those behind it
        return None, connection, Outcome(FollowUp.State.PLANNED, error_class(error))
    return message, connection, None


def _hand_over(connection: Any, message: EmailMultiAlternatives) -> Outcome:
    try:
        connection.send_messages([message])
    except smtplib.SMTPServerDisconnected as error:
        # It may have hung up before or after it took the mail.
        return Outcome(FollowUp.State.UNSURE, error_class(error))
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        return Outcome(_state_of_refusal(error), error_class(error))
    except smtplib.SMTPNotSupportedError as error:
        return Outcome(FollowUp.State.FAILED, error_class(error))
    except AnymailError as error:
        return Outcome(_state_of_api_error(error), error_class(error))
    except Exception as error:  # a provider's client may raise anything; the mail may be out
        return Outcome(FollowUp.State.UNSURE, error_class(error))
    return Outcome(FollowUp.State.SENT)


def _state_of_refusal(error: smtplib.SMTPException) -> FollowUp.State:
    """4xx asks to come back later; 5xx will stay so."""
    return FollowUp.State.PLANNED if 400 <= _code(error) < 500 else FollowUp.State.FAILED


def _state_of_api_error(error: AnymailError) -> FollowUp.State:
    """What a provider never heard of or refused is known; after any other answer the mail may be out."""
    if not isinstance(error, AnymailAPIError):
        return FollowUp.State.FAILED  # recipients refused, or nothing that could be put to the provider
    code = _code(error)
    if code in _TRY_AGAIN or _never_connected(error):
        return FollowUp.State.PLANNED
    return FollowUp.State.FAILED if 400 <= code < 500 else FollowUp.State.UNSURE


# Keys that an operator has to put right, and too many requests.
_TRY_AGAIN = (401, 403, 429)


def _never_connected(error: AnymailAPIError) -> bool:
    # requests calls this and a line cut after the mail by one name; what it wraps tells them apart.
    wrapped = getattr(error.__cause__, "args", None) or (None,)
    reason = getattr(wrapped[0], "reason", None)
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))


def _code(error: BaseException) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _text in error.recipients.values()), default=0)
    return int(getattr(error, "smtp_code", 0) or getattr(error, "status_code", 0) or 0)


def error_class(error: BaseException) -> str:
    """Enough to act on, without a server's text: that can quote the address."""
    code = _code(error)
    return str(code) if code > 0 else type(error).__name__[:60]


def _hang_up(connection: Any) -> None:
    # The outcome is settled; a server that is rude at QUIT changes nothing.
    with suppress(OSError, smtplib.SMTPException):
        connection.close()


def _begin_handing(followup: FollowUp) -> bool:
    """The first phase. False when the lease has gone to somebody else, or the family stopped or is
    reached in another way meanwhile."""
    mine = FollowUp.objects.filter(
        pk=followup.pk,
        state=FollowUp.State.CLAIMED,
        lease_token=followup.lease_token,
        lease_until__gt=timezone.now(),
    )
    # After it stopped the inquiry or the follow-ups, a family gets what it asked for since, and nothing else.
    withdrawn = Q(case__outcome=Case.Outcome.WITHDRAWN, planned_at__lte=F("case__closed_at"))
    stopped = Q(channel=FollowUp.Channel.EMAIL, asked_for=False, case__followups_stopped_at__isnull=False)
    # Composed for an address, or for a channel, that was put right meanwhile.
    outdated = ~Q(channel=followup.channel) | ~Q(case__inquiry__email=followup.case.inquiry.email)
    with transaction.atomic():
        # In turn with consult.contact: it closes the link in this mail, or the mail is composed anew.
        Case.objects.select_for_update().get(pk=followup.case_id)
        if mine.filter(outdated).update(state=FollowUp.State.PLANNED, lease_token=None, lease_until=None):
            return False
        if mine.exclude(pk__in=mine.filter(withdrawn | stopped)).update(state=FollowUp.State.HANDING):
            return True
        mine.update(state=FollowUp.State.CANCELLED, lease_token=None, lease_until=None)
        return False


def _settle(followup: FollowUp, state: FollowUp.State, outcome: Outcome) -> bool:
    """The last write, with its event; False when the token is stale and somebody else settled it."""
    now = timezone.now()
    if outcome.state == FollowUp.State.PLANNED and followup.attempts >= settings.FOLLOWUP_MAX_ATTEMPTS:
        outcome = Outcome(FollowUp.State.FAILED, outcome.error)
    fields: dict[str, Any] = {
        "state": outcome.state,
        "lease_token": None,
        "lease_until": None,
        "last_error": outcome.error,
    }
    if outcome.state == FollowUp.State.SENT:
        fields["sent_at"] = now
    if outcome.state == FollowUp.State.PLANNED:
        fields["due_at"] = now + backoff(followup.attempts)
    with transaction.atomic():
        mine = FollowUp.objects.filter(pk=followup.pk, state=state, lease_token=followup.lease_token)
        if not mine.update(**fields):
            return False
        _tell_the_case(followup, outcome, now)
    return True


# With these the family hears from a person.
_ANSWERS = (FollowUp.Kind.EXPLANATION, FollowUp.Kind.MESSAGE)
_EVENTS = {
    FollowUp.State.SENT: Event.Kind.SENT,
    FollowUp.State.FAILED: Event.Kind.FAILED,
    FollowUp.State.UNSURE: Event.Kind.UNSURE,
}


def _tell_the_case(followup: FollowUp, outcome: Outcome, now: datetime) -> None:
    if outcome.state not in _EVENTS:
        return
    data = {"followup": followup.pk, "channel": followup.channel}
    record(case=followup.case, kind=_EVENTS[outcome.state], at=now, data=data)
    if outcome.state == FollowUp.State.SENT and followup.kind in _ANSWERS:
        Case.objects.filter(pk=followup.case_id, answered_at=None).update(answered_at=now)


def backoff(attempts: int) -> timedelta:
    """Half a minute, doubling to at most an hour, spread by a quarter so that retries don't come in step."""
    seconds = min(30 * 2 ** (attempts - 1), 3600)
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 (no secret)
