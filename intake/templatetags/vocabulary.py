from __future__ import annotations

from django import template
from django.utils.functional import Promise

from intake.ruby import marked
from intake.vocabulary import label

register = template.Library()
# For content rows: their authors write readings as {治療|ちりょう}.
register.filter("readings", marked)


@register.simple_tag
def words(field: str, code: str) -> str | Promise:
    """The words for one of the codes of `field`, e.g. {% words "flag" "overseas" %}."""
    return label(field, code)
