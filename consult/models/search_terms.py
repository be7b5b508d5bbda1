"""What finds an inquiry by words, though they are sealed: numbers, of which several words share one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SearchTerm(models.Model):
    """One row a word of an inquiry (consult/search_terms.py). It can be made anew, and so is in no backup."""

    pk = models.CompositePrimaryKey("term", "inquiry_id")
    term = models.IntegerField(_("number of the word"))
    inquiry = models.ForeignKey(
        "intake.Inquiry", on_delete=models.CASCADE, related_name="+", verbose_name=_("inquiry")
    )

    class Meta:
        verbose_name = _("search term")
        verbose_name_plural = _("search terms")

    def __str__(self) -> str:
        return f"{self.inquiry_id} {self.term}"
