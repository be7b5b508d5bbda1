"""Amounts, months, and the picture of an estimate."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from intake.costs.comparison import ByTable
from intake.estimate_result import Bar, month_in_words, span_in_words
from intake.fields import yen_in_words
from intake.figures import Group, Row
from intake.pictures import Drawn, bars

register = template.Library()
register.filter("month_in_words", month_in_words)
register.filter("yen", yen_in_words)


@register.filter
def months_of(row: ByTable) -> str:
    return span_in_words(row.table)


@register.filter
def by_column(row: Row, group: Group) -> list[tuple[str, str]]:
    return list(zip(group.columns, row.figures, strict=True))


@register.simple_tag
def cost_picture(rows: Sequence[Bar], name: str, title: str) -> SafeString:
    return bars([Drawn(row.label, row.yen, yen_in_words(row.yen)) for row in rows], name=name, title=title)
