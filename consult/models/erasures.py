"""How long what a family told is kept, what stops its erasure, and what was erased."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.sealed import SealedField


class RetentionPeriod(models.Model):
    """Counted from the day on which a case was closed. Families read it on their page; without a row nothing
    is erased by age."""

    class Kind(models.TextChoices):
        CASE = "case", _("what a family told us, and what we wrote to it")
        FILES = "files", _("photos and papers")
        MAIL = "mail", _("mail that came in and stands on no case, once that is decided")

    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices, unique=True)
    days = models.PositiveSmallIntegerField(_("kept for so many days after it was closed"))
    warn_days = models.PositiveSmallIntegerField(_("the family is told so many days before"), default=30)

    class Meta:
        verbose_name = _("how long it is kept")
        verbose_name_plural = _("how long things are kept")
        constraints = [
            models.CheckConstraint(condition=Q(days__gte=F("warn_days")), name="told_before_it_is_erased")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.days}"


class LegalHold(models.Model):
    """While it lasts nothing of the case is erased, whoever asks."""

    case = models.ForeignKey(
        "consult.Case", on_delete=models.PROTECT, related_name="holds", verbose_name=_("case")
    )
    reason = SealedField(_("why it has to be kept"), bound_to=("case_id", "placed_at"))
    placed_at = models.DateTimeField(_("since"), editable=False)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+",
        verbose_name=_("placed by"),
    )  # fmt: skip
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="one_hold_a_case")
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.placed_at:%Y-%m-%d}"


class Erasure(models.Model):
    """That a family was erased: what shows that it was, and what erases it again after a backup came back."""

    class Why(models.TextChoices):
        ASKED = "asked", _("the family asked")
        AGE = "age", _("its time was over")

    case = models.OneToOneField(
        "consult.Case", on_delete=models.PROTECT, related_name="erasure", verbose_name=_("case")
    )
    why = models.CharField(_("why"), max_length=10, choices=Why.choices)
    erased_at = models.DateTimeField(_("erased at"))

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.erased_at:%Y-%m-%d}"
