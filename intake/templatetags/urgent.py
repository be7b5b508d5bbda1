from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import get_language

from intake.models import CrisisLine
from intake.triage.decision import URGENT_FLAGS

register = template.Library()


@register.inclusion_tag("intake/_urgent.html")
def urgent_help(flags: Iterable[str]) -> dict[str, Any]:
    """Whom to turn to now, where one of `flags` is urgent; nothing otherwise."""
    urgent = [flag.value for flag in URGENT_FLAGS if flag.value in set(flags)]
    in_despair = "crisis" in urgent
    lines = CrisisLine.objects.for_reader(get_language() or "ja") if in_despair else []
    return {"flags": urgent, "lines": lines}
