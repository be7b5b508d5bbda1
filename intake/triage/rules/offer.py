"""Flags on how a treatment is offered: pressure, promises, claims of insurance, no doctor."""

from __future__ import annotations

import re

from ..catalogue import Product
from ..circumstances import Ground, non_medical
from ..decision import Track
from ..facts import Payment
from ..named import mentioned
from ..reading import Mention, Reading
from ..scope import denied, dismissed
from ..story import Story
from ..treatments import Asked
from .track import Sorted


def deposit_pressure(story: Story) -> Ground:
    """Pressed to pay or sign by a date, a today-only price, or a deposit that is lost."""
    message = story.message
    if message.all("no_pressure"):
        return ()
    for mention in message.all("deposit_strong"):
        if not denied(message, mention, behind=8, ahead=18) and not message.has(
            *message.sentence(mention), "asks_us"
        ):
            return message.evidence(mention)
    for deposit in message.all("deposit"):
        loss = loss_of(message, deposit)
        if loss:
            return message.evidence(*sorted((deposit, loss), key=lambda m: m.start))
    for day in message.all("by_a_day"):
        span = message.sentence(day)
        pay = next(message.within(*span, "pay_or_sign"), None)
        if (
            pay
            and message.has(*span, "press")
            and not denied(message, pay)
            and not message.has(*span, "asks_us")
        ):
            return message.evidence(*sorted((day, pay), key=lambda m: m.start))
    return ()


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


def cure_claim(story: Story) -> Ground:
    """The provider promises a cure, near-certain success, or no side effects whatever."""
    message = story.message
    for mention in (*message.all("promise_cure", "promise_safe"), *sure_cures(message)):
        if is_promised(story, message, mention):
            return message.evidence(mention)
    return ()


def sure_cures(message: Reading) -> list[Mention]:
    """`かならず止まる`, `will definitely walk`: certainty next to getting well."""
    found = []
    for sure in message.all("surely"):
        reach = sure.end + (40 if message.latin(sure) else 12)
        _, end = message.clause(sure)
        for well in message.within(sure.end, min(end, reach), "gets_well"):
            found.append(Mention("promise_cure", sure.start, well.end))
            break
    return found


PROMISE_DENIED_AT_ONCE = (
    "ハ言",
    "ハ書",
    "ハ聞",
    "ハ説",
    "ハ限",
    "ハ断",
    "ハ約",
    "ハ思",
    "ハ一",
    "ハ誰",
    "ハ考",
    "ハイエ",
)
PROMISE_DENIED = (
    "トハ言",
    "トハイ",
    "トハ書",
    "トハ聞",
    "トハ説明",
    "ワケデハ",
    "ワケジヤ",
    "トハ限",
    "トハ一言",
    "トハ断言",
    "ナンテ言",
    "トハ一度",
    "トハ約束",
    "トハ思",
    "トハ誰",
    "ハシテイ",
    "ハデキ",
    "ハナイ",
    "ハアリマセン",
    "ハサレ",
    "トハ考",
    "シナイ",
    "シマセン",
    "デキナイ",
    "デキマセン",
)


def is_promised(story: Story, message: Reading, mention: Mention) -> bool:
    span = message.sentence(mention)
    if story.others(mention) and not message.has(*span, "claimer"):
        return False
    if message.latin(mention):
        if denied(message, mention, ahead=30) and not message.text.startswith(
            ("no ", "zero", "never", "without", "nothing", "can't go", "cannot go"), mention.start
        ):
            return False
        if denied_promise_english(message, mention, span):
            return False
    elif message.text.startswith(PROMISE_DENIED_AT_ONCE, mention.end) or any(
        cue in message.text[mention.end : mention.end + 16] for cue in PROMISE_DENIED
    ):
        return False
    claim = [m for m in message.within(*span, "claims")]
    return bool(claim) and message.has(*message.near_sentences(mention, before=1), "claimer")


def denied_promise_english(message: Reading, mention: Mention, span: tuple[int, int]) -> bool:
    return any(
        message.text.startswith(
            (
                "never",
                "not ",
                "no one",
                "nobody",
                "didn't",
                "don't",
                "doesn't",
                "did not",
                "does not",
                "hasn't",
                "has not",
            ),
            m.start,
        )
        and m.end <= mention.start
        and message.has(m.end, mention.start, "claims")
        for m in message.within(span[0], mention.start, "denial")
    )


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


def no_physician(story: Story) -> Ground:
    """No doctor examines or explains."""
    message = story.message
    seller = non_medical(story)
    if seller and not message.all("doctor_present"):
        return seller
    for mention in message.all("no_doctor"):
        if message.latin(mention) or lacks(message, mention):
            return message.evidence(mention)
    for doctor in message.all("doctor"):
        if NOT_SEEN.match(message.text, doctor.end, doctor.end + 24) and not message.is_question(doctor):
            return message.evidence(doctor)
    for mention in message.all("nurse_or_sales_only"):
        if not denied(message, mention, behind=6, ahead=16):
            return message.evidence(mention)
    return ()


# 先生は一度も出てこない, 医者の顔は見たことがない
NOT_SEEN = re.compile(
    r"(?:サン|方)?(?:ニハ|ニモ|トハ|トモ|カラハ|カラノ|カラ|ニ|ハ|ガ|モ|ノ)?(?:一度モ|一回モ|全ク|マツタク|ダレモ|誰モ)?"
    r"(?:イ|オラ|会|診|見|出|デテ|来|顔|説明|診察|問診|話|立チ会|関|常駐|不在)[^。、!?]{0,8}?(?:ナイ|ナカ|マセン|ズ|ナシ|ナク|不在|無)"
)


def lacks(message: Reading, mention: Mention) -> bool:
    rest = message.text[mention.start : min(mention.end + 14, message.sentence(mention)[1])]
    return any(
        cue in rest for cue in ("ナイ", "ナク", "マセン", "ナシ", "無", "ズ", "ナカ", "抜キ", "不在")
    ) and not message.is_question(mention)
