"""What a counselor fills in on a case."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consult.due import JAPAN
from consult.figures import LAST_YEAR, LONGEST, Span
from consult.followups.resolve import WAYS
from consult.lenses import ANSWERS, Sheet
from consult.models import Case, CaseLink, Counselor, FollowUp, InboundMail
from consult.reviews import Found
from consult.search import SHORTEST
from intake import vocabulary
from intake.fields import ProseField, ReferenceField
from intake.forms import MESSAGE_LIMIT
from intake.models import Explanation
from intake.models.inquiries import WayIn
from intake.ruby import marked

LONGEST_ABSENCE_DAYS = 366


class DeskForm(forms.Form):
    mark_optional = False
    heading_field = ""

    use_required_attribute = False


class NoteForm(DeskForm):
    body = ProseField(
        label=_("Note"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only counselors read notes. With @ and a colleague's name, they hear of it."),
        error_messages={"required": _("Write the note before you save it.")},
    )


class ExplanationForm(DeskForm):
    """An approved text and a few words of one's own.

    `occurrence` names this form: sent twice, it is one message.
    """

    occurrence = forms.UUIDField(widget=forms.HiddenInput)
    explanation = forms.ModelChoiceField(
        label=_("Explanation"),
        queryset=Explanation.objects.none(),
        empty_label=_("Choose an explanation"),
        help_text=_("Only texts that a physician approved are listed."),
        error_messages={"required": _("Choose the explanation to send.")},
    )
    words = ProseField(
        label=_("A few words of your own"),
        required=False,
        max_length=4_000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_(
            "Stands above the explanation on the family's page. No advice for or against a treatment."
        ),
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = Explanation.objects.to_send(case.inquiry.language, case.track, timezone.localdate())
        choice: Any = self.fields["explanation"]
        choice.queryset = Explanation.objects.filter(pk__in=[e.pk for e in fitting])
        choice.choices = [("", choice.empty_label), *those_for_the_case_first(fitting, case)]


def those_for_the_case_first(fitting: list[Explanation], case: Case) -> list[Any]:
    """The texts as choices; in two groups where some were written for this kind of treatment or a flag."""
    meant = {one.pk for one in fitting if one.is_meant_for(kind=case.treatment_kind, flags=case.flags)}
    chosen = [(one.pk, marked(one.title)) for one in fitting]
    if not meant:
        return chosen
    return [
        (_("Written for such a case"), [(pk, title) for pk, title in chosen if pk in meant]),
        (_("The others"), [(pk, title) for pk, title in chosen if pk not in meant]),
    ]


class OverrideForm(DeskForm):
    """`seen` is the decision that the page shows."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    track = forms.ChoiceField(label=_("Track"), choices=vocabulary.TRACKS)
    reason = ProseField(
        label=_("Reason"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": _("Write why: the family and your colleagues will ask.")},
    )


class TakenDownForm(DeskForm):
    """`token` names this page: sent twice, it is one inquiry."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    way_in = forms.ChoiceField(
        label=_("How did it reach us?"),
        choices=[one for one in WayIn.choices if one[0] != WayIn.WEB],
        widget=forms.RadioSelect,
    )


class LinkForm(DeskForm):
    reference = ReferenceField(
        label=_("Reference of the other case"),
        error_messages={"required": _("Give the reference of the other case.")},
    )
    # Not "reason": the page has a box of that name.
    together = forms.ChoiceField(label=_("Why they belong together"), choices=CaseLink.Reason.choices)


class TaskForm(DeskForm):
    task = ProseField(
        label=_("What is to do"),
        max_length=500,
        error_messages={"required": _("Write what is to do.")},
    )
    day = forms.DateField(
        label=_("By which day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


class HandOverForm(DeskForm):
    """`seen` is who had the case when the page was shown."""

    # No more than a key can be: a database refuses to compare with what it can't hold.
    seen = forms.IntegerField(required=False, max_value=2**63 - 1, widget=forms.HiddenInput)
    to = forms.ModelChoiceField(
        label=_("To whom"),
        queryset=Counselor.objects.none(),
        required=False,
        empty_label=_("Whoever has most room"),
        help_text=_("Colleagues of this track and language who have room now."),
    )
    told = ProseField(
        label=_("What your colleague should know"),
        max_length=10_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It is kept as a note. Only counselors read notes."),
        error_messages={"required": _("Write what your colleague should know.")},
    )

    def __init__(self, *args: Any, case: Case, team: Iterable[Counselor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [one for one in team if one.is_available and one.pk != case.assignee_id]
        able = [one for one in others if case.track in one.tracks and case.language in one.languages]
        choice: Any = self.fields["to"]
        choice.queryset = Counselor.objects.filter(pk__in=[one.pk for one in able])
        choice.choices = [("", choice.empty_label), *((one.pk, one.display_name) for one in able)]


class AbsenceForm(DeskForm):
    """A counselor's own days away. Why is not asked."""

    first_day = forms.DateField(
        label=_("First day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the first day.")},
    )
    last_day = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Give the last day; for one day, the same once more.")},
    )
    cover = forms.ModelChoiceField(
        label=_("Who stands in"),
        queryset=Counselor.objects.none(),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("They can open and work your cases on these days."),
    )

    def __init__(self, *args: Any, counselor: Counselor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others: Any = self.fields["cover"]
        others.queryset = Counselor.objects.exclude(pk=counselor.pk).order_by("display_name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day lies before the first."))
        if last and last < timezone.localdate(timezone=JAPAN):
            self.add_error("last_day", _("These days are past."))
        if first and last and (last - first).days > LONGEST_ABSENCE_DAYS:
            self.add_error("last_day", _("That is longer than a year. Please look at the year once more."))
        return cleaned


