"""Answers to tick, one below the other."""

from __future__ import annotations

from django import template
from django.forms import CheckboxSelectMultiple
from django.forms.boundfield import BoundField, BoundWidget
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def as_choices(field: BoundField) -> SafeString:
    """In Python: as a template, a list of sixteen took longer than all that stands around it."""
    # Of radio buttons the group is marked as wrong (field.html), not each button.
    wrong = {"aria-invalid": "true"}
    marks = wrong if field.errors and isinstance(field.field.widget, CheckboxSelectMultiple) else {}
    rows = ((_choice(option, marks),) for option in field)
    return format_html('<div class="choices">{}</div>', format_html_join("\n", "{}", rows))


def _choice(option: BoundWidget, marks: dict[str, str]) -> SafeString:
    data = option.data
    attrs = {key: value for key, value in data["attrs"].items() if key not in ("required", "aria-invalid")}
    return format_html(
        '<div class="choice"><input type="{}" name="{}" value="{}"{}><label for="{}">{}</label></div>',
        data["type"],
        data["name"],
        data["value"],
        flatatt(attrs | marks),
        option.id_for_label,
        option.choice_label,
    )
