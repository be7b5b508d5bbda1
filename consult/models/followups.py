"""The outbox: each row is one message to a family, and is itself the job (docs/adr/0003)."""

from __future__ import annotations

import uuid
from copy import copy
from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consult.models.followup_states import LEASED, LEFT, FollowUpState
from consult.models.plans import PlanStep
from intake.models import Explanation
from intake.sealed import SealedField


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def due(self, now: datetime) -> FollowUpQuerySet:
        return self.filter(state=FollowUp.State.DUE, due_at__lte=now).order_by("due_at", "pk")

    def on_its_way(self) -> FollowUpQuerySet:
        return self.filter(state__in=LEASED)

    def unsent(self) -> FollowUpQuerySet:
        """Promised to a family and not yet out: planned or on its way."""
        return self.filter(state__in=[FollowUp.State.PLANNED, FollowUp.State.DUE, *LEASED])

    def readable(self) -> FollowUpQuerySet:
        """What the family may read on their page: all that left, arrived by mail or not."""
        # Given up before its text was chosen, an explanation by the plan is nothing to read.
        without_text = Q(kind=FollowUp.Kind.PLAN_TEXT, explanation=None)
        return self.filter(state__in=LEFT).exclude(without_text).order_by("pk")

    def no_longer_fitting(self, on: date) -> FollowUpQuerySet:
        """Explanations written for another track than the case has by now, or that do not stand any more."""
        for_the_track = Q(explanation__audience=Explanation.Audience.EVERYONE) | Q(
            explanation__audience=F("case__track")
        )
        fitting = Q(explanation__in=Explanation.objects.lasting(on)) & for_the_track
        return self.filter(explanation__isnull=False).exclude(fitting)

    def untold(self) -> FollowUpQuerySet:
        """Settled by a worker, and not yet written into the history of its case."""
        return self.filter(state__in=LEFT, told_at=None).order_by("pk")


class FollowUp(models.Model):
    class Kind(models.TextChoices):
        ACKNOWLEDGEMENT = "acknowledgement", _("acknowledgement")
        EXPLANATION = "explanation", _("explanation")
        MESSAGE = "message", _("message")
        CALL_MISSED = "call_missed", _("nobody answered the call")
        LINK = "link", _("new link")
        # By a step of a plan, and so from no person.
        PLAN_TEXT = "plan_text", _("explanation by the plan")
        CHECK_IN = "check_in", _("question whether something is still open")
        CLOSING = "closing", _("closing note")

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PAGE = "page", _("status page only")
        # It stands on the page, and a person speaks with the family.
        CALL = "call", _("status page and telephone")
        SMS = "sms", _("short message")
        LINE = "line", _("message by LINE")

    # Over these nothing is sent: it stands on the page at once, and disturbs nobody.
    ON_THE_PAGE = (Channel.PAGE, Channel.CALL)

    State = FollowUpState

    case = models.ForeignKey(
        "consult.Case", on_delete=models.CASCADE, related_name="followups", verbose_name=_("case")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    # With case and kind the key that makes a message unique: a form sent twice is one message.
    occurrence = models.CharField(_("occurrence"), max_length=40)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    language = models.CharField(_("language"), max_length=10)
    explanation = models.ForeignKey(
        Explanation, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("explanation")
    )
    step = models.ForeignKey(
        PlanStep, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("step of a plan")
    )
    words = SealedField(_("the counselor's own words"), blank=True, bound_to=("case_id", "message_id"))
    # The explanation's text as this family reads it, where fields were filled or words changed; else empty.
    text = SealedField(_("text with its fields filled"), blank=True, bound_to=("case_id", "message_id"))
    words_below = SealedField(
        _("the counselor's own words below"), blank=True, bound_to=("case_id", "message_id")
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("written by (empty: by the service)"),
    )
    # An answer to the inquiry, to a message or to a wish: sent also where the family stopped the follow-ups.
    asked_for = models.BooleanField(_("asked for by the family"), default=True)
    message_id = models.UUIDField(_("message id"), default=uuid.uuid4, unique=True, editable=False)

    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    planned_at = models.DateTimeField(_("planned at"))
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    lease_token = models.UUIDField(_("lease token"), null=True, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    # The class of the last answer (e.g. "550" or "connection refused"), never its text.
    last_error = models.CharField(_("last error"), max_length=60, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    # Set once the history and the clock of the case know how the hand-over ended (followups/tell.py).
    told_at = models.DateTimeField(_("told to the case at"), null=True, blank=True, editable=False)
    # The provider's own name for the mail: what its reports speak of.
    provider_id = models.CharField(_("provider's id"), max_length=200, blank=True, editable=False)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="due"), name="followup_due"),
            models.Index(fields=["due_at", "id"], condition=Q(state="planned"), name="followup_planned"),
            models.Index(fields=["id"], condition=Q(state__in=LEFT, told_at=None), name="followup_untold"),
            models.Index(
                fields=["state", "due_at"],
                condition=Q(state__in=["unsure", "failed", "bounced"]),
                name="followup_for_a_person",
            ),
            models.Index(fields=["sent_at"], condition=Q(sent_at__isnull=False), name="followup_sent_at"),
            models.Index(fields=["provider_id"], condition=~Q(provider_id=""), name="followup_provider_id"),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=["claimed", "handing"]), name="followup_leased"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "occurrence"], name="one_followup_an_occurrence"),
            models.CheckConstraint(
                condition=Q(
                    state__in=["claimed", "handing"], lease_token__isnull=False, lease_until__isnull=False
                )
                | (~Q(state__in=["claimed", "handing"]) & Q(lease_token=None, lease_until=None)),
                name="followup_leased_only_on_its_way",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sent", "delivered", "bounced"]) | Q(sent_at__isnull=False),
                name="followup_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind="explanation") | Q(explanation__isnull=False),
                name="followup_explanation_has_a_text",
            ),
            # Which version leaves is chosen when it leaves; what left has one.
            models.CheckConstraint(
                condition=~Q(kind="plan_text")
                | Q(explanation__isnull=False)
                | Q(state__in=["planned", "due", "claimed", "failed", "cancelled"]),
                name="followup_by_plan_has_a_text",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["plan_text", "check_in", "closing"], step__isnull=False)
                | (~Q(kind__in=["plan_text", "check_in", "closing"]) & Q(step=None)),
                name="followup_by_plan_names_its_step",
            ),
            models.CheckConstraint(
                condition=~Q(kind="message") | ~Q(words=""), name="followup_message_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def occasion(self) -> str:
        """Of a step: which answer, closing or sorting it was planned for (followups/steps.py)."""
        return self.occurrence.rpartition(".")[2]

    @property
    def explanation_as_sent(self) -> Explanation | None:
        """The explanation with the text that this family reads. Not to be saved."""
        if self.explanation is None or not self.text:
            return self.explanation
        as_sent = copy(self.explanation)
        as_sent.body = self.text
        return as_sent
