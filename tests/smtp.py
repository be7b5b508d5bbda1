"""A real SMTP server on a free port: keeps what it takes, and answers, hangs up or falls silent as told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

_TAKEN = "250 OK"


class _AnyPort(Controller):
    """Listens on a port that the system chose, so that no two test runs want the same one."""

    def _trigger_server(self) -> None:
        server = cast(asyncio.Server, self.server)
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()


class MailServer:
    """Takes every mail until it is told otherwise.

    `received` are the mails whose DATA came in whole, `recipients` the address of each, `attempts` the number
    of times that a client began a mail, and `greetings` how many clients said hello.
    """

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.attempts = self.greetings = 0
        self._rules: dict[str, Callable[[SMTP], Awaitable[str]]] = {}
        self._controller = _AnyPort(self, hostname="127.0.0.1", port=0, enable_SMTPUTF8=True)

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        if self._controller._thread is not None:
            self._controller.stop()

    @property
    def port(self) -> int:
        return self._controller.port

    def answer(self, command: str, reply: str) -> None:
        """From now on `reply` (such as "550 5.1.1 no such user") to MAIL, RCPT or DATA."""

        async def say(server: SMTP) -> str:
            return reply

        self._rules[command] = say

    def hang_up(self, command: str) -> None:
        """From now on cuts the line without an answer: at EHLO, MAIL, RCPT, or DATA (which came in whole)."""

        async def cut(server: SMTP) -> str:
            cast(asyncio.Transport, server.transport).abort()
            raise asyncio.CancelledError

        self._rules[command] = cut

    def say_nothing(self, command: str) -> None:
        """From now on leaves the client waiting for an answer."""

        async def wait(server: SMTP) -> str:
            await asyncio.Event().wait()
            raise AssertionError

        self._rules[command] = wait

    def be_kind(self) -> None:
        """From now on takes every mail again."""
        self._rules.clear()

    async def _answer_to(self, command: str, server: SMTP) -> str:
        rule = self._rules.get(command)
        return await rule(server) if rule else _TAKEN

    # The names that aiosmtpd calls.

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, replies: list[str]
    ) -> list[str]:
        self.greetings += 1
        await self._answer_to("EHLO", server)
        session.host_name = hostname
        return replies

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts += 1
        reply = await self._answer_to("MAIL", server)
        if reply == _TAKEN:
            envelope.mail_from = address
        return reply

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        reply = await self._answer_to("RCPT", server)
        if reply == _TAKEN:
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        # Recorded before the answer: a server that hangs up now may have delivered it.
        content = cast(bytes, envelope.content)
        self.received.append(message_from_bytes(content, policy=policy.default))
        self.recipients += envelope.rcpt_tos
        return await self._answer_to("DATA", server)


@pytest.fixture
def smtp(settings: Any) -> Iterator[MailServer]:
    """The mail server that the service sends to in this test; an answer must come within half a second."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 0.5
    yield server
    server.stop()
