"""What a family writes on its page after the inquiry itself. What is written to it is a FollowUp."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.sealed import SealedField


class Message(models.Model):
    case = models.ForeignKey(
        "consult.Case", on_delete=models.CASCADE, related_name="messages", verbose_name=_("case")
    )
    body = SealedField(_("message"), bound_to=("case_id", "token"))
    # Names the form that was shown: sent twice, it is one message.
    token = models.UUIDField(_("form"), editable=False)
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("message of a family")
        verbose_name_plural = _("messages of families")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "token"], name="one_message_a_form"),
            models.CheckConstraint(condition=~models.Q(body=""), name="message_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.written_at:%Y-%m-%d}"
