"""A file sealed as a stream, by a key made of the newest of DATA_KEYS: changed or cut it does not open.

Magic, name of the key, salt; then blocks of length and AES-256-GCM. Each block's nonce is its number, and
the last one says that it is the last.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from intake import keyring

_MAGIC = b"SHIRUBE1"
_SALT_BYTES = 16
_BLOCK = 1024 * 1024


class Broken(ValueError):
    """The file is not what was written, or its key is not on the ring."""


class Sealer:
    """Takes bytes, writes them sealed. Only what was closed with `finish` can be opened again."""

    def __init__(self, file: BinaryIO) -> None:
        key, salt = keyring.newest(settings.DATA_KEYS), secrets.token_bytes(_SALT_BYTES)
        name = key.name.encode("ascii")
        self._file, self._waiting, self._number = file, bytearray(), 0
        self._head = _MAGIC + bytes([len(name)]) + name + salt
        self._cipher = _cipher(key, salt)
        file.write(self._head)

    def write(self, data: bytes) -> None:
        self._waiting += data
        while len(self._waiting) > _BLOCK:
            self._put(bytes(self._waiting[:_BLOCK]), last=False)
            del self._waiting[:_BLOCK]

    def finish(self) -> None:
        self._put(bytes(self._waiting), last=True)

    def _put(self, data: bytes, *, last: bool) -> None:
        block = self._cipher.encrypt(_nonce(self._number), data, _where(self._head, last=last))
        self._file.write(len(block).to_bytes(4, "big") + block)
        self._number += 1


def opened_blocks(path: Path) -> Iterator[bytes]:
    """What was sealed, block by block. Raises Broken, at the latest at the end: nothing may count before."""
    with path.open("rb") as file:
        head, cipher = _read_head(file)
        number, block = 0, _read_block(file)
        while block is not None:
            following = _read_block(file)
            try:
                yield cipher.decrypt(_nonce(number), block, _where(head, last=following is None))
            except InvalidTag:
                raise Broken("the file was changed or cut") from None
            number, block = number + 1, following
        if number == 0:
            raise Broken("the file was cut")


def _read_head(file: BinaryIO) -> tuple[bytes, AESGCM]:
    magic, length = file.read(len(_MAGIC)), file.read(1)
    if magic != _MAGIC or not length:
        raise Broken("this is no sealed file")
    name, salt = file.read(length[0]), file.read(_SALT_BYTES)
    try:
        key = keyring.named(settings.DATA_KEYS, name.decode("ascii", "replace"))
    except keyring.NoKey as gone:
        raise Broken(str(gone)) from gone
    return magic + length + name + salt, _cipher(key, salt)


def _read_block(file: BinaryIO) -> bytes | None:
    length = file.read(4)
    if not length:
        return None
    size = int.from_bytes(length, "big")
    block = file.read(min(size, 2 * _BLOCK))
    if len(block) != size:
        raise Broken("the file was cut")
    return block


def _cipher(key: keyring.Key, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"shirube sealed file").derive(key.secret))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _where(head: bytes, *, last: bool) -> bytes:
    return head + (b"last" if last else b"more")
