"""One form a step. Every box but consent and contact may be left empty.

A form's `heading` is the question that the page asks; with a single field it is that field's label.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from intake import vocabulary
from intake.fields import (
    AgeField,
    BoxedDateField,
    FixedChoices,
    MailField,
    PhoneField,
    ProseField,
    YenField,
    takes_short_messages,
)
from intake.models.consents import OF_AN_INQUIRY, ConsentText
from intake.ruby import marked

MESSAGE_LIMIT = 10_000


def say_what_to_write(field: forms.Field) -> None:
    """Django's own words tell what is wrong; a family is told what to do."""
    field.error_messages["invalid_choice"] = _("Choose one of the answers shown here.")
    field.error_messages["max_length"] = _(
        "This is %(show_value)d characters long; we can take %(limit_value)d. Please shorten it."
    )


class StepForm(forms.Form):
    """A step's form. `values` are the valid answers of the steps before it."""

    heading: str | Promise = ""
    # Stands above the fields; with a lone field it is that field's help text.
    explanation: str | Promise = ""
    # Read by the template pack: says "(optional)", and makes a lone field's label the page's heading.
    mark_optional = False
    heading_field = ""

    def __init__(self, data: Any = None, *, values: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, use_required_attribute=False)
        self.values = values or {}
        for field in self.fields.values():
            say_what_to_write(field)
        self.prepare()
        if len(self.fields) == 1:
            self.heading_field, field = next(iter(self.fields.items()))
            field.help_text = field.help_text or str(self.explanation)

    def prepare(self) -> None:
        """Fits the form to what was answered before; most forms need nothing."""

    @classmethod
    def needs_an_answer(cls) -> bool:
        """Whether the step can't be skipped, whatever was answered before."""
        return any(field.required for field in cls.base_fields.values())


def _one_of(choices: vocabulary.Choices, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=FixedChoices(choices), widget=forms.RadioSelect, required=False, **kwargs
    )


class WhoForm(StepForm):
    heading = _("Who would have the treatment?")
    relationship = _one_of(vocabulary.RELATIONSHIPS, label=heading)


