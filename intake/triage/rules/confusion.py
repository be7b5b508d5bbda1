"""Whether the family takes two kinds of treatment for one."""

from __future__ import annotations

from ..circumstances import Ground
from ..facts import Kind
from ..sameness import equated
from ..story import Story
from ..treatments import Asked


def kind_confusion(story: Story, asked: Asked, kind: Kind) -> Ground:
    """The ticked kind contradicts the text, or the text equates two kinds."""
    ticked = story.facts.treatment_kind
    if asked.mentions and ticked not in (None, Kind.OTHER, Kind.UNKNOWN, asked.kind):
        return (
            story.ticked("treatment_kind"),
            *asked.mentions[0].reading.evidence(asked.mentions[0].mention),
        )
    pair = equated(story)
    return story.message.evidence(pair[0].mention, pair[1].mention) if pair else ()
