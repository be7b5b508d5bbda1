"""Explanations: written by one person, approved by another who is a physician, never changed after that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intake.markup import names_in
from intake.models import Explanation
from intake.periods import periods
from intake.sources import unreadable_lines
from intake.templatetags.explanations import text_below


def approve(*, explanation: Explanation, physician: User, now: datetime) -> bool:
    """False where it is approved already, or was written by the same person."""
    waiting = Explanation.objects.filter(pk=explanation.pk, approved_at=None).exclude(author=physician)
    return bool(waiting.update(approved_by=physician, approved_at=now))


def copy_as_next_version(*, explanation: Explanation, author: User) -> Explanation:
    """The same words as a new version, not approved, for its author to change."""
    return Explanation.objects.create(
        key=explanation.key,
        language=explanation.language,
        version=next_version(explanation),
        audience=explanation.audience,
        title=explanation.title,
        summary=explanation.summary,
        body=explanation.body,
        sources=explanation.sources,
        public=explanation.public,
        position=explanation.position,
        author=author,
    )


def next_version(explanation: Explanation) -> int:
    same = Explanation.objects.filter(key=explanation.key, language=explanation.language)
    return (same.aggregate(newest=Max("version"))["newest"] or 0) + 1


class ExplanationForm(forms.ModelForm):
    def clean_sources(self) -> str:
        sources: str = self.cleaned_data["sources"]
        if lines := unreadable_lines(sources):
            refusal = gettext("Write certainty | title | day (2026-11-01). This line can't be read: %(line)s")
            raise ValidationError(refusal % {"line": lines[0]})
        return sources

    def clean_body(self) -> str:
        body: str = self.cleaned_data["body"]
        if unknown := sorted(names_in(body) - periods().keys()):
            refusal = gettext("There is no value named %(name)s. There are: %(names)s")
            raise ValidationError(refusal % {"name": unknown[0], "names": ", ".join(periods())})
        return body


@admin.register(Explanation)
class ExplanationAdmin(admin.ModelAdmin):
    form = ExplanationForm
    list_display = [
        "title", "language", "version", "public", "audience", "key", "author", "approved_by", "approved_at",
    ]  # fmt: skip
    list_select_related = ["author", "approved_by"]
    list_filter = ["language", "public", "audience", ("approved_at", admin.EmptyFieldListFilter)]
    search_fields = ["key", "title", "body"]
    ordering = ["key", "language", "-version"]
    fields = [
        "key", "language", "version", "audience", "title", "summary", "body", "as_families_see_it", "sources",
        "public", "position", "author", "approved_by", "approved_at",
    ]  # fmt: skip
    actions = ["approve_as_physician", "copy_as_new_version"]

    def get_readonly_fields(self, request: HttpRequest, obj: Explanation | None = None) -> list[str]:
        fixed = ["version", "as_families_see_it", "author", "approved_by", "approved_at"]
        return fixed if obj is None else ["key", "language", *fixed]

    @admin.display(description=_("as families see it"))
    def as_families_see_it(self, explanation: Explanation) -> str:
        return text_below(explanation, 2)

    def has_change_permission(self, request: HttpRequest, obj: Explanation | None = None) -> bool:
        if obj is not None and obj.approved_at:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Explanation | None = None) -> bool:
        return False

    def has_approve_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("intake.approve_explanation")

    def save_model(self, request: HttpRequest, obj: Explanation, form: Any, change: bool) -> None:
        # Whoever wrote the words last is their author: else one could edit a text and approve it alone.
        obj.author = request.user  # type: ignore[assignment]
        if not change:
            obj.version = next_version(obj)
            obj.save()
            return
        # It may have been approved since the form was shown; locked until the words stand.
        waiting = Explanation.objects.select_for_update().filter(pk=obj.pk, approved_at=None)
        if not waiting.values_list("pk", flat=True):
            raise PermissionDenied
        obj.save(
            update_fields=["audience", "title", "summary", "body", "sources", "public", "position", "author"]
        )

    @admin.action(description=_("Approve as physician"), permissions=["approve"])
    def approve_as_physician(self, request: HttpRequest, queryset: QuerySet[Explanation]) -> None:
        for explanation in queryset:
            if approve(explanation=explanation, physician=request.user, now=timezone.now()):  # type: ignore[arg-type]
                self.log_change(request, explanation, "Approved.")
                self.message_user(request, gettext("Approved: %(text)s") % {"text": explanation})
                continue
            refusal = gettext("Not approved: %(text)s. It is approved already, or you wrote it yourself.")
            self.message_user(request, refusal % {"text": explanation}, messages.ERROR)

    @admin.action(description=_("Copy as a new version"), permissions=["add"])
    def copy_as_new_version(self, request: HttpRequest, queryset: QuerySet[Explanation]) -> None:
        for explanation in queryset:
            copy = copy_as_next_version(explanation=explanation, author=request.user)  # type: ignore[arg-type]
            self.log_addition(request, copy, f"Copied from version {explanation.version}.")
            self.message_user(request, gettext("Copied: %(text)s") % {"text": copy})
