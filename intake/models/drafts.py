"""A draft: what a family has answered so far, one row a step, from the first answer on."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.tokens import hash_secret, new_public_id


class DraftQuerySet(models.QuerySet["Draft"]):
    def open_with(self, *, public_id: str, secret: str, now: datetime) -> DraftQuerySet:
        """The draft that this secret opens, submitted or not, while it is kept."""
        oldest = now - timedelta(days=settings.DRAFT_KEPT_DAYS)
        return self.filter(public_id=public_id, secret_hash=hash_secret(secret), updated_at__gte=oldest)


class Draft(models.Model):
    public_id = models.CharField(_("public id"), max_length=12, unique=True, default=new_public_id)
    secret_hash = models.CharField(_("hash of the secret"), max_length=64)
    created_at = models.DateTimeField(_("created at"))
    updated_at = models.DateTimeField(_("last answer at"), db_index=True)
    # Set by the one submission that wins; the inquiry points back here.
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return self.public_id

    def kept_until(self) -> datetime:
        return self.updated_at + timedelta(days=settings.DRAFT_KEPT_DAYS)


class DraftAnswer(models.Model):
    """One step as it was posted, valid or not, so that nothing typed is lost.

    `revision` counts the writes: a page that was filled in from an older revision (a second tab,
    another phone) is told so instead of silently overwriting the newer answer.
    """

    draft = models.ForeignKey(
        Draft, on_delete=models.CASCADE, related_name="answers", verbose_name=_("draft")
    )
    step = models.CharField(_("step"), max_length=30)
    data = models.JSONField(_("as posted"))
    revision = models.PositiveIntegerField(_("revision"), default=1)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft answer")
        verbose_name_plural = _("draft answers")
        constraints = [
            models.UniqueConstraint(fields=["draft", "step"], name="one_answer_a_step"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.step}"
