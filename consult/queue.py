"""The counselors' queue: which cases a list shows, in which order, page by page.

Each list has an index in its own order (Case.Meta, docs/desk-queries.md), so that a page costs the same
however many cases there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import (
    BooleanField,
    DateTimeField,
    F,
    Func,
    IntegerField,
    Prefetch,
    Subquery,
    TextField,
    Value,
)  # fmt: skip
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from consult.access import cases_for
from consult.models import Case, CaseTask, Counselor, Event
from consult.models.cases import RANKS, CaseQuerySet
from intake.vocabulary import SHORT_TRACKS

PAGE = 25
# Counting further would make the page slower the more there is to do.
COUNT_UP_TO = 99
DUE_SOON = timedelta(hours=24)

_URGENT_FIRST = ("rank", "due_at", "pk")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# What a row shows: the inquiry's own words stay where they are.
_ROW = (
    "status", "track", "treatment_kind", "priority", "rank", "flags", "language", "assignee", "due_at",
    "answered_at", "escalated", "closed_at", "snoozed_until", "newest_message", "seen_message", "seen_by",
    "inquiry__reference", "assignee__display_name",
)  # fmt: skip
# An age says "opened this many days ago or longer".
AGES = (1, 3, 7, 14, 30)


@dataclass(frozen=True)
class Shown:
    """One list of the desk: its cases in their order, ascending in every key or descending ("-") in every."""

    name: str
    label: str | Promise
    cases: CaseQuerySet
    order: tuple[str, ...] = _URGENT_FIRST


def lists(*, user: User, counselor: Counselor, now: datetime) -> list[Shown]:
    """The lists that this counselor sees, the first one by default."""
    seen = cases_for(user)
    mine = Case.objects.for_the_queue().mine(counselor)
    leads = user.has_perm("consult.view_every_case")
    theirs = seen if leads else mine
    unanswered = seen.open().filter(answered_at=None)
    tasks = CaseTask.objects.open()
    # Not by way of `seen`, whose "mine or nobody's" keeps an index from answering.
    waiting = Case.objects.for_the_queue().unassigned()
    if not leads:
        waiting = waiting.filter(language__in=counselor.languages)
    found = [
        Shown("mine", _("My cases"), mine.open().in_view(now)),
        # What must not be missed, for a lead that of everybody: what nobody has is for all who see it.
        Shown("overdue", _("Overdue"), unanswered.filter(due_at__lt=now)),
        Shown(
            "due_soon",
            _("Due within 24 hours"),
            unanswered.filter(due_at__gte=now, due_at__lt=now + DUE_SOON),
            ("due_at", "pk"),
        ),
        # A family may write on a closed case too.
        Shown("late", _("Promised and late"), seen.filter(pk__in=_cases_of(tasks.filter(due_at__lt=now)))),
        Shown("asked", _("To do"), seen.filter(pk__in=_cases_of(tasks))),
        *(
            Shown(
                f"waiting_{track}",
                format_lazy("{}: {}", _("Without a counselor"), words),
                waiting.filter(track=track),
            )
            for track, words in SHORT_TRACKS
            if leads or track in counselor.tracks
        ),
        Shown(
            "family",
            _("Waiting for the family"),
            theirs.open()
            .in_view(now)
            .exclude(answered_at=None)
            .exclude(pk__in=_cases_of(tasks.family_waits())),
        ),
        Shown(
            "snoozed", _("Put aside"), theirs.open().filter(snoozed_until__gt=now), ("snoozed_until", "pk")
        ),
        Shown("closed", _("Closed"), mine.filter(status=Case.Status.CLOSED), ("-closed_at", "-pk")),
    ]
    if leads:
        found.append(Shown("all", _("All open"), seen.open()))
    return found


def _cases_of(tasks: models.QuerySet[CaseTask]) -> models.QuerySet[Any, Any]:
    return tasks.values("case")


# -- Filters ---------------------------------------------------------------------------------------


def narrowed(cases: CaseQuerySet, chosen: Mapping[str, Any], now: datetime) -> CaseQuerySet:
    """`chosen` by the names of forms.QueueFilter; what is empty does not narrow."""
    for field, column in (("track", "track"), ("kind", "treatment_kind"), ("language", "language")):
        if chosen.get(field):
            cases = cases.filter(**{column: chosen[field]})
    if chosen.get("priority"):
        # The rank stands in the indexes.
        cases = cases.filter(rank=RANKS[chosen["priority"]])
    if chosen.get("counselor"):
        cases = cases.filter(assignee=chosen["counselor"])
    if chosen.get("age"):
        cases = cases.filter(opened_at__lte=now - timedelta(days=int(chosen["age"])))
    if chosen.get("flag"):
        # A list of codes as text, which both databases can look into.
        codes = Cast("flags", TextField())
        cases = cases.alias(codes=codes).filter(codes__contains=f'"{chosen["flag"]}"')
    return cases


# -- Pages -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """Rows in the list's order, and the bookmarks of the pages next to it; empty where there is none."""

    rows: list[Case]
    earlier: str = ""
    later: str = ""


