"""What a counselor fills in to write a letter."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consult.due import JAPAN
from consult.forms import DeskForm, those_for_the_case_first
from consult.letters import Content
from consult.models import Case, Letter
from intake.fields import ProseField
from intake.models import Explanation

# Later than this a family has long asked again.
_LONGEST_AHEAD = timedelta(days=30)


class LetterForm(DeskForm):
    """`occurrence` names this form: sent twice, it is one message. `revision` is what the page shows."""

    occurrence = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    explanation = forms.ModelChoiceField(
        label=gettext_lazy("Explanation"),
        queryset=Explanation.objects.none(),
        required=False,
        empty_label=gettext_lazy("None: my own words alone"),
        help_text=gettext_lazy("Only texts that a physician approved are listed."),
    )
    above = ProseField(
        label=gettext_lazy("Your own words above it"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=gettext_lazy("No advice for or against a treatment."),
    )
    text = ProseField(
        label=gettext_lazy("The explanation's text"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea({"rows": 14}),
        help_text=gettext_lazy(
            "Change it only where you must: a second person reads it then before it is sent."
        ),
    )
    below = ProseField(
        label=gettext_lazy("Your own words below it"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 3}),
    )
    day = forms.DateField(
        label=gettext_lazy("Not before this day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("Write the day like 2027-01-31.")},
    )
    hour = forms.TypedChoiceField(
        label=gettext_lazy("Time"),
        required=False,
        coerce=int,
        choices=[(hour, f"{hour}:00") for hour in range(7, 21)],
        initial=10,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = Explanation.objects.to_send(case.inquiry.language, case.track, timezone.localdate())
        choice: Any = self.fields["explanation"]
        choice.queryset = Explanation.objects.filter(pk__in=[e.pk for e in fitting])
        choice.choices = [("", choice.empty_label), *those_for_the_case_first(fitting, case)]

    def content(self) -> Content:
        """What was filled in, of a valid form."""
        cleaned = self.cleaned_data
        explanation = cleaned["explanation"]
        return Content(
            explanation, cleaned["above"], cleaned["text"] if explanation else "", cleaned["below"]
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "later" in self.data and not self.has_error("day"):
            try:
                cleaned["at"] = _at(cleaned.get("day"), cleaned.get("hour"))
            except ValidationError as error:
                self.add_error("day", error)
        return cleaned


def _at(day: Any, hour: Any) -> datetime:
    if not day or not hour:
        raise ValidationError(_("Choose the day and the time."))
    at, now = datetime.combine(day, time(hour), JAPAN), timezone.now()
    if not now < at <= now + _LONGEST_AHEAD:
        raise ValidationError(_("Choose a time that is still to come, within 30 days."))
    return at


def as_saved(letter: Letter | None, case: Case, occurrence: str) -> LetterForm:
    if letter is None:
        return LetterForm(initial={"revision": 0, "occurrence": occurrence}, case=case)
    initial = {
        "revision": letter.revision, "occurrence": occurrence, "explanation": letter.explanation_id,
        "above": letter.above, "text": letter.text, "below": letter.below,
    }  # fmt: skip
    return LetterForm(initial=initial, case=case)
