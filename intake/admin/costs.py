"""The tables that estimates are made with. What no estimate could be made with is refused, by the estimates'
own check: two tables for one month, a month between two tables without one, a tier without an amount."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from intake import cost_tables
from intake.admin.history import HistoryAdmin
from intake.models import CeilingBand, CeilingTable, CopayRate, SubsidyCeiling, SubsidyTable
from intake.models.costs import CostSource


def refuse_unsound(*, without: CostSource, besides: Any) -> None:
    try:
        cost_tables.current_tables(without=without if without.pk else None, besides=besides)
    except ValueError as error:
        raise ValidationError(
            _("No estimate could be made with these tables (%(why)s)."), code="unsound", params={"why": error}
        ) from error


class RowsFormSet(forms.BaseInlineFormSet):
    """Checks a table together with the rows below it, which no form of its own could; `read` puts both into
    the form that estimates take."""

    read: Callable[[Any, list[Any]], Any]

    def clean(self) -> None:
        super().clean()
        if any(self.errors) or not self._has_all(self.instance):
            return
        rows = [
            form.instance for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        refuse_unsound(without=self.instance, besides=self.read(self.instance, rows))

    def _has_all(self, table: Any) -> bool:
        """Whether the form above could be read; it says by itself what is missing."""
        return bool(table.checked_on) and getattr(table, "max_percent", 1) is not None


class BandFormSet(RowsFormSet):
    read = staticmethod(cost_tables.ceiling_table)


class SubsidyFormSet(RowsFormSet):
    read = staticmethod(cost_tables.subsidy_table)


class BandInline(admin.TabularInline):
    model = CeilingBand
    formset = BandFormSet
    extra = 0


class SubsidyCeilingInline(admin.TabularInline):
    model = SubsidyCeiling
    formset = SubsidyFormSet
    extra = 0


class CostTableAdmin(admin.ModelAdmin):
    """One change at a time: two at once could each be sound and not so together."""

    list_filter = ["certainty"]

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Deleting several at once would not be checked one by one.
        return {}

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        # A table's rows go with it, though nobody deletes one by itself.
        deleted, counts, _needed, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or self._can_do_without(obj)

    def _can_do_without(self, row: CostSource) -> bool:
        try:
            cost_tables.current_tables(without=row)
        except ValueError:
            return False
        return True

    def _changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._wait_for_others(request)
        return super()._changeform_view(request, *args, **kwargs)  # type: ignore[misc]

    def _delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._wait_for_others(request)
        return super()._delete_view(request, *args, **kwargs)  # type: ignore[misc]

    def _wait_for_others(self, request: HttpRequest) -> None:
        if request.method == "POST":
            list(CeilingTable.objects.select_for_update().order_by("pk").values_list("pk"))


@admin.register(CeilingTable)
class CeilingTableAdmin(CostTableAdmin):
    list_display = ["from_month", "until_month", "planned", "certainty", "checked_on"]
    inlines = [BandInline]


@admin.register(SubsidyTable)
class SubsidyTableAdmin(CostTableAdmin):
    list_display = ["__str__", "max_percent", "certainty", "checked_on"]
    inlines = [SubsidyCeilingInline]


class CopayRateForm(forms.ModelForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            # The instance is filled in only after this; the check needs it as it would be kept.
            row = CopayRate(pk=self.instance.pk, **cleaned)
            refuse_unsound(without=self.instance, besides=cost_tables.copay_rate(row))
        return cleaned


@admin.register(CopayRate)
class CopayRateAdmin(CostTableAdmin):
    form = CopayRateForm
    list_display = ["from_age", "percent", "certainty", "checked_on"]


@admin.register(CeilingBand)
class CeilingBandAdmin(HistoryAdmin):
    """To look at; changed together with its table."""

    list_display = ["table", "group", "code", "base_yen", "threshold_yen", "many_times_yen", "annual_yen"]
    list_select_related = ["table"]
    list_filter = ["group", "code"]
    ordering = ["table__from_month", "-group", "position"]


@admin.register(SubsidyCeiling)
class SubsidyCeilingAdmin(HistoryAdmin):
    """To look at; changed together with its table."""

    list_display = ["table", "tier", "general_yen", "long_term_yen", "ventilator_yen"]
    list_select_related = ["table"]
    list_filter = ["tier"]
    ordering = ["table__from_month", "general_yen"]
