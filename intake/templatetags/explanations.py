"""An explanation's text and sources, as every page and handout shows them."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intake.markup import render
from intake.models import Explanation
from intake.periods import periods
from intake.reading_level import Level, measure
from intake.sources import StatedSource, read_sources

register = template.Library()

# Families read these, so no letters as on the desk.
_CERTAINTY: dict[str, str | Promise] = {
    "V": _("on a public page"),
    "V2": _("in a public transcription of an official document"),
    "S": _("in one article alone: please confirm it with the hospital or office"),
    "K": _("general knowledge, not checked: please confirm it with the hospital or office"),
    "D": _("our own conclusion: please confirm it with the hospital or office"),
}


_LEVELS: dict[Level, str | Promise] = {
    Level.EASY: _("easy to read"),
    Level.PLAIN: _("not hard to read"),
    Level.HARD: _("hard to read"),
}


@register.filter
def text_below(explanation: Explanation, level: int) -> SafeString:
    """The text as HTML, for a place below a heading of this level."""
    return render(explanation.body, below=level, values=periods())


@register.filter
def stated_sources(explanation: Explanation) -> list[StatedSource]:
    return read_sources(explanation.sources)


@register.filter
def certainty_in_words(source: StatedSource) -> str | Promise:
    return _CERTAINTY.get(source.certainty, "")


@register.filter
def level_in_words(explanation: Explanation) -> str:
    """How hard it is to read, with what that is measured by (intake/reading_level.py)."""
    found = measure(explanation.body, explanation.language)
    words = {"level": _LEVELS[found.level], "length": round(found.length), "share": round(found.share)}
    if explanation.language == "en":
        return gettext("%(level)s: %(length)s words a sentence, %(share)s %% long words") % words
    return gettext("%(level)s: %(length)s characters a sentence, %(share)s %% kanji") % words


@register.filter
def is_of_the_demo(explanation: Explanation) -> bool:
    """In the demo no physician has read anything, and no page may say so."""
    return bool(settings.DEMO)
