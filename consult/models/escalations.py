"""How a late first answer is made known, and that it was. Admins own the levels; beat writes the rows."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class EscalationLevel(models.Model):
    level = models.PositiveSmallIntegerField(_("level"), unique=True, validators=[MinValueValidator(1)])
    business_hours = models.PositiveSmallIntegerField(_("business hours after the answer was due"))
    to_leads = models.BooleanField(_("tells the leads too"), default=True)

    class Meta:
        verbose_name = _("level of escalation")
        verbose_name_plural = _("levels of escalation")
        ordering = ["level"]

    def __str__(self) -> str:
        return str(self.level)


class Escalation(models.Model):
    """That a case reached a level: once, whoever else looks at the same moment."""

    case = models.ForeignKey(
        "consult.Case", on_delete=models.CASCADE, related_name="escalations", verbose_name=_("case")
    )
    level = models.PositiveSmallIntegerField(_("level"))
    at = models.DateTimeField(_("when"))

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "level"], name="one_escalation_a_case_and_level"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.level}"
