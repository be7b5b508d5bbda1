"""Mails as the programs of families send them, put together byte for byte. No Django here."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from email.message import EmailMessage

QUOTED = "お問い合わせを受けとりました。\nhttp://127.0.0.1:8000/s/a-secret-of-the-page"


def raw(head: str, body: str | bytes, charset: str = "utf-8") -> bytes:
    """A head in ASCII, a body in whatever charset it claims or not."""
    lines = "\r\n".join(line.strip() for line in head.strip().splitlines())
    data = body if isinstance(body, bytes) else body.replace("\n", "\r\n").encode(charset)
    return lines.encode("ascii") + b"\r\n\r\n" + data


def answer(
    to: str,
    text: str = "ありがとうございます。もう一つ教えてください。",
    *,
    message_id: str = "<answer-1@mail.example.jp>",
    files: Iterable[tuple[str, str, bytes]] = (),
    **heads: str,
) -> bytes:
    """What a family's program sends when somebody presses "reply"; `files` are (name, type, bytes)."""
    mail = EmailMessage()
    mail["From"] = "佐藤 <sato@example.jp>"
    mail["To"] = to
    mail["Subject"] = "Re: お問い合わせを受けとりました"
    if message_id:
        mail["Message-ID"] = message_id
    for name, value in heads.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    for name, kind, data in files:
        main, sub = kind.split("/")
        mail.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def quoted(text: str = QUOTED, sign: str = "> ") -> str:
    return "\n".join(f"{sign}{line}" for line in text.split("\n"))


def word(text: str, charset: str = "iso-2022-jp") -> str:
    """An encoded word of a header."""
    return f"=?{charset}?B?{base64.b64encode(text.encode(charset)).decode()}?="
