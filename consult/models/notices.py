"""What a counselor is to hear of: the list "for me" at the desk. Written only through consult/notices.py."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unseen(self) -> NoticeQuerySet:
        return self.filter(seen_at=None)


class Notice(models.Model):
    class Kind(models.TextChoices):
        MENTION = "mention", _("a colleague mentions you in a note")
        LATE = "late", _("the first answer is late")
        TAKEN_OVER = "taken_over", _("a colleague took the case over from you")
        WITHDRAWN = "withdrawn", _("the family withdrew its consent: the case is closed to reading")
        ERASURE = "erasure", _("a family that withdrew its consent asks for erasure")
        GIVEN = "given", _("a colleague gave you the case")

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", verbose_name=_("for whom")
    )
    case = models.ForeignKey(
        "consult.Case", on_delete=models.CASCADE, related_name="notices", verbose_name=_("case")
    )
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    # The note, the level of the escalation or the moment of the take-over: each is told once.
    about = models.PositiveBigIntegerField(_("what it is about (a note, a level, a moment)"))
    at = models.DateTimeField(_("when"))
    seen_at = models.DateTimeField(_("seen at"), null=True, blank=True)
    # Set before a mail is handed over: it is a convenience, and never sent twice.
    mailed_at = models.DateTimeField(_("mailed at"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice to a counselor")
        verbose_name_plural = _("notices to counselors")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["to", "-id"], condition=models.Q(seen_at=None), name="notice_unseen"),
            models.Index(
                fields=["id"], condition=models.Q(seen_at=None, mailed_at=None), name="notice_unmailed"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["to", "case", "kind", "about"], name="one_notice_a_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
