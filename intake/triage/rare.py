"""Patterns that hardly any text holds, searched for only where they could stand.

A pattern of forty branches is tried at every character of a text, and one text in a hundred holds any. Every
branch has words that it cannot do without. All words of all patterns are looked for in one pass over a text;
only branches of which one stands there are searched for. Which words they are is read off the pattern itself,
so that no list can fall behind it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from importlib import import_module
from typing import Any, NamedTuple

import ahocorasick

# What `re` itself compiles from. Python promises nothing about it: without it every text is searched.
_parser: Any = import_module("re._parser")
_is: Any = import_module("re._constants")

Words = frozenset[str]
FEW = 12
"""Of a set of characters this many count as words; a larger one (digits, letters) stands everywhere."""


class Rare:
    """A pattern in branches; each is searched for only in a text that holds one of its words."""

    def __init__(self, pattern: str) -> None:
        self.pattern = re.compile(pattern)
        # A match of one branch would know nothing of the groups of another.
        for branch in [pattern] if self.pattern.groups else branches_of(pattern):
            words = words_needed(branch)
            if not words:
                raise ValueError(f"no part of it needs a word: {branch}")
            _branches.append(Branch(self, re.compile(branch), words))
        index_of_words.cache_clear()
        standing.cache_clear()

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """As of the whole pattern: the first in the text, and of two there that of the earlier branch."""
        first: re.Match[str] | None = None
        for branch in standing(text).get(self, ()):
            found = branch.search(text, start, end)
            if found and (first is None or found.start() < first.start()):
                first = found
        return first

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        found = self.search(text, start, end)
        while found:
            yield found
            found = self.search(text, found.end(), end)


class Branch(NamedTuple):
    of: Rare
    compiled: re.Pattern[str]
    words: Words


_branches: list[Branch] = []
"""The branches of all patterns, in their order."""


@lru_cache(maxsize=4)
def standing(text: str) -> dict[Rare, list[re.Pattern[str]]]:
    """The branches that could stand in `text`, by their pattern; of one text many patterns ask."""
    words = {numbers for _end, numbers in index_of_words().iter(text)}
    could: dict[Rare, list[re.Pattern[str]]] = {}
    for number in sorted(frozenset().union(*words)):
        branch = _branches[number]
        could.setdefault(branch.of, []).append(branch.compiled)
    return could


@cache
def index_of_words() -> ahocorasick.Automaton:
    by_word: dict[str, set[int]] = {}
    for number, branch in enumerate(_branches):
        for word in branch.words:
            by_word.setdefault(word, set()).add(number)
    index = ahocorasick.Automaton()
    for word, numbers in by_word.items():
        index.add_word(word, frozenset(numbers))
    index.make_automaton()
    return index


def branches_of(pattern: str) -> list[str]:
    """`a|(?:b|c)[|]` → `a`, `(?:b|c)[|]`."""
    ends, depth, in_set = [-1], 0, False
    for piece in re.finditer(r"\\.|.", pattern, re.DOTALL):
        match piece.group():
            case "[" if not in_set:
                in_set = True
            case "]" if in_set:
                in_set = False
            case "(" if not in_set:
                depth += 1
            case ")" if not in_set:
                depth -= 1
            case "|" if not (in_set or depth):
                ends.append(piece.start())
    return [pattern[end + 1 : following] for end, following in zip(ends, [*ends[1:], None], strict=True)]


def words_needed(pattern: str) -> Words:
    """Words of which every match of `pattern` holds at least one; none where a match needs no word."""
    return of_branches([_parser.parse(pattern)])


def of_branches(branches: Iterable[Sequence[Any]]) -> Words:
    found = [rarest(of_sequence(branch)) for branch in branches]
    return frozenset().union(*found) if all(found) else frozenset()


def rarest(choices: list[Words]) -> Words:
    """The words that say most; of words that say as much, the fewer."""
    return max(choices, key=lambda words: (min(map(says, words)), -len(words)), default=frozenset())


def says(word: str) -> int:
    """How much it narrows a text down: a kanji as much as three kana or letters."""
    return sum(3 if "\u3400" <= char <= "\u9fff" else 1 for char in word)


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
