"""Flags on how a treatment is offered: pressure, and claims of insurance."""

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
from .promise import quoted
from .track import Sorted

# Money already spent, which is no deposit.
SPENT = re.compile(r"使ツタ|ツギ込ン|費ヤシ|\b(?:spent|have spent)\b")
KEPT = re.compile(
    r"\b(?:keeps?|retains?|lose|forfeits?) (?:the |our |my |your |their )?"
    r"(?:\d{1,3}\s?(?:%|percent|per cent)|half|all of it|everything|full amount|lot|advance|whole)\b"
    r"[^.!?]{0,30}\b(?:if|when|should|unless)\b"
)
# Called again and again.
CHASED = re.compile(
    r"(?<!he )\b(?:rings?|calls?|phones?|texts?|messages?|emails?) (?:me |us |him |her |my \w+ )?"
    r"(?:every (?:day|evening|morning|night|hour|two|few)|daily|day and night|twice a day|all day|constantly)"
    r"|毎(?:日|晩|朝)[^。、]{0,8}(?:電話|メル|ライン|line|催促)|(?:電話|メル|催促)[^。、]{0,4}(?:毎日|毎晩|シツコ|鳴リヤマ|何度モ)"
)


def kept_or_chased(message: Reading) -> Mention | None:
    """`they keep 40% if we back out`, `the coordinator rings every evening`."""
    for found in (KEPT.search(message.text), CHASED.search(message.text)):
        if found:
            mention = Mention("deposit_strong", *found.span())
            if message.has(*message.sentence(mention), "claimer", "clinic", "non_medical", "held_offer"):
                return mention
    return None


def deposit_pressure(story: Story) -> Ground:
    """Pressed to pay or sign by a date, a today-only price, or a deposit that is lost."""
    message = story.message
    if message.all("no_pressure"):
        return ()
    for mention in message.all("deposit_strong"):
        span = message.sentence(mention)
        if (
            not denied(message, mention, behind=8, ahead=18)
            and not message.has(*span, "asks_us")
            and not SPENT.search(
                message.text, max(span[0], mention.start - 200), min(span[1], mention.end + 200)
            )
        ):
            return message.evidence(mention)
    pressed = kept_or_chased(message)
    if pressed:
        return message.evidence(pressed)
    for deposit in message.all("deposit"):
        loss = loss_of(message, deposit)
        if loss:
            return message.evidence(*sorted((deposit, loss), key=lambda m: m.start))
    for day in message.all("by_a_day"):
        span = message.sentence(day)
        pay = next((m for m in (*message.within(*span, "pay_or_sign"), *amounts(story, span))), None)
        if (
            pay
            and (message.has(*span, "press") or quoted(message, day))
            and not denied(message, pay)
            and not message.has(*span, "asks_us")
        ):
            return message.evidence(*sorted((day, pay), key=lambda m: m.start))
    return ()


PERCENT = re.compile(r"\d{1,3}\s?(?:%|percent|per cent|割)")


def amounts(story: Story, span: tuple[int, int]) -> list[Mention]:
    """`30% by Monday`: an amount and a day press without a word of paying."""
    part = PERCENT.search(story.message.text, span[0], min(span[1], span[0] + 600))
    found = [m for m in story.money if span[0] <= m.start < span[1]]
    return [*found, Mention("money", *part.span())] if part else found


def loss_of(message: Reading, deposit: Mention) -> Mention | None:
    """What tells that the deposit is lost: it is kept or gone, or it is not given back."""
    start, end = message.near_sentences(deposit, after=1)
    for back in message.within(start, end, "refund"):
        if denied(message, back, behind=8, ahead=24):
            return back
    for loss in message.within(start, end, "lost"):
        if not denied(message, loss, behind=0, ahead=16) and message.has(
            start, end, "press", "hypothesis", "denial"
        ):
            return loss
    return None


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
