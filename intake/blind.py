"""Finding what is sealed: keyed hashes of it, by INDEX_KEYS (docs/adr/0021)."""

from __future__ import annotations

import hmac
import unicodedata

from django.conf import settings

from intake import keyring

LENGTH = 32
# A term is one of 1,048,576 numbers: several words share one, so that a list of them is no list of words.
_TERM_BITS = 20


def index(kind: str, text: str) -> str:
    """What is kept of an e-mail address or a telephone number; empty for none."""
    return _index(keyring.newest(settings.INDEX_KEYS), kind, text) if text else ""


def indexes(kind: str, text: str) -> list[str]:
    """What may be kept of it, by each key on the ring: none for an empty text, so that it finds nobody."""
    return [_index(key, kind, text) for key in settings.INDEX_KEYS] if text else []


def term(kind: str, word: str, key: keyring.Key | None = None) -> int:
    """The number under which a word, or a part of one, is found."""
    digest = _hmac(key or keyring.newest(settings.INDEX_KEYS), f"term {kind}", word)
    return int.from_bytes(digest[:4], "big") >> (32 - _TERM_BITS)


def _index(key: keyring.Key, kind: str, text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    return _hmac(key, f"index {kind}", plain).hex()[:LENGTH]


def _hmac(key: keyring.Key, purpose: str, text: str) -> bytes:
    message = f"{purpose}\0{text}".encode("utf-8", "surrogatepass")
    return hmac.digest(key.secret, message, "sha256")
