"""Going over to a new key while the service runs: batch by batch, and begun again it goes on where it was.

What stands there says which key sealed it, so that nothing has to be remembered: rows of the newest key are
passed by unopened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from consult import search_terms
from consult.models import LineLink
from consult.sign_in import secrets_sealed
from intake import blind, keyring
from intake.models import Inquiry
from intake.sealed import Sealed, rows_at_once, seal, sealed_fields

Progress = Callable[[str, int], None]


def sealed_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if sealed_fields(model)]


def rotate(*, progress: Progress) -> int:
    """Seals by the newest key of DATA_KEYS what another one sealed; how many rows that were.

    `progress` is told the table and how many of its rows were looked at.
    """
    newest = keyring.newest(settings.DATA_KEYS).name
    changed = 0
    for model in sealed_models():
        looked_at = 0
        for rows in _batches(model):
            changed += sum(_go_over(row, newest) for row in rows)
            looked_at += len(rows)
            progress(model._meta.db_table, looked_at)
    return changed + _rotate_secrets(newest, progress)


def _go_over(row: models.Model, newest: str) -> bool:
    """False where nothing is to be done."""
    old = {name: value for name, value in _as_they_stand(row) if value and value.key_name != newest}
    if not old:
        return False
    values = {name: getattr(row, name) for name in old}
    rows = type(row)._default_manager.filter(pk=row.pk)
    if rows.filter(**old).update(**_without_indexes(row, values)):
        return True
    # Somebody wrote it meanwhile, and perhaps one of its values alone.
    fresh = rows.first()
    return fresh is not None and _go_over(fresh, newest)


def _without_indexes(row: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in seal(row, **values).items() if name in values}


def _rotate_secrets(newest: str, progress: Progress) -> int:
    """Those of second factors, and those among them that were kept before any was sealed."""
    changed = looked_at = 0
    for rows in _batches(Authenticator):
        with transaction.atomic():
            # In turn with whoever uses a recovery code: that it is used stands beside its secret.
            for row in Authenticator.objects.select_for_update().filter(pk__in=[row.pk for row in rows]):
                old = {name: kept for name, kept in _secrets(row) if secrets_sealed.key_name(kept) != newest}
                for name, kept in old.items():
                    row.data[name] = secrets_sealed.sealed_secret(secrets_sealed.opened_secret(kept))
                if old:
                    row.save(update_fields=["data"])
                    changed += 1
        looked_at += len(rows)
        progress(Authenticator._meta.db_table, looked_at)
    return changed


def _secrets(row: Authenticator) -> list[tuple[str, str]]:
    return [(name, row.data[name]) for name in secrets_sealed.NAMES if name in row.data]


def reindex(*, progress: Progress) -> int:
    """Writes what finds inquiries by the newest key of INDEX_KEYS; how many inquiries that were."""
    done = 0
    for rows in _batches(Inquiry):
        with transaction.atomic():
            # In turn with whoever puts contact details right.
            held = list(Inquiry.objects.select_for_update().filter(pk__in=[row.pk for row in rows]))
            for one in held:
                one.email_index = blind.index("email", one.email)
                one.phone_index = blind.index("phone", one.phone)
            Inquiry.objects.bulk_update(held, ["email_index", "phone_index"])
            search_terms.index(held)
        done += len(rows)
        progress("index", done)
    _reindex_line(progress)
    return done


def _reindex_line(progress: Progress) -> None:
    looked_at = 0
    for rows in _batches(LineLink):
        for row in rows:
            # As it was read: who connects or stops meanwhile writes by the newest key.
            found = blind.index("user_id", row.user_id)
            LineLink.objects.filter(pk=row.pk, user_id_index=row.user_id_index).update(user_id_index=found)
        looked_at += len(rows)
        progress(LineLink._meta.db_table, looked_at)


def in_use() -> dict[str, Counter[str]]:
    """{table: {key: sealed values}}: a key that stands nowhere can be taken off the ring.

    Secrets of second factors that no key has sealed yet are counted as "none".
    """
    found = {}
    for model in sealed_models():
        counted = Counter(
            value.key_name
            for rows in _batches(model)
            for row in rows
            for _name, value in _as_they_stand(row)
            if value
        )
        found[model._meta.db_table] = counted
    found[Authenticator._meta.db_table] = Counter(
        secrets_sealed.key_name(kept) or "none"
        for rows in _batches(Authenticator)
        for row in rows
        for _name, kept in _secrets(row)
    )
    return found


def _as_they_stand(row: models.Model) -> list[tuple[str, Sealed]]:
    return [(field.name, row.__dict__[field.attname]) for field in sealed_fields(type(row))]


def _batches(model: type[models.Model]) -> Iterator[list[Any]]:
    last = 0
    while rows := list(model._default_manager.filter(pk__gt=last).order_by("pk")[: rows_at_once(model)]):
        yield rows
        last = rows[-1].pk