def page(shown: Shown, *, after: str = "", before: str = "") -> Page:
    """The rows next to a bookmark; the first ones without any, or with one that is none of ours.

    Rows that come or go in front move nothing: a bookmark names a place in the order, not a number of rows.
    """
    cases = with_what_is_to_do(shown.cases).only(*_ROW)
    back = _read(before, shown.order)
    forth = None if back else _read(after, shown.order)
    start = back or forth
    if start:
        cases = cases.filter(_beyond(shown.order, start, backwards=bool(back)))
    cases = cases.order_by(*shown.order)
    rows: list[Case] = list((cases.reverse() if back else cases)[: PAGE + 1])
    more, rows = len(rows) > PAGE, rows[:PAGE]
    if back:
        rows.reverse()
    if not rows:
        return Page([])
    return Page(
        rows,
        earlier=bookmark(rows[0], shown.order) if (more if back else start) else "",
        later=bookmark(rows[-1], shown.order) if (back or more) else "",
    )


def with_what_is_to_do(cases: CaseQuerySet) -> CaseQuerySet:
    """Each case with its open tasks as `to_do`, as a row shows them."""
    return cases.prefetch_related(Prefetch("tasks", CaseTask.objects.open(), to_attr="to_do"))


def bookmark(case: Case, order: tuple[str, ...]) -> str:
    """A row's place in the order, for an address: numbers only. Empty for a case that has no place there."""
    values = [getattr(case, key.lstrip("-")) for key in order]
    return "" if None in values else ".".join(str(_as_number(value)) for value in values)


def _as_number(value: Any) -> int:
    return (value - _EPOCH) // timedelta(microseconds=1) if isinstance(value, datetime) else int(value)


def _read(bookmark: str, order: tuple[str, ...]) -> list[Any] | None:
    parts = bookmark.split(".")
    numbers = [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 18]
    if len(numbers) != len(parts) or len(parts) != len(order):
        return None
    keys = [key.lstrip("-") for key in order]
    return [
        _EPOCH + timedelta(microseconds=number) if key.endswith(("_at", "_until")) else number
        for key, number in zip(keys, numbers, strict=True)
    ]


def _beyond(order: tuple[str, ...], start: list[Any], *, backwards: bool) -> Func:
    """One comparison of whole rows, which an index answers; key by key with OR it would not."""
    descending = order[0].startswith("-")
    keys = [F(key.lstrip("-")) for key in order]
    values = [
        Value(value, output_field=DateTimeField() if isinstance(value, datetime) else IntegerField())
        for value in start
    ]
    sign = "<" if descending != backwards else ">"
    return _RowComparison(*keys, *values, sign=sign, half=len(keys))


class _RowComparison(Func):
    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> tuple[str, Any]:
        parts: list[str] = []
        params: list[Any] = []
        for expression in self.get_source_expressions():
            sql, given = compiler.compile(expression)
            parts.append(sql)
            params += given
        half, sign = self.extra["half"], self.extra["sign"]
        return f"({', '.join(parts[:half])}) {sign} ({', '.join(parts[half:])})", params


# -- Counts ----------------------------------------------------------------------------------------


class _Counted(Subquery):
    """How many rows a cut-off query has."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


@dataclass(frozen=True)
class Overview:
    """Names of lists with their counts as far as counted, the colleagues by name, and the newest event."""

    counts: dict[str, str]
    colleagues: list[tuple[int, str]]
    newest_event: int


def overview(lists: list[Shown]) -> Overview:
    """All of it in one query: every count is a scalar beside each colleague's name, asked for once."""
    counted = {f"n{index}": _Counted(_cut(one)) for index, one in enumerate(lists)}
    newest = Subquery(Event.objects.order_by("-pk").values("pk")[:1])
    rows = list(
        Counselor.objects.order_by("display_name", "pk")
        .annotate(newest=newest, **counted)
        .values_list("pk", "display_name", "newest", *counted)
    )
    first = rows[0]
    return Overview(
        counts={one.name: _capped(number) for one, number in zip(lists, first[3:], strict=True)},
        colleagues=[(row[0], row[1]) for row in rows],
        newest_event=first[2] or 0,
    )


def _cut(shown: Shown) -> models.QuerySet[Any, Any]:
    # In the list's own order: without one PostgreSQL may read the table from its start.
    return shown.cases.order_by(*shown.order).values("pk")[: COUNT_UP_TO + 1]


def _capped(number: int) -> str:
    return f"{COUNT_UP_TO}+" if number > COUNT_UP_TO else str(number)


def changed_since(shown: Shown, *, event: int, but_by: User) -> int:
    """In how many cases of the list something happened after `event`, by somebody else; counted as far as
    COUNT_UP_TO says."""
    since = Event.objects.filter(pk__gt=event).exclude(actor=but_by)
    return shown.cases.filter(pk__in=since.values("case")).order_by()[: COUNT_UP_TO + 1].count()
