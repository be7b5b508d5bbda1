"""Rings of named keys, the newest first: `k2:BASE64,k1:BASE64`, each of 32 random bytes.

The newest writes. The others stay as long as something is left that they wrote (`manage.py keys rotate`).
"""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from dataclasses import dataclass, field

_NAME = re.compile(r"[a-z0-9]{1,12}")
_BYTES = 32


@dataclass(frozen=True)
class Key:
    name: str
    secret: bytes = field(repr=False)


Ring = tuple[Key, ...]


class NotAKey(ValueError):
    """A ring that can't be read. Its text stays out of the message: it is secret."""


class NoKey(LookupError):
    """Something was to be written or read, and the key for it is not on the ring."""


def parse(text: str) -> Ring:
    """The keys of `NAME:BASE64,…`; an empty text is a ring without keys. Raises NotAKey."""
    ring = tuple(_key(part.strip()) for part in text.split(",") if part.strip())
    if len({key.name for key in ring}) != len(ring):
        raise NotAKey("two keys have the same name")
    return ring


def _key(part: str) -> Key:
    name, _colon, encoded = part.partition(":")
    try:
        secret = base64.urlsafe_b64decode(encoded)
    except (binascii.Error, ValueError):
        secret = b""
    if not _NAME.fullmatch(name) or len(secret) != _BYTES:
        raise NotAKey("a key is NAME:BASE64, the name of small letters and digits, the key of 32 bytes")
    return Key(name, secret)


def new_key(name: str) -> str:
    return f"{name}:{base64.urlsafe_b64encode(secrets.token_bytes(_BYTES)).decode('ascii')}"


def newest(ring: Ring) -> Key:
    """The key that writes."""
    if not ring:
        raise NoKey("no key was given (DATA_KEYS, INDEX_KEYS, AUDIT_KEYS; see .env.example)")
    return ring[0]


def named(ring: Ring, name: str) -> Key:
    """The key of this name, to read what it wrote."""
    for key in ring:
        if key.name == name:
            return key
    raise NoKey(f"the key “{name}” is not on the ring any more")
