"""What is out of date becomes a task for editors, and stops being one when it is no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from intake.cost_tables import current_tables
from intake.costs.tables import CostTables, ceilings_in
from intake.models import CeilingTable, CopayRate, EditorTask, Explanation, SubsidyTable, Treatment
from intake.sources import read_sources

# After so long somebody looks again whether the source still says it.
SOURCE_KEEPS = timedelta(days=90)

# (type, row, reason): what names a task.
Place = tuple[int, int, str]


def renew(*, now: datetime) -> int:
    """Opens and finishes tasks, so that the open ones are what is out of date; how many there are."""
    wanted = {_place(row, reason) for row, reason in out_of_date(on=timezone.localdate(now))}
    with transaction.atomic():
        there: dict[Place, int] = {
            (task.content_type_id, task.object_id, task.reason): task.pk for task in EditorTask.objects.open()
        }
        finished = [pk for place, pk in there.items() if place not in wanted]
        EditorTask.objects.open().filter(pk__in=finished).update(done_at=now)
        # Two rounds at the same moment find the same: the constraint keeps one of each.
        EditorTask.objects.bulk_create(
            [
                EditorTask(content_type_id=type_pk, object_id=row_pk, reason=reason, asked_at=now)
                for type_pk, row_pk, reason in sorted(wanted - there.keys())
            ],
            ignore_conflicts=True,
        )
    return len(wanted)


def _place(row: models.Model, reason: str) -> Place:
    return ContentType.objects.get_for_model(row).pk, row.pk, reason


def out_of_date(*, on: date) -> Iterator[tuple[models.Model, str]]:
    """Every row that families are told by on this day and that somebody has to look at, with the reason."""
    tables = current_tables()
    for text in Explanation.objects.to_be_shown(on).values():
        if any(_is_old(source.checked_on, on) for source in read_sources(text.sources)):
            yield text, EditorTask.Reason.SOURCE_OLD
        if text.cost_month and has_ended(text.cost_month, tables, on):
            yield text, EditorTask.Reason.TABLE_ENDED
    for model in (CeilingTable, SubsidyTable, CopayRate, Treatment):
        for row in model.objects.all():
            if _is_old(row.checked_on, on) and not _is_history(row, on):
                yield row, EditorTask.Reason.SOURCE_OLD
    if (last := CeilingTable.objects.last()) and last.until_month and last.until_month < f"{on:%Y-%m}":
        yield last, EditorTask.Reason.TABLE_ENDED


def has_ended(month: str, tables: CostTables, on: date) -> bool:
    """Whether the table of ceilings in which a month lies is in force no more; also where there is none."""
    table = ceilings_in(month, tables)
    return table is None or (table.until_month is not None and table.until_month < f"{on:%Y-%m}")


def _is_old(checked_on: date | None, on: date) -> bool:
    return checked_on is None or checked_on < on - SOURCE_KEEPS


def _is_history(row: models.Model, on: date) -> bool:
    """A table or a product that has ended: nobody has to find it again every three months."""
    until_month = getattr(row, "until_month", "")
    approved_until = getattr(row, "approved_until", None)
    return bool(until_month and until_month < f"{on:%Y-%m}") or bool(approved_until and approved_until < on)
