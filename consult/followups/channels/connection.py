"""The connection to the mail server: one for many mails of a round, not one for each."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from types import TracebackType
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection

# A server ends one that carried very many, and it may do so in the middle of a mail; this side ends it first.
_MOST_MAILS = 50


class Connection:
    """Opened with the first mail and looked at before each further one: a server that hung up in between is
    found out while the mail is surely "not sent"."""

    def __init__(self) -> None:
        self._connection: Any = None
        self._carried = 0

    def __enter__(self) -> Connection:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hang_up()

    def open(self) -> Any:
        """A connection that is open for one more mail. Raises what opening it raises."""
        if not self._still_answers():
            self.hang_up()
            self._connection = get_connection()
            self._connection.open()
            session = self._session()
            if session is not None:
                # smtplib would say hello only with the mail: a server that hangs up there makes it unsure.
                session.ehlo_or_helo_if_needed()
        self._carried += 1
        return self._connection

    def send(self, message: EmailMultiAlternatives) -> None:
        self._connection.send_messages([message])

    def hang_up(self) -> None:
        if self._connection is None:
            return
        # The outcome is settled; a server that is rude at QUIT changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            self._connection.close()
        self._connection, self._carried = None, 0

    def _still_answers(self) -> bool:
        session = self._session()
        if session is None or self._carried >= _MOST_MAILS:
            return False
        try:
            return session.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def _session(self) -> smtplib.SMTP | None:
        """None where mails do not go by SMTP: a provider's API, or files."""
        session = getattr(self._connection, "connection", None)
        return session if isinstance(session, smtplib.SMTP) else None
