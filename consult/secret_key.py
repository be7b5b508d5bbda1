"""Secrets of an installation that was given none: made once, kept in its state folder."""

import os
import secrets
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from intake import keyring


def read_or_make_secret_key(state_dir: Path) -> str:
    """The signing key kept in `state_dir`, made on first use with mode 0600.

    Where the folder can't be written (a read-only machine that only sorts or estimates) the key lives
    as long as the process: nothing that it signs could be kept there anyway.
    """
    try:
        return _kept(state_dir / "secret_key", lambda: secrets.token_urlsafe(64), least=50)
    except OSError:
        return secrets.token_urlsafe(64)


def read_or_make_keys(state_dir: Path, name: str) -> str:
    """The ring `name` kept in `state_dir`, with one key when it is made.

    Where the folder can't be written there is none, and nothing can be sealed: what a key of this process
    alone had sealed, nobody could read again.
    """
    try:
        return _kept(state_dir / name, lambda: keyring.new_key("k1"), least=44)
    except OSError:
        return ""


def _kept(path: Path, make: Callable[[], str], *, least: int) -> str:
    """Raises OSError where it can be neither read nor made."""
    try:
        return _read(path, least)
    except OSError:
        return _make(path, make, least)


def _read(path: Path, least: int) -> str:
    key = path.read_text(encoding="ascii").strip()
    if len(key) < least:
        raise OSError(f"{path} is cut short")
    return key


def _make(path: Path, make: Callable[[], str], least: int) -> str:
    # Written whole beside its place and linked in: of two processes that start together, both end
    # up with the key that got there first.
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        os.write(descriptor, make().encode("ascii"))
        os.close(descriptor)
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
    return _read(path, least)
