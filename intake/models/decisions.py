"""How an inquiry was sorted, by which rules and why. The newest counts; none is ever edited."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from intake.sealed import SealedField
from intake.vocabulary import choices_of

_ROW = ("inquiry_id", "made_at")


class Decision(models.Model):
    inquiry = models.ForeignKey(
        "intake.Inquiry", on_delete=models.CASCADE, related_name="decisions", verbose_name=_("inquiry")
    )
    track = models.CharField(_("track"), max_length=20, choices=partial(choices_of, "track"))
    treatment_kind = models.CharField(
        _("kind of treatment"), max_length=20, choices=partial(choices_of, "decided_kind")
    )
    physician_judgment = models.CharField(
        _("physician judgment"), max_length=20, choices=partial(choices_of, "physician_judgment")
    )
    priority = models.CharField(_("priority"), max_length=10, choices=partial(choices_of, "priority"))
    flags = models.JSONField(_("flags"), default=list, blank=True)
    # [{"rule": …, "evidence": …, "text": …}] as triage gave them; empty for a person's decision.
    # Sealed, since the evidence quotes the family.
    reasons = SealedField(_("reasons"), holds="json", default=list, blank=True, bound_to=_ROW)
    ruleset = models.CharField(_("ruleset"), max_length=40)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("made by (empty: by the rules)"),
    )
    override_reason = SealedField(_("reason for the override"), blank=True, bound_to=_ROW)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_by=None) | ~Q(override_reason=""),
                name="decision_by_a_person_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.track} {self.made_at:%Y-%m-%d}"
