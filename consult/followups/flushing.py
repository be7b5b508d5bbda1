"""Commits that need not wait for the disk, because one that does comes before anything leaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def flushed_with_the_next() -> Iterator[None]:
    """A transaction that a crash of the database may undo until the next commit of any other kind.

    For what comes before `handing` (a claim, the link in a mail): PostgreSQL flushes its log in order, so the
    commit of `handing` flushes this one too, and without that commit nothing was handed over (docs/adr/0030).
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")
        yield
