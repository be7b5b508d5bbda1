"""When counselors can telephone, and the calls that families chose. Changed only through consult/calls.py."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.due import JAPAN
from intake.sealed import SealedField


class CallSlotQuerySet(models.QuerySet["CallSlot"]):
    def with_a_place(self, now: datetime) -> CallSlotQuerySet:
        """From today on, with a place that nobody has. Which can still be chosen: calls.free_slots."""
        today = timezone.localdate(now, JAPAN)
        return self.filter(day__gte=today, taken__lt=F("places")).order_by("day", "starts", "pk")


class CallSlot(models.Model):
    """A time at which `places` families can be telephoned, in Japanese time."""

    day = models.DateField(_("day"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    languages = models.JSONField(_("languages"), default=list)
    places = models.PositiveSmallIntegerField(_("how many calls at once"), default=1)
    # Counted by conditional updates only (consult/calls.py): a place is never given twice.
    taken = models.PositiveSmallIntegerField(_("taken"), default=0, editable=False)

    objects = CallSlotQuerySet.as_manager()

    class Meta:
        verbose_name = _("time for calls")
        verbose_name_plural = _("times for calls")
        ordering = ["day", "starts", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "starts", "languages"], name="one_call_slot_a_time"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="call_slot_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(taken__lte=F("places")),
                name="call_slot_place_given_once",
                violation_error_message=_("More families than this have chosen this time already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.starts:%H:%M}–{self.ends:%H:%M}"

    def clean(self) -> None:
        known = {code for code, _name in settings.LANGUAGES}
        if not isinstance(self.languages, list) or not self.languages or not set(self.languages) <= known:
            raise ValidationError({"languages": _("Choose the languages of the call.")})

    def is_spoken_in(self, language: str) -> bool:
        """Easy Japanese ("ja-easy") is a way to write; who speaks Japanese can call."""
        return language in self.languages or language.partition("-")[0] in self.languages

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.day, self.starts, JAPAN)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.day, self.ends, JAPAN)


class CallQuerySet(models.QuerySet["Call"]):
    def booked(self) -> CallQuerySet:
        return self.filter(state=Call.State.BOOKED)


class Call(models.Model):
    """One call that a family chose. Moved it stays the same call; chosen anew after it was cancelled it is
    another."""

    class State(models.TextChoices):
        BOOKED = "booked", _("chosen")
        CANCELLED = "cancelled", _("cancelled")
        MADE = "made", _("made")
        NOT_REACHED = "not_reached", _("nobody answered")

    case = models.ForeignKey(
        "consult.Case", on_delete=models.CASCADE, related_name="calls", verbose_name=_("case")
    )
    slot = models.ForeignKey(
        CallSlot, on_delete=models.PROTECT, related_name="calls", verbose_name=_("time for calls")
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.BOOKED)
    # E.164. Kept here: the inquiry does not change, and a family may want to be called elsewhere.
    phone = SealedField(_("telephone"), bound_to=("case_id", "uid"))
    # Both are the calendar file's: a calendar takes a higher sequence of the same uid as the newer word.
    uid = models.UUIDField(_("uid of the calendar file"), default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(_("changes"), default=0)
    booked_at = models.DateTimeField(_("chosen at"))
    changed_at = models.DateTimeField(_("changed at"))
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("called by")
    )

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(state="booked"), name="one_booked_call_a_case"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["booked", "cancelled"], called_by=None)
                | Q(state__in=["made", "not_reached"], called_by__isnull=False),
                name="call_made_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"

    def has_begun(self, now: datetime) -> bool:
        return self.slot.starts_at <= now
