"""The address that an answer comes back to: it names one follow-up, and nobody can make it up.

reply+NUMBER-SIGNATURE@REPLY_DOMAIN. The signature is an HMAC over the case, the follow-up's own random id and
the address that the mail went to: where that was put right, what a stranger has opens nothing. It ends with
the link that stands in the same mail, and with the case: whose follow-ups are erased is matched by nothing.
"""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from consult.models import FollowUp

_TOKEN = re.compile(r"reply\+(\d{1,18})-([a-z2-7]{24})", re.IGNORECASE)
_BYTES = 15


def reply_address(followup: FollowUp) -> str:
    """Empty where no answers by mail are taken."""
    if not settings.REPLY_DOMAIN:
        return ""
    return f"reply+{followup.pk}-{_signature(followup, settings.SECRET_KEY)}@{settings.REPLY_DOMAIN}"


def followup_of(addresses: Iterable[str], *, now: datetime) -> FollowUp | None:
    """The follow-up that one of these addresses was made for."""
    for address in list(addresses)[:100]:
        local, _at, domain = address.rpartition("@")
        token = _TOKEN.fullmatch(local)
        if token and settings.REPLY_DOMAIN and domain.lower() == settings.REPLY_DOMAIN:
            found = _signed(int(token[1]), token[2].lower(), now)
            if found:
                return found
    return None


def _signed(pk: int, signature: str, now: datetime) -> FollowUp | None:
    since = now - timedelta(days=settings.STATUS_LINK_DAYS)
    followup = FollowUp.objects.select_related("case__inquiry").filter(pk=pk, planned_at__gte=since).first()
    if followup is None:
        return None
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    right = [constant_time_compare(signature, _signature(followup, key)) for key in keys]
    return followup if any(right) else None


def _signature(followup: FollowUp, key: str) -> str:
    bound_to = f"{followup.case_id} {followup.message_id} {followup.case.inquiry.email.strip().lower()}"
    signed = salted_hmac("consult.reply_address", bound_to, secret=key, algorithm="sha256").digest()
    return b32encode(signed[:_BYTES]).decode("ascii").lower()
