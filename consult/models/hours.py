"""When the centre works, and by when it answers. Owned by admins; read by consult/due.py."""

from __future__ import annotations

from functools import partial

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.vocabulary import choices_of


class OpeningHours(models.Model):
    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday.choices, unique=True)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        verbose_name = _("opening hours")
        verbose_name_plural = _("opening hours")
        ordering = ["weekday"]
        constraints = [
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="closes_after_it_opens"),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()} {self.opens:%H:%M}–{self.closes:%H:%M}"


class Closure(models.Model):
    """A day on which the centre is closed beside weekends and national holidays."""

    day = models.DateField(_("day"), unique=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day}"


class ResponseTarget(models.Model):
    """Within how many business hours a family hears from a person, by priority and, if need be, by track."""

    priority = models.CharField(_("priority"), max_length=10, choices=partial(choices_of, "priority"))
    track = models.CharField(
        _("track (empty: every other)"), max_length=20, blank=True, choices=partial(choices_of, "track")
    )
    business_hours = models.PositiveSmallIntegerField(_("business hours"))

    class Meta:
        verbose_name = _("response target")
        verbose_name_plural = _("response targets")
        constraints = [
            models.UniqueConstraint(fields=["priority", "track"], name="one_target_a_priority_and_track"),
        ]

    def __str__(self) -> str:
        return f"{self.priority} {self.track}: {self.business_hours}"
