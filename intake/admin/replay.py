"""A change to the catalogue is written as a draft, tried on past inquiries, and only then published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from intake import replay
from intake.admin.history import HistoryAdmin, readable
from intake.catalogue import read_row
from intake.models import (
    CatalogueDraft,
    Coverage,
    Replay,
    ReplayDifference,
    Source,
    Treatment,
    TreatmentName,
)

_MOST_SHOWN = 200


class SavesAsDraft(admin.ModelAdmin):
    """Takes the usual form of a treatment, but keeps what it would have saved as a draft."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = {
            **(extra_context or {}),
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
        }
        # Django saves the form and its inlines; what came out is read and the saving undone.
        with transaction.atomic():
            response = super().changeform_view(request, object_id, form_url, context)
            saved: Treatment | None = getattr(request, "saved_treatment", None)
            if saved is None:
                return response
            row = read_row(saved)
            transaction.set_rollback(True)
        draft = CatalogueDraft.objects.create(
            key=row["key"], row=row, written_by=_signed_in(request), written_at=timezone.now()
        )
        messages.success(request, gettext("Kept as a draft. Try it on past inquiries, then publish it."))
        return redirect(_page_of(draft))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        request.saved_treatment = form.instance  # type: ignore[attr-defined]

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: Any = None) -> HttpResponse:
        return HttpResponse()

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        return HttpResponse()

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        # A product that ended stays, with its date: past inquiries were sorted by it.
        return False


class AskForm(forms.Form):
    wanted = forms.IntegerField(
        label=_("How many of the newest inquiries"), initial=1000, min_value=1, max_value=100_000
    )


@admin.register(CatalogueDraft)
class CatalogueDraftAdmin(HistoryAdmin):
    list_display = ["key", "written_by", "written_at", "published_by", "published_at"]
    list_select_related = ["written_by", "published_by"]
    list_filter = [("published_at", admin.EmptyFieldListFilter)]
    search_fields = ["key"]
    date_hierarchy = "written_at"

    def get_urls(self) -> list[Any]:
        return [
            path(
                "<int:pk>/replay/",
                self.admin_site.admin_view(require_POST(self.ask)),
                name="ask_replay",
            ),
            path(
                "<int:pk>/publish/",
                self.admin_site.admin_view(require_POST(self.publish)),
                name="publish_catalogue_draft",
            ),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        draft = get_object_or_404(CatalogueDraft, pk=object_id if object_id.isdigit() else 0)
        if not self.has_view_permission(request, draft):
            raise PermissionDenied
        return self._show(request, draft, AskForm())

    def _show(self, request: HttpRequest, draft: CatalogueDraft, form: AskForm) -> HttpResponse:
        last = draft.replays.first()
        differences = last.differences.select_related("inquiry")[:_MOST_SHOWN] if last else []
        context = {
            **self.admin_site.each_context(request),
            "title": str(draft),
            "opts": self.opts,
            "draft": draft,
            "changes": _changes(draft),
            "replay": last,
            "differences": differences,
            "form": form,
            "may_publish": request.user.has_perm("intake.publish_catalogue"),
        }
        return render(request, "admin/intake/cataloguedraft/change_form.html", context)

    def ask(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self._draft(request, pk)
        form = AskForm(request.POST)
        if not form.is_valid():
            return self._show(request, draft, form)
        replay.ask(draft=draft, wanted=form.cleaned_data["wanted"], now=timezone.now())
        return redirect(_page_of(draft))

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        draft = self._draft(request, pk)
        if not request.user.has_perm("intake.publish_catalogue"):
            raise PermissionDenied
        try:
            replay.publish(draft=draft, by=_signed_in(request), now=timezone.now())
        except replay.NotTried:
            messages.error(request, gettext("Not published: try it on past inquiries first, and only once."))
        else:
            messages.success(request, gettext("Published. Open cases that would change are on the desk."))
        return redirect(_page_of(draft))

    def _draft(self, request: HttpRequest, pk: int) -> CatalogueDraft:
        draft = get_object_or_404(CatalogueDraft, pk=pk)
        if not request.user.has_perm("intake.change_treatment"):
            raise PermissionDenied
        return draft


def _signed_in(request: HttpRequest) -> User:
    """Who is signed in: the admin lets nobody else come this far."""
    assert isinstance(request.user, User)  # noqa: S101 (for the type checker)
    return request.user


def _page_of(draft: CatalogueDraft) -> str:
    return reverse("admin:intake_cataloguedraft_change", args=[draft.pk])


def _changes(draft: CatalogueDraft) -> list[tuple[str, str, str]]:
    """(what, as it is, as it would be) of every part of the row that differs."""
    treatment = Treatment.objects.filter(key=draft.key).first()
    current = read_row(treatment) if treatment else {}
    return [
        (_in_words(name), _readable(current.get(name)), _readable(value))
        for name, value in draft.row.items()
        if current.get(name) != value
    ]


_PARTS = {"spellings": TreatmentName, "coverages": Coverage, "sources": Source}


def _in_words(name: str) -> str:
    """What the treatment's form calls this part of its row."""
    if name in _PARTS:
        return capfirst(str(_PARTS[name]._meta.verbose_name_plural))
    field = Treatment._meta.get_field("route" if name == "approval_route" else name)
    return capfirst(str(getattr(field, "verbose_name", name)))


def _readable(value: Any) -> str:
    return value if isinstance(value, str) else readable(value)


@admin.register(Replay)
class ReplayAdmin(HistoryAdmin):
    list_display = ["draft", "state", "looked_at", "wanted", "asked_at"]
    list_select_related = ["draft"]
    list_filter = ["state"]
    search_fields = ["draft__key"]


@admin.register(ReplayDifference)
class ReplayDifferenceAdmin(HistoryAdmin):
    list_display = ["inquiry", "replay"]
    list_select_related = ["inquiry", "replay"]
    search_fields = ["inquiry__reference__startswith"]
