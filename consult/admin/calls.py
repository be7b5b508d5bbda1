"""The admin of call-backs: admins give times, a week at once; calls can only be looked at."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from consult import calls
from consult.calendar import current_calendar
from consult.due import JAPAN
from consult.models import Call, CallSlot
from intake.admin.history import HistoryAdmin, SearchByReference

_SHORTEST, _LONGEST, _MOST_PLACES = 5, 240, 50


def _languages() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=capfirst(_("languages")), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )


class CallSlotForm(forms.ModelForm):
    languages = _languages()

    def clean_languages(self) -> list[str]:
        # Kept in one order, so that the same time can't be made twice.
        return sorted(self.cleaned_data["languages"])

    def clean_places(self) -> int:
        # The database holds this too, but a form passes over constraints on fields that it has not got.
        places: int = self.cleaned_data["places"]
        if CallSlot.objects.filter(pk=self.instance.pk, taken__gt=places).exists():
            raise ValidationError(_("More families than this have chosen this time already."))
        return places

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        day, starts, ends = (cleaned.get(name) for name in ("day", "starts", "ends"))
        if day and starts and ends and not _within_hours(CallSlot(day=day, starts=starts, ends=ends)):
            raise ValidationError(_("The centre is closed then: see opening hours, closures and holidays."))
        return cleaned


def _within_hours(slot: CallSlot) -> bool:
    opening = current_calendar().opening(slot.day)
    return opening is not None and opening[0] <= slot.starts_at and slot.ends_at <= opening[1]


class WeekForm(forms.Form):
    """Times for seven days."""

    first_day = forms.DateField(label=_("First of seven days"), widget=forms.DateInput({"type": "date"}))
    opens = forms.TimeField(label=_("From"), initial=time(10), widget=forms.TimeInput({"type": "time"}))
    closes = forms.TimeField(label=_("To"), initial=time(17), widget=forms.TimeInput({"type": "time"}))
    minutes = forms.IntegerField(
        label=_("Minutes for each call"), initial=30, min_value=_SHORTEST, max_value=_LONGEST
    )
    languages = _languages()
    places = forms.IntegerField(
        label=_("How many calls at once"), initial=1, min_value=1, max_value=_MOST_PLACES
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if opens and closes and closes <= opens:
            self.add_error("closes", _("This has to be later than the beginning."))
        return cleaned


@admin.register(CallSlot)
class CallSlotAdmin(admin.ModelAdmin):
    form = CallSlotForm
    list_display = ["day", "starts", "ends", "spoken", "taken", "places"]
    list_filter = ["day"]
    date_hierarchy = "day"
    ordering = ["-day", "starts"]
    fields = ["day", "starts", "ends", "languages", "places", "taken"]
    change_list_template = "admin/consult/callslot/change_list.html"

    @admin.display(description=_("languages"))
    def spoken(self, slot: CallSlot) -> str:
        names = dict(settings.LANGUAGES)
        return ", ".join(str(names.get(code, code)) for code in slot.languages)

    def get_readonly_fields(self, request: HttpRequest, obj: CallSlot | None = None) -> list[str]:
        # A time that families were told stays as it is; it can get more places.
        told = obj is not None and obj.calls.exists()
        return ["day", "starts", "ends", "taken"] if told else ["taken"]

    def save_model(self, request: HttpRequest, obj: CallSlot, form: Any, change: bool) -> None:
        if not change:
            obj.save()
            return
        # Never `taken`: it may have moved since this page was shown.
        obj.save(update_fields=["day", "starts", "ends", "languages", "places"])

    def get_urls(self) -> list[Any]:
        page = self.admin_site.admin_view(self.add_week)
        return [path("week/", page, name="add_call_week"), *super().get_urls()]

    def add_week(self, request: HttpRequest) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = WeekForm(request.POST or None, initial={"first_day": timezone.localdate(timezone=JAPAN)})
        if request.method == "POST" and form.is_valid():
            self._add_week(request, form.cleaned_data)
            return redirect("admin:consult_callslot_changelist")
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Times for a week"),
            "form": form,
            "opts": self.opts,
        }
        status = 422 if form.errors else 200
        return render(request, "admin/consult/callslot/week.html", context, status=status)

    def _add_week(self, request: HttpRequest, chosen: dict[str, Any]) -> None:
        added = calls.add_week(
            first_day=chosen["first_day"],
            hours=(chosen["opens"], chosen["closes"]),
            minutes=chosen["minutes"],
            languages=chosen["languages"],
            places=chosen["places"],
            now=timezone.now(),
        )
        told = ngettext("%(count)d time was added.", "%(count)d times were added.", added)
        level = messages.SUCCESS if added else messages.WARNING
        self.message_user(request, told % {"count": added}, level)


@admin.register(Call)
class CallAdmin(SearchByReference, HistoryAdmin):
    list_display = ["reference", "slot", "state", "booked_at", "called_by"]
    list_select_related = ["case__inquiry", "slot", "called_by"]
    list_filter = ["state"]
    search_fields = ["case__inquiry__reference__startswith"]

    @admin.display(description=_("reference"), ordering="case__inquiry__reference")
    def reference(self, call: Call) -> str:
        return str(call.case.reference)
