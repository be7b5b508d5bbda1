"""The one way in for mail, from the provider's webhook and from a mailbox alike.

A mail is kept, or it raises: whoever handed it over then keeps it and tries again. What it says and what
follows from it stand in one transaction; its files, which take long, are a worker's (`take_files`).
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F

from consult import attachments, conversation
from consult.events import record
from consult.hints import hint
from consult.inbound import quotes, reading
from consult.inbound.address import followup_of
from consult.models import Case, Event, FollowUp, InboundMail, InboundRaw
from consult.refusals import NotPossible
from intake.ruby import typed
from intake.sealed import seal
from intake.uploads import NotTaken, Why

# A family does not write so often; a program that answers itself does.
MOST_A_DAY = 30
# A scanner that is away so long is not waited for: the family is asked to send the file again.
_WAITED_FOR = timedelta(days=1)
_NAMESPACE = uuid.UUID("5b6d3a52-0d1e-4d5c-9a36-6a7b0c1f2e44")
_State, _Why = InboundMail.State, InboundMail.Why


def take_in(
    raw: bytes,
    *,
    envelope_to: Iterable[str] = (),
    envelope_from: str | None = None,
    head_only: bool = False,
    now: datetime,
) -> InboundMail:
    """Keeps a mail, once; where it answers to a follow-up, it becomes a message of that family.

    `head_only`: the rest of it was too large to be fetched.
    """
    mail = reading.read(raw, envelope_from=envelope_from)
    if head_only:
        mail = replace(mail, trouble="too_large")
    followup = followup_of([*envelope_to, *mail.recipients], now=now)
    key = _key(mail, raw)
    # Durable: who handed it over is told, or marks it as seen, only once it is committed.
    with transaction.atomic(durable=True):
        agreed = 0
        if followup is not None:
            # In turn with an erasure, with a withdrawal, and with other mails of this family.
            agreed = Case.objects.agreed().filter(pk=followup.case_id).update(status=F("status"))
        why = _why_not(mail, followup, now)
        if followup is not None and not (agreed or why):
            why = _Why.WITHDRAWN
        row, created = InboundMail.objects.get_or_create(
            key=key,
            defaults={
                "state": _State.AUTOMATIC if why in (_Why.AUTOMATIC, _Why.OUR_OWN) else _State.WAITING,
                "why": why,
                "received_at": now,
                "sender": mail.sender,
                "subject": mail.subject,
                "text": _presentable(mail.text),
            },
        )
        if not created:
            return row
        InboundRaw.objects.create(mail=row, data=raw)
        if followup is not None and not why:
            _put_on(row, followup.case, mail, now)
    row.refresh_from_db()
    return row


def _key(mail: reading.Mail, raw: bytes) -> str:
    """A Message-ID alone would let a second mail under a used one be dropped."""
    if not mail.message_id or mail.trouble:
        return hashlib.sha256(raw).hexdigest()
    said = f"{mail.message_id}\0{mail.text}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(said).hexdigest()


def _why_not(mail: reading.Mail, followup: FollowUp | None, now: datetime) -> str:
    if _is_our_own(mail.message_id):
        return _Why.OUR_OWN
    if mail.automatic:
        return _Why.AUTOMATIC
    if mail.trouble:
        return mail.trouble
    if followup is None:
        return _Why.NO_ADDRESS
    if not (mail.text or mail.files):
        return _Why.EMPTY
    lately = InboundMail.objects.filter(case=followup.case_id, received_at__gt=now - timedelta(days=1))
    return _Why.TOO_MANY if lately.count() >= MOST_A_DAY else ""


def _is_our_own(message_id: str) -> bool:
    local, _at, _domain = message_id.partition("@")
    try:
        return FollowUp.objects.filter(message_id=uuid.UUID(local)).exists()
    except ValueError:
        return False


def _put_on(row: InboundMail, case: Case, mail: reading.Mail, now: datetime) -> None:
    """The mail becomes a message of the family, as if written on its page. In the caller's transaction."""
    own = _presentable(quotes.own_words(mail.text)) or mail.subject or "–"
    message = conversation.write_to_desk(case=case, body=own, token=uuid.uuid5(_NAMESPACE, row.key), now=now)
    state = _State.FILES if mail.files else _State.TAKEN
    InboundMail.objects.filter(pk=row.pk).update(state=state, case=case, message=message, why="")
    # What could not be read whole stays as it came, with the case.
    if state == _State.TAKEN and not mail.trouble:
        InboundRaw.objects.filter(mail=row.pk).delete()
    if state == _State.FILES:
        transaction.on_commit(wake_inbound)


