"""What came along with an answer by mail and was not taken."""

from __future__ import annotations

from django import template

from consult.family_forms import not_taken
from consult.models import InboundMail

register = template.Library()


@register.filter
def told_of_files(mail: InboundMail) -> list[str]:
    """A line for each file that was not taken, as on the page where families send files."""
    return [not_taken(one["name"], one["why"]) for one in mail.refused]
