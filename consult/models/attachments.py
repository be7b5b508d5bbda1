"""Photos and papers that a family sent after its inquiry, drawn anew by us (docs/adr/0013)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.sealed import SealedField


class Attachment(models.Model):
    class Kind(models.TextChoices):
        JPEG = "jpeg", _("photo")
        PDF = "pdf", _("paper (PDF)")

    case = models.ForeignKey(
        "consult.Case", on_delete=models.CASCADE, related_name="attachments", verbose_name=_("case")
    )
    name = SealedField(_("name that the family's device gave it"), bound_to=("case_id", "digest"))
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices)
    pages = models.PositiveSmallIntegerField(_("pages"))
    size = models.PositiveIntegerField(_("size in bytes"))
    # SHA-256 of what was sent: the same file once more, by a double press or a tab reloaded, is one.
    digest = models.CharField(_("checksum of what was sent"), max_length=64, editable=False)
    added_at = models.DateTimeField(_("sent at"))

    class Meta:
        verbose_name = _("photo or paper")
        verbose_name_plural = _("photos and papers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "digest"], name="one_attachment_a_file"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.added_at:%Y-%m-%d}"


class AttachmentContent(models.Model):
    """The file itself, apart so that no list loads it. It goes when its attachment goes."""

    attachment = models.OneToOneField(
        Attachment,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="content",
        verbose_name=_("photo or paper"),
    )
    data = SealedField(_("file"), holds="bytes", editable=False, bound_to=("attachment_id",))

    class Meta:
        verbose_name = _("file of a photo or paper")
        verbose_name_plural = _("files of photos and papers")

    def __str__(self) -> str:
        return str(self.attachment_id)
