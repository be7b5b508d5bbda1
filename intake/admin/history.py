"""What both apps' admins share: rows that may be looked at but not changed, and how codes are shown."""

from __future__ import annotations

import json
import re
from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from intake import vocabulary
from intake.fields import narrow
from intake.signals import history_opened


class _LookOnly:
    """Nobody adds, changes or deletes here, superusers included: only services write these rows."""

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class HistoryAdmin(_LookOnly, admin.ModelAdmin):
    """For the tables that grow with every inquiry."""

    # Counting the whole table beside the search result would make every page slower the more there is.
    show_full_result_count = False
    list_per_page = 50
    ordering = ["-pk"]

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        row = kwargs.get("obj")
        if row is not None:
            history_opened.send(sender=type(row), row=row, reader=request.user)
        return super().render_change_form(request, context, *args, **kwargs)


class HistoryInline(_LookOnly, admin.TabularInline):
    extra = 0
    classes = ["history"]


# What may be the beginning of a reference, so that names and addresses are searched as they were typed.
_LIKE_A_REFERENCE = re.compile(r"[2-9BCDFGHJKMNPQRSTWXZ-]{1,11}")


def _hyphenated(plain: str) -> str:
    """K7P4QXM2T and K7P4QX as they are kept: in threes."""
    letters = plain.replace("-", "")
    return "-".join(letters[start : start + 3] for start in range(0, len(letters), 3))


class SearchByReference(admin.ModelAdmin):
    """Takes a reference as people type it: in small or full-width letters, or its beginning alone."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        plain = narrow(search_term).upper()
        term = _hyphenated(plain) if _LIKE_A_REFERENCE.fullmatch(plain) else search_term
        return super().get_search_results(request, queryset, term)


def in_words(field: str, codes: list[str]) -> str:
    return ", ".join(str(label) for label in vocabulary.labels(field, codes)) or "–"


def readable(data: Any) -> str:
    """JSON with its Japanese legible: Django's own display escapes it."""
    return json.dumps(data, ensure_ascii=False, indent=1)


def lines(texts: list[str]) -> SafeString | str:
    return format_html_join("", "<p>{}</p>", ((text,) for text in texts)) or "–"
