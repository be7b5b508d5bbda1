"""Counselors, their hours and absences, and how many cases each was given."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from consult.absences import leads_back
from consult.autocomplete import LooksUpRows
from consult.hints import wake_assignment
from consult.models import (
    Absence,
    Counselor,
    GivenCases,
    WorkingHours,
)
from consult.roles import COUNSELOR, grant
from intake.admin.history import HistoryAdmin, in_words
from intake.models.languages import spoken_languages
from intake.vocabulary import SHORT_TRACKS


class CounselorForm(forms.ModelForm):
    tracks = forms.MultipleChoiceField(
        label=capfirst(_("tracks")), choices=SHORT_TRACKS, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=capfirst(_("languages")), choices=spoken_languages, widget=forms.CheckboxSelectMultiple
    )


class WorkingHoursInline(admin.TabularInline):
    model = WorkingHours
    extra = 0


class AbsenceForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not {"counselor", "first_day", "last_day"} <= cleaned.keys():
            return cleaned
        counselor, cover = cleaned["counselor"], cleaned.get("cover")
        days = cleaned["first_day"], cleaned["last_day"]
        others = Absence.objects.between(*days).filter(counselor=counselor).exclude(pk=self.instance.pk)
        if others.exists():
            self.add_error("first_day", _("They are away on some of these days already."))
        if cover and leads_back(counselor.pk, cover.pk, *days):
            self.add_error("cover", _("They are away then themselves, and nobody would be there in the end."))
        return cleaned


@admin.register(Absence)
class AbsenceAdmin(LooksUpRows):
    form = AbsenceForm
    list_display = ["counselor", "first_day", "last_day", "cover", "entered_by"]
    list_select_related = ["counselor", "cover", "entered_by"]
    search_fields = ["counselor__display_name"]
    autocomplete_fields = ["counselor", "cover"]
    date_hierarchy = "first_day"
    ordering = ["-first_day"]
    fields = ["counselor", "first_day", "last_day", "cover"]

    def save_model(self, request: HttpRequest, obj: Absence, form: Any, change: bool) -> None:
        if not change:
            obj.entered_by, obj.entered_at = cast(User, request.user), timezone.now()
        obj.save()
        transaction.on_commit(wake_assignment)


@admin.register(WorkingHours)
class WorkingHoursAdmin(LooksUpRows):
    list_display = ["counselor", "weekday", "begins", "ends"]
    list_select_related = ["counselor"]
    list_filter = ["weekday"]
    search_fields = ["counselor__display_name"]
    autocomplete_fields = ["counselor"]


@admin.register(GivenCases)
class GivenCasesAdmin(HistoryAdmin):
    list_display = ["counselor", "day", "cases"]
    list_select_related = ["counselor"]
    search_fields = ["counselor__display_name"]
    date_hierarchy = "day"


@admin.register(Counselor)
class CounselorAdmin(LooksUpRows):
    form = CounselorForm
    list_display = [
        "display_name",
        "user",
        "tracks_in_words",
        "languages_in_words",
        "accepting",
        "open_cases",
        "capacity",
    ]
    list_select_related = ["user"]
    list_filter = ["accepting"]
    search_fields = ["display_name", "user__username"]
    autocomplete_fields = ["user"]
    ordering = ["display_name"]
    fields = ["user", "display_name", "tracks", "languages", "accepting", "capacity", "open_cases"]
    inlines = [WorkingHoursInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Counselor | None = None) -> list[str]:
        # Cases and notes name both: a counselor does not become another person.
        return ["open_cases"] if obj is None else ["user", "open_cases"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A counselor reads cases: nobody makes themselves one."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.name == "user" and not request.user.is_superuser:
            field.queryset = field.queryset.exclude(pk=request.user.pk)
            field.error_messages["invalid_choice"] = _("Nobody makes themselves a counselor: choose another.")
        return field

    @admin.display(description=_("tracks"))
    def tracks_in_words(self, counselor: Counselor) -> str:
        return in_words("short_track", counselor.tracks)

    @admin.display(description=_("languages"))
    def languages_in_words(self, counselor: Counselor) -> str:
        names = dict(spoken_languages())
        return ", ".join(str(names.get(code, code)) for code in counselor.languages)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Whoever leaves stops taking new cases; what they did stays theirs.
        return False

    def save_model(self, request: HttpRequest, obj: Counselor, form: Any, change: bool) -> None:
        # Room may have been made for a case that waits.
        transaction.on_commit(wake_assignment)
        if not change:
            obj.save()
            grant(obj.user, COUNSELOR)
            return
        # Never open_cases: it may have moved since this page was shown.
        obj.save(update_fields=["display_name", "tracks", "languages", "accepting", "capacity"])
