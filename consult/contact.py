"""How a family is reached, put right after the inquiry was sent (docs/adr/0010)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.crypto import salted_hmac

from consult import search_terms
from consult.events import record
from consult.followups.plan import follow_the_contact, plan, way_to
from consult.models import Case, Event, FollowUp
from consult.refusals import ContactChanged, NotPossible
from intake.models import Inquiry
from intake.models.inquiries import CONTACT_FIELDS
from intake.sealed import seal
from intake.services import revoke_status_links


def version(inquiry: Inquiry) -> str:
    """Names the contact details as they stand, without saying them."""
    values = "\0".join(str(getattr(inquiry, name)) for name in CONTACT_FIELDS)
    return salted_hmac("consult.contact", values, algorithm="sha256").hexdigest()


def put_right(
    *,
    case: Case,
    contact: Mapping[str, Any],
    now: datetime,
    actor: User | None = None,
    keep: str = "",
    seen: str = "",
) -> None:
    """Where another address is given, links that went to the old one open nothing any more: a stranger may
    have them. So with the number that short messages went to. The new one gets a link. `keep` is the secret
    that the family's own browser has. `seen` is the `version` that a page showed: raises ContactChanged when
    another stands there now, and NotPossible where the family withdrew its consent.
    """
    with transaction.atomic():
        # In turn with whoever puts it right at the same moment: the last one counts, whole.
        if Case.objects.agreed().select_for_update().filter(pk=case.pk).first() is None:
            raise NotPossible
        before = Inquiry.objects.get(pk=case.inquiry_id)
        if seen and seen != version(before):
            raise ContactChanged(before)
        values = {name: contact.get(name) or "" for name in CONTACT_FIELDS}
        changed = [name for name in CONTACT_FIELDS if getattr(before, name) != values[name]]
        if not changed:
            return
        Inquiry.objects.filter(pk=before.pk).update(**seal(before, **values))
        after = Inquiry.objects.get(pk=before.pk)
        search_terms.index([after])
        record(case=case, kind=Event.Kind.CONTACT, at=now, actor=actor, data={"fields": changed})
        # Before what waits follows: a number that nothing was ever sent to has no link of ours.
        texted = "phone" in changed and case.followups.filter(channel=FollowUp.Channel.SMS).exists()
        follow_the_contact(case=case, inquiry=after)
        if "email" not in changed and not texted:
            return
        if texted or before.email:
            revoke_status_links(inquiry=before, but=keep, now=now)
        case.inquiry = after
        if way_to(after, FollowUp.Kind.LINK) not in FollowUp.ON_THE_PAGE:
            plan(case=case, kind=FollowUp.Kind.LINK, occurrence=str(uuid.uuid4()), now=now)
