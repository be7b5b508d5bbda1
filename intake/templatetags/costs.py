"""Amounts, months, and the picture of an estimate: SVG drawn here, without style or script in it."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from intake.costs.comparison import ByTable
from intake.estimate_result import Bar, month_in_words, span_in_words, yen_in_words
from intake.figures import Group, Row
from intake.ruby import to_plain

register = template.Library()
register.filter("month_in_words", month_in_words)
register.filter("yen", yen_in_words)

# In the picture's own units; the style sheet says how wide it is shown.
_WIDTH = 340
_ROW = 58
_BAR_TOP = 26
_BAR_HEIGHT = 18
_THINNEST = 2.0


@register.filter
def months_of(row: ByTable) -> str:
    return span_in_words(row.table)


@register.filter
def by_column(row: Row, group: Group) -> list[tuple[str, str]]:
    return list(zip(group.columns, row.figures, strict=True))


@register.simple_tag
def cost_picture(bars: Sequence[Bar], name: str, title: str) -> SafeString:
    """Bars of one length for the largest amount and in proportion for the others, but none too thin to see.

    The same figures stand in the table beside it, so what is drawn is hidden from screen readers but for a
    title and a description. Readings can't stand in a picture: kanji alone.
    """
    largest = max((bar.yen for bar in bars), default=0) or 1
    rows = format_html_join("", "{}", ((_row(number, bar, largest),) for number, bar in enumerate(bars)))
    told = _(", ").join(f"{to_plain(bar.label)}: {to_plain(yen_in_words(bar.yen))}" for bar in bars)
    return format_html(
        '<svg class="cost-picture" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title" '
        'aria-describedby="{}-desc"><title id="{}-title">{}</title><desc id="{}-desc">{}</desc>'
        '<g aria-hidden="true">{}</g></svg>',
        _WIDTH, _ROW * len(bars), name, name, name, to_plain(title), name, told, rows,
    )  # fmt: skip


def _row(number: int, bar: Bar, largest: int) -> SafeString:
    top = number * _ROW
    width = f"{max(_THINNEST, _WIDTH * bar.yen / largest):.1f}" if bar.yen else "0"
    return format_html(
        '<text class="cost-label" x="0" y="{}">{}</text><text class="cost-amount" x="{}" y="{}">{}</text>'
        '<rect class="cost-rail" x="0" y="{}" width="{}" height="{}"/>'
        '<rect class="cost-bar cost-bar-{}" x="0" y="{}" width="{}" height="{}"/>',
        top + 18, to_plain(bar.label), _WIDTH, top + 18, to_plain(yen_in_words(bar.yen)),
        top + _BAR_TOP, _WIDTH, _BAR_HEIGHT,
        min(number, 4), top + _BAR_TOP, width, _BAR_HEIGHT,
    )  # fmt: skip
