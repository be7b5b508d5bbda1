"""Telephone numbers for people in despair. None is shipped: a wrong one does harm, a person enters each."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


def spoken_languages() -> list[tuple[str, Any]]:
    """By this function, so that another language of the service needs no migration."""
    return list(settings.LANGUAGES)


class CrisisLineQuerySet(models.QuerySet["CrisisLine"]):
    def for_reader(self, language: str) -> list[CrisisLine]:
        """All of them, those that speak the reader's language first."""
        return sorted(self.order_by("name"), key=lambda line: line.language != language)


class CrisisLine(models.Model):
    name = models.CharField(_("name"), max_length=100)
    number = models.CharField(
        _("telephone number"),
        max_length=20,
        validators=[RegexValidator(r"^[0-9+#][0-9-]*$", _("Write the number with digits and hyphens only."))],
    )
    hours = models.CharField(_("opening hours"), max_length=100)
    language = models.CharField(_("language spoken there"), max_length=10, choices=spoken_languages)
    source = models.CharField(_("where the number is published"), max_length=300)
    checked_on = models.DateField(_("last checked on"))

    objects = CrisisLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("crisis line")
        verbose_name_plural = _("crisis lines")
        constraints = [
            models.UniqueConstraint(fields=["number", "language"], name="one_crisis_line_a_number"),
        ]

    def __str__(self) -> str:
        return self.name
