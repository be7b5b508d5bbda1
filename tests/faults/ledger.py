"""A mail server that writes down every mail it took, and answers as a row of the table wants it to."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from typing import cast

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.smtp import MailServer

_MESSAGE_ID = re.compile(rb"^Message-ID: <([0-9a-f-]{36})@", re.MULTILINE | re.IGNORECASE)
TAKEN = "250 OK"


class Ledger(MailServer):
    """`taken` counts by Message-ID the mails whose DATA came in whole and was not refused."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: Counter[str] = Counter()
        self.tries: Counter[str] = Counter()
        self.answer_to: Callable[[str, int], str] = lambda message_id, tries: TAKEN

    def be_kind(self) -> None:
        super().be_kind()
        self.answer_to = lambda message_id, tries: TAKEN

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        found = _MESSAGE_ID.search(cast(bytes, envelope.content))
        message_id = found.group(1).decode() if found else ""
        self.tries[message_id] += 1
        answer = self.answer_to(message_id, self.tries[message_id])
        if answer[:1] in "45":
            return answer
        self.taken[message_id] += 1
        if answer == "hang":
            await asyncio.Event().wait()
        if answer == "drop":
            cast(asyncio.Transport, server.transport).abort()
            raise asyncio.CancelledError
        return TAKEN
