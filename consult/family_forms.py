"""What a family fills in on its page; apart from the desk's forms because its words have easy Japanese."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from consult.attachments import MOST_OF_A_CASE
from consult.models import CallSlot
from consult.times import time_of_call
from intake.fields import MailField, PhoneField, ProseField, ReferenceField
from intake.forms import MESSAGE_LIMIT
from intake.models import ConsentText
from intake.ruby import marked
from intake.uploads import Why


class FamilyForm(forms.Form):
    mark_optional = False
    heading_field = ""

    use_required_attribute = False


class SureForm(FamilyForm):
    """One tick before what is not taken back by going on; a button alone is pressed by mistake."""

    sure = forms.BooleanField(
        error_messages={"required": _("Tick the box if you want this. If you don't, simply go back.")}
    )

    def __init__(self, *args: Any, says: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sure"].label = says


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
        label=_("Which time suits you (Japanese time)?"),
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
        help_text=_("Outside Japan with + and the country code, such as +1 or +44, and then the number."),
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
        help_text=_("Nine letters and digits, such as K7P-4QX-M2T. It is in every e-mail from us."),
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


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Cleans to a list of uploaded files. What they are is for intake.uploads to see."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = [one for one in data or [] if one]
        if not files:
            raise forms.ValidationError(self.error_messages["required"], "required")
        if len(files) > MOST_AT_A_TIME:
            raise forms.ValidationError(self.error_messages["too_many"], "too_many")
        return files


MOST_AT_A_TIME = 5
# Enough to tell one file from another; the rest would hide what is wrong with it.
_NAME_SHOWN = 40
_NOT_TAKEN = {
    Why.EMPTY: _("“%(name)s” is empty. Please choose the photo or paper once more."),
    Why.TOO_LARGE: _(
        "“%(name)s” is larger than 10 MB. Please send a smaller one, or only the pages that matter."
    ),
    Why.OTHER_KIND: _(
        "“%(name)s” is of a kind that we can't open: we can open photos (JPEG, PNG) and PDF. Please show it "
        "on your screen, take a picture of the screen (a screenshot), and send that."
    ),
    Why.LOCKED: _(
        "“%(name)s” is locked with a password, so we can't open it. Please send photos of its pages."
    ),
    Why.TOO_MANY_PAGES: _("“%(name)s” has more than 20 pages. Please send only the pages that matter."),
    Why.UNREADABLE: _("“%(name)s” can't be read; it may be damaged. Please take a new photo and send that."),
    Why.HARMFUL: _(
        "“%(name)s” may hold a virus, so we did not take it. Please take a photo of the paper instead."
    ),
    Why.NOT_NOW: _("“%(name)s” could not be taken just now. Please send it again in some minutes."),
}


_NO_ROOM = _("We keep up to %(most)d files of an inquiry. Delete one below to send another.")


def not_taken(name: str, why: str) -> str:
    """Why a file was not taken that came by mail."""
    if why not in _NOT_TAKEN:
        return str(_NO_ROOM % {"most": MOST_OF_A_CASE})
    return str(_NOT_TAKEN[Why(why)] % {"name": Truncator(name).chars(_NAME_SHOWN)})


class FilesForm(FamilyForm):
    photos = SeveralFilesField(
        label=_("Photos or papers to send"),
        help_text=_(
            "Photos (JPEG, PNG) or PDF, up to 10 MB each, up to 5 at a time. On a telephone you can take the "
            "photo right here."
        ),
        widget=SeveralFilesInput({"accept": "image/jpeg,image/png,application/pdf"}),
        error_messages={
            "required": _("Choose a photo or paper first."),
            "too_many": _("Please choose no more than 5 at a time. You can send more after that."),
        },
    )

    def refuse(self, name: str, why: Why) -> None:
        shown = Truncator(name).chars(_NAME_SHOWN)
        self.add_error("photos", forms.ValidationError(_NOT_TAKEN[why], why.value, {"name": shown}))

    def refuse_for_room(self, most: int) -> None:
        self.add_error("photos", forms.ValidationError(_NO_ROOM, "no_room", {"most": most}))


class HospitalForm(FamilyForm):
    """Agreeing that one hospital gets the inquiry. `version` names the text that stood on the page."""

    recipient = ProseField(
        label=_("Which hospital or clinic?"),
        max_length=120,
        widget=forms.TextInput,
        help_text=_("Its name, as you know it. We give your inquiry to no other one."),
        error_messages={"required": _("Write the name of the hospital or clinic.")},
    )
    version = forms.CharField(widget=forms.HiddenInput, required=False)
    agree = forms.BooleanField(
        error_messages={"required": _("Tick the box if you agree. If you don't, you need not do anything.")}
    )

    def __init__(self, *args: Any, text: ConsentText, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.text = text
        self.fields["agree"].label = marked(text.body)
        self.fields["version"].initial = text.wording

    @property
    def language_read(self) -> str:
        return str(self.cleaned_data["version"]).partition(" ")[2]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        version = cleaned.get("version", "").partition(" ")[0]
        if cleaned.get("agree") and version != self.text.version:
            self.add_error("agree", _("This text has changed since you read it. Please read it again."))
            # The page shows the new text: the form on it names that one, with its box not ticked.
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data["version"] = self.text.wording
            del data["agree"]
            self.data = data
        return cleaned
