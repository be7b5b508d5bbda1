"""How long things are kept, what is held back from erasure, and what was erased."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.admin.of_a_case import OfACase
from consult.models import (
    Erasure,
    LegalHold,
    RetentionPeriod,
)


@admin.register(RetentionPeriod)
class RetentionPeriodAdmin(admin.ModelAdmin):
    list_display = ["kind", "days", "warn_days"]
    ordering = ["kind"]


@admin.register(LegalHold)
class LegalHoldAdmin(admin.ModelAdmin):
    """Placed here and ended here; neither is changed afterwards."""

    list_display = ["case", "placed_at", "placed_by", "ended_at"]
    list_select_related = ["case", "placed_by"]
    raw_id_fields = ["case"]
    fields = ["case", "reason"]
    actions = ["end"]

    def save_model(self, request: HttpRequest, obj: LegalHold, form: Any, change: bool) -> None:
        obj.placed_at, obj.placed_by = timezone.now(), cast(User, request.user)
        obj.save()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_end_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consult.add_legalhold")

    @admin.action(description=_("End these holds"), permissions=["end"])
    def end(self, request: HttpRequest, queryset: QuerySet[LegalHold]) -> None:
        queryset.filter(ended_at=None).update(ended_at=timezone.now())


@admin.register(Erasure)
class ErasureAdmin(OfACase):
    list_display = ["reference", "why", "erased_at"]
    list_select_related = ["case__inquiry"]
    list_filter = ["why"]
