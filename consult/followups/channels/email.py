"""E-mail, by a mail server or by a provider's API through django-anymail."""

from __future__ import annotations

from django.core.mail import EmailMultiAlternatives
from django.core.validators import validate_email

from consult.emails import compose
from consult.followups import repeated
from consult.followups.answers import Outcome
from consult.followups.channels.connection import Connection
from consult.followups.flushing import flushed_with_the_next
from consult.models import FollowUp


class Email:
    is_ours = False
    goes_to = "inquiry__email"

    def prepare(self, followup: FollowUp, server: Connection) -> Mail:
        with flushed_with_the_next():
            message = compose(followup)
        # What no mail can hold shows here, not half-way through handing over.
        message.message()
        validate_email(followup.case.inquiry.email)
        mail = Mail(message, server)
        try:
            repeated.name_once(message, server.open(), str(followup.message_id))
        except Exception:
            mail.hang_up()
            raise
        return mail

    def drops_repeated(self) -> bool:
        return repeated.drops_repeated()


class Mail:
    def __init__(self, message: EmailMultiAlternatives, connection: Connection) -> None:
        self.message = message
        self._connection = connection
        self._taken = False

    def hand_over(self) -> Outcome:
        self._connection.send(self.message)
        self._taken = True
        return Outcome(FollowUp.State.SENT, provider_id=self._provider_id())

    def _provider_id(self) -> str:
        """The provider's own name for the mail; none with plain SMTP."""
        given = getattr(getattr(self.message, "anymail_status", None), "message_id", None)
        return given[:200] if isinstance(given, str) else ""

    def hang_up(self) -> None:
        # After a refusal or a doubt nothing more goes by this connection.
        if not self._taken:
            self._connection.hang_up()
