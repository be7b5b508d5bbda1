"""What happened to a case, in order. Rows are added, never changed: ids and states, no personal data.

The database refuses to change or delete one (consult/event_guard.py), and each is sealed with the one before
it (consult/event_chain.py). They stay when a family is erased: they say nothing of it (docs/adr/0022).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    class Kind(models.TextChoices):
        RECEIVED = "received", _("inquiry received")
        SORTED = "sorted", _("sorted by the rules")
        OVERRIDDEN = "overridden", _("sorted by a person")
        ASSIGNED = "assigned", _("counselor assigned")
        WAITING = "waiting", _("waits for a free counselor")
        ASKED = "asked", _("the family asks to look again")
        WROTE = "wrote", _("the family wrote")
        MAIL_PUT = "mail_put", _("mail put to the case by a person")
        FILE_SENT = "file_sent", _("the family sent a photo or paper")
        FILE_REMOVED = "file_removed", _("the family took back a photo or paper")
        CALL_BOOKED = "call_booked", _("the family chose a time for a call")
        CALL_MOVED = "call_moved", _("the family moved the call")
        CALL_CANCELLED = "call_cancelled", _("the call was cancelled")
        CALLED = "called", _("call made")
        NOT_REACHED = "not_reached", _("nobody answered the call")
        STOPPED = "stopped", _("the family stopped the follow-ups")
        RESUMED = "resumed", _("the family wants follow-ups again")
        ERASURE_ASKED = "erasure_asked", _("the family asks for erasure")
        LINK_ASKED = "link_asked", _("the family asked for a new link")
        WOULD_CHANGE = "would_change", _("would be sorted differently by a newer catalogue")
        DONE = "done", _("task done")
        CONTACT = "contact", _("contact details put right")
        REVIEWED = "reviewed", _("review saved")
        NOTED = "noted", _("note written")
        PLANNED = "planned", _("message planned")
        SENT = "sent", _("message sent")
        CANCELLED = "cancelled", _("message cancelled")
        FAILED = "failed", _("message could not be sent")
        UNSURE = "unsure", _("not known whether the message arrived")
        DELIVERED = "delivered", _("message delivered")
        BOUNCED = "bounced", _("message came back")
        RESOLVED = "resolved", _("decided about a message")
        READ = "read", _("read by the family")
        READ_BEFORE = "read_before", _("changed text read by a second person")
        SNOOZED = "snoozed", _("put aside")
        WOKEN = "woken", _("taken up again")
        EXPORTED = "exported", _("written into a table for a lead")
        LINKED = "linked", _("linked with another case")
        PLANNED_TASK = "task", _("task written")
        ESCALATED = "escalated", _("made known as late")
        REOPENED = "reopened", _("opened again")
        CLOSED = "closed", _("closed")
        WARNED = "warned", _("the family is told that its data will be erased")
        ERASED = "erased", _("what was held about the family is erased")
        CONSENT_WITHDRAWN = "consent_withdrawn", _("the family withdrew its consent: closed to reading")
        SHARING_AGREED = "sharing_agreed", _("the family agrees that a hospital gets its inquiry")
        SHARING_ENDED = "sharing_ended", _("the family takes back that a hospital gets its inquiry")
        SHARED = "shared", _("summary for a hospital made")
        OPENED = "opened", _("opened by somebody who does not have the case")

    case = models.ForeignKey(
        "consult.Case", on_delete=models.PROTECT, related_name="events", verbose_name=_("case")
    )
    # 1, 2, 3 … within the case, and the seal over this one and all before it.
    number = models.PositiveIntegerField(_("number"), editable=False)
    seal = models.CharField(_("seal"), max_length=80, editable=False)
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("who (empty: the service or the family)"),
    )
    data = models.JSONField(_("ids and states"), default=dict, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["pk"]
        indexes = [models.Index(fields=["case", "at"], name="event_timeline")]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="one_event_a_number")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class EventHead(models.Model):
    """How many events a case has, and the last seal: without it nobody would miss the end of a chain."""

    case = models.OneToOneField(
        "consult.Case",
        on_delete=models.PROTECT,
        primary_key=True,
        related_name="event_head",
        verbose_name=_("case"),
    )
    number = models.PositiveIntegerField(_("number"), default=0)
    seal = models.CharField(_("seal"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("end of a case's events")
        verbose_name_plural = _("ends of the cases' events")

    def __str__(self) -> str:
        return f"{self.case_id} {self.number}"
