"""The mail with reference and code of a draft that is to be gone on with later.

There is no case yet and so no follow-up: the wish stands in the draft, and one worker takes it by a
conditional write before it sends. What can't be handed over is tried again for an hour.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from intake.models import Draft
from intake.services import read_answers, show_code

log = structlog.get_logger(__name__)

_TRIED_FOR = timedelta(hours=1)
_AT_ONCE = 100


def send_due(*, now: datetime) -> int:
    """How many were sent."""
    waiting = Draft.objects.filter(submitted_at=None, mailed_at=None, mail_asked_at__gte=now - _TRIED_FOR)
    return sum(_send(draft, now) for draft in waiting.order_by("mail_asked_at")[:_AT_ONCE])


def _send(draft: Draft, now: datetime) -> bool:
    taken = Draft.objects.filter(pk=draft.pk, submitted_at=None, mailed_at=None)
    if not taken.update(mailed_at=now):
        return False
    try:
        with translation.override(draft.mail_language):
            message = _compose(draft)
            return bool(message and message.send())
    except Exception as error:  # whatever the mail server's client raises: the next sweep tries again
        log.warning("a code of a draft was not mailed", error=type(error).__name__)
        Draft.objects.filter(pk=draft.pk, mailed_at=now).update(mailed_at=None)
        return False


def _compose(draft: Draft) -> EmailMultiAlternatives | None:
    """None where the address was taken out again in the meantime."""
    email = read_answers(draft).values.get("email")
    if not email:
        return None
    context: dict[str, Any] = {
        "reference": draft.reference,
        "code": show_code(draft=draft),
        "link": settings.SITE_URL + reverse("resume_form"),
        "until": draft.kept_until(),
        "language": draft.mail_language,
    }
    message = EmailMultiAlternatives(
        subject=render_to_string("emails/draft_code/subject.txt", context).strip(),
        body=render_to_string("emails/draft_code/text.txt", context),
        to=[email],
        headers={"Auto-Submitted": "auto-generated", "Content-Language": draft.mail_language},
    )
    message.attach_alternative(render_to_string("emails/draft_code/html.html", context), "text/html")
    return message
