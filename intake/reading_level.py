"""How hard a text is to read: a simple measure a language, shown to editors, reviewers and readers.

Japanese (also easy): characters a sentence and the percent of them that are kanji, added up. Long sentences
and many kanji are what makes Japanese hard for somebody who learns it or is tired. English: LIX (Björnsson
1968), the same thought: words a sentence and the percent of words of more than six letters, added up.

The limits are ours (docs/adr/0016). No measure says whether a text is understood: a reader does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from intake.ruby import NOTATION, marked, to_plain

KANJI = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff々〆ヶ]")
# Easy Japanese: what an author of ours keeps to (docs/adr/0008).
MOST_CHARACTERS = 60
_DOUBLE_NEGATIVE = re.compile(r"(ない|なけれ|ず)[^。、」]{0,12}(ません|ないで)(?!か)")
_IN_BRACKETS = re.compile(r"（[^）]*）")

_MARKUP = re.compile(r"(?m)^\s*(#+|-( \[ \])?|\d+\.)\s+|\*\*|\{\{\s*|\s*\}\}")
_LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
_ENDS = {"ja": re.compile(r"[。！？\n]+"), "en": re.compile(r"[.!?:]+(?=\s|$)|\n+")}
_WORD = re.compile(r"[A-Za-zÀ-ÿ'’-]+")
_LONG_WORD = 7


class Level(StrEnum):
    EASY = "easy"
    PLAIN = "plain"
    HARD = "hard"


# Sentence length and share added up: easy below the first, plain below the second.
_LIMITS = {"ja": (50, 70), "en": (30, 45)}


@dataclass(frozen=True, slots=True)
class ReadingLevel:
    """`length`: characters (Japanese) or words (English) a sentence, on average; `longest` the longest one.
    `share`: percent of characters that are kanji, or of words with more than six letters."""

    level: Level
    sentences: int
    length: float
    longest: int
    share: float

    @property
    def score(self) -> float:
        return self.length + self.share


def measure(text: str, language: str) -> ReadingLevel:
    """The reading level of a text in Markdown. `language` is one of settings.LANGUAGES."""
    spoken = "en" if language == "en" else "ja"
    parts = [_units(one, spoken) for one in sentences(text, spoken)]
    lengths = [len(units) for units in parts if units]
    units = [unit for part in parts for unit in part]
    if not units:
        return ReadingLevel(Level.EASY, 0, 0.0, 0, 0.0)
    hard = sum(_is_hard(unit, spoken) for unit in units)
    length, share = len(units) / len(lengths), 100 * hard / len(units)
    easy, plain = _LIMITS[spoken]
    level = Level.EASY if length + share < easy else Level.PLAIN if length + share < plain else Level.HARD
    return ReadingLevel(level, len(lengths), length, max(lengths), share)


def sentences(text: str, language: str) -> list[str]:
    """A heading and a line of a list is a sentence too; what stands between Markdown's signs."""
    plain = _MARKUP.sub("", _LINK.sub(r"\1", to_plain(marked(text))))
    return [one.strip() for one in _ENDS[language].split(plain) if one.strip()]


def _units(sentence: str, language: str) -> list[str]:
    if language == "en":
        return _WORD.findall(sentence)
    return [letter for letter in sentence if letter.isalnum()]


def _is_hard(unit: str, language: str) -> bool:
    return len(unit) >= _LONG_WORD if language == "en" else bool(KANJI.match(unit))


# -- Easy Japanese -------------------------------------------------------------------------------


def kanji_without_reading(text: str) -> list[str]:
    return KANJI.findall(NOTATION.sub("", text))


def too_long(text: str) -> list[str]:
    """Sentences of more than 60 characters; an explanation in brackets does not count."""
    return [one for one in _easy_sentences(text) if len(_IN_BRACKETS.sub("", one)) > MOST_CHARACTERS]


def double_negatives(text: str) -> list[str]:
    return [one for one in _easy_sentences(text) if _DOUBLE_NEGATIVE.search(one)]


def _easy_sentences(text: str) -> list[str]:
    return re.split(r"[。\n]", NOTATION.sub(r"\1", text))
