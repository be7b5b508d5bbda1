"""The word lists as one index: which words of which concepts stand in a text.

The lists are tables in `words/*.toml`: one table per concept, its words by language. Japanese words match
anywhere; words in Latin letters match as whole words (a plural or possessive s is allowed), or as a beginning
when they end in `*`.
Hiragana and katakana count as the same, unless a word begins with `=`: タイ is a country and たい a wish.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from string import ascii_letters, digits
from typing import NamedTuple

import ahocorasick

from .normalise import Normal, normalise

WORDS = Path(__file__).parent / "words"
EXACT = "="
BEGINNING = "*"
LATIN = frozenset(ascii_letters + digits)
"""A letter or digit that would carry a Latin word on."""


class Entry(NamedTuple):
    """One word of one concept, and how its edges or its script must look."""

    length: int
    concept: str
    whole_left: bool
    whole_right: bool
    surface: str | None


class Index:
    """All words of some lists, found in one pass over a text, however many words there are."""

    def __init__(self, concepts_by_word: Iterable[tuple[str, str]]) -> None:
        entries: dict[str, list[Entry]] = {}
        for word, concept in concepts_by_word:
            normal = normalise(word.removeprefix(EXACT).removesuffix(BEGINNING))
            key = normal.text
            if not key.strip():
                continue
            whole_right = key[-1] in LATIN and not word.endswith(BEGINNING)
            surface = normal.surface if word.startswith(EXACT) else None
            entry = Entry(len(key), concept, key[0] in LATIN, whole_right, surface)
            if entry not in entries.setdefault(key, []):
                entries[key].append(entry)
        self._automaton = ahocorasick.Automaton()
        # Of a thousand letters that words begin with, those added first are found first: the common ones.
        common = Counter(letter for key in entries for letter in key)
        for key in sorted(entries, key=lambda key: [-common[letter] for letter in key]):
            self._automaton.add_word(key, tuple(entries[key]))
        self._automaton.make_automaton()

    def find(self, normal: Normal) -> Iterator[tuple[int, int, str]]:
        """(start, end, concept) of every word in the text, in order of their ends."""
        text, surface = normal.text, normal.surface
        length = len(text)
        # One round for each word that stands there: entries are tuples, and letters a set, for speed.
        for last, entries in self._automaton.iter(text):
            end = last + 1
            for size, concept, whole_left, whole_right, in_script in entries:
                start = end - size
                if whole_left and start and text[start - 1] in LATIN:
                    continue
                if whole_right and end < length and text[end] in LATIN and carries_on(text, end):
                    continue
                if in_script is not None and not stands_alone(surface, in_script, start, end):
                    continue
                yield start, end, concept


def stands_alone(surface: str, word: str, start: int, end: int) -> bool:
    """Whether `word` stands in its own script, and its katakana edges are the edges of a katakana word."""
    if not surface.startswith(word, start):
        return False
    if is_katakana(word[0]) and start and is_katakana(surface[start - 1]):
        return False
    return not (is_katakana(word[-1]) and end < len(surface) and is_katakana(surface[end]))


def is_katakana(char: str) -> bool:
    return "ァ" <= char <= "ヺ"


COUNTED = re.compile(r"\d{1,3}(?![a-z\d])[回本万割月日個クセ]")


def carries_on(text: str, end: int) -> bool:
    """Whether the Latin word goes on at `end`: neither a plural s nor a Japanese number (PRP2回) is that."""
    return not is_inflected(text, end) and COUNTED.match(text, end) is None


def is_inflected(text: str, end: int) -> bool:
    """Whether only a plural or possessive s follows."""
    return text[end] == "s" and (end + 1 == len(text) or text[end + 1] not in LATIN)


@cache
def word_tables() -> dict[str, tuple[str, ...]]:
    """Every concept of `words/*.toml` with its words in all languages."""
    tables: dict[str, tuple[str, ...]] = {}
    for path in sorted(WORDS.glob("*.toml")):
        for concept, by_language in tomllib.loads(path.read_text(encoding="utf-8")).items():
            tables[concept] = tuple(word for words in by_language.values() for word in words)
    return tables


def listed_words() -> Iterator[tuple[str, str]]:
    for concept, words in word_tables().items():
        for word in words:
            yield word, concept
