"""The reasons of a decision and of an assignment, in the reader's language."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from intake.models import Decision
from intake.models.languages import spoken
from intake.ruby import marked
from intake.triage.texts import TEXTS
from intake.vocabulary import is_ticked, label

register = template.Library()


@register.simple_tag
def reasons_for_family(decision: Decision) -> list[str]:
    """One plain sentence a rule, each once."""
    return list(dict.fromkeys(_text(reason) for reason in decision.reasons))


@register.simple_tag
def reasons_for_desk(decision: Decision) -> list[dict[str, Any]]:
    """Each rule with its sentence and the words that it spoke on."""
    return [
        {
            "rule": reason["rule"],
            "text": _text(reason),
            "words": list(dict.fromkeys(_words(found) for found in reason["evidence"])),
        }
        for reason in decision.reasons
    ]


def _words(found: dict[str, Any]) -> str:
    """What the rule spoke on: the family's own words, or the words of the answer that they ticked."""
    return str(label(found["field"], found["words"])) if is_ticked(found["field"]) else found["words"]


def _text(reason: dict[str, Any]) -> str:
    """The rule's sentence in the reader's language; as it was first said where the rule is gone since."""
    language = get_language() or "ja"
    lines = TEXTS.get(reason["rule"], {})
    return marked(lines.get(language) or lines.get(spoken(language)) or reason["text"])


@register.simple_tag
def why(assigned_why: dict[str, Any]) -> str:
    """Why this counselor has the case, or why nobody has."""
    if "waits" in assigned_why:
        return str(_WAITS.get(assigned_why["waits"], ""))
    told = {
        "open": assigned_why.get("open_cases"),
        "capacity": assigned_why.get("capacity"),
        "track": label("short_track", assigned_why.get("track", "")),
        "language": dict(settings.LANGUAGES).get(assigned_why.get("language", ""), ""),
        "among": assigned_why.get("chosen_among"),
        "given": assigned_why.get("given"),
        "part": assigned_why.get("ideal"),
    }
    way = _WAYS.get(assigned_why.get("path", ""))
    words = [way % told] if way else []
    if told["among"] and assigned_why.get("path") == "reopened":
        words = []  # opened again, it went to somebody else
    if assigned_why.get("instead_of_absent"):
        words.append(_("stands in for a colleague who is away"))
    if told["among"]:
        words.append(_CHOSEN % told)
    return _("; ").join(words)


_WAYS = {
    "drain": gettext_lazy("waited until somebody was free"),
    "claim": gettext_lazy("took it; had %(open)s of %(capacity)s cases"),
    "take_over": gettext_lazy("took it over; had %(open)s of %(capacity)s cases"),
    "hand_over": gettext_lazy("handed over by a colleague; had %(open)s of %(capacity)s cases"),
    "admin": gettext_lazy("given by an administrator"),
    "reopened": gettext_lazy("had it before; with %(open)s of %(capacity)s cases"),
}
_CHOSEN = gettext_lazy(
    "%(track)s, %(language)s; fitting and at work in time: %(among)s; the one whose turn it is:"
    " given %(given)s in two weeks where %(part)s would be fair; had %(open)s of %(capacity)s places filled"
)
_WAITS = {
    "no_place": gettext_lazy("waits: those who fit have no place left"),
    "not_there": gettext_lazy("waits: those who fit are away or not at work in time"),
    "no_fit": gettext_lazy("waits: nobody takes this track in this language"),
}
