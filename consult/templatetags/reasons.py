"""The reasons of a decision and of an assignment, in the reader's language."""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.utils.translation import get_language
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
    """Why this counselor has the case."""
    places = {"open": assigned_why.get("open_cases"), "capacity": assigned_why.get("capacity")}
    if assigned_why.get("claimed"):
        return _("took it; had %(open)s of %(capacity)s cases") % places
    if assigned_why.get("had_it"):
        return _("had it before; with %(open)s of %(capacity)s cases") % places
    if assigned_why.get("handed_over"):
        return _("handed over by a colleague; had %(open)s of %(capacity)s cases") % places
    return _("%(track)s, %(language)s; the least busy of %(among)s, with %(open)s of %(capacity)s cases") % {
        "track": label("short_track", assigned_why.get("track", "")),
        "language": dict(settings.LANGUAGES).get(assigned_why.get("language", ""), ""),
        "among": assigned_why.get("chosen_among"),
        **places,
    }
