"""How much physician judgment is required."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..catalogue import Product
from ..circumstances import Ground, clinic, non_medical, offer
from ..decision import Flag, Judgment, Track
from ..facts import Kind
from ..patient import particular_patient
from ..rare import Rare
from ..reading import Mention, Reading
from ..scope import dismissed
from ..story import Story
from ..treatments import Asked
from .track import Sorted, ground_of


def judgment_of(
    story: Story, asked: Asked, placed: Sorted, kind: Kind, flags: Mapping[Flag, Ground]
) -> tuple[Judgment, str, Ground]:
    """The judgment with its rule and ground. `flags` are those of the rules."""
    someone = particular_patient(story) or happened_to_somebody(story, flags) or considered(story, placed)
    if not someone:
        return (
            Judgment.GENERAL_INFORMATION,
            "judgment.general",
            story.message.evidence(*story.message.all("no_patient")[:1]),
        )
    ill = illness(story, placed.product)
    if placed.track == Track.INSURED_SPECIALIST:
        return Judgment.SPECIALIST_TEAM, "judgment.specialist", (*ill, *placed.ground) or someone
    if kind == Kind.GENE:
        return Judgment.SPECIALIST_TEAM, "judgment.gene_therapy", (*ill, *ground_of(story, asked)) or someone
    site = invasive(story, kind)
    if site:
        return Judgment.SPECIALIST_TEAM, "judgment.invasive", site
    return Judgment.TREATING_PHYSICIAN, "judgment.treating", ill or someone


def illness(story: Story, product: Product | None) -> Ground:
    """What is to be judged: of several illnesses that are told, the one that `product` is for.

    Kin show that somebody is spoken of, and not who is ill: むすこは東京にいます.
    """
    told = {
        condition: reading.evidence(mention)
        for condition, ((reading, mention), *_more) in story.text_conditions.items()
    }
    ticked = story.facts.condition
    if ticked and ticked not in told:
        told[ticked] = (story.ticked("condition"),)
    first = product.conditions if product else ()
    return next((told[condition] for condition in (*first, *told) if condition in told), ())


# What is told only of somebody, whether or not the writer says of whom.
OF_SOMEBODY = (
    *(Flag.ADVERSE_EVENT, Flag.MEDICATION_STOP, Flag.CRISIS, Flag.ALREADY_TREATED),
    Flag.DEPOSIT_PRESSURE,
)


def happened_to_somebody(story: Story, flags: Mapping[Flag, Ground]) -> Ground:
    """`PRPを打ってから腫れた`, and not a word of who: there is a patient all the same."""
    if story.message.all("no_patient", "teaching"):
        return ()
    return next((flags[flag] for flag in OF_SOMEBODY if flag in flags), ())


GENERAL = ("no_patient", "no_treatment", "general_turn", "teaching", "differs")


def considered(story: Story, placed: Sorted) -> Ground:
    """Who asks about a seller's goods, without a word of whom they are for, thinks of a treatment."""
    message = story.message
    if placed.track != Track.SELF_PAY_REVIEW or message.all(*GENERAL) or story.facts.relationship is not None:
        return ()
    return non_medical(story) or clinic(story) if offered_or_asked(story) else ()


ASKS_FOR_IT = Rare(
    r"\b(?:safe|worth it|ok|okay|legit|should (?:i|we|he|she)|is it|any good|risky|trust)\b"
    r"|安全|大丈夫|受ケテモ|シテモ|効キマスカ|信用"
)


def offered_or_asked(story: Story) -> bool:
    return bool(offer(story)) or ASKS_FOR_IT.search(story.message.text) is not None


# 目に幹細胞を注射する, 脳の中へ移植: the body's part, a particle, and what is done to it. A drip is none.
INTO_THE_BODY = Rare(
    r"(?:脳|心臓|心筋|眼球|眼|目|網膜|脊髄|背骨|脊椎|冠動脈|硝子体|髄腔)(?:ノ中|ノ奥|内|ノ裏)?(?:ニ|ヘ)"
    r"[^。]{0,14}?(?:注射|移植|入レ|打|注入|針|貼|植エ|埋メ|刺)"
    r"|\b(?:inject|implant|transplant|graft|insert|put|plac|needle|stitch|sew|deliver|thread|squirt)\w* "
    r"(?:[\w']+ ){0,10}?(?:in|into|onto|on|inside) "
    r"(?:(?!skin|under|around|area|arm|vein|belly|face)[\w']+ ){1,4}?"
    r"(?:brain|heart|eyes?|eyeballs?|spine|spinal|skull|retina)\b"
)
# くも膜下出血, 脊柱管狭窄症: the illness, not what would be done.
ILLNESS = re.compile(r"[^。、]{0,2}(?:狭窄|出血|梗塞|腫瘍|腫ガ|炎|硬化|損傷|バイパス|疾患|水腫|症|ガ詰|ガ細)")
OPERATED = ("手術", "開頭", "開胸", "カテテル", "surgery", "catheter", "coronary", "ventricle", "craniotomy")
LONG_AGO = re.compile(
    r"(?:\d+|[一二三四五六七八九十数])(?:年|カ月|ケ月)前|以前|昔|カツテ|過去|去年|昨年"
    r"|\b(?:years?|months?) ago\b|\bin (?:19|20)\d\d\b|\blast year\b|\bhas had\b|\bhistory of\b"
)
# A sheet for the cornea is sewn or laid on the eye.
CORNEAL = ("角膜", "口腔粘膜", "口ノ粘膜", "cornea", "limbal", "oral mucosa")


def invasive(story: Story, kind: Kind) -> Ground:
    """Surgery on, or injection into, the brain, the heart, the eye or the spinal canal."""
    for reading in (story.message, story.treatment_name):
        for mention in reading.all("invasive_site"):
            if not (dismissed(reading, mention) or tells_of_illness(reading, mention)):
                return reading.evidence(mention)
        found = INTO_THE_BODY.search(reading.text)
        if found:
            return reading.evidence(Mention("invasive_site", found.start(), found.end()))
        for mention in reading.all("kind_tissue") if kind == Kind.TISSUE else ():
            if reading.text.startswith(CORNEAL, mention.start):
                return reading.evidence(mention)
    return ()


def tells_of_illness(reading: Reading, mention: Mention) -> bool:
    """Whether it names the illness, or what was operated on long ago."""
    if ILLNESS.match(reading.text, mention.end):
        return True
    words = reading.text[mention.start : mention.end]
    # "drilled 'never miss one' into me"
    if words.startswith("drill") and not re.search(r"\b(?:skull|head|hole|bone|brain)\b", reading.text):
        return True
    return any(word in words for word in OPERATED) and bool(
        LONG_AGO.search(reading.text, *reading.clause(mention))
    )