def _presentable(text: str) -> str:
    """Without the secret of a status link, which stands in every mail of ours and so in what is quoted."""
    links = re.escape(settings.SITE_URL) + r"(/(?:s|stop-mails)/)[^\s>\"']+"
    return typed(re.sub(links, rf"{settings.SITE_URL}\1…", text))


# -- What a person decides ---------------------------------------------------------------------------


def put_on_case(*, row: InboundMail, case: Case, author: User, now: datetime) -> None:
    """Raises NotPossible where somebody decided about it meanwhile."""
    raw = InboundRaw.objects.filter(mail=row.pk).first()
    mail = reading.read(bytes(raw.data)) if raw else reading.Mail(subject=row.subject, text=row.text)
    with transaction.atomic():
        Case.objects.filter(pk=case.pk).update(status=F("status"))
        undecided = InboundMail.objects.filter(pk=row.pk, state__in=[_State.WAITING, _State.AUTOMATIC])
        # Its case comes with the state; the constraint wants both at once.
        if not undecided.update(state=_State.TAKEN, case=case, settled_at=now, settled_by=author):
            raise NotPossible
        _put_on(row, case, mail, now)
        record(case=case, kind=Event.Kind.MAIL_PUT, at=now, actor=author, data={"mail": row.pk})


def dismiss(*, row: InboundMail, reason: str, author: User, now: datetime) -> None:
    """Raises NotPossible where somebody decided about it meanwhile."""
    undecided = InboundMail.objects.filter(pk=row.pk, state__in=[_State.WAITING, _State.AUTOMATIC])
    decided = {"state": _State.DISMISSED, "settled_at": now, "settled_by": author}
    if not undecided.update(**decided, **seal(row, reason=reason)):
        raise NotPossible


# -- What a worker does ------------------------------------------------------------------------------


def take_files(*, now: datetime) -> int:
    """Takes the files of mails whose words stand on a case, by the rules for uploads; of how many mails."""
    waiting = InboundMail.objects.filter(state=_State.FILES, case__consent_withdrawn_at=None)
    waiting = waiting.select_related("case").order_by("pk")
    return sum(_take_files_of(row, now) for row in waiting[:20])


def _take_files_of(row: InboundMail, now: datetime) -> bool:
    """False where the scanner is away: it is tried again, and what was taken before is not doubled; and where
    the family withdrew its consent meanwhile."""
    raw = InboundRaw.objects.filter(mail=row.pk).first()
    files = reading.read(bytes(raw.data)).files if raw else ()
    refused = []
    for file in files:
        try:
            why = _take(row.case, file, now)
        except NotPossible:
            return False
        if why == Why.NOT_NOW and row.received_at > now - _WAITED_FOR:
            return False
        if why:
            refused.append({"name": file.name, "why": str(why)})
    with transaction.atomic():
        done = InboundMail.objects.filter(pk=row.pk, state=_State.FILES)
        if not done.update(state=_State.TAKEN, **seal(row, refused=refused)):
            return False
        InboundRaw.objects.filter(mail=row.pk).delete()
    return True


def _take(case: Any, file: reading.File, now: datetime) -> str:
    """Why it was not taken; empty where it was."""
    try:
        attachments.add(case=case, name=file.name, data=file.data, now=now)
    except NotTaken as refusal:
        return refusal.why
    except attachments.NoRoom:
        return "no_room"
    return ""


def wake_inbound() -> None:
    from consult.tasks import take_files_of_mails

    hint(take_files_of_mails)
