"""Cases of the queue as a table: codes in words, dates, and who has them. Nothing that a family wrote."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from consult.due import JAPAN
from consult.events import record_each
from consult.models import Case, Event
from consult.queue import Shown
from consult.spreadsheets import as_csv
from intake.models.languages import spoken_languages
from intake.vocabulary import label

# A file that a spreadsheet opens at once; more is narrowed first.
MOST_EXPORTED = 5_000


def export(shown: Shown, *, by: User, now: datetime) -> Iterator[str]:
    """Lines of CSV in Japanese, of at most MOST_EXPORTED cases in the list's order.

    Each case gets an event in the same transaction that reads it: no row leaves unnoticed.
    """
    with transaction.atomic():
        cases = list(shown.cases.order_by(*shown.order)[:MOST_EXPORTED])
        record_each(cases=cases, kind=Event.Kind.EXPORTED, at=now, actor=by)
    with override("ja"):
        return iter(list(as_csv(_header(), map(_row, cases))))


def _header() -> list[str]:
    return [
        _("Reference"), _("State"), _("Outcome"), _("Track"), _("Kind"), _("Priority"), _("What stands out"),
        _("Language"), _("Counselor"), _("Opened"), _("First answer due"), _("First answered"),
        _("Closed on"), _("Put aside until"),
    ]  # fmt: skip


def _row(case: Case) -> list[str]:
    return [
        case.reference,
        case.get_status_display(),
        case.get_outcome_display(),
        str(label("short_track", case.track)),
        case.get_treatment_kind_display(),
        case.get_priority_display(),
        "、".join(str(label("flag", flag)) for flag in case.flags),
        str(dict(spoken_languages()).get(case.language, case.language)),
        case.assignee.display_name if case.assignee else "",
        *map(_moment, (case.opened_at, case.due_at, case.answered_at, case.closed_at, case.snoozed_until)),
    ]


def _moment(at: datetime | None) -> str:
    """As spreadsheets read it, in Japanese time."""
    return timezone.localtime(at, JAPAN).strftime("%Y-%m-%d %H:%M") if at else ""
