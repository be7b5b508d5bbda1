"""Cases that belong together: one row for both directions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CaseLinkQuerySet(models.QuerySet["CaseLink"]):
    def of(self, case_id: int) -> CaseLinkQuerySet:
        return self.filter(Q(first=case_id) | Q(second=case_id))


class CaseLink(models.Model):
    class Reason(models.TextChoices):
        SAME_FAMILY = "same_family", _("the same family wrote again")
        SAME_PATIENT = "same_patient", _("somebody else about the same patient")
        SAME_OFFER = "same_offer", _("about the same offer")
        OTHER = "other", _("something else, see the notes")

    # The one with the smaller key first, so that there is one row however it is linked.
    first = models.ForeignKey(
        "consult.Case", on_delete=models.CASCADE, related_name="+", verbose_name=_("first case")
    )
    second = models.ForeignKey(
        "consult.Case", on_delete=models.CASCADE, related_name="+", verbose_name=_("second case")
    )
    reason = models.CharField(_("reason"), max_length=20, choices=Reason.choices)
    linked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("linked by")
    )
    linked_at = models.DateTimeField(_("linked at"))

    objects = CaseLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between cases")
        verbose_name_plural = _("links between cases")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_link_a_pair"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="link_in_one_direction"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
