"""Reviews: saved so that nobody writes over a colleague unseen, and told to the family in its language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from consult.events import record
from consult.lenses import SHEETS, Part, Sheet, sheets_for
from consult.models import Case, Event, Review
from consult.refusals import NotPossible
from intake.ruby import to_text
from intake.sealed import seal


@dataclass(frozen=True)
class Found:
    """{"whose": {"answer": "yes" | "no" | "not_said" | "", "note": "…"}}, and the keys of the red flags."""

    answers: dict[str, dict[str, str]]
    red_flags: list[str]


class ChangedElsewhere(Exception):
    """A colleague, or another tab, saved since the page was shown."""

    def __init__(self, newer: Review) -> None:
        super().__init__(newer.pk)
        self.newer = newer


def save(*, case: Case, sheet: Sheet, found: Found, seen: int, author: User, now: datetime) -> Review:
    """Saves over revision `seen`. Raises ChangedElsewhere, and NotPossible on a closed case.

    The same once more, by a double press, is no conflict.
    """
    with transaction.atomic():
        if not Case.objects.open().filter(pk=case.pk).update(status=F("status")):
            raise NotPossible
        review, _created = Review.objects.get_or_create(
            case=case, sheet=sheet.name, defaults={"saved_at": now, "saved_by": author}
        )
        if (review.answers, review.red_flags) == (found.answers, found.red_flags):
            return review
        written = Review.objects.filter(pk=review.pk, revision=seen).update(
            **seal(review, answers=found.answers),
            red_flags=found.red_flags,
            revision=F("revision") + 1,
            saved_at=now,
            saved_by=author,
        )
        if not written:
            raise ChangedElsewhere(review)
        record(case=case, kind=Event.Kind.REVIEWED, at=now, actor=author, data={"review": review.pk})
    review.refresh_from_db()
    return review


@dataclass(frozen=True)
class Progress:
    sheet: Sheet
    answered: int
    total: int


def progress(case: Case, reviews: Iterable[Review] | None = None) -> list[Progress]:
    """How far each sheet of this case is; a sheet with answers stays, also when the case is sorted anew."""
    kept = {review.sheet: review for review in (case.reviews.all() if reviews is None else reviews)}
    shown = sheets_for(case.track)
    shown += [sheet for sheet in SHEETS.values() if sheet.name in kept and sheet not in shown]
    return [Progress(sheet, _answered(sheet, kept.get(sheet.name)), len(sheet.questions)) for sheet in shown]


def _answered(sheet: Sheet, review: Review | None) -> int:
    answers = review.answers if review else {}
    return sum(bool(answers.get(key, {}).get("answer")) for key in sheet.questions)


def told_to_family(*, sheet: Sheet, review: Review, language: str) -> str:
    """A message to begin with, in the family's language: what was found, and what it can still ask.

    The counselor reads and changes it before it is sent. Readings stand behind the kanji, as in a mail.
    """
    with override(language):
        lines = [_("We went through what you told us, question by question. You decide; this is no advice.")]
        lines += [line for part in sheet.parts for line in _part_in_words(part, review.answers)]
        flags = [str(words) for key, words in sheet.red_flags.items() if key in review.red_flags]
        lines += _listed(_("What made us stop and think:"), flags)
        open_questions = [
            str(words)
            for key, words in sheet.questions.items()
            if review.answers.get(key, {}).get("answer", "not_said") in ("", "not_said")
        ]
        lines += _listed(_("What you can still ask, if you like:"), open_questions)
        return to_text("\n".join(str(line) for line in lines))


def _part_in_words(part: Part, answers: dict[str, dict[str, str]]) -> list[str]:
    known = []
    for key, words in part.questions.items():
        given = answers.get(key, {})
        if given.get("answer") in ("yes", "no"):
            answer = _("yes") if given["answer"] == "yes" else _("no")
            known.append(f"{words} {answer}" + (f" ({given['note']})" if given.get("note") else ""))
    return _listed(str(part.heading), known)


def _listed(heading: str, lines: list[str]) -> list[str]:
    return ["", heading, *[f"・{line}" for line in lines]] if lines else []
