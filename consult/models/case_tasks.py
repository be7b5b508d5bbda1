from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from consult.models.cases import Case
from intake.sealed import SealedField


class CaseTaskQuerySet(models.QuerySet["CaseTask"]):
    def ask(
        self, *, case: Case, kind: str, newest: dict[str, int], now: datetime, due_at: datetime | None
    ) -> None:
        """One open task a kind, however often it is asked for: the first time sets by when, and the newest
        is what "done" has to have seen. A case that was put aside comes back. In the caller's transaction."""
        type(case).objects.filter(pk=case.pk).update(snoozed_until=None)
        self.update_or_create(
            case=case,
            kind=kind,
            done_at=None,
            defaults={"data": newest},
            create_defaults={"data": newest, "asked_at": now, "due_at": due_at},
        )

    def open(self) -> CaseTaskQuerySet:
        return self.filter(done_at=None)

    def of_the_family(self) -> CaseTaskQuerySet:
        """Without what counselors wrote down for themselves."""
        return self.exclude(kind=CaseTask.Kind.OWN)

    def family_waits(self) -> CaseTaskQuerySet:
        """What the family asked for and was told would be done: no case closes over it."""
        kind = CaseTask.Kind
        waits = [kind.LOOK_AGAIN, kind.WROTE, kind.FILES, kind.CALL]
        return self.open().filter(kind__in=waits)


class CaseTask(models.Model):
    """Something that a counselor has to do on a case, beside answering it."""

    class Kind(models.TextChoices):
        LOOK_AGAIN = "look_again", _("The family asks a person to look again at how it was sorted")
        WROTE = "wrote", _("The family wrote: please read and answer")
        FILES = "files", _("The family sent photos or papers: please look at them")
        CALL = "call", _("Call the family")
        REACH = "reach", _("Our mail does not reach the family: please call, or put the address right")
        ERASURE = "erasure", _("The family asks that what we hold about it be erased")
        OWN = "own", _("To do")
        SECOND_READER = "second_reader", _("A changed explanation waits for a second reader")
        TEXT_MISSING = (
            "text_missing",
            _("A planned explanation waits: no approved text in the family's language"),
        )
        WOULD_CHANGE = "would_change", _("By the newly published catalogue it would be sorted differently")

    case = models.ForeignKey(
        "consult.Case", on_delete=models.CASCADE, related_name="tasks", verbose_name=_("case")
    )
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    # The family's own, but for "own": those are a counselor's, to colleagues.
    words = SealedField(_("in the family's words"), blank=True, bound_to=("case_id", "kind", "asked_at"))
    # What the task is about in codes, e.g. {"track": …} as it would be sorted now.
    data = models.JSONField(_("codes"), default=dict, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    # By when the family was told that it will be done; empty where nothing was said.
    due_at = models.DateTimeField(_("due by"), null=True, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("done by")
    )

    objects = CaseTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["pk"]
        indexes = [models.Index(fields=["due_at"], condition=Q(done_at=None), name="task_open")]
        constraints = [
            # Asked twice before anybody looked, it is one task.
            models.UniqueConstraint(
                fields=["case", "kind"],
                condition=Q(done_at=None) & ~Q(kind="own"),
                name="one_open_task_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None) | Q(done_at__isnull=False, done_by__isnull=False),
                name="task_done_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.asked_at:%Y-%m-%d}"

    @property
    def newest(self) -> str:
        """What came last, as a page that shows the task says it back: "done" is for what was seen."""
        return str(self.data.get("message") or self.data.get("file") or self.data.get("followup") or "")
