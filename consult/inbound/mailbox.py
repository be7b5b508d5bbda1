"""Fetches mail from a mailbox by IMAP: IMAP_URL=imaps://user:password@host:993/INBOX.

A mail is marked as seen only once it is kept: whatever happens before, it is fetched again, and is still one.
"""

from __future__ import annotations

import imaplib
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from urllib.parse import unquote, urlsplit

import structlog
from django.conf import settings

from consult.inbound.reading import MOST_BYTES
from consult.inbound.taking import take_in

log = structlog.get_logger(__name__)

_SECONDS = 20
_AT_ONCE = 50
# imaplib gives up on a longer line, such as the answer to a search in a mailbox that was left alone for long.
imaplib._MAXLINE = max(imaplib._MAXLINE, 10_000_000)  # type: ignore[attr-defined]


def fetch(*, now: datetime) -> int:
    """How many mails were kept. A mailbox that can't be reached is a line in the log, and tried again."""
    if not settings.IMAP_URL:
        return 0
    try:
        with _open() as box:
            return sum(_take(box, uid, now) for uid in _unseen(box)[:_AT_ONCE])
    except (OSError, imaplib.IMAP4.error) as error:
        log.error("the mailbox can't be read", error=type(error).__name__)
        return 0


@contextmanager
def _open() -> Iterator[imaplib.IMAP4]:
    address = urlsplit(settings.IMAP_URL)
    host = address.hostname or ""
    box: imaplib.IMAP4
    if address.scheme == "imaps":
        box = imaplib.IMAP4_SSL(host, address.port or 993, timeout=_SECONDS)
    else:
        box = imaplib.IMAP4(host, address.port or 143, timeout=_SECONDS)
    try:
        box.login(unquote(address.username or ""), unquote(address.password or ""))
        folder = unquote(address.path.strip("/")) or "INBOX"
        answer, _data = box.select(f'"{folder}"')
        if answer != "OK":
            raise imaplib.IMAP4.error("no such folder")
        yield box
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            box.logout()


def _unseen(box: imaplib.IMAP4) -> list[bytes]:
    _answer, data = box.uid("SEARCH", "UNSEEN")
    return data[0].split() if data and data[0] else []


def _take(box: imaplib.IMAP4, uid: bytes, now: datetime) -> bool:
    """False leaves it as unseen, for the next round."""
    name = uid.decode("ascii")
    raw, head_only = _fetched(box, name)
    if raw is None:
        return False
    try:
        take_in(raw, head_only=head_only, now=now)
    except Exception as error:  # one mail that can't be kept must not hold up those behind it
        log.error("a mail could not be kept", error=type(error).__name__)
        return False
    box.uid("STORE", name, "+FLAGS.SILENT", "(\\Seen)")
    return True


def _fetched(box: imaplib.IMAP4, uid: str) -> tuple[bytes | None, bool]:
    """The mail, not marked as seen, and whether it is its head alone: what is too large stays there."""
    _answer, told = box.uid("FETCH", uid, "(RFC822.SIZE)")
    size = re.search(rb"RFC822\.SIZE (\d+)", b" ".join(one for one in told if isinstance(one, bytes)))
    too_large = size is not None and int(size[1]) > MOST_BYTES
    _answer, parts = box.uid("FETCH", uid, "(BODY.PEEK[HEADER])" if too_large else "(BODY.PEEK[])")
    raw = next((one[1] for one in parts if isinstance(one, tuple)), None)
    return raw, too_large
