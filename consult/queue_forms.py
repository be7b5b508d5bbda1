"""What a counselor chooses on the queue: filters, a name for a view, what to do with many cases at once."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consult.due import JAPAN
from consult.forms import DeskForm
from consult.models import Case, Counselor
from consult.queue import AGES
from intake import vocabulary
from intake.fields import ProseField
from intake.models.languages import spoken_languages


class QueueFilter(forms.Form):
    """Each box narrows the list; the address holds them all, to be kept and sent to a colleague."""

    track = forms.ChoiceField(label=gettext_lazy("Track"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    flag = forms.ChoiceField(label=gettext_lazy("What stands out"), required=False)
    priority = forms.ChoiceField(label=gettext_lazy("Priority"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    age = forms.ChoiceField(label=gettext_lazy("Age"), required=False)
    counselor = forms.IntegerField(
        label=gettext_lazy("Counselor"), required=False, min_value=1, max_value=2**31 - 1, widget=forms.Select
    )

    use_required_attribute = False

    def __init__(self, *args: Any, leads: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (
            ("track", vocabulary.SHORT_TRACKS),
            ("kind", vocabulary.DECIDED_KINDS),
            ("flag", vocabulary.FLAGS),
            ("priority", vocabulary.PRIORITIES),
            ("language", spoken_languages()),
            ("age", [(str(days), _days(days)) for days in AGES]),
        ):
            self._offer(name, list(choices))
        if not leads:
            del self.fields["counselor"]

    def offer_counselors(self, colleagues: list[tuple[int, str]]) -> None:
        if "counselor" in self.fields:
            self._offer("counselor", colleagues)

    def _offer(self, name: str, choices: list[Any]) -> None:
        offered = [("", _("all")), *choices]
        field: Any = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = offered
        else:
            field.widget.choices = offered

    def chosen(self) -> dict[str, Any]:
        """What narrows, of a bound form: a value that nobody offers is left out."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _days(days: int) -> str:
    return ngettext("%(days)d day or older", "%(days)d days or older", days) % {"days": days}


def address(name: str, chosen: dict[str, Any]) -> str:
    """A list and its filters as a query string."""
    return urlencode({"list": name, **chosen})


class SavedViewForm(DeskForm):
    name = forms.CharField(
        label=gettext_lazy("Name of this view"),
        max_length=40,
        error_messages={"required": gettext_lazy("Give the view a name.")},
    )


class SnoozeForm(DeskForm):
    """A day in Japan; the case comes back when it begins."""

    until = forms.DateField(
        label=gettext_lazy("Put it aside until"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Choose the day on which it comes back."),
            "invalid": gettext_lazy("Write the day like 2027-01-31."),
        },
    )

    def clean_until(self) -> datetime:
        return _start_of(self.cleaned_data["until"])


def _start_of(day: Any) -> datetime:
    today = timezone.localdate(timezone=JAPAN)
    if not today < day <= today + timedelta(days=366):
        raise ValidationError(_("Choose a day from tomorrow on, within a year."))
    return datetime.combine(day, time(), JAPAN)


ACTIONS = [
    ("assign", gettext_lazy("Give them to a counselor")),
    ("snooze", gettext_lazy("Put them aside")),
    ("close", gettext_lazy("Close them")),
]


class BulkForm(DeskForm):
    """What to do with the cases that are ticked; each action has boxes of its own."""

    action = forms.ChoiceField(
        label=gettext_lazy("What to do with them"),
        choices=ACTIONS,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what to do with them.")},
    )
    to = forms.ModelChoiceField(
        label=gettext_lazy("To whom"),
        queryset=Counselor.objects.filter(accepting=True).order_by("display_name"),
        required=False,
        empty_label=gettext_lazy("Choose a counselor"),
    )
    told = ProseField(
        label=gettext_lazy("What your colleague should know"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea({"rows": 2}),
        help_text=gettext_lazy("It is kept as a note on each. Only counselors read notes."),
    )
    until = forms.DateField(
        label=gettext_lazy("Until which day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the day like 2027-01-31.")},
    )
    outcome = forms.ChoiceField(
        label=gettext_lazy("Outcome"),
        required=False,
        choices=[("", gettext_lazy("Choose an outcome")), *Case.Outcome.choices],
    )

    def __init__(self, *args: Any, counselor: Counselor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._counselor = counselor

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        action = cleaned.get("action")
        if action == "assign" and not self.has_error("to"):
            if not cleaned.get("to"):
                self.add_error("to", _("Choose to whom."))
            elif cleaned["to"] != self._counselor and not cleaned.get("told"):
                self.add_error("told", _("Write what your colleague should know."))
        if action == "snooze" and not self.has_error("until"):
            self._clean_until(cleaned)
        if action == "close" and not cleaned.get("outcome"):
            self.add_error("outcome", _("Choose how it ended."))
        return cleaned

    def _clean_until(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("until"):
            self.add_error("until", _("Choose the day on which they come back."))
            return
        try:
            cleaned["until"] = _start_of(cleaned["until"])
        except ValidationError as error:
            self.add_error("until", error)
