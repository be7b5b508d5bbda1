"""Mail that came in: on which case it stands, or that a person has to look at it (docs/adr/0026)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consult.models.messages import Message
from intake.sealed import SealedField


class InboundQuerySet(models.QuerySet["InboundMail"]):
    def for_a_person(self) -> InboundQuerySet:
        return self.filter(state=InboundMail.State.WAITING).order_by("received_at", "pk")


class InboundMail(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("waits for a person")
        AUTOMATIC = "automatic", _("written by a program")
        # The message stands on the case; what came with it is still to be scanned and drawn anew.
        FILES = "files", _("its files are being looked at")
        TAKEN = "taken", _("stands on a case")
        DISMISSED = "dismissed", _("put away by a person")

    class Why(models.TextChoices):
        NO_ADDRESS = "no_address", _("It came to no address that we gave to a family.")
        AUTOMATIC = "automatic", _("By its head, a program wrote it.")
        OUR_OWN = "our_own", _("It is a mail of ours that came back.")
        EMPTY = "empty", _("Nothing stands in it.")
        TOO_LARGE = "too_large", _("It is too large or has too many parts.")
        UNREADABLE = "unreadable", _("It can't be read: something in it is broken.")
        WITHDRAWN = "withdrawn", _("The family has withdrawn its consent: nothing is put on its case.")
        TOO_MANY = "too_many", _("More mails came for this case within a day than a family writes.")

    # Of its Message-ID and its words: the same mail delivered twice, by whichever way, is one.
    key = models.CharField(_("checksum"), max_length=64, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    why = models.CharField(_("why it was not taken"), max_length=12, choices=Why.choices, blank=True)
    received_at = models.DateTimeField(_("received at"))
    sender = SealedField(_("from"), blank=True, bound_to=("key",))
    subject = SealedField(_("subject"), blank=True, bound_to=("key",))
    # The whole of it, with what is cut off the message on the case.
    text = SealedField(_("whole text"), blank=True, bound_to=("key",))
    # [{"name": …, "why": …}] of files that were not taken.
    refused = SealedField(
        _("files that were not taken"), holds="json", default=list, blank=True, bound_to=("key",)
    )
    case = models.ForeignKey(
        "consult.Case",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="inbound",
        verbose_name=_("case"),
    )
    message = models.OneToOneField(
        Message,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="inbound",
        verbose_name=_("message of a family"),
    )
    settled_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    reason = SealedField(_("why it was put away"), blank=True, bound_to=("key",))

    objects = InboundQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail that came in")
        verbose_name_plural = _("mails that came in")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["received_at", "id"], condition=Q(state="waiting"), name="inbound_for_a_person"
            ),
            models.Index(fields=["id"], condition=Q(state="files"), name="inbound_files"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["files", "taken"], case__isnull=False)
                | Q(state__in=["waiting", "automatic", "dismissed"], case=None),
                name="inbound_taken_has_a_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.received_at:%Y-%m-%d}"


class InboundRaw(models.Model):
    """The mail as it came, apart so that no list loads it; it goes once everything of it is taken."""

    mail = models.OneToOneField(
        InboundMail,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="raw",
        verbose_name=_("mail that came in"),
    )
    data = SealedField(_("as it came"), holds="bytes", editable=False, bound_to=("mail_id",))

    class Meta:
        verbose_name = _("mail as it came")
        verbose_name_plural = _("mails as they came")

    def __str__(self) -> str:
        return str(self.mail_id)
