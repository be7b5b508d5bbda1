"""Links that open the status page of one inquiry without an account."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.tokens import hash_secret


class StatusLinkQuerySet(models.QuerySet["StatusLink"]):
    def open_with(self, *, secret: str, now: datetime) -> StatusLinkQuerySet:
        """The link that this secret opens; unknown, expired and revoked all come out as nothing."""
        return self.filter(secret_hash=hash_secret(secret), expires_at__gt=now, revoked_at=None)


class StatusLink(models.Model):
    """Only the hash of the secret is kept, so a copy of the database opens no family's page."""

    inquiry = models.ForeignKey(
        "intake.Inquiry", on_delete=models.CASCADE, related_name="status_links", verbose_name=_("inquiry")
    )
    secret_hash = models.CharField(_("hash of the secret"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("created at"))
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)

    objects = StatusLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("status link")
        verbose_name_plural = _("status links")

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.created_at:%Y-%m-%d}"
