"""A case: looked at, never changed but by services."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from consult import services
from consult.assignment import Path
from consult.erasure import Held, erase
from consult.models import (
    Case,
    CaseTask,
    Erasure,
    Event,
    FollowUp,
    Message,
    Note,
)
from intake.admin.history import HistoryAdmin, HistoryInline, SearchByReference, in_words, readable

# An action answers within one request; the beat assigns what is left a minute later.
_MOST_ASSIGNED_AT_ONCE = 200


class _ByActor(HistoryInline):
    """A person is named in every row."""

    person = "actor"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related(self.person)


class EventInline(_ByActor):
    model = Event
    fields = ["at", "kind", "actor"]


class NoteInline(_ByActor):
    model = Note
    person = "author"
    fields = ["written_at", "author", "body"]


class TaskInline(_ByActor):
    model = CaseTask
    person = "done_by"
    fields = ["kind", "words", "asked_at", "due_at", "done_at", "done_by"]


class MessageInline(HistoryInline):
    model = Message
    fields = ["written_at", "body"]


class FollowUpInline(_ByActor):
    model = FollowUp
    person = "written_by"
    fields = ["kind", "channel", "state", "written_by", "due_at", "sent_at", "read_at"]


@admin.register(Case)
class CaseAdmin(SearchByReference, HistoryAdmin):
    list_display = [
        "inquiry", "status", "track", "priority", "language", "assignee", "opened_at", "due_at",
        "answered_at", "outcome",
    ]  # fmt: skip
    list_select_related = ["inquiry", "assignee"]
    list_filter = [
        "status", ("assignee", admin.EmptyFieldListFilter), "track", "priority", "language", "outcome",
        "treatment_kind",
    ]  # fmt: skip
    search_fields = ["inquiry__reference__startswith", "assignee__display_name__icontains"]
    date_hierarchy = "opened_at"
    inlines = [TaskInline, MessageInline, FollowUpInline, NoteInline, EventInline]
    readonly_fields = ["flags_in_words", "why"]
    fields = [
        "inquiry", "status", "outcome", "track", "treatment_kind", "priority", "flags_in_words", "language",
        "assignee", "why", "opened_at", "due_at", "answered_at", "closed_at", "followups_stopped_at",
        "consent_withdrawn_at", "escalated",
        "link_asked_at",
    ]  # fmt: skip
    actions = ["assign_now", "erase_now"]

    def has_assign_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consult.change_case")

    def has_erase_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("consult.add_erasure")

    @admin.action(description=_("Erase for good those whose family asked for it"), permissions=["erase"])
    def erase_now(self, request: HttpRequest, queryset: QuerySet[Case]) -> None:
        """Nobody else: a case is not erased by a slip of the mouse."""
        asked = CaseTask.objects.open().filter(kind=CaseTask.Kind.ERASURE).values("case")
        erased = held = 0
        for case in queryset.filter(pk__in=asked):
            try:
                erase(case=case, why=Erasure.Why.ASKED, actor=cast(User, request.user), now=timezone.now())
                erased += 1
            except Held:
                held += 1
        told = ngettext("%(count)d family was erased.", "%(count)d families were erased.", erased)
        self.message_user(request, told % {"count": erased})
        if held:
            told = ngettext("%(count)d is kept by a legal hold.", "%(count)d are kept by legal holds.", held)
            self.message_user(request, told % {"count": held}, messages.WARNING)

    @admin.display(description=_("flags"))
    def flags_in_words(self, case: Case) -> str:
        return in_words("flag", case.flags)

    @admin.display(description=_("why this counselor"))
    def why(self, case: Case) -> str:
        return readable(case.assigned_why)

    @admin.action(description=_("Assign waiting cases now"), permissions=["assign"])
    def assign_now(self, request: HttpRequest, queryset: QuerySet[Case]) -> None:
        """Of the selected ones, those that nobody has, the most urgent first."""
        waiting = Case.objects.next_to_give().filter(pk__in=queryset.values("pk"))
        chosen = list(waiting[:_MOST_ASSIGNED_AT_ONCE])
        assigned = sum(
            services.assign(case=case, path=Path.ADMIN, actor=cast(User, request.user), now=timezone.now())
            for case in chosen
        )
        told = ngettext("%(count)d case was assigned.", "%(count)d cases were assigned.", assigned)
        self.message_user(request, told % {"count": assigned})
        left = len(chosen) - assigned
        if left:
            told = ngettext(
                "%(count)d case still waits: nobody who fits is free.",
                "%(count)d cases still wait: nobody who fits is free.",
                left,
            )
            self.message_user(request, told % {"count": left}, messages.WARNING)
