"""Despair: the writer or the patient speaks of dying, or of being unable to go on."""

from __future__ import annotations

import re

from ..circumstances import Ground
from ..reading import Mention, Reading
from ..scope import denied
from ..story import Story


def crisis(story: Story) -> Ground:
    """Wanting to die, or unable to go on. A condition counts too; only a plain denial takes it back."""
    for reading in (story.message, story.condition_detail):
        for mention in reading.all("crisis"):
            if not is_taken_back(reading, mention):
                return reading.evidence(mention)
    return ()


DESPAIR_DENIED = (
    "ワケデハ",
    "ワケジヤ",
    "トハ思ツテイ",
    "トハ思ツテマ",
    "ナンテ思ツテイ",
    "ナド思ツテイ",
    "ツモリハ",
    "コトハ考エテイマセ",
    "気ハア",
    "気ハナ",
    "トハ思イマセ",
    "ナンテ思イマセ",
    "トイウ話デハ",
    "トイウワケ",
    "トイウコトデハ",
    "トイウノデハ",
    "ナンテ考エテ",
    "ナンテコトハ",
    "トマデハ",
    "トイウ小説",
    "トイウセリフ",
    "トイウ台詞",
    "トイウ歌",
    "トイウ映画",
    "トイウドラマ",
    "トイウ本",
    "トイウ漫画",
    "トイウコトワザ",
    "トイウ冗談",
    "トイウ題",
)


# "If it is not for me then I'd rather ...": the denial stays in the clause before.
ANOTHER_CLAUSE = re.compile(
    r"\b(?:then|or|and|so|because) (?:i|i'd|i'll|i'm|he|he'd|she|she'd|we|we'd|they)\b"
)


def is_taken_back(reading: Reading, mention: Mention) -> bool:
    if reading.latin(mention):
        before = reading.text[max(0, mention.start - 22) : mention.start]
        if ANOTHER_CLAUSE.search(before):
            return False
        return denied(reading, mention, ahead=22) and not reading.text.startswith(
            (
                "can't",
                "cannot",
                "no ",
                "don't",
                "not ",
                "doesn't",
                "does not",
                "do not",
                "never",
                "nothing",
                "unable",
            ),
            mention.start,
        )
    rest = reading.text[mention.end : mention.end + 16]
    return any(cue in rest for cue in DESPAIR_DENIED)
