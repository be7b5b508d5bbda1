"""What only the demo of `make run` has: a notice on every page, and a page that shows the mail sent."""

from __future__ import annotations

import email
import email.policy
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest

_MOST_SHOWN = 50


def demo_notice(request: HttpRequest) -> dict[str, Any]:
    return {"demo": settings.DEMO}


def mail_can_be_shown() -> bool:
    return settings.DEMO and settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")


@dataclass(frozen=True)
class ShownMail:
    to: str
    subject: str
    date: str
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
    message = cast(EmailMessage, email.message_from_bytes(raw, policy=email.policy.default))
    body = message.get_body(preferencelist=("plain",))
    return ShownMail(
        to=str(message["To"]),
        subject=str(message["Subject"]),
        date=str(message["Date"]),
        text=body.get_content() if body else "",
    )
