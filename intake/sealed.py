"""The one field for personal data: text, JSON or bytes, sealed on its way into the database.

AES-256-GCM by the newest key of DATA_KEYS, bound to table, column and the row that it stands in: a value that
somebody copies to another row or column does not open there (docs/adr/0021). It is opened when it is read,
not when its row is: a list that shows no message opens none.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from intake import blind, keyring

_VERSION = 1
_NONCE_BYTES = 12


class Sealed(bytes):
    """A value as it stands in the database: version, name of the key, nonce, sealed text."""

    def __repr__(self) -> str:
        return f"<Sealed: {len(self)} bytes>"

    __str__ = __repr__

    @property
    def key_name(self) -> str:
        return self[2 : 2 + self[1]].decode("ascii")


class NotOpened(Exception):
    """It was changed, stands where it was not written, or its key is gone. Never says what it is."""


class _OpenedWhenRead(DeferredAttribute):
    field: SealedField

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if isinstance(value, Sealed):
            value = self.field.open(value, instance)
            instance.__dict__[self.field.attname] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        # Without it Python would look into the row first, and never ask here.
        instance.__dict__[self.field.attname] = value


class SealedField(models.Field):
    """`holds` is "text", "json" or "bytes". `bound_to` names what tells the row apart before it has a key:
    set when it is made, and never changed.

    It can't be searched or compared but for being empty: an empty text is kept as it is. Whoever writes past
    the row (QuerySet.update) uses `seal`.
    """

    descriptor_class = _OpenedWhenRead

    def __init__(
        self, verbose_name: Any = None, *, holds: str = "text", bound_to: Sequence[str], **kwargs: Any
    ) -> None:
        self.holds, self.bound_to = holds, tuple(bound_to)
        super().__init__(verbose_name, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "holds": self.holds, "bound_to": self.bound_to}

    def get_internal_type(self) -> str:
        return "BinaryField"

    # -- In and out ------------------------------------------------------------------------------

    def seal(self, value: Any, row: Any) -> Sealed:
        if isinstance(value, Sealed):
            return value
        return sealed(value, self.holds, self._place(row))

    def open(self, value: Sealed, row: Any) -> Any:
        return opened(value, self.holds, self._place(row))

    def _place(self, row: Any) -> bytes:
        return place(
            self.model._meta.db_table, str(self.column), [getattr(row, name) for name in self.bound_to]
        )

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        # What nobody opened goes back as it came.
        untouched = model_instance.__dict__.get(self.attname)
        if isinstance(untouched, Sealed) or (untouched is None and self.null):
            return untouched
        return self.seal(getattr(model_instance, self.attname), model_instance)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else Sealed(value)

    def get_prep_value(self, value: Any) -> Any:
        if value is None or isinstance(value, Sealed):
            return value
        if value in ("", b""):
            return Sealed()
        raise TypeError(f"{self.name} is sealed: it is not compared, and written through its row or seal()")

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name not in ("exact", "in", "isnull"):
            raise TypeError(f"{self.name} is sealed: nothing is found in it")
        return super().get_lookup(lookup_name)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)
        return None if value is None else connection.Database.Binary(bytes(value))

    # -- Backups: as it stands, never opened -------------------------------------------------------

    def value_to_string(self, obj: Any) -> str:
        return base64.b64encode(self.pre_save(obj, add=False) or b"").decode("ascii")

    def from_backup(self, value: str) -> Sealed:
        return Sealed(base64.b64decode(value))


class BlindIndexField(models.CharField):
    """What finds a row by its sealed field `of`: a keyed hash of it, empty where that is empty."""

    def __init__(self, *args: Any, of: str, **kwargs: Any) -> None:
        self.of = of
        kwargs |= {"max_length": blind.LENGTH, "editable": False, "blank": True, "db_index": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for implied in ("max_length", "editable", "blank", "db_index"):
            kwargs.pop(implied, None)
        return name, path, args, {**kwargs, "of": self.of}

    def pre_save(self, model_instance: Any, add: bool) -> str:
        if isinstance(model_instance.__dict__.get(self.of), Sealed):
            return str(super().pre_save(model_instance, add))
        found = blind.index(self.of, getattr(model_instance, self.of))
        setattr(model_instance, self.attname, found)
        return found


def seal(row: models.Model, **values: Any) -> dict[str, Any]:
    """`values` of this row as QuerySet.update() takes them: what is sealed sealed, its blind indexes too."""
    written = dict(values)
    for field in row._meta.concrete_fields:
        if isinstance(field, SealedField) and field.name in values:
            written[field.name] = field.seal(values[field.name], row)
        if isinstance(field, BlindIndexField) and field.of in values:
            written[field.name] = blind.index(field.of, values[field.of])
    return written


def sealed_fields(model: type[models.Model]) -> list[SealedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, SealedField)]


def rows_at_once(model: type[models.Model]) -> int:
    """How many rows to hold in memory together: of whole files (docs/adr/0013: up to 10 MB) only a few."""
    return 10 if any(field.holds == "bytes" for field in sealed_fields(model)) else 500


# -- What a sealed value is ------------------------------------------------------------------------


def place(table: str, column: str, row: Sequence[Any]) -> bytes:
    """Where a value belongs: its associated data."""
    return json.dumps([table, column, *map(_told, row)], separators=(",", ":")).encode("ascii")


def _told(value: Any) -> str:
    """The same before and after the database had it."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def sealed(value: Any, holds: str, where: bytes) -> Sealed:
    """By the newest key. Raises keyring.NoKey."""
    plain = _plain(value, holds)
    if not plain:
        return Sealed()
    key = keyring.newest(settings.DATA_KEYS)
    name, nonce = key.name.encode("ascii"), secrets.token_bytes(_NONCE_BYTES)
    head = bytes([_VERSION, len(name)]) + name
    return Sealed(head + nonce + _cipher(key).encrypt(nonce, plain, head + where))


def opened(value: Sealed, holds: str, where: bytes) -> Any:
    """Raises NotOpened."""
    if not value:
        return b"" if holds == "bytes" else ""
    try:
        key, begins = keyring.named(settings.DATA_KEYS, value.key_name), 2 + value[1]
        head, nonce, closed = value[:begins], value[begins:][:_NONCE_BYTES], value[begins + _NONCE_BYTES :]
        return _value(_cipher(key).decrypt(nonce, closed, head + where), holds)
    except (InvalidTag, ValueError, IndexError, keyring.NoKey) as why:
        raise NotOpened(f"a sealed value does not open ({type(why).__name__})") from None


@cache
def _cipher(key: keyring.Key) -> AESGCM:
    return AESGCM(key.secret)


def _plain(value: Any, holds: str) -> bytes:
    if holds == "bytes":
        return bytes(value)
    if holds == "json":
        value = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Drafts keep what was posted, half a character of it included.
    return str(value).encode("utf-8", "surrogatepass")


def _value(plain: bytes, holds: str) -> Any:
    if holds == "bytes":
        return plain
    text = plain.decode("utf-8", "surrogatepass")
    return json.loads(text) if holds == "json" else text
