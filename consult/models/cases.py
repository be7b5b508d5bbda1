"""A case: how one inquiry is worked. Changed only through consult/services.py."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db import models
from django.db.models import F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from consult.models.counselors import Counselor
from intake.vocabulary import choices_of

# What is worked first has the smallest.
RANKS = {"urgent": 0, "soon": 1, "routine": 2}


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> CaseQuerySet:
        return self.filter(status=Case.Status.OPEN)

    def agreed(self) -> CaseQuerySet:
        """Without those whose family withdrew its consent: nobody reads or works on them any more."""
        return self.filter(consent_withdrawn_at=None)

    def mine(self, counselor: Counselor) -> CaseQuerySet:
        return self.filter(assignee=counselor)

    def unassigned(self) -> CaseQuerySet:
        return self.open().filter(assignee=None)

    def unanswered(self) -> CaseQuerySet:
        """Whose clock runs: the family has not yet heard from a person."""
        return self.open().filter(answered_at=None)

    def next_to_give(self) -> CaseQuerySet:
        """Those that nobody has: what is urgent before all else, then whoever has waited longest."""
        urgent = models.Case(When(priority="urgent", then=Value(0)), default=Value(1))
        return self.unassigned().order_by(urgent, "opened_at", "pk")

    def for_the_queue(self) -> CaseQuerySet:
        return self.agreed().select_related("inquiry", "assignee")

    def most_urgent_first(self) -> CaseQuerySet:
        return self.order_by("rank", "due_at", "pk")

    def in_view(self, now: datetime) -> CaseQuerySet:
        """Without those that their counselor put aside until later."""
        return self.filter(Q(snoozed_until=None) | Q(snoozed_until__lte=now))


class Case(models.Model):
    class Status(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")

    class Outcome(models.TextChoices):
        EXPLAINED = "explained", _("explained; the family can decide")
        TO_PHYSICIAN = "to_physician", _("the family goes to their physician")
        NO_ANSWER = "no_answer", _("the family did not answer")
        WITHDRAWN = "withdrawn", _("the family stopped it")
        DUPLICATE = "duplicate", _("the same as another case")
        OTHER = "other", _("something else")

    inquiry = models.OneToOneField(
        "intake.Inquiry", on_delete=models.CASCADE, related_name="case", verbose_name=_("inquiry")
    )
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.OPEN)
    # Copies of the newest decision and of the inquiry, for the queue's index.
    track = models.CharField(_("track"), max_length=20, choices=partial(choices_of, "track"))
    treatment_kind = models.CharField(_("kind"), max_length=20, choices=partial(choices_of, "decided_kind"))
    priority = models.CharField(_("priority"), max_length=10, choices=partial(choices_of, "priority"))
    # Kept by the database itself, so that an index has cases in the order in which they are worked.
    rank = models.GeneratedField(
        expression=models.Case(
            *(When(priority=priority, then=Value(rank)) for priority, rank in RANKS.items()),
            default=Value(max(RANKS.values())),
        ),
        output_field=models.SmallIntegerField(_("rank of the priority")),
        db_persist=True,
    )
    flags = models.JSONField(_("flags"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=10)

    assignee = models.ForeignKey(
        Counselor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        verbose_name=_("counselor"),
    )
    assigned_why = models.JSONField(_("why this counselor"), default=dict, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    due_at = models.DateTimeField(_("first answer due"))
    # Stopped by a confirmed hand-over to the family, never by "queued".
    answered_at = models.DateTimeField(_("first answered at"), null=True, blank=True)
    # The highest level that a late answer was raised to (consult/escalation.py).
    escalated = models.PositiveSmallIntegerField(_("escalated to level"), default=0, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    # The family wants no mail but what it asks for (consult/wishes.py).
    followups_stopped_at = models.DateTimeField(_("follow-ups stopped at"), null=True, blank=True)
    # The family withdrew its consent: closed to reading from then on (consult/consents.py, docs/adr/0028).
    consent_withdrawn_at = models.DateTimeField(_("consent withdrawn at"), null=True, blank=True)
    # When a new link was last asked for: one at a time (consult/wishes.py).
    link_asked_at = models.DateTimeField(_("new link asked for at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices, blank=True)
    # Put aside by its counselor: back in view by itself once this has passed, or when the family acts.
    snoozed_until = models.DateTimeField(_("put aside until"), null=True, blank=True)
    # Keys of messages: the family's newest, and the newest that stood on the page when `seen_by` last looked.
    newest_message = models.PositiveBigIntegerField(_("newest message of the family"), default=0)
    seen_message = models.PositiveBigIntegerField(_("newest message that was seen"), default=0)
    seen_by = models.ForeignKey(
        Counselor,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("seen by"),
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        # Each for itself: who may take a case need not be one who may take it away from somebody.
        permissions = [
            ("take_case", "Can take a case that nobody has"),
            ("take_over_case", "Can take over a case that somebody else has"),
            ("assign_case", "Can give a case to a counselor"),
        ]
        # One for each list of the desk, in its order (consult/queue.py, docs/desk-queries.md).
        indexes = [
            models.Index(
                fields=["assignee", "rank", "due_at", "id"], condition=Q(status="open"), name="case_mine"
            ),
            models.Index(fields=["rank", "due_at", "id"], condition=Q(status="open"), name="case_open"),
            models.Index(
                fields=["track", "rank", "due_at", "id"],
                condition=Q(status="open", assignee=None),
                name="case_waiting",
            ),
            models.Index(
                fields=["rank", "due_at", "id"],
                condition=Q(status="open", answered_at=None),
                name="case_unanswered",
            ),
            models.Index(
                fields=["due_at", "id"], condition=Q(status="open", answered_at=None), name="case_due"
            ),
            models.Index(
                fields=["rank", "due_at", "id"],
                condition=Q(status="open", answered_at__isnull=False),
                name="case_answered",
            ),
            models.Index(
                fields=["snoozed_until", "id"],
                condition=Q(snoozed_until__isnull=False),
                name="case_snoozed",
            ),
            models.Index(
                fields=["assignee", "-closed_at", "-id"], condition=Q(status="closed"), name="case_closed"
            ),
            # For the figures of a span of days (consult/figures.py).
            models.Index(fields=["opened_at", "track"], name="case_arrived"),
            models.Index(
                fields=["closed_at", "track", "outcome"],
                condition=Q(closed_at__isnull=False),
                name="case_left",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", closed_at=None, outcome="")
                | (Q(status="closed", closed_at__isnull=False) & ~Q(outcome="")),
                name="case_closed_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
                name="case_closed_after_it_opened",
            ),
            models.CheckConstraint(
                condition=Q(consent_withdrawn_at=None) | Q(status="closed"),
                name="case_without_consent_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(snoozed_until=None) | Q(status="open"), name="case_put_aside_is_open"
            ),
        ]

    def __str__(self) -> str:
        return str(self.inquiry_id)

    @property
    def reference(self) -> str:
        return self.inquiry.reference

    @property
    def unread(self) -> str:
        """ "new" until whoever has the case opened it, "wrote" when the family wrote since; else empty."""
        if self.assignee_id is None:
            return ""
        if self.seen_by_id != self.assignee_id and self.status == self.Status.OPEN:
            return "new"
        return "wrote" if self.newest_message > self.seen_message else ""
