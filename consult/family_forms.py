"""What a family fills in on its page; apart from the desk's forms because its words have easy Japanese."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from consult.models import CallSlot
from consult.times import time_of_call
from intake.fields import MailField, PhoneField, ProseField, ReferenceField
from intake.forms import MESSAGE_LIMIT


class FamilyForm(forms.Form):
    mark_optional = False
    heading_field = ""

    use_required_attribute = False


class LookAgainForm(FamilyForm):
    heading_field = "words"
    words = ProseField(
        label=_("What should we look at again?"),
        required=False,
        max_length=2_000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_(
            "A counselor reads your inquiry once more and sorts it by hand where that is needed. "
            "You may leave this empty."
        ),
    )


class MessageForm(FamilyForm):
    """What a family writes on its page. `token` names this form: sent twice, it is one message."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    body = ProseField(
        label=_("Your message"),
        max_length=MESSAGE_LIMIT,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Ask anything, or add what we should know. Up to 10,000 characters."),
        error_messages={
            "required": _("Write your message before you send it."),
            "max_length": _(
                "Your message has %(show_value)d characters. Please shorten it to %(limit_value)d; the rest "
                "can go into a second message."
            ),
        },
    )


class CallForm(FamilyForm):
    """A time for a call, among those of one day that are free now."""

    slot = forms.ModelChoiceField(
        label=_("Which time suits you?"),
        queryset=CallSlot.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": _("Choose one of the times."),
            "invalid_choice": _("This time can't be chosen any more. Please choose another one."),
        },
    )
    phone = PhoneField(
        label=_("Telephone number that we call"),
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "class": "width-20"}),
        error_messages={"required": _("Write the telephone number that we should call.")},
    )

    def __init__(self, *args: Any, slots: list[CallSlot], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["slot"]
        choice.queryset = CallSlot.objects.filter(pk__in=[slot.pk for slot in slots])
        choice.label_from_instance = time_of_call


class NewLinkForm(FamilyForm):
    reference = ReferenceField(
        label=_("Your reference"),
        help_text=_("Nine letters and digits, such as K7P-4QX-M2T. It stands in every mail from us."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "class": "width-20"}),
        error_messages={"required": _("Write the reference of your inquiry.")},
    )
    email = MailField(
        label=_("The e-mail address that you gave us"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": _("Write the e-mail address that you gave us."),
            "invalid": _("Write the whole e-mail address, such as name@example.jp."),
        },
    )
