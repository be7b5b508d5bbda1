"""What a mail server's or provider's answer means for a message, and how long to wait after it."""

from __future__ import annotations

import random
import smtplib
from dataclasses import dataclass
from datetime import timedelta

from anymail.exceptions import AnymailAPIError, AnymailError
from django.core.exceptions import ImproperlyConfigured
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from consult.models import FollowUp
from consult.models.followup_states import FollowUpState


@dataclass(frozen=True)
class Patience:
    """How often a message is tried, and the seconds between: doubling from `first` to at most `most`."""

    first: int
    most: int
    attempts: int


# Nobody answers: not the message's fault, and soon over. Tried for about a day.
UNREACHABLE = Patience(first=30, most=300, attempts=300)
# "Too many at once", from the server itself.
BUSY = Patience(first=120, most=3600, attempts=12)
# "Not this mailbox, not now": servers that greet strangers so want to see them again after some minutes.
MAILBOX = Patience(first=300, most=4 * 3600, attempts=12)
# Keys or a sender that an operator has to put right.
OPERATOR = Patience(first=300, most=3600, attempts=48)
# A mail that can't be made, or one that kills its worker.
OURS = Patience(first=30, most=3600, attempts=8)


@dataclass(frozen=True)
class Outcome:
    """What a hand-over came to. `error` is a class of answers, never a text: that can quote the address."""

    state: FollowUpState
    error: str = ""
    patience: Patience = OURS
    provider_id: str = ""


def before_handing(error: Exception) -> Outcome:
    """Whatever failed before the mail was handed over is surely "not sent" and may be tried again."""
    return Outcome(FollowUp.State.PLANNED, error_class(error), _patience_before(error))


def _patience_before(error: Exception) -> Patience:
    if isinstance(error, (smtplib.SMTPAuthenticationError, ImproperlyConfigured)):
        return OPERATOR
    if isinstance(error, smtplib.SMTPResponseException):
        return BUSY if 400 <= code_of(error) < 500 else OPERATOR
    return UNREACHABLE if isinstance(error, OSError) else OURS


def while_handing(error: Exception) -> Outcome:
    """The state that is true after the server heard of the mail."""
    state = FollowUp.State
    if isinstance(error, smtplib.SMTPServerDisconnected):
        # It may have hung up before or after it took the mail.
        return Outcome(state.UNSURE, error_class(error))
    if isinstance(error, (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException)):
        return _of_refusal(error)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return Outcome(state.FAILED, error_class(error))
    if isinstance(error, AnymailError):
        return _of_api_error(error)
    # A provider's client may raise anything; the mail may be out.
    return Outcome(state.UNSURE, error_class(error))


def _of_refusal(error: smtplib.SMTPException) -> Outcome:
    """4xx asks to come back later; 5xx will stay so."""
    code = code_of(error)
    if not 400 <= code < 500:
        return Outcome(FollowUp.State.FAILED, error_class(error))
    return Outcome(FollowUp.State.PLANNED, error_class(error), BUSY if code == 421 else MAILBOX)


def _of_api_error(error: AnymailError) -> Outcome:
    """What a provider never heard of or refused is known; after any other answer the mail may be out."""
    state, name, code = FollowUp.State, error_class(error), code_of(error)
    if not isinstance(error, AnymailAPIError):
        return Outcome(state.FAILED, name)  # recipients refused, or nothing that could be put to the provider
    if _never_connected(error):
        return Outcome(state.PLANNED, name, UNREACHABLE)
    if code == 429:
        return Outcome(state.PLANNED, name, BUSY)
    if code in (401, 403):
        return Outcome(state.PLANNED, name, OPERATOR)
    return Outcome(state.FAILED if 400 <= code < 500 else state.UNSURE, name)


def _never_connected(error: AnymailAPIError) -> bool:
    # requests calls this and a line cut after the mail by one name; what it wraps tells them apart.
    wrapped = getattr(error.__cause__, "args", None) or (None,)
    reason = getattr(wrapped[0], "reason", None)
    return isinstance(reason, (NewConnectionError, ConnectTimeoutError))


def code_of(error: BaseException) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _text in error.recipients.values()), default=0)
    return int(getattr(error, "smtp_code", 0) or getattr(error, "status_code", 0) or 0)


def error_class(error: BaseException) -> str:
    """Enough to act on, without a server's text: that can quote the address."""
    code = code_of(error)
    return str(code) if code > 0 else type(error).__name__[:60]


def wait(patience: Patience, attempts: int) -> timedelta:
    """Until the next attempt, spread by a quarter so that retries don't come in step."""
    # Beyond 2^30 nothing changes, and the power of 300 attempts would be a number of a hundred digits.
    seconds = min(patience.first * 2 ** min(attempts - 1, 30), patience.most)
    return timedelta(seconds=seconds * random.uniform(0.75, 1.25))  # noqa: S311 (no secret)
