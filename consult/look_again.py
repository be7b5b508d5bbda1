"""What a family fills in on its page when it was sorted wrongly. It stands apart from the desk's forms
because its words have an easy Japanese version."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.fields import ProseField


class LookAgainForm(forms.Form):
    mark_optional = False
    heading_field = "words"
    use_required_attribute = False
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
