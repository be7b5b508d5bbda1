"""The catalogue: products, how people spell them, when they are approved and when insurance covers them.

Triage reads it through intake/catalogue.py; admins change it without a deployment.
"""

from __future__ import annotations

from functools import partial

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.vocabulary import choices_of


class Certainty(models.TextChoices):
    PUBLIC = "V", _("V: a public page says it")
    TRANSCRIPT = "V2", _("V2: a public transcription of an official document says it")
    ARTICLE = "S", _("S: only the founding article says it")
    GENERAL = "K", _("K: general knowledge, not checked")
    DERIVED = "D", _("D: derived here")


class Treatment(models.Model):
    class Route(models.TextChoices):
        FULL = "full", _("full approval")
        CONDITIONAL = "ctl", _("conditional and time-limited approval")

    key = models.SlugField(_("key"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=partial(choices_of, "treatment_kind"))
    name_ja = models.CharField(_("name in Japanese"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100)
    maker = models.CharField(_("maker"), max_length=200, blank=True)
    route = models.CharField(_("kind of approval"), max_length=10, choices=Route.choices)
    approved_from = models.DateField(_("approved from"), null=True, blank=True)
    approved_until = models.DateField(_("approved until"), null=True, blank=True)
    indication_ja = models.TextField(_("indication in Japanese"))
    indication_en = models.TextField(_("indication in English"))
    conditions = models.JSONField(
        _("conditions"), default=list, blank=True, help_text=_("Codes of the conditions it is indicated for.")
    )
    indication_words = models.JSONField(
        _("words for the indication"),
        default=list,
        blank=True,
        help_text=_("Words in an inquiry that mean this indication, in any language."),
    )
    outside_words = models.JSONField(
        _("words outside the indication"),
        default=list,
        blank=True,
        help_text=_("Words that show that a case lies outside it, such as a chronic state."),
    )
    clues = models.JSONField(
        _("other clues"),
        default=list,
        blank=True,
        help_text=_("What people say instead of the name: the maker, the price in the news."),
    )
    note_ja = models.TextField(_("note in Japanese"), blank=True)
    note_en = models.TextField(_("note in English"), blank=True)
    certainty = models.CharField(_("certainty"), max_length=2, choices=Certainty.choices)
    checked_on = models.DateField(_("checked on"))

    class Meta:
        verbose_name = _("treatment")
        verbose_name_plural = _("treatments")
        ordering = ["key"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_until=None) | Q(approved_until__gte=F("approved_from")),
                name="treatment_approval_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_ja} ({self.name_en})"


class TreatmentName(models.Model):
    treatment = models.ForeignKey(
        Treatment, on_delete=models.CASCADE, related_name="names", verbose_name=_("treatment")
    )
    spelling = models.CharField(_("spelling"), max_length=100)

    class Meta:
        verbose_name = _("spelling of a treatment")
        verbose_name_plural = _("spellings of treatments")
        constraints = [
            models.UniqueConstraint(fields=["treatment", "spelling"], name="one_spelling_a_treatment"),
        ]

    def __str__(self) -> str:
        return self.spelling


class Coverage(models.Model):
    class Status(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        TO_BE_CONFIRMED = "to_be_confirmed", _("to be confirmed")

    treatment = models.ForeignKey(
        Treatment, on_delete=models.CASCADE, related_name="coverages", verbose_name=_("treatment")
    )
    covered_from = models.DateField(_("covered from"), null=True, blank=True)
    covered_until = models.DateField(_("covered until"), null=True, blank=True)
    price_yen = models.PositiveBigIntegerField(_("price in yen"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status.choices)
    certainty = models.CharField(_("certainty"), max_length=2, choices=Certainty.choices)
    source_title = models.CharField(_("source"), max_length=300, blank=True)
    source_publisher = models.CharField(_("publisher of the source"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("coverage by public insurance")
        verbose_name_plural = _("coverages by public insurance")
        constraints = [
            models.CheckConstraint(
                condition=Q(covered_until=None) | Q(covered_until__gte=F("covered_from")),
                name="coverage_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.treatment_id} {self.covered_from or '?'}"


class Source(models.Model):
    treatment = models.ForeignKey(
        Treatment, on_delete=models.CASCADE, related_name="sources", verbose_name=_("treatment")
    )
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    certainty = models.CharField(_("certainty"), max_length=2, choices=Certainty.choices)
    checked_on = models.DateField(_("checked on"))

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.title
