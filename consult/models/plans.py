"""What goes out by itself, and when: one plan a track, in versions that an admin draws up and publishes.

A published version never changes, and the database says so (consult/followups/plan_guard.py): from each
message that left it can be told by which rule it did (docs/adr/0025).
"""

from __future__ import annotations

from datetime import time
from functools import partial
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consult.plan_steps import Answered, Moment, What
from intake.vocabulary import choices_of

WHAT = [
    (What.EXPLANATION.value, _("an explanation")),
    (What.CHECK_IN.value, _("asks whether something is still open")),
    (What.CLOSING.value, _("says that the inquiry is closed")),
]
MOMENTS = [
    (Moment.SORTED.value, _("after arrival, or a new track")),
    (Moment.ANSWERED.value, _("after our last answer, while the family is silent")),
    (Moment.DECISION.value, _("before the day on which the family decides")),
    (Moment.CLOSED.value, _("after closing")),
]
ANSWERED = [
    (Answered.EITHER.value, _("either way")),
    (Answered.YES.value, _("only after a person answered")),
    (Answered.NO.value, _("only before a person answered")),
]


class PlanQuerySet(models.QuerySet["Plan"]):
    def in_use(self, track: str) -> Plan | None:
        """The newest published version for a track; none where nobody published one."""
        published = self.filter(track=track).exclude(published_at=None)
        return published.order_by("-number").first()


class Plan(models.Model):
    track = models.CharField(_("track"), max_length=20, choices=partial(choices_of, "short_track"))
    number = models.PositiveIntegerField(_("version"), editable=False)
    quiet_from = models.TimeField(
        _("no mail from"), default=time(20), help_text=_("Japanese time. What would leave then waits.")
    )
    quiet_until = models.TimeField(_("until"), default=time(8), help_text=_("In the morning, usually."))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan of messages")
        verbose_name_plural = _("plans of messages")
        ordering = ["track", "-number"]
        permissions = [("publish_plan", "Can publish a plan of messages")]
        constraints = [
            models.UniqueConstraint(fields=["track", "number"], name="one_plan_a_version"),
            models.CheckConstraint(
                condition=Q(published_at=None, published_by=None)
                | Q(published_at__isnull=False, published_by__isnull=False),
                name="plan_published_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{dict(choices_of('short_track')).get(self.track, self.track)} {self.number}"


class PlanStep(models.Model):
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps", verbose_name=_("plan"))
    # A step keeps its name from version to version: by it, what a family has had already is known.
    key = models.SlugField(_("name"), max_length=20, help_text=_("The same in every version."))
    what = models.CharField(_("what"), max_length=12, choices=WHAT)
    text_key = models.SlugField(
        _("which explanation"),
        max_length=60,
        blank=True,
        help_text=_("Its key. The version that a physician approved and that is shown on that day leaves."),
    )
    moment = models.CharField(_("counted from"), max_length=10, choices=MOMENTS)
    days = models.PositiveSmallIntegerField(_("days"), default=0)
    business_days = models.BooleanField(
        _("business days"), default=True, help_text=_("Counted in days, and sent in hours, of opening.")
    )
    at = models.TimeField(
        _("at"), null=True, blank=True, help_text=_("Japanese time. Empty: as early as may be.")
    )
    with_flags = models.JSONField(_("only with one of these flags"), default=list, blank=True)
    without_flags = models.JSONField(_("with none of these flags"), default=list, blank=True)
    priorities = models.JSONField(_("only with these priorities"), default=list, blank=True)
    answered = models.CharField(
        _("a person answered"), max_length=5, choices=ANSWERED, default="", blank=True
    )

    class Meta:
        verbose_name = _("step of a plan")
        verbose_name_plural = _("steps of plans")
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="one_step_a_name"),
            models.CheckConstraint(
                condition=(Q(what="explanation") & ~Q(text_key=""))
                | (~Q(what="explanation") & Q(text_key="")),
                name="step_names_its_explanation",
            ),
            # A check-in asks who was silent; a closing note is for who is closed, and nothing else is.
            models.CheckConstraint(
                condition=Q(what="check_in", moment="answered")
                | Q(what="closing", moment="closed")
                | (Q(what="explanation") & ~Q(moment="closed")),
                name="step_fits_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.key}"

    def copied_to(self, plan: Plan) -> PlanStep:
        """The same step of another version, not saved."""
        fields: dict[str, Any] = {
            field.name: getattr(self, field.name)
            for field in self._meta.concrete_fields
            if field.name not in ("id", "plan")
        }
        return PlanStep(plan=plan, **fields)
