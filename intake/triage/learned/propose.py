"""Flags that the model proposes, and which of them the rules let stand.

The model reads what no list has: a thing told in one's own words. It never takes a flag back, never touches
track, kind or judgment, and what it proposes stands only where the codebook could ground it.
"""

from __future__ import annotations

from collections.abc import Container
from itertools import pairwise

from ..circumstances import Ground
from ..decision import URGENT_FLAGS, Flag, Track
from ..facts import Kind
from ..reading import Mention
from ..rules.plan import needs_a_number
from ..rules.presence import doctor_examined
from ..story import Story
from .model import Model, the_model
from .traces import READ_UP_TO

# Of an offer outside insurance alone.
OF_AN_OFFER = frozenset(
    {Flag.DEPOSIT_PRESSURE, Flag.CURE_CLAIM, Flag.INSURED_CLAIM_MISMATCH, Flag.NO_PHYSICIAN, Flag.OVERSEAS}
)
# Nobody is treated, or sees no doctor, where nobody is ill.
OF_A_PATIENT = frozenset({Flag.NO_PHYSICIAN, Flag.PLAN_NUMBER_MISSING, Flag.ALREADY_TREATED})
# Nothing was given where nothing is named.
OF_A_TREATMENT = frozenset({Flag.ALREADY_TREATED, Flag.KIND_CONFUSION})


def proposals(story: Story, track: Track, kind: Kind, *, beside: Container[Flag]) -> dict[Flag, Ground]:
    """Each flag that may stand `beside` those of the rules, with the sentence that speaks most for it."""
    if not story.message.text:
        return {}
    model = the_model()
    scores = dict(zip(model.flags, model.scores(story), strict=True))
    return {
        flag: most_telling(model, story, flag)
        for flag, threshold in zip(model.flags, model.threshold, strict=True)
        if scores[flag] > threshold
        and flag not in beside
        and may_stand(flag, story, track, kind)
        and not (flag == Flag.ADVERSE_EVENT and nothing_done(scores, beside))
    }


# Of 15 harms that only the model heard, on rows it had not learned from, none scored lower.
LEAST_OF_A_TREATMENT = -0.5


def nothing_done(scores: dict[Flag, float], beside: Container[Flag]) -> bool:
    """Whether nothing speaks of a treatment had or a medicine stopped: harm would have come of nothing."""
    before_it = (Flag.ALREADY_TREATED, Flag.MEDICATION_STOP)
    return all(flag not in beside and scores[flag] <= LEAST_OF_A_TREATMENT for flag in before_it)


def may_stand(flag: Flag, story: Story, track: Track, kind: Kind) -> bool:
    if flag in URGENT_FLAGS:
        return True
    if flag in OF_A_PATIENT and story.message.all("no_patient"):
        return False
    if flag in NEEDS_WORDS and not is_spoken_of(flag, story):
        return False
    if flag == Flag.PLAN_NUMBER_MISSING:
        return needs_a_number(story, track, {kind})
    if flag == Flag.NO_PHYSICIAN and doctor_examined(story.message):
        return False
    if flag in OF_AN_OFFER:
        return track == Track.SELF_PAY_REVIEW
    return flag not in OF_A_TREATMENT or kind != Kind.UNKNOWN


# What the codebook's ground for a flag can hardly be told without: a country, somebody who gives it, money.
NEEDS_WORDS = {
    Flag.OVERSEAS: ("abroad", "overseas_place"),
    Flag.DEPOSIT_PRESSURE: (
        *("deposit", "deposit_strong", "pay_or_sign", "by_a_day", "press", "refund", "lost", "held_offer"),
    ),
    Flag.PLAN_NUMBER_MISSING: (
        *("clinic", "hospital", "non_medical", "perhaps_seller", "place_in_japan"),
        *("held_offer", "told", "claims", "claimer", "offer", "planned"),
    ),
}


def is_spoken_of(flag: Flag, story: Story) -> bool:
    words = NEEDS_WORDS[flag]
    in_name = flag == Flag.PLAN_NUMBER_MISSING and bool(story.provider_name.text)
    return in_name or any(reading.all(*words) for reading in (story.message, story.provider_name))


def most_telling(model: Model, story: Story, flag: Flag) -> Ground:
    message = story.message
    text = message.text[:READ_UP_TO]
    edges = [0, *(end for end in message.sentences.ends if end < len(text)), len(text)]
    spans = [(start, end) for start, end in pairwise(edges) if text[start:end].strip()]
    if not spans:
        return ()
    start, end = max(spans, key=lambda span: model.of_words(text[span[0] : span[1]], flag))
    return message.evidence(Mention(flag.value, start, end))
