"""Whether public insurance is claimed for what it does not cover."""

from __future__ import annotations

import re

from ..catalogue import Product
from ..circumstances import Ground
from ..decision import Track
from ..facts import Payment
from ..named import mentioned
from ..reading import Mention, Reading
from ..scope import denied, dismissed
from ..story import Story
from ..treatments import Asked
from .track import Sorted


def insured_claim_mismatch(story: Story, asked: Asked, placed: Sorted) -> Ground:
    """Told or believing that public insurance covers what it does not cover on that day."""
    message = story.message
    if placed.track == Track.SELF_PAY_REVIEW:
        for mention in message.all("insured"):
            if claims_insurance(story, asked, mention):
                return message.evidence(mention)
    elif not is_ahead_of_coverage(story, placed.product):
        return ()
    else:
        for mention in message.all("insured"):
            span = message.clause(mention)
            if (
                message.has(*span, "already")
                and not message.has(*span, "from_a_day")
                and not denied(message, mention)
            ):
                return message.evidence(mention)
    if story.facts.payment == Payment.INSURED and not message.all("self_pay", "from_a_day"):
        return (story.ticked("payment"),)
    return ()


def is_ahead_of_coverage(story: Story, product: Product | None) -> bool:
    """Whether insurance is known to cover the product, but only from a later day."""
    if product is None or story.catalogue.covered_on(product, story.facts.submitted_on):
        return False
    return any(c.confirmed and c.start and c.start > story.facts.submitted_on for c in product.coverages)


ASKS_COVER = re.compile(
    r"[^、。よ]{0,9}?(?:マスカ|デスカ|デシヨウカ|カドウカ|ノカ[?。]|マスデシヨウカ)(?!ラ)"
)
QUESTIONS_OF_COVER = ("if ", "whether", "is ", "are ", "does ", "will ", "can ", "would ")


def claims_insurance(story: Story, asked: Asked, mention: Mention) -> bool:
    """Whether it is said, or held, that insurance covers what is asked about; asking is neither."""
    message = story.message
    span = message.sentence(mention)
    if denied(message, mention, behind=10, ahead=24) or dismissed(message, mention):
        return False
    if message.has(*span, "private_insurance") or message.has(*message.clause(mention), "self_pay"):
        return False
    if of_another_treatment(story, asked, mention):
        return False
    # "保険の手術" speaks of an insured treatment; only "保険の幹細胞点滴" says that this one is.
    if message.text[mention.start : mention.end] == "保険ノ" and not names_asked(story, asked, mention):
        return False
    if ASKS_COVER.match(message.text, mention.end):
        return False
    if message.has(*span, "claims", "told", "believes_firmly"):
        return True
    if message.latin(mention):
        return believes_in_english(message, mention, span)
    return not message.is_question(mention)


def believes_in_english(message: Reading, mention: Mention, span: tuple[int, int]) -> bool:
    asks = any(
        message.text.startswith(QUESTIONS_OF_COVER, m.start)
        for m in message.within(span[0], mention.start, "hypothesis")
    )
    return not asks and message.has(span[0], span[1], "believes")


def names_asked(story: Story, asked: Asked, mention: Mention) -> bool:
    _, end = story.message.clause(mention)
    return any(
        t.kind == asked.kind and not t.product and mention.end <= t.mention.start < end
        for t in mentioned(story, story.message)
    )


def of_another_treatment(story: Story, asked: Asked, mention: Mention) -> bool:
    """Whether the clause speaks of another kind than the one asked about, and not of that one."""
    span = story.message.clause(mention)
    kinds = {t.kind for t in mentioned(story, story.message) if span[0] <= t.mention.start < span[1]}
    return bool(kinds) and asked.kind not in kinds
