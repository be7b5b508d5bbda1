"""The picture beside a table of figures."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString

from consult.figures import Table
from intake.pictures import bars

register = template.Library()


@register.simple_tag
def bar_picture(table: Table) -> SafeString:
    title = f"{table.heading}: {table.columns[table.drawn]}"
    return bars(table.picture, name=f"figure-{table.name}", title=title, alike=True)
