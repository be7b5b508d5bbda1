"""What families are still writing: to be looked at when one asks whether its answers arrived."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from intake.admin.history import HistoryAdmin, HistoryInline, readable
from intake.models import Draft, DraftAnswer, DraftKey
from intake.tokens import plain_letters


class AnswerInline(HistoryInline):
    model = DraftAnswer
    fields = ["step", "revision", "saved_at", "in_passing"]


@admin.register(Draft)
class DraftAdmin(HistoryAdmin):
    list_display = ["reference", "created_at", "updated_at", "submitted_at"]
    list_filter = [("submitted_at", admin.EmptyFieldListFilter)]
    search_fields = ["public_id__istartswith"]
    date_hierarchy = "updated_at"
    exclude = ["secret_hash", "code_hash"]
    inlines = [AnswerInline]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Draft], search_term: str
    ) -> tuple[QuerySet[Draft], bool]:
        """Takes the draft number as a family reads it out."""
        return super().get_search_results(request, queryset, plain_letters(search_term))


@admin.register(DraftAnswer)
class DraftAnswerAdmin(HistoryAdmin):
    list_display = ["draft", "step", "revision", "saved_at"]
    list_select_related = ["draft"]
    list_filter = ["step"]
    search_fields = ["draft__public_id__istartswith"]
    date_hierarchy = "saved_at"
    fields = ["draft", "step", "as_posted", "revision", "saved_at", "in_passing"]
    readonly_fields = ["as_posted"]

    @admin.display(description=DraftAnswer._meta.get_field("data").verbose_name)
    def as_posted(self, answer: DraftAnswer) -> str:
        return readable(answer.data)


@admin.register(DraftKey)
class DraftKeyAdmin(HistoryAdmin):
    list_display = ["draft", "created_at"]
    list_select_related = ["draft"]
    search_fields = ["draft__public_id__istartswith"]
    exclude = ["secret_hash"]