class ConsentForm(StepForm):
    heading = _("Before you write: what happens with what you tell us")
    explanation = _(
        "What you write may be about somebody's health. The law asks for clear consent before we take it, "
        "and so do we."
    )
    own_version = forms.CharField(widget=forms.HiddenInput, required=False)
    own = forms.BooleanField(
        error_messages={"required": _("Tick the box if you agree. Without it we may not take your inquiry.")}
    )
    on_behalf_version = forms.CharField(widget=forms.HiddenInput, required=False)
    on_behalf = forms.BooleanField(
        required=False,
        error_messages={
            "required": _(
                "Tick this box too, if the patient agrees or cannot decide. If not, see below what you can "
                "do now."
            )
        },
    )

    def prepare(self) -> None:
        language = get_language() or "ja"
        self.all_texts = ConsentText.objects.of(*OF_AN_INQUIRY)
        self.texts = {kind: self.all_texts.current(kind, language) for kind in OF_AN_INQUIRY}
        for kind, text in self.texts.items():
            self.fields[kind].label = marked(text.body)
            self.fields[f"{kind}_version"].initial = text.wording
        relationship = self.values.get("relationship")
        if relationship == "self":
            del self.fields["on_behalf"], self.fields["on_behalf_version"]
        elif relationship and relationship != "professional":
            self.fields["on_behalf"].required = True
        else:
            self.fields["on_behalf"].help_text = _(
                "Only if you ask about somebody else. If you are the patient yourself, or ask in general, "
                "leave this box empty."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for kind, text in self.texts.items():
            version, _space, _language = cleaned.get(f"{kind}_version", "").partition(" ")
            if cleaned.get(kind) and version != text.version:
                self.add_error(kind, _("This text has changed since you read it. Please read it again."))
                self._show_anew(kind, text)
        return cleaned

    def _show_anew(self, kind: str, text: ConsentText) -> None:
        """The page shows the new text: the form on it has to name that one, with its box not ticked."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[f"{kind}_version"] = text.wording
        del data[kind]
        self.data = data


class MessageForm(StepForm):
    heading = _("What would you like to ask, or tell us?")
    message = ProseField(
        label=heading,
        required=False,
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea({"rows": 10}),
        help_text=_(
            "Write as it comes, in Japanese or English: what you were told, by whom, and what worries you. "
            "You can also leave this empty and only answer the questions that follow. For example: "
            "“My father has had Parkinson's disease for eight years. We saw on the news that iPS treatment "
            "is now insured. Whom should we ask?”"
        ),
    )


class ConditionForm(StepForm):
    heading = _("Which illness or condition is it about?")
    condition = _one_of(vocabulary.CONDITIONS, label=_("Illness or condition"))
    condition_detail = forms.CharField(
        label=_("Anything more about it"),
        required=False,
        max_length=500,
        help_text=_("For example: since 2018; falls more often this year."),
    )


class MedicationForm(StepForm):
    heading = _("How well do the current medicines work?")
    explanation = _(
        "A specialist looks at this first. Please don't change or stop any medicine because of our questions."
    )
    medication_response = _one_of(vocabulary.MEDICATION_RESPONSES, label=heading)


class TreatmentForm(StepForm):
    heading = _("Which treatment is it about?")
    explanation = _("It is quite all right not to be sure.")
    treatment_kind = _one_of(vocabulary.TREATMENT_KINDS, label=_("Kind of treatment"))
    treatment_name = forms.CharField(
        label=_("Name of the treatment, as you saw or heard it"),
        required=False,
        max_length=200,
        help_text=_("For example: Amchepry; “exosome drip, 5 sessions”."),
    )


class PaymentForm(StepForm):
    heading = _("What were you told about paying for it?")
    payment = _one_of(vocabulary.PAYMENTS, label=heading)


class ProviderForm(StepForm):
    heading = _("Who offers the treatment?")
    provider_kind = _one_of(vocabulary.PROVIDER_KINDS, label=_("Kind of place that offers it"))
    provider_name = forms.CharField(
        label=_("Name of the place"),
        required=False,
        max_length=200,
        help_text=_(
            "Only if you'd like to say, as it stands on the leaflet or website. We pass nothing on to them."
        ),
    )


class OfferForm(StepForm):
    heading = _("Have you been given a price or a date?")
    quoted_fee_yen = YenField(
        label=_("Price of the treatment in yen"),
        required=False,
        max_length=40,
        help_text=_("For example: 1980000 or 1.98 million."),
    )
    decision_date = BoxedDateField(
        label=_("Date by which you have to answer, pay or come"),
        required=False,
        help_text=_(
            "Year, month, day. For example: 2026 12 24. The year may also be of a Japanese era, such as R8."
        ),
    )
    plan_number = forms.CharField(
        label=_("Number of the treatment plan"),
        required=False,
        max_length=60,
        help_text=_(
            "A self-pay treatment with cells has one; it starts with P. For example: PB3210001. "
            "You may ask for it."
        ),
    )


class QuestionsForm(StepForm):
    heading = _("What would you most like to know?")
    questions = forms.MultipleChoiceField(
        label=heading,
        choices=FixedChoices(vocabulary.QUESTIONS),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Tick as many as you like."),
    )


class PatientForm(StepForm):
    heading = _("About the patient")
    patient_age = AgeField(
        label=_("The patient's age"), required=False, max_length=20, help_text=_("In years, such as 68.")
    )
    prefecture = forms.ChoiceField(
        label=_("Where the patient lives"),
        required=False,
        choices=FixedChoices([("", _("Choose, or leave open")), *vocabulary.PREFECTURES]),
    )

    def prepare(self) -> None:
        self.fields["patient_age"].widget.attrs["inputmode"] = "numeric"
        if self.values.get("relationship") == "self":
            self.heading = _("About you")
            self.fields["patient_age"].label = _("Your age")
            self.fields["prefecture"].label = _("Where you live")


_WITHOUT_SHORT_MESSAGES = FixedChoices(choice for choice in vocabulary.CONTACT_CHANNELS if choice[0] != "sms")


class ContactForm(StepForm):
    heading = _("How may we reach you?")
    explanation = _("We pass this on to nobody. The subject line of our mail never says what it is about.")
    contact_name = forms.CharField(
        label=_("Name, or what we may call you"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"autocomplete": "name"}),
        help_text=_("For example: your family name, or “the daughter”."),
    )
    preferred_channel = forms.ChoiceField(
        label=_("How should we answer?"),
        choices=FixedChoices(vocabulary.CONTACT_CHANNELS),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we should answer.")},
    )
    email = MailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        help_text=_("For example: name@example.jp"),
        error_messages={"invalid": _("Write the e-mail address in full, such as name@example.jp.")},
    )
    phone = PhoneField(
        label=_("Telephone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_(
            "For example: 03-1234-5678. Outside Japan with + and the country code, such as +1 or +44, and "
            "then the number."
        ),
    )
    best_time_to_call = _one_of(vocabulary.CALL_TIMES, label=_("Best time to call you (Japanese time)"))

    def prepare(self) -> None:
        if not settings.TWILIO_ACCOUNT_SID:
            self.fields["preferred_channel"].choices = _WITHOUT_SHORT_MESSAGES  # type: ignore[attr-defined]
        else:
            self.explanation = _(
                "We pass this on to nobody. Only if you choose short messages, Twilio, the company that "
                "sends them, gets your number. The subject line of our mail never says what it is about."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        channel = cleaned.get("preferred_channel")
        if channel == "email" and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write an e-mail address, or choose another way for our answer."))
        if channel == "phone" and not cleaned.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Write a telephone number, or choose another way for our answer."))
        if channel == "sms" and "phone" not in self.errors and not self._is_mobile(cleaned.get("phone", "")):
            words = _("Write the number of a mobile phone, or choose another way for our answer.")
            self.add_error("phone", words)
        return cleaned

    def _is_mobile(self, phone: str) -> bool:
        return bool(phone) and takes_short_messages(phone)


class ResumeForm(forms.Form):
    """What opens a draft on another phone. What it is made of is checked by whoever looks it up."""

    use_required_attribute = False
    reference = forms.CharField(
        label=_("Draft number"),
        max_length=40,
        widget=forms.TextInput({"class": "width-20", "autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("For example: B2CD-3FGH-4JKM. Small letters will do, with or without hyphens."),
        error_messages={"required": _("Write the draft number that you noted down, such as B2CD-3FGH-4JKM.")},
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput({"class": "width-10", "autocomplete": "off", "autocapitalize": "characters"}),
        help_text=_("For example: P5QR-6TWX"),
        error_messages={
            "required": _("Write the code that stands below the draft number, such as P5QR-6TWX.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            say_what_to_write(field)
