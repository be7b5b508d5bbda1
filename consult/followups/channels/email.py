"""E-mail, by a mail server or by a provider's API through django-anymail."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email

from consult.emails import compose
from consult.followups import repeated
from consult.followups.answers import Outcome
from consult.models import FollowUp


class Email:
    is_ours = False
    goes_to = "email"

    def prepare(self, followup: FollowUp) -> Mail:
        message = compose(followup)
        # What no mail can hold shows here, not half-way through handing over.
        message.message()
        validate_email(followup.case.inquiry.email)
        mail = Mail(message, get_connection())
        try:
            mail.connection.open()
            session = getattr(mail.connection, "connection", None)
            if isinstance(session, smtplib.SMTP):
                # smtplib would say hello only with the mail: a server that hangs up there makes it unsure.
                session.ehlo_or_helo_if_needed()
            repeated.name_once(message, mail.connection, str(followup.message_id))
        except Exception:
            mail.hang_up()
            raise
        return mail

    def drops_repeated(self) -> bool:
        return repeated.drops_repeated()


@dataclass(frozen=True)
class Mail:
    message: EmailMultiAlternatives
    connection: Any

    def hand_over(self) -> Outcome:
        self.connection.send_messages([self.message])
        return Outcome(FollowUp.State.SENT, provider_id=self._provider_id())

    def _provider_id(self) -> str:
        """The provider's own name for the mail; none with plain SMTP."""
        given = getattr(getattr(self.message, "anymail_status", None), "message_id", None)
        return given[:200] if isinstance(given, str) else ""

    def hang_up(self) -> None:
        # A server that is rude at QUIT changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            self.connection.close()
