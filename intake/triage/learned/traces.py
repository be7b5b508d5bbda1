"""What the model sees of an inquiry: pieces of the message, phrases of Latin words, and the concepts in it.

Training and proposing read by the same functions, or the weights would mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..reading import Mention, Reading
from ..story import Story

SHORTEST, LONGEST = 2, 5
MOST_WORDS = 3
LATIN_WORD = re.compile(r"[a-z']{2,}")
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


def phrases(text: str) -> set[str]:
    """One to three Latin words in a row, whatever punctuation stands between them."""
    words = LATIN_WORD.findall(text)
    found = set(words)
    for length in range(2, MOST_WORDS + 1):
        found.update(map(" ".join, zip(*(words[skip:] for skip in range(length)), strict=False)))
    return found


def concepts(story: Story) -> set[Concept]:
    """Concepts of the message, which of them follow each other closely, and what was ticked."""
    mentions = in_order(story.message)
    found: set[Concept] = {(mention.concept, "") for mention in mentions}
    for index, (concept, _start, end) in enumerate(mentions):
        for other, start, _end in mentions[index + 1 : index + 1 + NEXT]:
            if start - end > NEAR:
                break
            found.add((concept, other))
    found.update(ticks(story))
    return found


def ticks(story: Story) -> Iterator[Concept]:
    for name in TICKED:
        value = getattr(story.facts, name)
        if value is not None:
            yield f"{name}=", value.value


def in_order(message: Reading) -> list[Mention]:
    mentions = [
        mention for found in message.found.values() for mention in found if mention.start < READ_UP_TO
    ]
    # The name settles what begins and ends alike, so that the order of the tables says nothing.
    mentions.sort(key=lambda mention: (mention.start, -mention.end, mention.concept))
    return mentions
