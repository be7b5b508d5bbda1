"""The address in a mail's head that stops the mails with one click (RFC 8058), without a page or a sign-in.

The token is the case's number, signed: nothing is stored, nothing can be guessed, and it opens nothing.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse

from consult.models import Case

_SALT = "consult.one_click"


def address(case: Case) -> str:
    return settings.SITE_URL + reverse("stop_mails", args=[signing.dumps(case.pk, salt=_SALT)])


def case_of(token: str) -> Case | None:
    """None for whatever was not signed by us, and for a case that is gone."""
    try:
        return Case.objects.filter(pk=signing.loads(token, salt=_SALT)).first()
    except signing.BadSignature:
        return None
