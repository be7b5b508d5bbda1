"""Patterns that hardly any text holds, searched for only where they could stand.

A pattern of forty branches is tried at every character of a text. Every branch has a word that it cannot do
without, and to look for a few words costs a fifth of that. Which words they are is read off the pattern
itself, so that no list can fall behind it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any

# What `re` itself compiles from. Python promises nothing about it: without it every text is searched.
_parser: Any = import_module("re._parser")
_is: Any = import_module("re._constants")

Words = frozenset[str]
FEW = 12
"""Of a set of characters this many count as words; a larger one (digits, letters) stands everywhere."""


class Rare:
    """A compiled pattern with the words of which a text holds at least one wherever the pattern matches."""

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(pattern)
        words = words_needed(pattern)
        if not words:
            raise ValueError(f"no branch of it needs a word: {pattern}")
        self._words = tuple(sorted(words))
        self._latin_words = tuple(word for word in self._words if word.isascii())

    def may_stand(self, text: str) -> bool:
        return any(map(text.__contains__, self._latin_words if text.isascii() else self._words))

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.pattern.search(text, start, end) if self.may_stand(text[start:end]) else None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        return self.pattern.finditer(text, start, end) if self.may_stand(text[start:end]) else iter(())


def words_needed(pattern: str) -> Words:
    """Words of which every match of `pattern` holds at least one; none where a match needs no word."""
    return of_branches([_parser.parse(pattern)])


def of_branches(branches: Iterable[Sequence[Any]]) -> Words:
    found = [rarest(of_sequence(branch)) for branch in branches]
    return frozenset().union(*found) if all(found) else frozenset()


def rarest(choices: list[Words]) -> Words:
    """The longest words say most; of words as long, the fewer."""
    return max(choices, key=lambda words: (min(map(len, words)), -len(words)), default=frozenset())


def of_sequence(sequence: Sequence[Any]) -> list[Words]:
    """For each part of a sequence that every match goes through, the words that part can be."""
    choices: list[Words] = []
    run = ""
    for kind, inside in sequence:
        if kind is _is.LITERAL:
            run += chr(inside)
        elif kind not in (_is.AT, _is.ASSERT_NOT):
            choices += [frozenset([run])] if run else []
            choices += of_part(kind, inside)
            run = ""
    return [*choices, frozenset([run])] if run else choices


def of_part(kind: Any, inside: Any) -> list[Words]:
    if kind is _is.SUBPATTERN:
        return of_sequence(inside[-1])
    if kind is _is.BRANCH:
        words = of_branches(inside[1])
        return [words] if words else []
    if kind in (_is.MAX_REPEAT, _is.MIN_REPEAT) and inside[0] > 0:
        return of_sequence(inside[2])
    if kind is _is.IN and len(inside) <= FEW and all(one is _is.LITERAL for one, _ in inside):
        return [frozenset(chr(code) for _, code in inside)]
    return []
