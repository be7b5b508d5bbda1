"""What the model sees of an inquiry: pieces of the message, and the concepts in it.

Training and proposing read alike, or the weights would mean nothing (a test holds the two together).
"""

from __future__ import annotations

from collections.abc import Iterator

from ..reading import Reading
from ..story import Story

SHORTEST, LONGEST = 2, 5
# A concept is read together with the four that follow it within this many characters.
NEXT, NEAR = 4, 40
TICKED = ("relationship", "payment", "provider_kind", "treatment_kind")
Concept = tuple[str, str]
"""One that is there, with an empty second half; or two in their order; or a field and what was ticked."""

READ_UP_TO = 10_000
"""As long as a message may be; a longer one is proposed on by its beginning."""


def pieces(text: str) -> set[str]:
    """All runs of SHORTEST to LONGEST characters: for training. Proposing looks for the known ones only."""
    size = len(text)
    return {
        text[start : start + length]
        for length in range(SHORTEST, LONGEST + 1)
        for start in range(size - length + 1)
    }


def concepts(story: Story) -> Iterator[tuple[str, list[str]]]:
    """Each concept of the message with those that follow it closely, and each ticked field with its value."""
    places = in_order(story.message)
    for index, (_start, end, concept) in enumerate(places, start=1):
        far = NEAR - end
        yield concept, [other for start, _end, other in places[index : index + NEXT] if start <= far]
    for name, value in ticks(story):
        yield name, [value]


def ticks(story: Story) -> Iterator[tuple[str, str]]:
    for name in TICKED:
        value = getattr(story.facts, name)
        if value is not None:
            yield f"{name}=", value.value


def in_order(message: Reading) -> list[tuple[int, int, str]]:
    """Start, end (below zero, so that of two the longer comes first) and concept of every mention."""
    # The name settles what begins and ends alike, so that the order of the tables says nothing.
    return sorted(
        (start, -end, concept)
        for mentions in message.found.values()
        for concept, start, end in mentions
        if start < READ_UP_TO
    )
