"""Whether public insurance is claimed for what it does not cover."""

from __future__ import annotations

import re

from ..catalogue import Product
from ..circumstances import IT_USED_TO, Ground
from ..decision import Track
from ..facts import Payment
from ..named import mentioned
from ..rare import Rare
from ..reading import Mention, Reading
from ..scope import denied, dismissed
from ..story import Story
from ..treatments import Asked
from .promise import quoted
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
    if (
        story.facts.payment == Payment.INSURED
        and not message.all("self_pay", "from_a_day")
        and not any(denies_cover(message, m) for m in message.all("insured"))
    ):
        return (story.ticked("payment"),)
    return ()


def is_ahead_of_coverage(story: Story, product: Product | None) -> bool:
    """Whether insurance is known to cover the product, but only from a later day."""
    if product is None or story.catalogue.covered_on(product, story.facts.submitted_on):
        return False
    return any(c.confirmed and c.start and c.start > story.facts.submitted_on for c in product.coverages)


ASKS_COVER = re.compile(
    r"(?:ナラ|ダツタラ)|[^、。]{0,3}?(?:ケバ|ルナラ|クナラ|ニナレバ|タラ|ルカモ|ナルカモ|ニナルカ)|"
    r"[^、。よ]{0,9}?(?:マスカ|デスカ|デシヨウカ|カドウカ|ノカ[?。]|マスデシヨウカ)(?!ラ)"
)
QUESTIONS_OF_COVER = ("if ", "whether", "is ", "are ", "does ", "will ", "can ", "would ")


# insurance pays none of it, insurance no longer has it
PAYS_NOTHING = re.compile(
    r"'?s? (?:(?:will|would|can|does|do) )?"
    r"(?:not |never |no longer|pays? (?:none|nothing|no)|covers? (?:none|nothing|no)"
    r"|has nothing|won't|wouldn't|doesn't|don't|refuses?|stopped|dropped|excludes?|is out"
    r"|isn't|not|none\b|nothing\b|no )"
)


# 保険証を出しましたが全額自費です: a card that is shown claims nothing.
CARDS = ("保険証", "insurance card", "health card")


def is_card_alone(message: Reading, mention: Mention) -> bool:
    return message.text.startswith(CARDS, mention.start) and message.has(
        mention.end, message.sentence(mention)[1], "self_pay"
    )


# 健康保険では無理, 健保の対象外, 高額療養費も…関係ありません
PAYS_NOTHING_JA = re.compile(
    r"(?:ノ|デハ|デ|ハ|ガ|モ|ニハ|カラハ|ナンテ)?(?:一切|全ク|マツタク|何モ|ビタ一文)?"
    r"(?:対象外|適用外|無理|駄目|ダメ|(?:効|利|キ)[カキ](?:ナ|マセ|ン|ズ|ヘン)|関係(?:ナ|アリマセ)"
    r"|出(?:ナ|マセ|ン)"
    r"|[^。、]{0,14}?(?:ニ|デ)(?:ハ|モ)(?:使エ|使ワレ|出|適用(?:サレ|デキ|ニナ[リラ])|対象ニナ[リラ])(?:ナ|マセ|ン)"
    r"|使エ(?:ナ|マセ|ン)|通ラ|通リマセ|下リ(?:ナ|マセ)|外デ|外ト|外ノ|外ダ|外、)"
)


def denies_cover(message: Reading, mention: Mention) -> bool:
    if denied(message, mention, behind=10, ahead=24):
        return True
    if message.latin(mention):
        return PAYS_NOTHING.match(message.text, mention.end) is not None
    return PAYS_NOTHING_JA.match(message.text, mention.end) is not None


# 膝なら保険の培養軟骨がある: for this case it is another matter.
FOR_OTHERS = re.compile(r"(?:ナラ|ノ場合ハ?|ダケハ|ダケ)、?$")


def is_contrast(message: Reading, mention: Mention) -> bool:
    return FOR_OTHERS.search(message.text, max(0, mention.start - 6), mention.start) is not None


# 保険でMRIを撮った: other care that is insured anyhow.
OTHER_CARE = Rare(
    r"(?<![a-z])(?:mri|ct)(?![a-z])|検査|レントゲン|ヒアルロン|人工関節|リハビリ|診察|抗ガン剤|標準治療"
    r"|介護|通院|入院|飲ミ薬|手術|内視鏡|透析|痛ミ止メ|切開|処置|救急|縫合|抗生物質|抗生剤|薬代"
    r"|\b(?:x-?rays?|x ray|scan|rehab|physio\w*|hyaluron\w*|chemo\w*|surgery|replacement|tests?"
    r"|checkups?|tablets|dialysis)\b"
)


def is_other_care(story: Story, mention: Mention) -> bool:
    """Whether the clause speaks of tests or usual care, and of no treatment that is asked about."""
    message = story.message
    start, end = message.clause(mention)
    if not OTHER_CARE.search(message.text, start, end):
        return False
    return not any(start <= t.mention.start < end for t in mentioned(story, message))


