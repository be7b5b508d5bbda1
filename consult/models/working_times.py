"""When counselors are at work, and what each was given: what the choice of a counselor reads."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consult.models.counselors import Counselor
from consult.models.hours import OpeningHours


class WorkingHours(models.Model):
    """From when to when a counselor works on a weekday. Whoever has none works when the centre is open."""

    counselor = models.ForeignKey(
        Counselor, on_delete=models.CASCADE, related_name="working_hours", verbose_name=_("counselor")
    )
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=OpeningHours.Weekday.choices)
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("working hours")
        verbose_name_plural = _("working hours")
        ordering = ["counselor", "weekday"]
        constraints = [
            models.UniqueConstraint(fields=["counselor", "weekday"], name="one_working_day_a_weekday"),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="work_ends_after_it_begins"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.begins:%H:%M}–{self.ends:%H:%M}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def between(self, first: date, last: date) -> AbsenceQuerySet:
        """Those with at least one day from `first` to `last`, both counted."""
        return self.filter(first_day__lte=last, last_day__gte=first)


class Absence(models.Model):
    """Whole days on which a counselor is away, and who looks after their cases. Why is nobody's business."""

    counselor = models.ForeignKey(
        Counselor, on_delete=models.CASCADE, related_name="absences", verbose_name=_("counselor")
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    cover = models.ForeignKey(
        Counselor,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="covers",
        verbose_name=_("who stands in"),
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["first_day", "pk"]
        indexes = [models.Index(fields=["last_day", "first_day"], name="absence_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(cover=None) | ~Q(cover=F("counselor")), name="nobody_covers_themselves"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counselor} {self.first_day}–{self.last_day}"


class GivenCases(models.Model):
    """How many cases came to a counselor on one day in Japan, each case once: what fairness is measured by.

    Counted in the transaction that gives a case (consult/assigning.py), so that no list of events has to be
    walked for it.
    """

    counselor = models.ForeignKey(
        Counselor, on_delete=models.CASCADE, related_name="given", verbose_name=_("counselor")
    )
    day = models.DateField(_("day"))
    cases = models.PositiveIntegerField(_("cases"), default=0)

    class Meta:
        verbose_name = _("cases given on a day")
        verbose_name_plural = _("cases given on a day")
        ordering = ["-day", "counselor"]
        constraints = [
            models.UniqueConstraint(fields=["counselor", "day"], name="one_count_a_counselor_and_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.counselor_id}: {self.cases}"
