"""A family's LINE account, bound to its case by a code that it sent itself (docs/adr/0033)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from intake.sealed import BlindIndexField, SealedField


class LineLink(models.Model):
    """Asked for, connected, or stopped again: then both are empty."""

    case = models.OneToOneField(
        "consult.Case", on_delete=models.CASCADE, related_name="line", verbose_name=_("case")
    )
    # Of the code that the page showed last; empty once it was used.
    code_hash = models.CharField(_("hash of the code"), max_length=32, blank=True, db_index=True)
    code_until = models.DateTimeField(_("code good until"), null=True, blank=True)
    # LINE's own name for the account, of use to our account alone.
    user_id = SealedField(_("LINE user id"), blank=True, bound_to=("case_id",))
    user_id_index = BlindIndexField(_("index of the LINE user id"), of="user_id")
    # By LINE's clock: what it tells of an earlier moment is old news.
    linked_at = models.DateTimeField(_("LINE connected at"), null=True, blank=True)

    class Meta:
        verbose_name = _("LINE account")
        verbose_name_plural = _("LINE accounts")

    def __str__(self) -> str:
        return f"{self.case_id}"
