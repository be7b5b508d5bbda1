"""What a counselor is about to send: a draft that stays until it is sent, one a counselor and case."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.models import Explanation
from intake.sealed import SealedField

_ROW = ("case_id", "author_id")


class Letter(models.Model):
    case = models.ForeignKey(
        "consult.Case", on_delete=models.CASCADE, related_name="letters", verbose_name=_("case")
    )
    # Of each their own: no colleague can write over it.
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("author")
    )
    explanation = models.ForeignKey(
        Explanation, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("explanation")
    )
    above = SealedField(_("own words above"), blank=True, bound_to=_ROW)
    # The explanation's text with its fields filled, as far as it was changed.
    text = SealedField(_("text"), blank=True, bound_to=_ROW)
    below = SealedField(_("own words below"), blank=True, bound_to=_ROW)
    # Counts the savings: a page that shows an older one does not write over a newer one unseen.
    revision = models.PositiveIntegerField(_("revision"), default=0)
    saved_at = models.DateTimeField(_("saved at"))
    # Whose approved text was changed waits for somebody else to read it.
    asked_at = models.DateTimeField(_("second reader asked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter in the making")
        verbose_name_plural = _("letters in the making")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "author"], name="one_letter_an_author"),
            models.CheckConstraint(
                condition=models.Q(asked_at=None) | models.Q(explanation__isnull=False),
                name="letter_to_read_has_an_explanation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.saved_at:%Y-%m-%d}"
