"""What only the demo of `make run` has: a notice on every page, and a page that shows the mail sent."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_MOST_SHOWN = 50


class SignIn(NamedTuple):
    username: str
    password: str
    role: str | Promise


# Anybody can read it here: these people are made by `manage.py seed_demo` alone, which refuses without DEMO.
_PASSWORD = "shirube-demo-2026"  # noqa: S105
DEMO_SIGN_INS = [
    SignIn("sato", _PASSWORD, _("counselor: insured care, in Japanese")),
    SignIn("brown", _PASSWORD, _("counselor: self-pay care, in English and Japanese")),
    SignIn("tanaka", _PASSWORD, _("counselor: everything, in Japanese and English")),
    SignIn("lead", _PASSWORD, _("leads the counselors, sees every case")),
    SignIn("physician", _PASSWORD, _("physician: approves explanations")),
    SignIn("editor", _PASSWORD, _("editor: writes explanations, keeps the catalogue")),
    SignIn("auditor", _PASSWORD, _("auditor: reads what happened, no texts")),
    SignIn("admin", _PASSWORD, _("administrator")),
]


def demo_notice(request: HttpRequest) -> dict[str, Any]:
    return {"demo": settings.DEMO}


def mail_can_be_shown() -> bool:
    return settings.DEMO and settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")


@dataclass(frozen=True)
class ShownMail:
    to: str
    subject: str
    date: datetime | None
    text: str


def sent_mail() -> list[ShownMail]:
    """The mails kept below STATE_DIR, the newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    if not folder.is_dir():
        return []
    files = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    return [_read(path) for path in files[:_MOST_SHOWN]]


def _read(path: Path) -> ShownMail:
    # Django's file backend writes each mail as it would be sent, then a line of dashes.
    raw = path.read_bytes().rpartition(b"\n" + b"-" * 79)[0]
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain",))
    return ShownMail(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=_when(str(message["Date"])) if message["Date"] else None,
        text=body.get_content() if body else "",
    )


def _when(date: str) -> datetime:
    """Of a mail's Date line. "-0000", which Django writes, is UTC as well."""
    when = parsedate_to_datetime(date)
    return when if when.tzinfo else when.replace(tzinfo=UTC)
