"""What families said, and how it was sorted: to be looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intake.admin.history import HistoryAdmin, HistoryInline, SearchByReference, in_words, lines
from intake.models import Consent, Decision, Inquiry, StatusLink
from intake.overrides import override_rates


class ConsentInline(HistoryInline):
    model = Consent
    fields = ["kind", "text", "given_at", "withdrawn_at"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("text")


class DecisionInline(HistoryInline):
    model = Decision
    fields = ["track", "treatment_kind", "physician_judgment", "priority", "ruleset", "made_at", "made_by"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("made_by")


@admin.register(Inquiry)
class InquiryAdmin(SearchByReference, HistoryAdmin):
    list_display = [
        "reference",
        "submitted_at",
        "language",
        "condition",
        "treatment_kind",
        "preferred_channel",
    ]
    list_filter = ["language", "condition", "treatment_kind", "payment", "provider_kind", "preferred_channel"]
    # What is looked for here stands in an address. The desk finds by mail, telephone and words, and posts it.
    search_fields = ["reference__startswith"]
    search_help_text = _("The reference or its beginning. Find by mail, telephone or words at the desk.")
    date_hierarchy = "submitted_at"
    ordering = ["-submitted_at"]
    inlines = [DecisionInline, ConsentInline]
    readonly_fields = ["questions_in_words"]
    fieldsets = [
        (None, {"fields": ["reference", "submitted_at", "language", "message", "questions_in_words"]}),
        (
            _("The patient"),
            {
                "fields": [
                    "relationship", "patient_age", "prefecture", "condition", "condition_detail",
                    "medication_response",
                ]
            },
        ),
        (
            _("The treatment, as the family understands it"),
            {
                "fields": [
                    "treatment_kind", "treatment_name", "payment", "provider_kind", "provider_name",
                    "plan_number", "quoted_fee_yen", "decision_date",
                ]
            },
        ),
        (
            _("How to reach the family"),
            {"fields": ["contact_name", "preferred_channel", "email", "phone", "best_time_to_call"]},
        ),
    ]  # fmt: skip

    @admin.display(description=_("questions ticked"))
    def questions_in_words(self, inquiry: Inquiry) -> str:
        return in_words("questions", inquiry.questions)


@admin.register(Decision)
class DecisionAdmin(SearchByReference, HistoryAdmin):
    list_display = [
        "inquiry",
        "track",
        "treatment_kind",
        "physician_judgment",
        "priority",
        "made_at",
        "made_by",
    ]
    list_select_related = ["inquiry", "made_by"]
    list_filter = [
        "track",
        "priority",
        "physician_judgment",
        ("made_by", admin.EmptyFieldListFilter),
        "ruleset",
    ]
    search_fields = ["inquiry__reference__startswith"]
    readonly_fields = ["flags_in_words", "reasons_in_words"]
    fields = [
        "inquiry", "track", "treatment_kind", "physician_judgment", "priority", "flags_in_words",
        "reasons_in_words", "ruleset", "made_at", "made_by", "override_reason",
    ]  # fmt: skip

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.override_rates)
        return [path("overrides/", page, name="override_rates"), *super().get_urls()]

    def override_rates(self, request: HttpRequest) -> HttpResponse:
        """How often people sorted otherwise, by rule."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Override rate of each rule"),
            "rates": override_rates(),
        }
        return render(request, "admin/intake/decision/overrides.html", context)

    @admin.display(description=_("flags"))
    def flags_in_words(self, decision: Decision) -> str:
        return in_words("flag", decision.flags)

    @admin.display(description=_("reasons"))
    def reasons_in_words(self, decision: Decision) -> SafeString | str:
        return lines([f"{reason['text']} ({reason['rule']})" for reason in decision.reasons])


@admin.register(StatusLink)
class StatusLinkAdmin(SearchByReference, HistoryAdmin):
    list_display = ["inquiry", "created_at", "expires_at", "revoked_at"]
    list_select_related = ["inquiry"]
    list_filter = ["created_at", ("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["inquiry__reference__startswith"]
    exclude = ["secret_hash"]
