"""The signing key of an installation that was given none: made once, kept in its state folder."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path


def read_or_make_secret_key(state_dir: Path) -> str:
    """The key kept in `state_dir`, made on first use with mode 0600.

    Where the folder can't be written (a read-only machine that only sorts or estimates) the key lives
    as long as the process: nothing that it signs could be kept there anyway.
    """
    path = state_dir / "secret_key"
    try:
        return _read(path)
    except OSError:
        pass
    try:
        return _make(path)
    except OSError:
        return secrets.token_urlsafe(64)


def _read(path: Path) -> str:
    key = path.read_text(encoding="ascii").strip()
    if len(key) < 50:
        raise OSError(f"{path} is cut short")
    return key


def _make(path: Path) -> str:
    # Written whole beside its place and linked in: of two processes that start together, both end
    # up with the key that got there first.
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".secret_key-")
    try:
        os.write(descriptor, secrets.token_urlsafe(64).encode("ascii"))
        os.close(descriptor)
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        Path(name).unlink()
    return _read(path)
