"""What became of a mail after it left our hands: told by the provider, or decided by a person."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from consult.events import record
from consult.followups.plan import wake_mail_worker
from consult.followups.tell import ask_to_call, stop_the_clock
from consult.models import Case, Event, FollowUp
from consult.models.followup_states import FollowUpState
from consult.refusals import NotPossible
from consult.services import write_note
from consult.wishes import stop_followups

_S = FollowUpState
# What a provider reports, by its name in django-anymail: the state, and from which ones it leads forward.
# A report that comes late, twice or out of order finds no row in such a state and changes nothing.
_REPORTS = {
    "delivered": (_S.DELIVERED, (_S.HANDING, _S.SENT, _S.UNSURE), Event.Kind.DELIVERED),
    "bounced": (_S.BOUNCED, (_S.HANDING, _S.SENT, _S.DELIVERED, _S.UNSURE), Event.Kind.BOUNCED),
    "rejected": (_S.BOUNCED, (_S.HANDING, _S.SENT, _S.DELIVERED, _S.UNSURE), Event.Kind.BOUNCED),
}


def hear(*, report: str, metadata: Mapping[str, Any], provider_id: str, now: datetime) -> bool:
    """Takes a provider's report on a mail; False when it is of no mail of ours or says nothing new."""
    followup = _reported(metadata, provider_id)
    if followup is None:
        return False
    if report == "complained":
        return _stop(followup, now)
    if report not in _REPORTS:
        return False
    state, before, event = _REPORTS[report]
    # The worker that is just noting the hand-over has nothing to note any more.
    fields: dict[str, Any] = {"lease_token": None, "lease_until": None}
    if provider_id:
        fields["provider_id"] = provider_id[:200]
    with transaction.atomic():
        _lock(followup)
        # The worker may have noted when it was sent since the row was read.
        if not _move(followup, before, state, sent_at=Coalesce("sent_at", Value(now)), **fields):
            return False
        record(case=followup.case, kind=event, at=now, data={"followup": followup.pk})
        if state == _S.BOUNCED:
            ask_to_call(followup, now)
        else:
            stop_the_clock(followup, now)
    return True


def _reported(metadata: Mapping[str, Any], provider_id: str) -> FollowUp | None:
    """By our own key where the provider carries it, else by the provider's: never by an address."""
    followups = FollowUp.objects.select_related("case")
    try:
        return followups.get(message_id=uuid.UUID(str(metadata.get("followup", ""))))
    except (ValueError, FollowUp.DoesNotExist):
        return followups.filter(provider_id=provider_id).first() if provider_id else None


def _stop(followup: FollowUp, now: datetime) -> bool:
    """The family told its mail program that it does not want this: as if it had stopped the mails itself."""
    try:
        stop_followups(case=followup.case, now=now)
    except NotPossible:  # stopped already
        return False
    return True


WAYS = {
    "sent": (_("It arrived: count it as sent"), (_S.UNSURE,), _S.SENT),
    "resend": (_("Send it once more"), (_S.UNSURE, _S.FAILED), _S.DUE),
    "failed": (_("It did not arrive, and is told in another way"), (_S.UNSURE,), _S.FAILED),
}


def resolve(*, followup: FollowUp, way: str, reason: str, author: User, now: datetime) -> None:
    """A person decides about a mail of which nobody knows whether it arrived, or that was given up.

    The reason becomes a note on the case. Raises NotPossible when it was found out or decided meanwhile.
    """
    _label, before, state = WAYS[way]
    again = {"due_at": now, "attempts": 0, "told_at": None}
    with transaction.atomic():
        _lock(followup)
        if not _move(followup, before, state, **(again if state == _S.DUE else {"sent_at": now})):
            raise NotPossible
        data = {"followup": followup.pk, "resolved": way}
        record(case=followup.case, kind=Event.Kind.RESOLVED, at=now, actor=author, data=data)
        write_note(case=followup.case, author=author, body=reason, now=now)
        if state == _S.SENT:
            stop_the_clock(followup, now)
        if state == _S.FAILED:
            ask_to_call(followup, now)
        if state == _S.DUE:
            transaction.on_commit(wake_mail_worker)


def _lock(followup: FollowUp) -> None:
    """The case first, as everywhere."""
    Case.objects.filter(pk=followup.case_id).update(status=F("status"))


def _move(followup: FollowUp, before: tuple[FollowUpState, ...], state: FollowUpState, **fields: Any) -> bool:
    return bool(FollowUp.objects.filter(pk=followup.pk, state__in=before).update(state=state, **fields))
