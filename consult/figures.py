"""Figures of a span of days: counts and times over many cases, nothing about any one family.

Days are days in Japan, both ends included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q
from django.utils.translation import gettext as _

from consult.due import JAPAN
from consult.models import Case, Counselor, FollowUp
from intake.models import Decision
from intake.pictures import Drawn
from intake.vocabulary import SHORT_TRACKS

LONGEST = timedelta(days=366)
# A day after it has to exist.
LAST_YEAR = 9998


@dataclass(frozen=True)
class Span:
    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.first, time(), JAPAN)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), time(), JAPAN)

    def of(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.begins, f"{field}__lt": self.ends})


@dataclass(frozen=True)
class Table:
    """One figure: a heading, what its columns are called, rows of a label and numbers."""

    name: str
    heading: str
    columns: list[str]
    rows: list[list[Any]]
    # Which column the picture beside it draws; 0 for none.
    drawn: int = 1

    @property
    def picture(self) -> list[Drawn]:
        if not self.drawn:
            return []
        return [Drawn(str(row[0]), float(row[self.drawn] or 0), _said(row[self.drawn])) for row in self.rows]


def _said(number: float | None) -> str:
    return "–" if number is None else str(number)


def tables(span: Span, *, now: datetime) -> list[Table]:
    """All figures of a span; what is open, overdue and with whom is as of `now`."""
    return [
        _per_track(span),
        _first_answers(span),
        _overdue(now),
        _loads(),
        _overrides(span),
        _outcomes(span),
        _followups(span),
    ]


def _per_track(span: Span) -> Table:
    arrived = _counted(Case.objects.filter(span.of("opened_at")), "track")
    left = _counted(Case.objects.filter(span.of("closed_at")), "track")
    rows = [[str(words), arrived.get(track, 0), left.get(track, 0)] for track, words in SHORT_TRACKS]
    rows.append([_("All"), sum(arrived.values()), sum(left.values())])
    return Table("per_track", _("Arrivals and closings"), [_("Track"), _("Arrived"), _("Closed cases")], rows)


def _counted(rows: Any, field: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(field).annotate(number=Count("pk")))


def _first_answers(span: Span) -> Table:
    """How long cases that arrived in the span waited for a person's first answer that left."""
    rows = []
    for track, words in SHORT_TRACKS:
        took = ExpressionWrapper(F("answered_at") - F("opened_at"), output_field=DurationField())
        answered = Case.objects.filter(span.of("opened_at"), track=track).exclude(answered_at=None)
        waits = answered.annotate(took=took).order_by("took").values_list("took", flat=True)
        number = answered.count()
        late = answered.filter(answered_at__gt=F("due_at")).count()
        rows.append(
            [str(words), number, _hours(waits, number, 0.5), _hours(waits, number, 0.9), _share(late, number)]
        )
    columns = [
        _("Track"), _("Answered"), _("Median, hours"), _("90th percentile, hours"), _("Late, %"),
    ]  # fmt: skip
    return Table("first_answers", _("Time to the first answer"), columns, rows, drawn=2)


def _hours(waits: Any, number: int, share: float) -> float | None:
    """The value at this share of the sorted waits, in hours; None without any."""
    if not number:
        return None
    at: timedelta = waits[min(number - 1, int(number * share))]
    return round(at.total_seconds() / 3600, 1)


def _share(part: int, whole: int) -> float | None:
    """In per cent."""
    return round(100 * part / whole, 1) if whole else None


def _overdue(now: datetime) -> Table:
    late = Case.objects.open().filter(answered_at=None, due_at__lt=now)
    found = _counted(late, "track")
    rows = [[str(words), found.get(track, 0)] for track, words in SHORT_TRACKS]
    return Table("overdue", _("Overdue now"), [_("Track"), _("Without a first answer in time")], rows)


def _loads() -> Table:
    counselors = Counselor.objects.order_by("display_name").values_list(
        "display_name", "open_cases", "capacity"
    )
    rows = [[*row, _share(row[1], row[2])] for row in counselors]
    columns = [_("Counselor"), _("Open cases"), _("Places"), _("Taken, %")]
    return Table("loads", _("Load now"), columns, rows, drawn=0)


def _overrides(span: Span) -> Table:
    """Of the inquiries that arrived in the span: how many a person sorted anew."""
    arrived = Decision.objects.filter(span.of("inquiry__submitted_at"))
    by_rules = _counted(arrived.filter(made_by=None), "track")
    by_people = arrived.exclude(made_by=None).values("inquiry")
    overruled = _counted(arrived.filter(made_by=None, inquiry__in=by_people), "track")
    rows = [
        [str(words), by_rules.get(track, 0), overruled.get(track, 0),
         _share(overruled.get(track, 0), by_rules.get(track, 0))]
        for track, words in SHORT_TRACKS
    ]  # fmt: skip
    columns = [_("Sorted by the rules as"), _("Inquiries"), _("Sorted anew by a person"), _("Share, %")]
    return Table("overrides", _("Sorted anew"), columns, rows, drawn=2)


def _outcomes(span: Span) -> Table:
    return _by_choice(
        "outcomes",
        _("How cases ended"),
        Case.Outcome.choices,
        _counted(Case.objects.filter(span.of("closed_at")), "outcome"),
    )


def _followups(span: Span) -> Table:
    return _by_choice(
        "followups",
        _("Messages by state"),
        FollowUp.State.choices,
        _counted(FollowUp.objects.filter(span.of("planned_at")), "state"),
    )


def _by_choice(name: str, heading: str, choices: Sequence[tuple[str, Any]], found: dict[str, int]) -> Table:
    rows = [[str(words), found.get(code, 0)] for code, words in choices]
    return Table(name, heading, [heading, _("Number")], rows)


def as_rows(found: list[Table]) -> list[list[Any]]:
    """All tables below each other, each row beginning with its table's heading."""
    rows: list[list[Any]] = []
    for table in found:
        rows.append([table.heading, *table.columns])
        rows += [[table.heading, *row] for row in table.rows]
    return rows
