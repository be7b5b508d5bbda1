"""The dated tables that estimates are made with, as admins keep them.

Estimates read them through intake/cost_tables.py. What a set of tables has to be like is said in
intake/costs/tables.py; the admin refuses what breaks it.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.costs.case import SubsidyTier
from intake.costs.tables import BANDS_FROM_70, BANDS_UNDER_70
from intake.models.catalogue import Certainty

MONTH = RegexValidator(r"^[0-9]{4}-(0[1-9]|1[0-2])\Z", _("Write year and month as 2026-08."))
_A_PART = [MinValueValidator(1), MaxValueValidator(100)]


class CostSource(models.Model):
    """Where the rows come from. A family reads it beside every figure."""

    source_ja = models.CharField(_("source, in Japanese"), max_length=300)
    source_easy = models.CharField(
        _("source, in easy Japanese"), max_length=400, help_text=_("With readings: {治療|ちりょう}.")
    )
    source_en = models.CharField(_("source, in English"), max_length=300)
    certainty = models.CharField(_("certainty"), max_length=2, choices=Certainty.choices)
    checked_on = models.DateField(_("checked on"))

    class Meta:
        abstract = True


class CeilingTable(CostSource):
    from_month = models.CharField(
        _("from the month"), max_length=7, unique=True, validators=[MONTH], help_text=_("Such as 2026-08.")
    )
    until_month = models.CharField(
        _("until the month, included"),
        max_length=7,
        blank=True,
        validators=[MONTH],
        help_text=_("Empty only for the last table."),
    )
    planned = models.BooleanField(
        _("planned"), default=False, help_text=_("Published, and not in force yet: families see it so.")
    )
    takes_letters = models.BooleanField(
        _("a letter alone names a row under 70"),
        default=True,
        help_text=_("Not where one letter has several rows, told apart by pay."),
    )
    low_pay_until_yen = models.PositiveBigIntegerField(
        _("highest pay with the lower annual ceiling"), null=True, blank=True
    )

    class Meta:
        verbose_name = _("table of monthly ceilings")
        verbose_name_plural = _("tables of monthly ceilings")
        ordering = ["from_month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_month="") | Q(until_month__gte=F("from_month")),
                name="ceiling_table_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_month} – {self.until_month}"


class CeilingBand(models.Model):
    class Group(models.TextChoices):
        UNDER_70 = "under_70", _("under 70")
        FROM_70 = "from_70", _("70 and over")

    table = models.ForeignKey(
        CeilingTable, on_delete=models.CASCADE, related_name="bands", verbose_name=_("table")
    )
    group = models.CharField(_("age group"), max_length=10, choices=Group.choices)
    code = models.CharField(
        _("band"), max_length=10, choices=[(code, code) for code in (*BANDS_UNDER_70, *BANDS_FROM_70)]
    )
    position = models.PositiveSmallIntegerField(_("position"), help_text=_("The highest income comes first."))
    pay_from_yen = models.PositiveBigIntegerField(_("standard pay from"), null=True, blank=True)
    pay_until_yen = models.PositiveBigIntegerField(_("standard pay until"), null=True, blank=True)
    base_yen = models.PositiveBigIntegerField(_("basic amount"))
    threshold_yen = models.PositiveBigIntegerField(
        _("threshold"), null=True, blank=True, help_text=_("Empty: the amount is fixed.")
    )
    many_times_yen = models.PositiveBigIntegerField(_("many times"), null=True, blank=True)
    annual_yen = models.PositiveBigIntegerField(_("annual ceiling"), null=True, blank=True)
    annual_low_pay_yen = models.PositiveBigIntegerField(_("annual, low pay"), null=True, blank=True)
    outpatient_yen = models.PositiveBigIntegerField(_("outpatient"), null=True, blank=True)
    outpatient_annual_yen = models.PositiveBigIntegerField(_("outpatient, a year"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(
        _("part paid, whatever the age"), null=True, blank=True, validators=_A_PART
    )

    class Meta:
        verbose_name = _("income band")
        verbose_name_plural = _("income bands")
        ordering = ["-group", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["table", "group", "position"], name="one_ceiling_band_a_position"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.code}"


class CopayRate(CostSource):
    from_age = models.PositiveSmallIntegerField(_("from the age"), unique=True)
    percent = models.PositiveSmallIntegerField(_("part paid in percent"), validators=_A_PART)

    class Meta:
        verbose_name = _("part paid by age")
        verbose_name_plural = _("parts paid by age")
        ordering = ["from_age"]

    def __str__(self) -> str:
        return f"{self.from_age}–: {self.percent} %"


class SubsidyTable(CostSource):
    from_month = models.CharField(
        _("from the month"),
        max_length=7,
        blank=True,
        validators=[MONTH],
        help_text=_("Such as 2026-08. Empty only for the first table."),
    )
    until_month = models.CharField(
        _("until the month, included"),
        max_length=7,
        blank=True,
        validators=[MONTH],
        help_text=_("Empty only for the last table."),
    )
    max_percent = models.PositiveSmallIntegerField(_("highest part paid in percent"), validators=_A_PART)

    class Meta:
        verbose_name = _("table of the subsidy")
        verbose_name_plural = _("tables of the subsidy")
        ordering = ["from_month"]
        constraints = [
            models.UniqueConstraint(fields=["from_month"], name="one_subsidy_table_a_start"),
        ]

    def __str__(self) -> str:
        return f"{self.from_month} – {self.until_month}"


class SubsidyCeiling(models.Model):
    table = models.ForeignKey(
        SubsidyTable, on_delete=models.CASCADE, related_name="ceilings", verbose_name=_("table")
    )
    tier = models.CharField(
        _("tier"), max_length=12, choices=[(tier.value, tier.value) for tier in SubsidyTier]
    )
    general_yen = models.PositiveBigIntegerField(_("general"))
    long_term_yen = models.PositiveBigIntegerField(_("high-cost long-term"))
    ventilator_yen = models.PositiveBigIntegerField(_("ventilator or the like"))

    class Meta:
        verbose_name = _("ceiling of the subsidy")
        verbose_name_plural = _("ceilings of the subsidy")
        ordering = ["general_yen", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["table", "tier"], name="one_subsidy_ceiling_a_tier"),
        ]

    def __str__(self) -> str:
        return self.tier
