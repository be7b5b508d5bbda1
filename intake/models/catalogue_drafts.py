"""Changes to the catalogue that are tried on past inquiries before they count."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.sealed import SealedField


class CatalogueDraft(models.Model):
    """One treatment as it would be, in the shape of intake/data/catalogue.json (intake/catalogue.py)."""

    key = models.SlugField(_("treatment"), max_length=60)
    row = models.JSONField(_("as it would be"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written at"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    class Meta:
        verbose_name = _("catalogue draft")
        verbose_name_plural = _("catalogue drafts")
        ordering = ["-pk"]
        permissions = [("publish_catalogue", "Can publish catalogue drafts")]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="catalogue_draft_published_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.written_at:%Y-%m-%d}"


class Replay(models.Model):
    """One run of a draft over the newest inquiries: the row is the job, a worker carries it out."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for the worker")
        RUNNING = "running", _("running")
        DONE = "done", _("done")

    draft = models.ForeignKey(
        CatalogueDraft, on_delete=models.CASCADE, related_name="replays", verbose_name=_("catalogue draft")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    wanted = models.PositiveIntegerField(_("inquiries to look at"))
    looked_at = models.PositiveIntegerField(_("looked at"), default=0)
    asked_at = models.DateTimeField(_("asked at"))
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)

    class Meta:
        verbose_name = _("replay")
        verbose_name_plural = _("replays")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(looked_at__lte=F("wanted")), name="replay_looks_at_no_more"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.state}"


_ROW = ("replay_id", "inquiry_id")


class ReplayDifference(models.Model):
    """An inquiry that the draft would sort differently: both decisions as triage gave them."""

    replay = models.ForeignKey(
        Replay, on_delete=models.CASCADE, related_name="differences", verbose_name=_("replay")
    )
    inquiry = models.ForeignKey("intake.Inquiry", on_delete=models.CASCADE, verbose_name=_("inquiry"))
    before = SealedField(_("by the catalogue as it is"), holds="json", bound_to=_ROW)
    after = SealedField(_("by the draft"), holds="json", bound_to=_ROW)

    class Meta:
        verbose_name = _("difference")
        verbose_name_plural = _("differences")
        constraints = [
            models.UniqueConstraint(fields=["replay", "inquiry"], name="one_difference_an_inquiry"),
        ]

    def __str__(self) -> str:
        return f"{self.replay_id} {self.inquiry_id}"
