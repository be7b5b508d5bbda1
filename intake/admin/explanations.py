"""Explanations: written by one person, approved by another who is a physician, never changed after that."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from intake import reading_level, services
from intake.admin.differences import differences
from intake.markup import names_in
from intake.models import Explanation
from intake.models.explanations import WRITTEN
from intake.models.languages import EASY_JAPANESE
from intake.periods import periods
from intake.ruby import marked, to_plain
from intake.sources import unreadable_lines
from intake.templatetags.explanations import level_in_words, text_below
from intake.vocabulary import choices_of


class ExplanationForm(forms.ModelForm):
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kinds = forms.MultipleChoiceField(
        label=capfirst(Explanation._meta.get_field("kinds").verbose_name),
        help_text=Explanation._meta.get_field("kinds").help_text,
        choices=lambda: choices_of("treatment_kind"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    flags = forms.MultipleChoiceField(
        label=capfirst(Explanation._meta.get_field("flags").verbose_name),
        help_text=Explanation._meta.get_field("flags").help_text,
        choices=lambda: choices_of("flag"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.revision

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

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.instance._state.adding and cleaned.get("seen") != self.instance.revision:
            self._show_what_was_kept_meanwhile(cleaned)
        language = cleaned.get("language") or self.instance.language
        if language == EASY_JAPANESE:
            for name in ("title", "summary", "body", "sources"):
                self._refuse_what_is_not_easy(name, cleaned.get(name, ""))
        return cleaned

    def _show_what_was_kept_meanwhile(self, mine: dict[str, Any]) -> None:
        """Both stand there: what was typed in its field, what a colleague kept above it."""
        self.data = posted = cast(QueryDict, self.data).copy()
        posted["seen"] = str(self.instance.revision)
        mine["seen"] = self.instance.revision
        for name in [name for name in WRITTEN if name in mine]:
            kept = getattr(self.instance, name)
            if mine[name] != kept:
                told = gettext(
                    "%(who)s changed this after you opened it. Save once more to keep yours."
                    " Now stands: %(text)s"
                )
                self.add_error(name, told % {"who": self.instance.author, "text": kept})

    def _refuse_what_is_not_easy(self, name: str, text: str) -> None:
        if bare := reading_level.kanji_without_reading(text):
            refusal = gettext("Write its reading beside each kanji, {漢字|かんじ}. Missing at: %(kanji)s")
            self.add_error(name, refusal % {"kanji": " ".join(dict.fromkeys(bare))})
        for one in (reading_level.too_long(text) or reading_level.double_negatives(text))[:1]:
            refusal = gettext("In easy Japanese, write up to 60 characters and no “not … not”: %(sentence)s")
            self.add_error(name, refusal % {"sentence": to_plain(marked(one))})


@admin.register(Explanation)
class ExplanationAdmin(admin.ModelAdmin):
    form = ExplanationForm
    list_display = [
        "title_without_readings", "language", "version", "state", "out_of_date", "level", "public",
        "audience", "key", "author", "approved_by", "approved_at",
    ]  # fmt: skip
    list_select_related = ["author", "approved_by"]
    list_filter = ["language", "public", "audience", ("approved_at", admin.EmptyFieldListFilter)]
    search_fields = ["key", "title", "body"]
    ordering = ["key", "language", "-version"]
    fields = [
        "read_it", "key", "language", "version", "audience", "kinds", "flags", "title", "summary", "body",
        "as_families_see_it", "level", "sources", "cost_month", "public", "position", "published_from",
        "published_until", "author", "approved_by", "approved_at",
    ]  # fmt: skip
    actions = ["copy_as_new_version", "take_back"]

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/read/", wrap(require_safe(self.read)), name="read_explanation"),
            path("<int:pk>/languages/", wrap(require_safe(self.languages)), name="explanation_languages"),
            path("<int:pk>/approve/", wrap(require_POST(self.approve)), name="approve_explanation"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Explanation]:
        """Each with the number of the version that is used in its place."""
        newer = Explanation.objects.begun(timezone.localdate()).filter(
            key=OuterRef("key"), language=OuterRef("language"), version__gt=OuterRef("version")
        )
        following = newer.order_by("-version").values("version")[:1]
        return (
            super().get_queryset(request).annotate(followed_by=Subquery(following)).prefetch_related("tasks")
        )

    def get_fields(self, request: HttpRequest, obj: Explanation | None = None) -> Any:
        may_change = obj is not None and self.has_change_permission(request, obj)
        return [*self.fields, "seen"] if may_change else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Explanation | None = None) -> list[str]:
        fixed = ["read_it", "version", "as_families_see_it", "level", "author", "approved_by", "approved_at"]
        return fixed if obj is None else ["key", "language", *fixed]

    @admin.display(description=_("title"), ordering="title")
    def title_without_readings(self, explanation: Explanation) -> str:
        return to_plain(marked(explanation.title))

    @admin.display(description=_("state"))
    def state(self, explanation: Explanation) -> str:
        return state_in_words(explanation)

    @admin.display(description=_("out of date"))
    def out_of_date(self, explanation: Explanation) -> str:
        open_tasks = [task for task in explanation.tasks.all() if task.done_at is None]
        return ", ".join(str(task.get_reason_display()) for task in open_tasks)

    @admin.display(description=_("reading level"))
    def level(self, explanation: Explanation) -> str:
        return level_in_words(explanation) if explanation.body else "–"

    @admin.display(description=_("as families see it"))
    def as_families_see_it(self, explanation: Explanation) -> str:
        return text_below(explanation, 2)

    @admin.display(description=_("read, compare, approve"))
    def read_it(self, explanation: Explanation) -> str:
        if explanation._state.adding:
            return gettext("once it is kept")
        return format_html(
            '<a href="{}">{}</a> · <a href="{}">{}</a>',
            reverse("admin:read_explanation", args=[explanation.pk]),
            gettext("Read it, and what changed"),
            reverse("admin:explanation_languages", args=[explanation.pk]),
            gettext("The languages side by side"),
        )

    def has_change_permission(self, request: HttpRequest, obj: Explanation | None = None) -> bool:
        if obj is not None and obj.approved_at:
            return False
        return super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Explanation | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Explanation, form: Any, change: bool) -> None:
        try:
            seen = form.cleaned_data["seen"] or 0
            services.keep_explanation(explanation=obj, seen=seen, author=request.user)  # type: ignore[arg-type]
        except services.Approved:
            raise PermissionDenied from None

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().changeform_view(request, *args, **kwargs)
        except services.Rewritten:  # between the look at it and the saving: now the form tells
            return super().changeform_view(request, *args, **kwargs)

    def read(self, request: HttpRequest, pk: int) -> HttpResponse:
        """One version as families see it, and how it differs from another one (`?with=` its number)."""
        text = self._text(request, pk)
        others = Explanation.objects.filter(key=text.key, language=text.language).exclude(pk=pk)
        asked = request.GET.get("with", "")
        before = others.filter(version__lt=text.version).order_by("-version").first()
        other = others.filter(version=int(asked)).first() if asked.isdecimal() and len(asked) < 9 else before
        context = {
            **self._context(text),
            "others": others.order_by("version"),
            "other": other,
            "differences": differences(other, text) if other else [],
            "may_approve": not text.approved_at and request.user.has_perm("intake.approve_explanation"),
        }
        return render(request, "admin/intake/explanation/read.html", {**self._site(request), **context})

    def languages(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The newest version in each language, beside each other."""
        text = self._text(request, pk)
        rows = self.get_queryset(request).filter(key=text.key).order_by("version")
        newest = {row.language: row for row in rows} | {text.language: text}
        languages = dict(settings.LANGUAGES)
        context = {
            **self._context(text),
            "texts": [(newest[code], state_in_words(newest[code])) for code in languages if code in newest],
            "missing": [name for code, name in languages.items() if code not in newest],
        }
        return render(request, "admin/intake/explanation/languages.html", {**self._site(request), **context})

    def approve(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What the physician read, as `seen`: a text that was changed since is read once more."""
        text = self._text(request, pk)
        if not request.user.has_perm("intake.approve_explanation"):
            raise PermissionDenied
        seen = request.POST.get("seen", "")
        revision = int(seen) if seen.isdecimal() and len(seen) < 9 else 0
        assert isinstance(request.user, User)  # noqa: S101 (for the type checker)
        if services.approve_explanation(
            explanation=text, seen=revision, physician=request.user, now=timezone.now()
        ):
            self.log_change(request, text, "Approved.")
            messages.success(request, gettext("Approved: %(text)s") % {"text": text})
        else:
            refusal = gettext(
                "Not approved: %(text)s. It is approved already, was changed since you read it, or has words"
                " of yours."
            )
            messages.error(request, refusal % {"text": text})
        return redirect("admin:read_explanation", pk)

    def _text(self, request: HttpRequest, pk: int) -> Explanation:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    def _site(self, request: HttpRequest) -> dict[str, Any]:
        return {**self.admin_site.each_context(request), "opts": self.opts}

    def _context(self, text: Explanation) -> dict[str, Any]:
        return {
            "title": str(text),
            "text": text,
            "state": state_in_words(text),
            "writers": ", ".join(str(person) for person in text.writers.all()),
            "tasks": text.tasks.open(),
        }

    @admin.action(description=_("Copy as a new version"), permissions=["add"])
    def copy_as_new_version(self, request: HttpRequest, queryset: QuerySet[Explanation]) -> None:
        for explanation in queryset:
            copy = services.copy_explanation(explanation=explanation, author=request.user)  # type: ignore[arg-type]
            self.log_addition(request, copy, f"Copied from version {explanation.version}.")
            self.message_user(request, gettext("Copied: %(text)s") % {"text": copy})

    @admin.action(description=_("Show and send it no more, from now on"), permissions=["change"])
    def take_back(self, request: HttpRequest, queryset: QuerySet[Explanation]) -> None:
        for explanation in queryset:
            if services.take_back_explanation(explanation=explanation, on=timezone.localdate()):
                self.log_change(request, explanation, "Taken back.")
                self.message_user(request, gettext("Taken back: %(text)s") % {"text": explanation})
                continue
            refusal = gettext("Not shown anyway: %(text)s")
            self.message_user(request, refusal % {"text": explanation}, messages.WARNING)


def state_in_words(text: Explanation) -> str:
    """Of a row of `ExplanationAdmin.get_queryset`."""
    on = timezone.localdate()
    if not text.approved_at:
        return gettext("not approved")
    if text.is_over(on):
        return gettext("over")
    if text.published_from and text.published_from > on:
        return gettext("from %(day)s") % {"day": text.published_from.isoformat()}
    if text.followed_by:  # type: ignore[attr-defined]
        return gettext("superseded by version %(version)s") % {"version": text.followed_by}  # type: ignore[attr-defined]
    return gettext("in use")