def asks_outright(message: Reading, mention: Mention) -> bool:
    """`who pays, them or national insurance?`"""
    if not message.latin(mention) or message.text[mention.end : mention.end + 1] != "?":
        return False
    return not message.has(*message.sentence(mention), "believes_firmly", "claims", "told")


# I asked whether NHI pays; they'll call back
ASKED_WHETHER = Rare(
    r"\b(?:ask\w*|wonder\w*|know|sure|check\w*|find out)\b[^.;]{0,24}\b(?:if|whether)\b[^.;]{0,24}$"
)


def speaks_of_another_thing(story: Story, asked: Asked, mention: Mention) -> bool:
    """Whether cover is denied, once was, or is a private insurer's, or another treatment's."""
    message = story.message
    span = message.sentence(mention)
    return (
        denies_cover(message, mention)
        or dismissed(message, mention)
        or is_contrast(message, mention)
        or message.has(*span, "private_insurance")
        or message.has(*message.clause(mention), "self_pay")
        or of_another_treatment(story, asked, mention)
        or of_a_covered_product(story, mention)
        or is_other_care(story, mention)
        or is_card_alone(message, mention)
        or IT_USED_TO.search(message.text, max(span[0], mention.start - 16), mention.start) is not None
    )


def claims_insurance(story: Story, asked: Asked, mention: Mention) -> bool:
    """Whether it is said, or held, that insurance covers what is asked about; asking is neither."""
    message = story.message
    span = message.sentence(mention)
    if speaks_of_another_thing(story, asked, mention):
        return False
    # "保険の手術" speaks of an insured treatment; only "保険の幹細胞点滴" says that this one is.
    if message.text[mention.start : mention.end] == "保険ノ" and not names_asked(story, asked, mention):
        return False
    if ASKS_COVER.match(message.text, mention.end) or asks_outright(message, mention):
        return False
    if ASKED_WHETHER.search(message.text, max(span[0], mention.start - 70), mention.start):
        return False
    if message.has(*span, "claims", "told", "believes_firmly"):
        return True
    if quoted(message, mention) and message.has(*span, "claimer"):
        return True
    if message.latin(mention):
        return believes_in_english(message, mention, span)
    return not message.is_question(mention)


def believes_in_english(message: Reading, mention: Mention, span: tuple[int, int]) -> bool:
    asks = any(
        message.text.startswith(QUESTIONS_OF_COVER, m.start)
        for m in message.within(span[0], mention.start, "hypothesis")
    )
    if asks:
        return False
    stated = STATED.search(message.text, max(span[0], mention.start - 60), mention.start)
    if message.text.startswith(("covered", "insured"), mention.start):
        stated = stated or IS_SO.search(message.text, max(span[0], mention.start - 40), mention.start)
    return message.has(*span, "believes") or bool(stated and not message.text.startswith("?", span[1] - 1))


# It is on the health insurance, so cost isn't our worry.
STATED = re.compile(
    r"\b(?:it|its|this|that|they|which|treatment|drip|sheet|product|cells)(?: is|'s| are|'re|) "
    r"(?:now |already |all |fully ){0,2}(?:on|covered by|under|paid (?:for )?by|through|part of) "
    r"(?:the |public |national |health |our |his |her |your |ur ){0,3}$"
)


IS_SO = re.compile(
    r"\b(?:it|its|this|that|they|treatment|drip|cells)(?: is|'s| are|'re) (?:now |already |all |fully ){0,2}$"
)


def names_asked(story: Story, asked: Asked, mention: Mention) -> bool:
    _, end = story.message.clause(mention)
    return any(
        t.kind == asked.kind and not t.product and mention.end <= t.mention.start < end
        for t in mentioned(story, story.message)
    )


def of_another_treatment(story: Story, asked: Asked, mention: Mention) -> bool:
    """Whether the clause speaks of another kind than the one asked about, and not of that one."""
    span = story.message.clause(mention)
    named = mentioned(story, story.message)
    kinds = {t.kind for t in named if span[0] <= t.mention.start < span[1]}
    if not kinds:
        # "his hospital mentioned JACC, on insurance": of a product named just before
        before = [t for t in named if span[0] - APPOSED <= t.mention.end < span[0]][-1:]
        kinds = {t.kind for t in before if t.product and t.product is not asked.product}
    return bool(kinds) and asked.kind not in kinds


APPOSED = 4


def of_a_covered_product(story: Story, mention: Mention) -> bool:
    """`Amchepry is on insurance`: true of the product, whatever a clinic sells beside it."""
    message = story.message
    start, end = message.clause(mention)
    return not message.has(*message.sentence(mention), "clinic", "non_medical", "claimer") and any(
        t.product is not None
        and start <= t.mention.start < end
        and story.catalogue.covered_on(t.product, story.facts.submitted_on)
        and story.indicated(t.product)
        for t in mentioned(story, message)
    )
