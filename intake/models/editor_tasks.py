from __future__ import annotations

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EditorTaskQuerySet(models.QuerySet["EditorTask"]):
    def open(self) -> EditorTaskQuerySet:
        return self.filter(done_at=None)


class EditorTask(models.Model):
    """A text or a table that is out of date; done when nothing says so any more (intake/editor_tasks.py)."""

    class Reason(models.TextChoices):
        SOURCE_OLD = "source_old", _("a source was checked more than 90 days ago")
        TABLE_ENDED = "table_ended", _("the table of ceilings that it goes by has ended")

    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+", verbose_name=_("what it is")
    )
    object_id = models.PositiveBigIntegerField(_("which one"))
    subject = GenericForeignKey("content_type", "object_id")
    reason = models.CharField(_("why"), max_length=20, choices=Reason.choices)
    asked_at = models.DateTimeField(_("since"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects = EditorTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task for editors")
        verbose_name_plural = _("tasks for editors: what is out of date")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "reason"],
                condition=Q(done_at=None),
                name="one_open_editor_task_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.object_id}"
