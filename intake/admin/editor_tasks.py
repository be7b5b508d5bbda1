"""What is out of date: looked at here, done by putting it right (intake/editor_tasks.py)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from intake.admin.history import HistoryAdmin
from intake.models import EditorTask


class OpenOrDone(admin.SimpleListFilter):
    title = _("open or done")
    parameter_name = "show"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("open")), ("done", _("done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[EditorTask]) -> QuerySet[EditorTask]:
        if self.value() is None:
            return queryset
        return queryset.filter(done_at__isnull=self.value() == "open")


@admin.register(EditorTask)
class EditorTaskAdmin(HistoryAdmin):
    list_display = ["what", "content_type", "reason", "asked_at", "done_at"]
    list_select_related = ["content_type"]
    list_filter = [OpenOrDone, "reason", ("content_type", admin.RelatedOnlyFieldListFilter)]
    ordering = ["done_at", "asked_at", "pk"]
    fields = ["what", "content_type", "reason", "asked_at", "done_at"]
    readonly_fields = ["what"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[EditorTask]:
        return super().get_queryset(request).prefetch_related("subject")

    @admin.display(description=_("what"))
    def what(self, task: EditorTask) -> str:
        if task.subject is None:
            return "–"
        place = f"admin:{task.content_type.app_label}_{task.content_type.model}_change"
        return format_html('<a href="{}">{}</a>', reverse(place, args=[task.object_id]), task.subject)
