"""A draft: what a family has answered so far, one row a step, from the first answer on."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.sealed import SealedField
from intake.tokens import hash_secret, new_public_id


class DraftQuerySet(models.QuerySet["Draft"]):
    def open_with(self, *, public_id: str, secret: str, now: datetime) -> Draft | None:
        """The draft that this secret opens, submitted or not, while it is kept."""
        hashed = hash_secret(secret)
        draft = self.kept(now=now).filter(public_id=public_id).first()
        # Further browsers are asked for last: most families have one.
        if draft is None or hmac.compare_digest(draft.secret_hash, hashed):
            return draft
        return draft if draft.keys.filter(secret_hash=hashed).exists() else None

    def kept(self, *, now: datetime) -> DraftQuerySet:
        return self.filter(updated_at__gte=now - timedelta(days=settings.DRAFT_KEPT_DAYS))


class Draft(models.Model):
    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=new_public_id)
    secret_hash = models.CharField(_("hash of the secret"), max_length=64)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("last answer at"), db_index=True)
    # Set by the one submission that wins; the inquiry points back here.
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    # Of the short code that opens it beside its reference; empty until the code was shown to somebody.
    code_hash = models.CharField(_("hash of the code"), max_length=64, blank=True)
    # When the family asked for reference and code by mail, and when that mail was taken to be sent.
    mail_asked_at = models.DateTimeField(_("code asked for by mail at"), null=True, blank=True)
    mail_language = models.CharField(_("language of that mail"), max_length=10, blank=True)
    mailed_at = models.DateTimeField(_("code mailed at"), null=True, blank=True)
    # Pages that are put in the way once: whether that of what is not insured was, and for which urgent flags.
    self_pay_shown_at = models.DateTimeField(_("told about self-pay at"), null=True, blank=True)
    help_shown = models.CharField(_("urgent help shown for"), max_length=60, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.CheckConstraint(
                condition=Q(mailed_at=None) | Q(mail_asked_at__isnull=False),
                name="code_mailed_only_when_asked",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def reference(self) -> str:
        """What a person reads out or types to find this draft again. It opens nothing without the code."""
        return "-".join(self.public_id[start : start + 4] for start in (0, 4, 8)).upper()

    def kept_until(self) -> datetime:
        return self.updated_at + timedelta(days=settings.DRAFT_KEPT_DAYS)


class DraftKey(models.Model):
    """A further browser that may open a draft: it gave reference and code, and got a secret of its own."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="keys", verbose_name=_("draft"))
    secret_hash = models.CharField(_("hash of the secret"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("draft key")
        verbose_name_plural = _("draft keys")

    def __str__(self) -> str:
        return f"{self.draft_id} {self.created_at:%Y-%m-%d}"


class DraftAnswer(models.Model):
    """One step as it was posted, valid or not, so that nothing typed is lost.

    `revision` counts the writes: a page that was filled in from an older revision (a second tab,
    another phone) is told so instead of silently overwriting the newer answer.
    """

    draft = models.ForeignKey(
        Draft, on_delete=models.CASCADE, related_name="answers", verbose_name=_("draft")
    )
    step = models.CharField(_("step"), max_length=30)
    data = SealedField(_("as posted"), holds="json", bound_to=("draft_id", "step"))
    revision = models.PositiveIntegerField(_("revision"), default=1)
    saved_at = models.DateTimeField(_("saved at"))
    # The shown page that wrote it: that page's own later answer is no conflict.
    page = models.CharField(_("written by page"), max_length=16, blank=True)
    # Saved while it was typed; no button was pressed yet.
    in_passing = models.BooleanField(_("saved while typing"), default=False)

    class Meta:
        verbose_name = _("draft answer")
        verbose_name_plural = _("draft answers")
        constraints = [
            models.UniqueConstraint(fields=["draft", "step"], name="one_answer_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.step}"
