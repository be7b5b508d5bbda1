"""Bars drawn on the server: SVG without style or script in it, beside a table that says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from intake.ruby import to_plain

# In the picture's own units; the style sheet says how wide it is shown.
_WIDTH = 340
_ROW = 58
_BAR_TOP = 26
_BAR_HEIGHT = 18
_THINNEST = 2.0
# So many kinds of bars the style sheet tells apart.
_LAST_KIND = 4


@dataclass(frozen=True)
class Drawn:
    """A bar: its label, its length in any unit, and that in words."""

    label: str
    amount: float
    words: str


def bars(rows: Sequence[Drawn], *, name: str, title: str, alike: bool = False) -> SafeString:
    """Bars of one length for the largest amount and in proportion for the others, but none too thin to see.

    The same figures stand in the table beside it, so what is drawn is hidden from screen readers but for a
    title and a description. Readings can't stand in a picture: kanji alone. `alike` draws all in one colour.
    """
    largest = max((row.amount for row in rows), default=0) or 1
    drawn = format_html_join(
        "", "{}", ((_bar(number, row, largest, alike),) for number, row in enumerate(rows))
    )
    told = _(", ").join(f"{to_plain(row.label)}: {to_plain(row.words)}" for row in rows)
    return format_html(
        '<svg class="cost-picture" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title" '
        'aria-describedby="{}-desc"><title id="{}-title">{}</title><desc id="{}-desc">{}</desc>'
        '<g aria-hidden="true">{}</g></svg>',
        _WIDTH, _ROW * len(rows), name, name, name, to_plain(title), name, told, drawn,
    )  # fmt: skip


def _bar(number: int, row: Drawn, largest: float, alike: bool) -> SafeString:
    top = number * _ROW
    width = f"{max(_THINNEST, _WIDTH * row.amount / largest):.1f}" if row.amount else "0"
    # On paper no style sheet reaches into a picture: there its own colours and sizes count.
    return format_html(
        '<text class="cost-label" font-size="15" x="0" y="{}">{}</text>'
        '<text class="cost-amount" font-size="15" font-weight="bold" text-anchor="end" x="{}" y="{}">{}'
        '</text><rect fill="#e6e6e6" class="cost-rail" x="0" y="{}" width="{}" height="{}"/>'
        '<rect fill="#404040" class="cost-bar cost-bar-{}" x="0" y="{}" width="{}" height="{}"/>',
        top + 18, to_plain(row.label), _WIDTH, top + 18, to_plain(row.words),
        top + _BAR_TOP, _WIDTH, _BAR_HEIGHT,
        2 if alike else min(number, _LAST_KIND), top + _BAR_TOP, width, _BAR_HEIGHT,
    )  # fmt: skip
