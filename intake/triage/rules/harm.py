"""Harm that happened to the patient."""

from __future__ import annotations

from ..circumstances import Ground
from ..reading import Mention
from ..story import Story
from .aftermath import began, happened


def adverse_event(story: Story, treated: list[Mention], stopped: Ground) -> Ground:
    """Something bad happened to the patient after a treatment, or after stopping medicine for its sake."""
    message = story.message
    if not (treated or stopped or message.all("collected")):
        return ()
    steps = treated or message.all("stop")
    first = steps[0].start if steps else 0
    for mention in message.all("harm_strong", "harm_weak"):
        if mention.concept == "harm_weak" and not began(message, mention):
            continue
        if mention.start < first and not began(message, mention):
            continue
        if happened(story, mention):
            return message.evidence(mention)
    return ()
