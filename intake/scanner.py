"""Asks a virus scanner about a file. Where one is named and does not answer, nothing is taken.

`settings.ATTACHMENT_SCANNER` is "clamd://host:port" or "clamd:///path/to/socket"; empty asks nobody. The
protocol is clamd's INSTREAM: https://docs.clamav.net/manual/Usage/Scanning.html#clamd
"""

from __future__ import annotations

import socket
import struct
from urllib.parse import urlsplit

import structlog
from django.conf import settings

log = structlog.get_logger(__name__)

_SECONDS = 20
_CHUNK = 64 * 1024
_LONGEST_ANSWER = 4096


class NotScanned(Exception):
    """The scanner did not say that the file is clean, nor that it is not."""


def is_clean(data: bytes) -> bool:
    """Whether the scanner finds nothing in it. Raises NotScanned when it can't tell."""
    if not settings.ATTACHMENT_SCANNER:
        return True
    try:
        answer = _ask(data)
    except OSError as problem:
        log.error("the scanner of attachments does not answer", error=type(problem).__name__)
        raise NotScanned from problem
    if answer.endswith(b" FOUND\0"):
        return False
    if answer != b"stream: OK\0":
        log.error("the scanner of attachments could not tell")
        raise NotScanned
    return True


def _ask(data: bytes) -> bytes:
    with _connect() as connection:
        connection.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), _CHUNK):
            chunk = data[start : start + _CHUNK]
            connection.sendall(struct.pack("!I", len(chunk)) + chunk)
        connection.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
            part = connection.recv(_LONGEST_ANSWER)
            if not part:
                break
            answer += part
    return answer


def _connect() -> socket.socket:
    address = urlsplit(settings.ATTACHMENT_SCANNER)
    if address.hostname:
        return socket.create_connection((address.hostname, address.port or 3310), timeout=_SECONDS)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    connection.settimeout(_SECONDS)
    try:
        connection.connect(address.path)
    except OSError:
        connection.close()
        raise
    return connection
