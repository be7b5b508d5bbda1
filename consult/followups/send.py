"""Handing one claimed follow-up over, in two phases.

claimed → (commit `handing`) → the channel → sent. The commit just before the hand-over is what tells, after a
crash, whether the family may have got it. Nothing runs after the channel took it but the one write that says
so: what follows from it is another task's (tell.py). How a channel hands over: channels/.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from consult.events import record
from consult.followups import answers
from consult.followups.answers import Outcome
from consult.followups.channels import Connection, Line, channel_of
from consult.followups.recheck import hold, may_leave
from consult.models import Case, Event, FollowUp
from consult.models.followup_states import FollowUpState
from intake import blind


def send(followup: FollowUp, connection: Connection | None = None) -> bool:
    """Sends a follow-up that the caller claimed, by its round's connection, if any; True when it left.

    Whatever happens ends in a state of the row; an exception leaves the lease to run out.
    """
    if connection is None:
        with Connection() as connection:
            return send(followup, connection)
    if not may_leave(followup):
        return False
    channel = channel_of(followup)
    try:
        line = channel.prepare(followup, connection)
    except Exception as error:  # one message that can't be made must not hold up those behind it
        _settle(followup, FollowUp.State.CLAIMED, answers.before_handing(error))
        return False
    try:
        with transaction.atomic() if channel.is_ours else nullcontext():
            if not _begin_handing(followup):
                return False
            outcome = _hand_over(line)
            return _settle(followup, FollowUp.State.HANDING, outcome) and outcome.state == FollowUp.State.SENT
    finally:
        line.hang_up()


def _hand_over(line: Line) -> Outcome:
    try:
        return line.hand_over()
    except Exception as error:  # a provider's client may raise anything
        return answers.while_handing(error)


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
    stopped = Q(asked_for=False, case__followups_stopped_at__isnull=False)
    stopped &= ~Q(channel__in=FollowUp.ON_THE_PAGE)
    outdated = mine.filter(_outdated(followup))
    with transaction.atomic():
        # In turn with consult.contact: it closes the link in this mail, or the mail is composed anew.
        hold(followup)
        if not may_leave(followup):
            return False
        unwanted = Q(pk__in=mine.filter(withdrawn | stopped))
        if followup.explanation_id or followup.step_id:
            unwanted |= Q(pk__in=mine.no_longer_fitting(today))
        if mine.exclude(unwanted | Q(pk__in=outdated)).update(state=FollowUp.State.HANDING):
            return True
        if mine.filter(pk__in=outdated).update(state=FollowUp.State.DUE, lease_token=None, lease_until=None):
            return False
        if mine.update(state=FollowUp.State.CANCELLED, lease_token=None, lease_until=None):
            data = {"followup": followup.pk}
            record(case=followup.case, kind=Event.Kind.CANCELLED, at=timezone.now(), data=data)
        return False


def _outdated(followup: FollowUp) -> Q:
    """Composed for an address, or for a channel, that was put right meanwhile."""
    other_channel, goes_to = ~Q(channel=followup.channel), channel_of(followup).goes_to
    if not goes_to:
        return other_channel
    row, _, field = goes_to.partition("__")
    address = blind.indexes(field, getattr(getattr(followup.case, row, None), field, "")) or [""]
    return other_channel | ~Q(**{f"case__{goes_to}_index__in": address})


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
