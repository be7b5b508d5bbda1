"""One spelling for what families write, and the way back to the place where they wrote it.

NFKC (full-width Latin, half-width kana), lower case, hiragana and small kana as large katakana, without
long-vowel marks and middle dots; spaces between Japanese characters go too, but are remembered as pauses,
because people who write without punctuation pause with spaces.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass

# One character each way, so these folds cannot move an offset.
FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " ", 0x00A0: " "}
# A hyphen parts words like a space does (stem-cell, stem cell); a dash parts clauses.
QUOTES = str.maketrans("’‘‛`´“”„‟-‐‑‒−–—―", "'''''\"\"\"\"     ;;;")
# Cancún, São Paulo, Universität: a Latin letter without its mark.
UNACCENTED = {
    code: base
    for code in range(0xC0, 0x180)
    if (base := unicodedata.normalize("NFD", chr(code))[0]).isascii() and base.isalpha()
}
SIMPLE_FOLDS = FULL_WIDTH | QUOTES | UNACCENTED | {0: " ", 0xFF0D: " "}

SMALL_KANA = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
HIRAGANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
KANA_FOLDS = {code: chr(large).translate(SMALL_KANA) for code, large in HIRAGANA.items()} | SMALL_KANA

JAPANESE = "\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe\u3400-\u9fff々〆"
# It begins with one set of characters, and looks back at which it was: so a search skips to them.
UNSEEN = re.compile(
    rf"[ー・･\u200b-\u200f\u2060\ufeff\u202a-\u202e \t](?:"
    rf"(?<=[^ \t])[ー・･\u200b-\u200f\u2060\ufeff\u202a-\u202e]*"
    rf"|(?<=[{JAPANESE}][ \t])[ \t]*(?=[{JAPANESE}])|(?<=[ー・][ \t])[ \t]*)"
)
VOICED_MARKS = "ﾞﾟ\u3099\u309a"


@dataclass(frozen=True, slots=True)
class Normal:
    """A text in one spelling.

    `text` is what words are looked for in; `surface` is as long, with hiragana and katakana still apart;
    `pauses` are offsets in `text` where the writer left a space between Japanese words.
    """

    text: str
    surface: str
    pauses: tuple[int, ...]
    _starts: tuple[int, ...]
    _shifts: tuple[int, ...]
    _cluster_starts: tuple[int, ...] | None
    _length: int

    def original(self, offset: int) -> int:
        """The offset in the text as it was written of the character at `offset` in `text`."""
        shifted = offset + self._shifts[bisect_right(self._starts, offset) - 1]
        if self._cluster_starts is None:
            return min(shifted, self._length)
        return self._cluster_starts[min(shifted, len(self._cluster_starts) - 1)]

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) in the text as it was written; the last character is taken whole."""
        if end <= start:
            return self.original(start), self.original(start)
        return self.original(start), self._original_end(end)

    def _original_end(self, end: int) -> int:
        last = end - 1 + self._shifts[bisect_right(self._starts, end - 1) - 1] + 1
        if self._cluster_starts is None:
            return min(last, self._length)
        return self._cluster_starts[min(last, len(self._cluster_starts) - 1)]


def normalise(written: str) -> Normal:
    """One spelling of `written`, in time linear in its length, for any str (lone surrogates included)."""
    folded = written.translate(SIMPLE_FOLDS)
    clusters: tuple[int, ...] | None = None
    if not unicodedata.is_normalized("NFKC", folded):
        folded, clusters = fold_compatibility(folded)
    lowered = folded.lower()
    if len(lowered) != len(folded):
        lowered = "".join(char.lower() if len(char.lower()) == 1 else char for char in folded)
    return without_unseen(lowered, clusters, len(written))


def fold_compatibility(text: str) -> tuple[str, tuple[int, ...]]:
    """NFKC of `text`, and where in `text` each character of the result begins (and one past the end)."""
    parts: list[str] = []
    starts: list[int] = []
    position, length = 0, len(text)
    while position < length:
        end = position + 1
        # A voiced mark belongs to the kana before it; the run is bounded so as not to be quadratic.
        while end < length and end - position < 8 and is_mark(text[end]):
            end += 1
        part = unicodedata.normalize("NFKC", text[position:end])
        parts.append(part)
        starts.extend([position] * len(part))
        position = end
    starts.append(length)
    return "".join(parts), tuple(starts)


def is_mark(char: str) -> bool:
    return char in VOICED_MARKS or (char > "\u02ff" and unicodedata.combining(char) != 0)


def without_unseen(lowered: str, clusters: tuple[int, ...] | None, length: int) -> Normal:
    if lowered.isascii():
        return Normal(lowered, lowered, (), (0,), (0,), clusters, length)
    kept: list[str] = []
    starts, shifts, pauses = [0], [0], []
    position = size = removed = 0
    for gap in UNSEEN.finditer(lowered):
        if gap.start() > position:
            kept.append(lowered[position : gap.start()])
            size += gap.start() - position
        position = gap.end()
        removed += gap.end() - gap.start()
        if gap.group()[0] in " \t":
            pauses.append(size)
        starts.append(size)
        shifts.append(removed)
    kept.append(lowered[position:])
    surface = "".join(kept)
    return Normal(
        surface.translate(KANA_FOLDS), surface, tuple(pauses), tuple(starts), tuple(shifts), clusters, length
    )


def normal_word(word: str) -> str:
    """A word of a word list in the spelling of `Normal.text`."""
    return normalise(word).text
