"""Providers that drop a mail which they have already, told apart by a key that stays the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

# Documented by Resend ("Idempotency-Key", kept for 24 hours) and Brevo ("idempotencyKey"). Half a day is
# within what either keeps. No other provider of django-anymail's, and no SMTP server, has such a key.
REMEMBERED_FOR = timedelta(hours=12)


def drops_repeated() -> bool:
    """Whether what may be out already can be handed over once more without harm."""
    return provider() in ("resend", "brevo")


def name_once(message: EmailMultiAlternatives, connection: Any, key: str) -> None:
    """Gives the mail the key under which the provider knows it; an open `connection`."""
    if provider() == "resend":
        connection.session.headers["Idempotency-Key"] = key
    if provider() == "brevo":
        message.extra_headers["idempotencyKey"] = key
    # Comes back with the provider's reports; providers that can't carry it leave it out.
    message.metadata = {"followup": key}  # type: ignore[attr-defined]


def provider() -> str:
    """The name of the provider in django-anymail; "" for SMTP and files."""
    parts = settings.EMAIL_BACKEND.split(".")
    return parts[2] if parts[:2] == ["anymail", "backends"] else ""
