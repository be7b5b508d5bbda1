"""A mail as bytes into what of it counts. No bytes make it raise, and none keep it busy for long."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from html.parser import HTMLParser

from consult.inbound.charsets import decoded, header

# A mail with twenty photos as telephones take them; what is larger a person looks at.
MOST_BYTES = 50 * 1024**2
# A parser looks at each line once for each part that is open around it.
_MOST_LINES = 1_500_000
_MOST_BOUNDARIES = 60
_MOST_PARTS = 200
MOST_LETTERS = 100_000
# Smaller pictures within a page are a signature's logo or what phones draw for a smile.
_SMALLEST_INLINE = 10 * 1024
_NO_FILES = ("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,80}@[A-Za-z0-9.-]{1,190}")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,400})>")
# Where a server writes to whom it delivered, then where the writer said to whom it goes. Never "From".
_TO = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "to", "cc")


@dataclass(frozen=True)
class File:
    name: str
    data: bytes


@dataclass(frozen=True)
class Mail:
    message_id: str = ""
    sender: str = ""
    subject: str = ""
    text: str = ""
    recipients: tuple[str, ...] = ()
    files: tuple[File, ...] = ()
    # By which sign no person wrote it (RFC 3834); empty where one did.
    automatic: str = ""
    # Why a person has to look at it, whoever it is for; empty where nothing is wrong with it.
    trouble: str = ""


@dataclass
class _Found:
    texts: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    files: list[File] = field(default_factory=list)


def as_it_came(message: Message) -> bytes:
    """A mail that somebody else parsed as bytes again. Raises what `as_bytes` does where nothing helps."""
    for policy in (message.policy, compat32):
        try:
            return message.as_bytes(policy=policy)
        except (UnicodeError, LookupError, ValueError, TypeError, AttributeError):
            continue
    return message.as_string(policy=compat32).encode("utf-8", "replace")


def read(raw: bytes, *, envelope_from: str | None = None) -> Mail:
    """`envelope_from` is the sender that the mail server was told: None where nobody knows it, empty for
    mails that must not be answered."""
    heads = _heads_of(raw)
    if len(raw) > MOST_BYTES or _is_a_bomb(raw):
        return _mail(heads, _Found(), envelope_from, "too_large")
    try:
        found = _contents(BytesParser().parsebytes(raw))
    except Exception:  # whatever a parser makes of broken bytes: they are kept, and a person looks
        return _mail(heads, _Found(), envelope_from, "unreadable")
    trouble = "too_large" if sum(map(len, found.texts)) > MOST_LETTERS else ""
    return _mail(heads, found, envelope_from, trouble)


def _mail(heads: list[tuple[str, str]], found: _Found, envelope_from: str | None, trouble: str) -> Mail:
    named = _MESSAGE_ID.search(_first(heads, "message-id"))
    return Mail(
        message_id=named[1] if named else "",
        sender=header(_first(heads, "from"))[:300],
        subject=header(_first(heads, "subject"))[:300],
        text="\n".join(found.texts).strip()[:MOST_LETTERS],
        recipients=tuple(one for name in _TO for one in _ADDRESS.findall(_all(heads, name))),
        files=tuple(found.files),
        automatic=_automatic(heads, envelope_from),
        trouble=trouble,
    )


# -- Its head ----------------------------------------------------------------------------------------


def _heads_of(raw: bytes) -> list[tuple[str, str]]:
    """Names in small letters, values as they came; read apart, so that no broken body takes them away."""
    head = re.split(rb"\r?\n\r?\n", raw[: 256 * 1024], maxsplit=1)[0]
    try:
        parsed = BytesParser().parsebytes(head + b"\r\n\r\n", headersonly=True)
        return [(name.lower(), value) for name, value in parsed.raw_items()]
    except Exception:  # as above
        return []


def _first(heads: list[tuple[str, str]], name: str) -> str:
    return next((value for one, value in heads if one == name), "")


def _all(heads: list[tuple[str, str]], name: str) -> str:
    return " ".join(value for one, value in heads if one == name)[:20_000]


def _automatic(heads: list[tuple[str, str]], envelope_from: str | None) -> str:
    """RFC 3834 and the signs that older programs give."""
    said = _first(heads, "auto-submitted").strip().lower()
    if said and not said.startswith("no"):
        return "auto-submitted"
    if _first(heads, "precedence").strip().lower() in ("bulk", "junk", "list", "auto_reply"):
        return "precedence"
    for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply", "list-id", "x-loop"):
        if _first(heads, name).strip():
            return name
    if envelope_from == "" or _first(heads, "return-path").strip() == "<>":
        return "return-path"
    kind = _first(heads, "content-type").strip().lower()
    if kind.startswith("multipart/report"):
        return "report"
    sender = _ADDRESS.search(_first(heads, "from"))
    if sender and sender[0].lower().split("@")[0] in ("mailer-daemon", "postmaster"):
        return "mailer-daemon"
    return ""


# -- What it holds -----------------------------------------------------------------------------------


def _is_a_bomb(raw: bytes) -> bool:
    return raw.count(b"\n") > _MOST_LINES or raw.lower().count(b"boundary") > _MOST_BOUNDARIES


def _contents(message: Message) -> _Found:
    found = _Found()
    for part, in_a_page in _parts(message):
        _take(part, in_a_page, found)
    if not any(text.strip() for text in found.texts):
        found.texts = [_text_of_page(page) for page in found.pages]
    return found


def _parts(message: Message) -> Iterator[tuple[Message, bool]]:
    """The leaves, in order, and whether each belongs to a page of HTML. A mail within a mail is a leaf."""
    waiting: list[tuple[Message, bool]] = [(message, False)]
    for _number in range(_MOST_PARTS):
        if not waiting:
            return
        part, in_a_page = waiting.pop(0)
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            within = in_a_page or part.get_content_subtype() == "related"
            waiting = [(one, within) for one in inner if isinstance(one, Message)] + waiting
        else:
            yield part, in_a_page
    if waiting:
        raise ValueError("too many parts")


def _take(part: Message, in_a_page: bool, found: _Found) -> None:
    kind, name = part.get_content_type(), _name(part)
    data = _data(part)
    attached = part.get_content_disposition() == "attachment" or bool(name)
    if kind in ("text/plain", "text/html") and not attached:
        (found.texts if kind == "text/plain" else found.pages).append(decoded(data, _charset(part)))
        return
    decoration = in_a_page and part["Content-ID"] is not None and len(data) < _SMALLEST_INLINE
    if data and kind not in _NO_FILES and not decoration:
        found.files.append(File(name or kind, data))


def _data(part: Message) -> bytes:
    if part.get_content_maintype() == "message" and isinstance(part.get_payload(), list):
        return b"\n".join(_as_bytes(one) for one in part.get_payload() if isinstance(one, Message))
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _as_bytes(message: Message) -> bytes:
    try:
        return message.as_bytes()
    except Exception:  # whatever writing what was broken raises: that something was there is kept
        return b"?"


def _name(part: Message) -> str:
    try:
        return header(part.get_filename() or "")[-120:]
    except Exception:  # RFC 2231 gone wrong
        return "?"


def _charset(part: Message) -> str:
    try:
        return str(part.get_content_charset() or "")
    except Exception:  # as above
        return ""


class _Words(HTMLParser):
    """What is read of a page, without what stands in it as the mail that it answers to."""

    _NOT_READ = ("script", "style", "title", "head", "blockquote")
    _BREAKS = ("br", "p", "div", "tr", "li", "table", "h1", "h2", "h3", "hr")
    _QUOTES = ("gmail_quote", "yahoo_quoted", "moz-cite-prefix", "gmail_attr")
    _EMPTY = ("br", "hr", "img", "meta", "link", "input", "col", "wbr", "area", "base", "source")

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._open: list[str] = []
        self._hidden_from = -1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._BREAKS:
            self.words.append("\n")
        if tag in self._EMPTY or len(self._open) > 2_000:
            return
        self._open.append(tag)
        classes = next((value or "" for name, value in attrs if name == "class"), "")
        if self._hidden_from < 0 and (tag in self._NOT_READ or any(one in classes for one in self._QUOTES)):
            self._hidden_from = len(self._open)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self._open[-50:]:
            return
        while self._open.pop() != tag:
            pass
        if len(self._open) < self._hidden_from:
            self._hidden_from = -1

    def handle_data(self, data: str) -> None:
        if self._hidden_from < 0:
            self.words.append(re.sub(r"\s+", " ", data))


def _text_of_page(page: str) -> str:
    words = _Words()
    words.feed(page[: 5 * MOST_LETTERS])
    words.close()
    lines = ("".join(words.words)).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in lines)).strip()
