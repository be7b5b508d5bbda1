"""How much physician judgment is required."""

from __future__ import annotations

import re

from ..circumstances import Ground
from ..decision import Judgment, Track
from ..facts import Kind
from ..patient import particular_patient
from ..reading import Mention
from ..scope import dismissed
from ..story import Story
from ..treatments import Asked
from .track import Sorted


def judgment_of(story: Story, asked: Asked, placed: Sorted, kind: Kind) -> tuple[Judgment, str, Ground]:
    """The judgment with its rule and ground."""
    someone = particular_patient(story)
    if not someone:
        return (
            Judgment.GENERAL_INFORMATION,
            "judgment.general",
            story.message.evidence(*story.message.all("no_patient")[:1]),
        )
    if placed.track == Track.INSURED_SPECIALIST:
        return Judgment.SPECIALIST_TEAM, "judgment.specialist", someone
    if kind == Kind.GENE:
        return Judgment.SPECIALIST_TEAM, "judgment.gene_therapy", someone
    site = invasive(story)
    if site:
        return Judgment.SPECIALIST_TEAM, "judgment.invasive", site
    return Judgment.TREATING_PHYSICIAN, "judgment.treating", someone


# 目に幹細胞を注射する, 脳の中へ移植: the body's part, a particle, and what is done to it. A drip is none.
INTO_THE_BODY = re.compile(
    r"(?:脳|心臓|心筋|眼球|眼|目|網膜|脊髄|背骨|脊椎|冠動脈|硝子体|髄腔)(?:ノ中|ノ奥|内|ノ裏)?(?:ニ|ヘ)[^。]{0,14}?(?:注射|移植|入レ|打|注入|針|貼|植エ|埋メ)"
    r"|\b(?:inject|implant|transplant|graft|insert|put|plac|needle)\w* (?:[\w']+ ){0,5}?"
    r"(?:in|into|onto|on|inside) (?:[\w']+ ){1,3}?(?:brain|heart|eyes?|eyeballs?|spine|spinal|skull|retina)\b"
)


def invasive(story: Story) -> Ground:
    """Surgery on, or injection into, the brain, the heart, the eye or the spinal canal."""
    for reading in (story.message, story.treatment_name):
        for mention in reading.all("invasive_site"):
            if not dismissed(reading, mention):
                return reading.evidence(mention)
        found = INTO_THE_BODY.search(reading.text)
        if found:
            return reading.evidence(Mention("invasive_site", found.start(), found.end()))
    return ()
