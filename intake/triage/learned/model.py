"""The model: a weight for each trace and flag, kept as whole numbers in `model.json` (`make triage-train`).

A score is the bias plus the weights of the traces that are there, words and concepts each divided by the root
of how many there are, so that a long message is not louder than a short one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path

import ahocorasick

from ..decision import Flag
from ..story import Story
from .traces import READ_UP_TO, Concept, concepts, phrases

FILE = Path(__file__).parent / "model.json"
# Weights are thousandths. All flags' weights of a trace lie side by side in one int, each in a lane of its
# own: one sum adds them all.
SCALE = 1_000
LANE = 40
OFFSET = 1 << 20


@dataclass(frozen=True, slots=True)
class Model:
    flags: tuple[Flag, ...]
    bias: tuple[float, ...]
    # A score above it proposes the flag.
    threshold: tuple[float, ...]
    pieces: ahocorasick.Automaton
    phrases: dict[str, int]
    concepts: dict[Concept, int]

    def scores(self, story: Story) -> list[float]:
        text = story.message.text[:READ_UP_TO]
        read = {self.concepts[concept] for concept in self.concepts.keys() & concepts(story)}
        of_words, of_concepts = self.weighed(self.words(text)), self.weighed(read)
        return [bias + one + other for bias, one, other in zip(self.bias, of_words, of_concepts, strict=True)]

    def words(self, text: str) -> set[int]:
        found = {lanes for _end, lanes in self.pieces.iter(text)}
        found.update(self.phrases[phrase] for phrase in self.phrases.keys() & phrases(text))
        return found

    def weighed(self, found: set[int]) -> list[float]:
        if not found:
            return [0.0] * len(self.flags)
        share = SCALE * sqrt(len(found))
        return [weight / share for weight in unpacked(sum(found), len(found), len(self.flags))]

    def of_phrases(self, text: str, flag: Flag) -> int:
        """The weight that a part of the message has for one flag, in thousandths."""
        words = self.words(text)
        return unpacked(sum(words), len(words), len(self.flags))[self.flags.index(flag)]


def packed(weights: Iterable[int], number: int) -> int:
    """The lanes of one trace. `number` stands in the highest lane: two traces of like weights stay two."""
    lanes = 0
    count = 0
    for count, weight in enumerate(weights, start=1):
        lanes |= (weight + OFFSET) << (LANE * (count - 1))
    return lanes | number << (LANE * count)


def unpacked(total: int, count: int, size: int) -> list[int]:
    mask = (1 << LANE) - 1
    return [((total >> (LANE * lane)) & mask) - count * OFFSET for lane in range(size)]


def concept_of(name: str) -> Concept:
    """`medicine>stop` → ("medicine", "stop"), as the file names them."""
    first, _and, second = name.partition(">")
    return first, second


@cache
def the_model() -> Model:
    """The model that is shipped, read once."""
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    numbers = iter(range(1, 1 << 30))
    lanes = {
        group: {trace: packed(weights, next(numbers)) for trace, weights in kept[group].items()}
        for group in ("pieces", "phrases", "concepts")
    }
    automaton = ahocorasick.Automaton()
    for piece, value in lanes["pieces"].items():
        automaton.add_word(piece, value)
    automaton.make_automaton()
    return Model(
        flags=tuple(Flag(flag) for flag in kept["flags"]),
        bias=tuple(kept["bias"]),
        threshold=tuple(kept["threshold"]),
        pieces=automaton,
        phrases=lanes["phrases"],
        concepts={concept_of(name): value for name, value in lanes["concepts"].items()},
    )
