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
from .traces import NEAR, NEXT, READ_UP_TO, Concept, in_order, ticks

FILE = Path(__file__).parent / "model.json"
# Weights are thousandths. All flags' weights of a trace lie side by side in one int, each in a lane of its
# own: one sum adds them all.
SCALE = 1_000
LANE = 40
MASK = (1 << LANE) - 1
OFFSET = 1 << 20
# The second half of a concept that is there, whatever follows it.
ALONE = ""


@dataclass(frozen=True, slots=True)
class Model:
    flags: tuple[Flag, ...]
    bias: tuple[float, ...]
    # A score above it proposes the flag.
    threshold: tuple[float, ...]
    pieces: ahocorasick.Automaton
    # By concept, and then by what follows it: what is not known is seen so at once.
    concepts: dict[str, dict[str, int]]

    def scores(self, story: Story) -> list[float]:
        of_words = self.weighed(self.words(story.message.text[:READ_UP_TO]))
        of_concepts = self.weighed(self.read(story))
        return [bias + one + other for bias, one, other in zip(self.bias, of_words, of_concepts, strict=True)]

    def words(self, text: str) -> set[int]:
        return {lanes for _end, lanes in self.pieces.iter(text)}

    def read(self, story: Story) -> set[int]:
        """The known ones of `concepts`, by the same steps; nothing is built for an unknown one."""
        found: set[int] = set()
        places = in_order(story.message)
        for index, (_start, end, concept) in enumerate(places, start=1):
            known = self.concepts.get(concept)
            if known is None:
                continue
            if ALONE in known:
                found.add(known[ALONE])
            for start, _end, other in places[index : index + NEXT]:
                if start > NEAR - end:
                    break
                if other in known:
                    found.add(known[other])
        for name, value in ticks(story):
            known = self.concepts.get(name, {})
            found.update(known[half] for half in (ALONE, value) if half in known)
        return found

    def weighed(self, found: set[int]) -> list[float]:
        if not found:
            return [0.0] * len(self.flags)
        share = SCALE * sqrt(len(found))
        return [weight / share for weight in unpacked(sum(found), len(found), len(self.flags))]

    def of_words(self, text: str, flag: Flag) -> int:
        """The weight that a part of the message has for one flag, in thousandths."""
        words = self.words(text)
        lane = LANE * self.flags.index(flag)
        return ((sum(words) >> lane) & MASK) - len(words) * OFFSET


def packed(weights: Iterable[int], number: int) -> int:
    """The lanes of one trace. `number` stands in the highest lane: two traces of like weights stay two."""
    lanes = 0
    count = 0
    for count, weight in enumerate(weights, start=1):
        lanes |= (weight + OFFSET) << (LANE * (count - 1))
    return lanes | number << (LANE * count)


def unpacked(total: int, count: int, size: int) -> list[int]:
    return [((total >> lane) & MASK) - count * OFFSET for lane in range(0, LANE * size, LANE)]


def concept_of(name: str) -> Concept:
    """`medicine>stop` → ("medicine", "stop"), as the file names them."""
    first, _and, second = name.partition(">")
    return first, second


@cache
def the_model() -> Model:
    """The model that is shipped, read once."""
    kept = json.loads(FILE.read_text(encoding="utf-8"))
    numbers = iter(range(1, 1 << 30))
    pieces = ahocorasick.Automaton()
    for piece, weights in kept["pieces"].items():
        pieces.add_word(piece, packed(weights, next(numbers)))
    pieces.make_automaton()
    by_concept: dict[str, dict[str, int]] = {}
    for name, weights in kept["concepts"].items():
        first, second = concept_of(name)
        by_concept.setdefault(first, {})[second] = packed(weights, next(numbers))
    return Model(
        flags=tuple(Flag(flag) for flag in kept["flags"]),
        bias=tuple(kept["bias"]),
        threshold=tuple(kept["threshold"]),
        pieces=pieces,
        concepts=by_concept,
    )
