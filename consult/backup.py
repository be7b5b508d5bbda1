"""A backup of everything in the database: one sealed file that comes back on either engine.

What is sealed in the database stays so in the file, and the file is sealed as a whole
(intake/sealed_files.py): without DATA_KEYS it is worth nothing, to thieves and to us. One snapshot: what
changes meanwhile is not in it.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from consult import erasure, search_terms, triggers
from consult.followups import plan_guard
from consult.models import Case
from intake.models import Inquiry
from intake.sealed import SealedField, rows_at_once
from intake.sealed_files import Sealer, opened_blocks

_BATCH = 500
# Characters up to which a line counts once in a batch: one with a whole file counts as often as it is longer.
_WEIGHS_ONE = 50_000
# Made anew: who was signed in, what finds words, and signs of life.
_LEFT_OUT = {"sessions.session", "consult.searchterm", "consult.heartbeat"}
Progress = Callable[[str, int], None]


class NotRestored(Exception):
    """Why the backup did not come back; the database is as it was."""


def write(path: Path, *, now: datetime, progress: Progress) -> None:
    """Never over a file that is there (FileExistsError); a broken one is taken away again."""
    with path.open("xb") as file:
        path.chmod(0o600)
        try:
            sealer, packed = Sealer(file), zlib.compressobj(6)
            for line in _lines(now, progress):
                sealer.write(packed.compress(line.encode() + b"\n"))
            sealer.write(packed.flush())
            sealer.finish()
        except BaseException:
            path.unlink()
            raise


def _lines(now: datetime, progress: Progress) -> Iterator[str]:
    with transaction.atomic():
        if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield json.dumps({"made_at": now.isoformat(), "migrations": _migrations()})
        for model in _models():
            label, count = model._meta.label_lower, 0
            for row in model._base_manager.order_by("pk").iterator(chunk_size=rows_at_once(model)):
                yield json.dumps([label, _told(row)], cls=DjangoJSONEncoder, ensure_ascii=False)
                count += 1
            progress(label, count)


def _models() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and model._meta.label_lower not in _LEFT_OUT]


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _told(row: models.Model) -> dict[str, Any]:
    return {
        field.attname: None if row.__dict__[field.attname] is None else field.value_to_string(row)
        for field in row._meta.concrete_fields
    }


def restore(path: Path, *, erased: Iterable[str], now: datetime, progress: Progress) -> int:
    """Fills an empty database, then erases again what was erased since; how many families that were.

    All of it or nothing. Raises NotRestored and intake.sealed_files.Broken.
    """
    if Case.objects.exists():
        raise NotRestored("the database is not empty")
    with transaction.atomic():
        lines = _unpacked(path)
        header = json.loads(next(lines))
        if header["migrations"] != _migrations():
            raise NotRestored("the backup is of another version: restore it with that one, then upgrade")
        # A published plan comes back before its steps, which the database would refuse.
        triggers.remove(plan_guard.TRIGGERS, connection)
        for model in reversed(_models()):
            queryset = model._base_manager.all()
            queryset._raw_delete(queryset.db)
        _read(lines, progress)
        _count_on()
        triggers.install(plan_guard.TRIGGERS, connection)
        for inquiries in _in_batches(Inquiry._base_manager.order_by("pk").iterator(chunk_size=_BATCH)):
            search_terms.index(inquiries)
        return erasure.erase_again(erased, now=now)


def _unpacked(path: Path) -> Iterator[str]:
    unpacker, left = zlib.decompressobj(), b""
    for block in opened_blocks(path):
        *lines, left = (left + unpacker.decompress(block)).split(b"\n")
        yield from (line.decode() for line in lines)


def _read(lines: Iterator[str], progress: Progress) -> None:
    by_label = {model._meta.label_lower: model for model in _models()}
    counted: dict[str, int] = {}
    for batch in _in_batches(lines, _weight):
        told = [json.loads(line) for line in batch]
        for label in dict.fromkeys(label for label, _values in told):
            model = by_label[label]
            rows = [_row(model, values) for one, values in told if one == label]
            model._base_manager.bulk_create(rows)
            counted[label] = counted.get(label, 0) + len(rows)
    for label, count in counted.items():
        progress(label, count)


def _weight(line: str) -> int:
    return 1 + len(line) // _WEIGHS_ONE


def _row(model: type[models.Model], values: dict[str, Any]) -> models.Model:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(**{name: _value(fields[name], value) for name, value in values.items()})


def _value(field: models.Field, value: Any) -> Any:
    if isinstance(field, SealedField):
        return field.from_backup(value)
    return None if value is None else field.to_python(value)


def _in_batches(rows: Iterable[Any], weight: Callable[[Any], int] = lambda _row: 1) -> Iterator[list[Any]]:
    batch, weighs = [], 0
    for row in rows:
        batch.append(row)
        weighs += weight(row)
        if weighs >= _BATCH:
            yield batch
            batch, weighs = [], 0
    if batch:
        yield batch


def _count_on() -> None:
    """New rows get keys behind those that came back."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)
