"""Bytes of a mail as text, whatever it says that they are in. Nothing here raises, whatever comes."""

from __future__ import annotations

import codecs
import re
from email.header import decode_header

# What a mail names, and what its writer's program really used: Windows and phones put letters of their own
# (①, ㈱, 髙) into what they call Shift_JIS.
_REALLY = {
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "ms_kanji": "cp932",
    "windows-31j": "cp932", "iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "utf-8",
    "ascii": "utf-8", "": "utf-8",
}  # fmt: skip
_JAPANESE_SEVEN_BITS = ("iso-2022-jp", "iso-2022-jp-1", "iso-2022-jp-ms", "cp50220", "cp50221")
# Codecs of Python that turn text into text or unpack what is packed: none is a charset.
_KNOWN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+-]{0,39}")
_ESCAPE = re.compile(rb"(\x1b(?:\$[@B]|\([BJI]|\$\(D))")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")


def decoded(data: bytes, charset: str) -> str:
    """By the charset that is named where that fits, else by the one that does."""
    named = charset.strip().strip("\"'").lower()
    if named in _JAPANESE_SEVEN_BITS or (b"\x1b$" in data and not _is_eight_bits(data)):
        return _seen(_from_seven_bits(data))
    for one in (_REALLY.get(named, named), "utf-8", "cp932", "euc_jp"):
        text = _strictly(data, one)
        if text is not None:
            return _seen(text)
    return _seen(data.decode("utf-8" if _is_eight_bits(data) else "ascii", "replace"))


def header(value: object) -> str:
    """A header in one line: encoded words decoded, raw bytes too."""
    raw = str(value or "")
    try:
        parts = decode_header(raw)
    except Exception:  # broken base64, broken anything: as it came
        parts = [(raw, None)]
    words = "".join(
        part if isinstance(part, str) else decoded(part, charset or "") for part, charset in _as_bytes(parts)
    )
    return " ".join(_seen(words).split())


def _as_bytes(parts: list[tuple[bytes | str, str | None]]) -> list[tuple[bytes | str, str | None]]:
    """Raw bytes in a header come as half characters (surrogateescape)."""
    return [(_raw(part) if isinstance(part, str) else part, charset) for part, charset in parts]


def _raw(part: str) -> bytes | str:
    try:
        return part.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return part


def _strictly(data: bytes, charset: str) -> str | None:
    if not _KNOWN.fullmatch(charset):
        return None
    try:
        if not codecs.lookup(charset)._is_text_encoding:
            return None
        return data.decode(charset)
    except (LookupError, ValueError, AttributeError):
        return None


def _is_eight_bits(data: bytes) -> bool:
    return any(byte > 0x7F for byte in data[:100_000])


def _from_seven_bits(data: bytes) -> str:
    """ISO-2022-JP as it is really sent: with letters of Windows, half-width kana, and escapes left open."""
    text, mode = [], b"\x1b(B"
    for part in _ESCAPE.split(data):
        if _ESCAPE.fullmatch(part):
            mode = part
        elif mode in (b"\x1b$B", b"\x1b$@"):
            # A line always begins in ASCII again, also where its escape was lost on the way.
            first, line_break, rest = part.partition(b"\n")
            text.append(_as_shift_jis(first).decode("cp932", "replace"))
            text.append((line_break + rest).decode("ascii", "replace"))
            mode = b"\x1b(B" if line_break else mode
        elif mode == b"\x1b(I":
            text.append(bytes(byte | 0x80 for byte in part if byte > 0x20).decode("cp932", "replace"))
        elif mode == b"\x1b$(D":
            text.append((b"\x1b$(D" + part + b"\x1b(B").decode("iso2022_jp_ext", "replace"))
        else:
            text.append(part.decode("ascii" if not _is_eight_bits(part) else "cp932", "replace"))
    return "".join(text)


def _as_shift_jis(pairs: bytes) -> bytes:
    """JIS rows as Shift_JIS, in which Python knows the letters of Windows, too (JIS X 0208:1997, annex 1)."""
    out = bytearray()
    for row, cell in zip(pairs[::2], pairs[1::2], strict=False):
        if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):
            out += b"?"
            continue
        first = ((row - 0x21) >> 1) + 0x81
        second = cell + (0x1F if cell <= 0x5F else 0x20) if row & 1 else cell + 0x7E
        out += bytes((first if first <= 0x9F else first + 0x40, second))
    return bytes(out)


def _seen(text: str) -> str:
    """Line breaks as one sign, and nothing that no page can show or no database takes."""
    return _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
