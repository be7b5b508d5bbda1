"""The model: a weight for each trace and flag, kept as whole numbers in `model.json` (`make triage-train`).

A score is the bias plus the weights of the traces that are there, words and concepts each divided by the root
of how many there are, so that a long message is not louder than a short one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import sqrt
from operator import itemgetter
from pathlib import Path

import ahocorasick

from ..decision import Flag
from ..story import Story
from .traces import NEAR, NEXT, READ_UP_TO, Concept, in_order, ticks

FILE = Path(__file__).parent / "model.json"
# Weights are thousandths. All flags' weights of a trace lie side by side in one int, each in a lane of its
# own: one sum adds them all. A lane has room for the sum of 2**14 weights below 2**15, more than there are
# traces, and is one digit of a Python int. Traces are told apart by their number, the place of their lanes in
# `lanes`: short numbers make cheaper sets than long ints.
SCALE = 1_000
LANE = 30
MASK = (1 << LANE) - 1
OFFSET = 1 << 15
NUMBER = itemgetter(1)
# The second half of a concept that is there, whatever follows it.
ALONE = ""


@dataclass(frozen=True, slots=True)
class Model:
    flags: tuple[Flag, ...]
    bias: tuple[float, ...]
    # A score above it proposes the flag.
    threshold: tuple[float, ...]
    lanes: list[int]
    # The numbers of traces; of concepts by concept, and then by what follows it: what is not known is seen so
    # at once.
    pieces: ahocorasick.Automaton
    concepts: dict[str, dict[str, int]]

    def scores(self, story: Story) -> list[float]:
        of_words = self.weighed(self.words(story.message.text[:READ_UP_TO]))
        of_concepts = self.weighed(self.read(story))
        return [bias + one + other for bias, one, other in zip(self.bias, of_words, of_concepts, strict=True)]

    def words(self, text: str) -> set[int]:
        return set(map(NUMBER, self.pieces.iter(text)))

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
                if len(known) == 1:
                    continue
            far = NEAR - end
            for start, _end, other in places[index : index + NEXT]:
                if start > far:
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
        return [weight / share for weight in unpacked(self.total(found), len(found), len(self.flags))]

    def total(self, found: set[int]) -> int:
        return sum(map(self.lanes.__getitem__, found))

    def of_words(self, text: str, flag: Flag) -> int:
        """The weight that a part of the message has for one flag, in thousandths."""
        words = self.words(text)
        lane = LANE * self.flags.index(flag)
        return ((self.total(words) >> lane) & MASK) - len(words) * OFFSET


def packed(weights: Sequence[int]) -> int:
    """The lanes of one trace. Raises ValueError for a weight that has no room in its lane."""
    if not all(-OFFSET <= weight < OFFSET for weight in weights):
        raise ValueError("a weight too large for its lane")
    return sum((weight + OFFSET) << (LANE * place) for place, weight in enumerate(weights))


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
    pieces = ahocorasick.Automaton()
    for number, piece in enumerate(kept["pieces"]):
        pieces.add_word(piece, number)
    pieces.make_automaton()
    by_concept: dict[str, dict[str, int]] = {}
    for number, name in enumerate(kept["concepts"], start=len(kept["pieces"])):
        first, second = concept_of(name)
        by_concept.setdefault(first, {})[second] = number
    return Model(
        flags=tuple(Flag(flag) for flag in kept["flags"]),
        bias=tuple(kept["bias"]),
        threshold=tuple(kept["threshold"]),
        lanes=[packed(weights) for weights in (*kept["pieces"].values(), *kept["concepts"].values())],
        pieces=pieces,
        concepts=by_concept,
    )