class SearchForm(DeskForm):
    words = ProseField(
        label=_("What to look for"),
        min_length=SHORTEST,
        max_length=200,
        help_text=_(
            "A reference, a name, an e-mail address, a telephone number, or words of the inquiry. Words in "
            "hiragana alone are looked for in the newest cases only."
        ),
        error_messages={
            "required": _("Write what to look for."),
            "min_length": _("Write two letters or more."),
        },
    )


class CloseForm(DeskForm):
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[("", _("Choose an outcome")), *Case.Outcome.choices],
        error_messages={"required": _("Choose how it ended.")},
    )


class ReplyForm(DeskForm):
    """A counselor's own words without an explanation.

    `reply_to` names this form: sent twice, it is one message. `seen` is the newest message on the page.
    """

    reply_to = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reply = ProseField(
        label=_("Message"),
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("The family reads it on its page. No advice for or against a treatment."),
        error_messages={"required": _("Write the message before you send it.")},
    )


class ReviewForm(DeskForm):
    """One sheet of questions: an answer and a note to each, none of them needed.

    `revision` is the one that the page shows (consult/reviews.py).
    """

    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        choices = [("", _("not looked at yet")), *ANSWERS.items()]
        for key, words in sheet.questions.items():
            self.fields[key] = forms.ChoiceField(
                label=str(words), choices=choices, required=False, widget=forms.RadioSelect
            )
            self.fields[f"{key}_note"] = ProseField(label=_("What was found"), required=False, max_length=500)
        if sheet.red_flags:
            self.fields["red_flags"] = forms.MultipleChoiceField(
                label=_("Red flags"),
                choices=list(sheet.red_flags.items()),
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def parts(self) -> list[tuple[Any, list[tuple[Any, Any]]]]:
        """(heading, [(answer, note), …]) of each part, as bound fields."""
        return [
            (part.heading, [(self[key], self[f"{key}_note"]) for key in part.questions])
            for part in self.sheet.parts
        ]

    def found(self) -> Found:
        """What was filled in, of a valid form."""
        cleaned = self.cleaned_data
        filled = {
            key: {"answer": cleaned[key], "note": cleaned[f"{key}_note"]} for key in self.sheet.questions
        }
        answers = {key: given for key, given in filled.items() if any(given.values())}
        return Found(answers=answers, red_flags=cleaned.get("red_flags", []))


class ResolveForm(DeskForm):
    """What a person found out about a mail that is in doubt or was given up, and what is to be done."""

    followup = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(
        label=_("What is to be done"),
        widget=forms.RadioSelect,
        choices=[(way, label) for way, (label, _before, _state) in WAYS.items()],
        error_messages={"required": _("Choose what is to be done.")},
    )
    why = ProseField(
        label=_("How you know, or why"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Kept as a note on the case."),
        error_messages={"required": _("Write how you know, or why.")},
    )

    def __init__(self, *args: Any, row: FollowUp | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs |= {"initial": {"followup": row.pk}, "auto_id": f"id_{row.pk}_%s"}
        super().__init__(*args, **kwargs)
        if row is not None:
            way: Any = self.fields["way"]
            way.choices = [one for one in way.choices if row.state in WAYS[one[0]][1]]


class InboundForm(DeskForm):
    """What becomes of a mail that came in and could not be matched."""

    mail = forms.IntegerField(widget=forms.HiddenInput)
    way = forms.ChoiceField(
        label=_("What is to be done"),
        widget=forms.RadioSelect,
        choices=[
            ("put", _("It is of this family: put it on the case")),
            ("dismiss", _("Put it away")),
        ],
        error_messages={"required": _("Choose what is to be done.")},
    )
    case = ReferenceField(
        label=_("Reference of the case"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "class": "width-20"}),
        help_text=_("Only where you are sure who wrote it: the sender of a mail proves nothing."),
    )
    why = ProseField(
        label=_("Why it is put away"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, row: InboundMail | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs |= {"initial": {"mail": row.pk}, "auto_id": f"id_{row.pk}_%s"}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("way") == "put" and not cleaned.get("case"):
            self.add_error("case", _("Write the reference of the case."))
        if cleaned.get("way") == "dismiss" and not cleaned.get("why"):
            self.add_error("why", _("Write why it is put away."))
        return cleaned


class SpanForm(DeskForm):
    """From a day to a day, both included."""

    first = forms.DateField(
        label=_("From"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose the first day."),
            "invalid": _("Write the day like 2027-01-31."),
        },
    )
    last = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose the last day."),
            "invalid": _("Write the day like 2027-01-31."),
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and not timedelta(0) <= last - first <= LONGEST:
            self.add_error("last", _("Choose a day from the first one on, within a year of it."))
        if last and last.year > LAST_YEAR:
            self.add_error("last", _("Choose a day that is nearer."))
        return cleaned

    def span(self) -> Span:
        return Span(self.cleaned_data["first"], self.cleaned_data["last"])
