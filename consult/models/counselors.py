from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from intake.models.languages import spoken_languages
from intake.vocabulary import SHORT_TRACKS


class CounselorQuerySet(models.QuerySet["Counselor"]):
    def available(self) -> CounselorQuerySet:
        return self.filter(accepting=True, open_cases__lt=F("capacity"))

    def by_name(self) -> CounselorQuerySet:
        return self.order_by("display_name", "pk")


class Counselor(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="counselor", verbose_name=_("user")
    )
    display_name = models.CharField(_("name shown to families"), max_length=100)
    languages = models.JSONField(_("languages"), default=list, help_text=_('Codes, e.g. ["ja", "en"].'))
    tracks = models.JSONField(
        _("tracks"), default=list, help_text=_("insured_specialist, self_pay_review, unsorted")
    )
    accepting = models.BooleanField(_("takes new cases"), default=True)
    capacity = models.PositiveIntegerField(_("open cases at most"), default=20)
    # Counted by conditional updates only (assigning.give, services.close), never recomputed on the way.
    open_cases = models.PositiveIntegerField(_("open cases now"), default=0, editable=False)
    last_given_at = models.DateTimeField(_("last given a case at"), null=True, blank=True, editable=False)

    # Addresses of the desk that they keep under a name: [{"name": …, "query": …}], changed by saved_views.py.
    saved_views = models.JSONField(_("saved views"), default=list, blank=True, editable=False)

    objects = CounselorQuerySet.as_manager()

    class Meta:
        verbose_name = _("counselor")
        verbose_name_plural = _("counselors")
        permissions = [("view_every_case", "Can open every case (lead)")]
        constraints = [
            models.CheckConstraint(condition=Q(open_cases__gte=0), name="open_cases_not_negative"),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def is_available(self) -> bool:
        """As `CounselorQuerySet.available`, of one that is read already."""
        return self.accepting and self.open_cases < self.capacity

    def clean(self) -> None:
        _only_known(self.tracks, [code for code, _label in SHORT_TRACKS], "tracks")
        _only_known(self.languages, [code for code, _label in spoken_languages()], "languages")


def _only_known(values: Any, known: list[str], field: str) -> None:
    from django.core.exceptions import ValidationError

    if not isinstance(values, list) or not set(values) <= set(known):
        message = _("Give a list of: %(known)s") % {"known": ", ".join(known)}
        raise ValidationError({field: message})
