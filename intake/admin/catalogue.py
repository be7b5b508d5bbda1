"""The catalogue: admins own it. The forms keep it in a shape that triage can read.

A treatment is changed as a whole, through a draft (replay.py); its parts by themselves can only be looked at.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from intake import vocabulary
from intake.admin.history import HistoryAdmin
from intake.admin.replay import SavesAsDraft
from intake.models import Coverage, Source, Treatment, TreatmentName
from intake.triage.facts import Condition

_KNOWN_TO_TRIAGE = {condition.value for condition in Condition}
_CONDITIONS = [(code, label) for code, label in vocabulary.CONDITIONS if code in _KNOWN_TO_TRIAGE]


class LinesField(forms.CharField):
    """A list of words, one a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea({"rows": 6, "cols": 60}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in (value or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool((initial or []) != self.to_python(data))


class TreatmentForm(forms.ModelForm):
    # Checkboxes, not JSON: a code that triage doesn't know would stop every inquiry.
    conditions = forms.MultipleChoiceField(
        label=capfirst(_("conditions")),
        choices=_CONDITIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    indication_words = LinesField(
        label=capfirst(_("words for the indication")),
        help_text=_("Words in an inquiry that mean this indication, in any language. One a line."),
    )
    outside_words = LinesField(
        label=capfirst(_("words outside the indication")),
        help_text=_("Words that show that a case lies outside it, such as a chronic state. One a line."),
    )
    clues = LinesField(
        label=capfirst(_("other clues")),
        help_text=_("What people say instead of the name: the maker, the price in the news. One a line."),
    )


class NameInline(admin.TabularInline):
    model = TreatmentName
    extra = 1


class CoverageInline(admin.StackedInline):
    model = Coverage
    extra = 0


class SourceInline(admin.TabularInline):
    model = Source
    extra = 0


@admin.register(Treatment)
class TreatmentAdmin(SavesAsDraft):
    form = TreatmentForm
    list_display = [
        "name_ja",
        "name_en",
        "kind",
        "route",
        "approved_from",
        "approved_until",
        "certainty",
        "checked_on",
    ]
    list_filter = ["kind", "route", "certainty", ("approved_until", admin.EmptyFieldListFilter)]
    search_fields = ["key", "name_ja", "name_en", "maker", "names__spelling"]
    date_hierarchy = "checked_on"
    ordering = ["key"]
    inlines = [NameInline, CoverageInline, SourceInline]
    fieldsets = [
        (None, {"fields": ["key", "kind", "name_ja", "name_en", "maker"]}),
        (
            _("Approval"),
            {"fields": ["route", "approved_from", "approved_until", "indication_ja", "indication_en"]},
        ),
        (
            _("How an inquiry shows it"),
            {"fields": ["conditions", "indication_words", "outside_words", "clues"]},
        ),
        (_("Notes and where it comes from"), {"fields": ["note_ja", "note_en", "certainty", "checked_on"]}),
    ]


@admin.register(TreatmentName)
class TreatmentNameAdmin(HistoryAdmin):
    list_display = ["spelling", "treatment"]
    list_select_related = ["treatment"]
    search_fields = ["spelling", "treatment__name_ja", "treatment__name_en"]
    autocomplete_fields = ["treatment"]
    ordering = ["spelling"]


@admin.register(Coverage)
class CoverageAdmin(HistoryAdmin):
    list_display = ["treatment", "covered_from", "covered_until", "price_yen", "status", "certainty"]
    list_select_related = ["treatment"]
    list_filter = ["status", "certainty"]
    search_fields = ["treatment__name_ja", "treatment__name_en", "source_title"]
    autocomplete_fields = ["treatment"]
    date_hierarchy = "covered_from"
    ordering = ["treatment__key", "covered_from"]


@admin.register(Source)
class SourceAdmin(HistoryAdmin):
    list_display = ["title", "publisher", "treatment", "certainty", "checked_on"]
    list_select_related = ["treatment"]
    list_filter = ["certainty"]
    search_fields = ["title", "publisher", "treatment__name_ja", "treatment__name_en"]
    autocomplete_fields = ["treatment"]
    date_hierarchy = "checked_on"
    ordering = ["treatment__key", "title"]
