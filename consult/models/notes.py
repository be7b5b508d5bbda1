from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.sealed import SealedField


class Note(models.Model):
    """A counselor's note on a case. Families never see it, unless they ask for all that is held on them."""

    case = models.ForeignKey(
        "consult.Case", on_delete=models.CASCADE, related_name="notes", verbose_name=_("case")
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("author"))
    body = SealedField(_("note"), bound_to=("case_id", "author_id", "written_at"))
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id} {self.written_at:%Y-%m-%d}"
