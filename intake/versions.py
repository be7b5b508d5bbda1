"""Numbers of versions: two people who begin the next one at once get two."""

from __future__ import annotations

from django.db import IntegrityError, models, transaction
from django.db.models import Max


def insert_as_next(row: models.Model, *, number: str, among: models.QuerySet) -> None:
    """Inserts `row` with the number behind the last `among` its like; a unique constraint decides."""
    while True:
        following = (among.aggregate(last=Max(number))["last"] or 0) + 1
        setattr(row, number, following)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
            return
        except IntegrityError:
            if not among.filter(**{number: following}).exists():
                raise  # something else is wrong with it
