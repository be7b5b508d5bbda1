"""For migrations: columns of plain text become sealed ones, row by row (intake/sealed.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model

from intake.sealed import SealedField, place, sealed

_BATCH = 1000
_EMPTY = {"sqlite": "BLOB NOT NULL DEFAULT X''", "postgresql": "bytea NOT NULL DEFAULT ''"}


def seal_columns(
    editor: BaseDatabaseSchemaEditor, model: type[Model], fields: Mapping[str, SealedField]
) -> None:
    """`model` is as it was before; `fields` are the sealed ones that take the places of those of their names.

    By hand and not by AlterField, for which SQLite would make each table anew four times a column.
    """
    table = editor.quote_name(model._meta.db_table)
    columns = {name: editor.quote_name(name) for name in fields}
    beside = {name: editor.quote_name(f"{name}_sealed") for name in fields}
    vendor = editor.connection.vendor
    for name in fields:
        editor.execute(f"ALTER TABLE {table} ADD COLUMN {beside[name]} {_EMPTY[vendor]}")
    assignments = ", ".join(f"{beside[name]} = %s" for name in fields)
    key = editor.quote_name(str(model._meta.pk.column))
    with editor.connection.cursor() as cursor:
        for rows in _batches(model):
            written = [(*_sealed_values(row, fields), row.pk) for row in rows]
            # Names of our own tables and columns alone.
            cursor.executemany(f"UPDATE {table} SET {assignments} WHERE {key} = %s", written)  # noqa: S608  # nosec B608
    for name in fields:
        editor.execute(f"ALTER TABLE {table} DROP COLUMN {columns[name]}")
        editor.execute(f"ALTER TABLE {table} RENAME COLUMN {beside[name]} TO {columns[name]}")
        if vendor == "postgresql":
            editor.execute(f"ALTER TABLE {table} ALTER COLUMN {columns[name]} DROP DEFAULT")


def _batches(model: type[Model]) -> Iterator[list[Any]]:
    last = 0
    while rows := list(model._default_manager.filter(pk__gt=last).order_by("pk")[:_BATCH]):
        yield rows
        last = rows[-1].pk


def _sealed_values(row: Any, fields: Mapping[str, SealedField]) -> list[bytes]:
    values = []
    for name, field in fields.items():
        where = place(row._meta.db_table, name, [getattr(row, part) for part in field.bound_to])
        values.append(bytes(sealed(getattr(row, name), field.holds, where)))
    return values
