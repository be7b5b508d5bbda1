"""What a counselor found on one sheet of questions about a case (consult/lenses.py)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.sealed import SealedField


class Review(models.Model):
    case = models.ForeignKey(
        "consult.Case", on_delete=models.CASCADE, related_name="reviews", verbose_name=_("case")
    )
    sheet = models.CharField(_("sheet"), max_length=20)
    # {"whose": {"answer": "yes", "note": "…"}, …}: by the keys of the questions, those that were filled in.
    answers = SealedField(_("answers"), holds="json", default=dict, blank=True, bound_to=("case_id", "sheet"))
    red_flags = models.JSONField(_("red flags"), default=list, blank=True)
    # Counts the savings: a page that shows an older one does not write over a newer one unseen.
    revision = models.PositiveIntegerField(_("revision"), default=0)
    saved_at = models.DateTimeField(_("saved at"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("saved by")
    )

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["case", "sheet"], name="one_review_a_sheet")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.sheet}"
