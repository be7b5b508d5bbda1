"""A mailbox on a free port that speaks as much IMAP4rev1 (RFC 3501) as a client needs that fetches mail."""

from __future__ import annotations

import re
import socketserver
import threading
from collections.abc import Iterator
from typing import Any

import pytest

USER, PASSWORD = "centre", "p@ss word"


class MailBox(socketserver.ThreadingTCPServer):
    """`mails` are what lies in it, by UID; `seen` the UIDs that a client marked; `hang_up_at` a command at
    which the line is cut before it is carried out."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: dict[int, bytes] = {}
        self.seen: set[int] = set()
        self.hang_up_at = ""
        self.fetched: list[str] = []

    def put(self, mail: bytes) -> int:
        uid = 100 + len(self.mails)
        self.mails[uid] = mail
        return uid

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Session(socketserver.StreamRequestHandler):
    server: MailBox

    def handle(self) -> None:
        self._say("* OK IMAP4rev1 ready")
        while line := self.rfile.readline():
            tag, command, rest = (*line.decode().strip().split(" ", 2), "")[:3]
            if command.upper() == "UID":
                command, _space, rest = rest.partition(" ")
            command = command.upper()
            if self.server.hang_up_at == command:
                return
            if command == "LOGOUT":
                self._say("* BYE", f"{tag} OK bye")
                return
            self._say(f"{tag} {getattr(self, f'_{command.lower()}', self._unknown)(rest)}")

    def _unknown(self, rest: str) -> str:
        return "BAD unknown"

    def _capability(self, rest: str) -> str:
        self._say("* CAPABILITY IMAP4rev1")
        return "OK done"

    def _login(self, rest: str) -> str:
        return "OK done" if rest in (f'{USER} "{PASSWORD}"', f'"{USER}" "{PASSWORD}"') else "NO wrong"

    def _select(self, rest: str) -> str:
        self._say(f"* {len(self.server.mails)} EXISTS")
        return "OK [READ-WRITE] done" if rest == '"INBOX"' else "NO no such folder"

    def _search(self, rest: str) -> str:
        unseen = [str(uid) for uid in self.server.mails if uid not in self.server.seen]
        self._say(" ".join(["* SEARCH", *unseen]))
        return "OK done"

    def _fetch(self, rest: str) -> str:
        self.server.fetched.append(rest)
        uid, what = rest.split(" ", 1)
        mail = self.server.mails[int(uid)]
        if "RFC822.SIZE" in what:
            size = re.search(rb"X-Pretend-Size: (\d+)", mail)
            self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {int(size[1]) if size else len(mail)})")
            return "OK done"
        if "HEADER" in what:
            mail = re.split(rb"\r?\n\r?\n", mail, maxsplit=1)[0] + b"\r\n\r\n"
        if "PEEK" not in what:
            self.server.seen.add(int(uid))
        name = what.strip("()").replace(".PEEK", "")
        self.wfile.write(f"* 1 FETCH (UID {uid} {name} {{{len(mail)}}}\r\n".encode() + mail + b")\r\n")
        return "OK done"

    def _store(self, rest: str) -> str:
        uid, _what, flags = rest.split(" ", 2)
        assert "Seen" in flags
        self.server.seen.add(int(uid))
        return "OK done"

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@pytest.fixture
def mailbox(settings: Any) -> Iterator[MailBox]:
    """The mailbox that the service fetches from in this test."""
    box = MailBox()
    threading.Thread(target=box.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    settings.IMAP_URL = f"imap://{USER}:p%40ss%20word@127.0.0.1:{box.port}/INBOX"
    settings.REPLY_DOMAIN = "reply.example.jp"
    yield box
    box.shutdown()
    box.server_close()
