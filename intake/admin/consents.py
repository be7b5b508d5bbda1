"""What families agree to, and that they did."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from intake.admin.history import HistoryAdmin, SearchByReference
from intake.models import Consent, ConsentText


@admin.register(ConsentText)
class ConsentTextAdmin(admin.ModelAdmin):
    """A text that a family agreed to stays as it was read: a new wording is added as a new version."""

    list_display = ["kind", "version", "language"]
    list_filter = ["kind", "language"]
    search_fields = ["version", "body"]
    ordering = ["kind", "-version", "language"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Somebody may have it on their screen: what they tick must be what they read.
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Consent)
class ConsentAdmin(SearchByReference, HistoryAdmin):
    list_display = ["inquiry", "kind", "text", "given_at", "withdrawn_at"]
    list_select_related = ["inquiry", "text"]
    list_filter = ["kind", "given_at"]
    search_fields = ["inquiry__reference__startswith"]
