"""Harm that happened to the patient."""

from __future__ import annotations

import re

from ..catalogue import Condition
from ..circumstances import Ground
from ..rare import Rare
from ..reading import Mention, Reading
from ..scope import supposed
from ..story import Story
from .aftermath import THEN_AND_NOW, began, happened, lapse


def adverse_event(story: Story, treated: list[Mention], stopped: Ground) -> Ground:
    """Something bad happened to the patient after a treatment, or after stopping medicine for its sake."""
    message = story.message
    if not (treated or stopped or message.all("collected")):
        return ()
    steps = treated or message.all("stop")
    first = steps[0].start if steps else 0
    for mention in message.all("harm_strong", "harm_weak", "alarm"):
        if mention.concept == "harm_weak" and not began(message, mention):
            continue
        if mention.start < first and not began(message, mention):
            continue
        if message.has(*message.sentence(mention), "unchanged") or is_unrelated(message, mention):
            continue
        if happened(story, mention):
            return message.evidence(mention)
    if not steps:
        return ()
    return message.evidence(
        *(changed_since(story, steps[0]) or lost_since(story, steps[0]) or worse_than_before(story))
    )


def worse_than_before(story: Story) -> tuple[Mention, ...]:
    found = THEN_AND_NOW.search(story.message.text[:FAR])
    if found is None:
        return ()
    told = Mention("harm_weak", *found.span())
    return () if story.message.is_question(told) or is_well(story.message, told) else (told,)


def is_unrelated(message: Reading, mention: Mention) -> bool:
    """`nothing to do with the drip`, as the writer says; a clinic would say so of anything."""
    start, end = message.near_sentences(mention, after=1)
    return message.has(start, end, "unrelated") and not message.has(start, end, "told", "claims")


NEAR_PART = 16
NEAR_PART_LATIN = 28


def changed_since(story: Story, step: Mention) -> tuple[Mention, ...]:
    """A part of the body and what became of it, with the time since a step: told in words no list has."""
    message = story.message
    for part in message.all("body_part"):
        if part.start < step.end:
            continue
        reach = part.end + (NEAR_PART_LATIN if message.latin(part) else NEAR_PART)
        _, end = message.clause(part)
        change = next(message.within(part.end, min(end, reach), "body_change"), None)
        if change is None or is_well(message, part):
            continue
        if not (
            on_the_face(story, part)
            or since(message, step, part)
            or SINCE.search(message.text, change.end, end)
        ):
            continue
        whole = Mention("harm_weak", part.start, change.end)
        if happened(story, whole) and not message.is_question(whole):
            return part, change
    return ()


FACE = re.compile(
    r"顔|頬|ホホ|ホツペ|額|マブタ|瞼|唇|クチビル|アゴ|顎|肌|皮膚|cheeks?|forehead|eyelids?|lips?|face|skin"
    r"|chin|eyebrow"
)
# Illnesses that show in the face themselves.
SHOWN_IN_FACES = {
    Condition.STROKE,
    Condition.ALS,
    Condition.PARKINSONS,
    Condition.EYE,
    Condition.SKIN,
    Condition.OTHER,
}


def on_the_face(story: Story, part: Mention) -> bool:
    """Whether it is a part that nothing but the treatment would have changed: no time need be told."""
    return FACE.fullmatch(story.message.text, part.start, part.end) is not None and not (
        story.conditions & SHOWN_IN_FACES
    )


# What a body could do before: 茶碗が持てなくなり, could not say what year it was.
LOST = Rare(
    r"(?<!シビ)(?<!腫)(?<!ハ)(?<!疲)[ケセテネメレエゲベ]ナクナ(?:リ|ツ)|(?:間違エ|落トス|忘レル|コボス"
    r"|ツマズク|転ブ|ムセル)ヨウニナ"
    r"|(?:数値|値|マカ|影|腫瘍|ガン|癌)(?:ガ|ハ|モ)[^。、]{0,8}?(?:倍|跳|増エ|上ガリ|上ガツ|大キク|広ガ|悪)"
    r"|(?:症状|動キ|震エ|フルエ|痛ミ|コワバリ|シビレ|メマイ|ムクミ|ヨダレ|物忘レ)(?:ガ|ハ|モ)[^。、]{0,8}?"
    r"(?:強ク|ヒドク|キツク|増エ|悪ク|激シク)(?:ナ|テ|マシ|タ)"
    r"|(?:落トシ|間違エ|忘レ|コボシ|ツマズキ|転ビ)(?:マス|マシタ|テバカリ)"
    r"|(?:梗塞|出血|血栓|肺炎|腫瘍|骨髄炎|網膜剥離)(?:ガ|ト|ヲ|ニ)[^。]{0,12}?(?:見ツカ|診断|言ワレ"
    r"|起コ|ナリ|ナツ|判明|写|ツト|ト。)"
    r"|\b(?:couldn't|could not|can't|cannot|can not|can no longer|no longer|unable to|barely|hardly"
    r"|not been able to|hasn't been able to|has not|hasn't|have not|haven't|won't)"
    r" (?:even |really |properly |been able to )?"
    r"(?:say|speak|talk|walk|stand|stood|lift|hold|held|grip|turn|turned|sit|sat|eat|eaten|drink|drunk"
    r"|swallow|see"
    r"|read|hear|feel|felt|breathe|remember|get|got|move|moved|bend|climb|dress|open|opened|close|use|pick"
    r"|button|write"
    r"|spoken|walked|stood|talked|responded|know|knew|recogni[sz]e|keep|kept|pee|pass|raise|chew|slept"
    r"|woken|left (?:his|her|the) bed)\b"
    # an aid that nobody needed before: by June I needed a catheter, 酸素が手放せなくなり
    r"|\b(?:need(?:s|ed|ing)?|(?:am|is|are|was|been|be|put|live|lives|living) on|(?:end|finish)(?:s|ed) up"
    r" (?:on|in|with)|uses?|wears?|carr(?:y|ies)|(?:am|is|was|been) in)"
    r" (?:a |an |the |my |his |her )?(?:catheter|oxygen|wheelchair|walking frame|walker|stick|cane|crutch\w*"
    r"|ventilator|feeding tube|stoma|dialysis|morphine|eye patch|neck brace|insulin|transfusions?)\b"
    r"|(?:管|カテテル|酸素|車イス|車椅子|杖|胃ロウ|呼吸器|透析|オムツ|歩行器)(?:ガ|ヲ|デ|ニ|ハ|ノ生活)[^。、]{0,8}?"
    r"(?:ナリマシタ|ナツ(?:タ|テ)|必要ニ|手放セ|外セナ|外レナ|抜ケナ|入レラレ|ツケラレ|付ケラレ|ツナガレ)"
)
NO_LOSS = re.compile(
    r"(?:afford|appoint|reach|contact|decide|find|refund|answer|reply|money|price|told|tell)"
)


def lost_since(story: Story, step: Mention) -> tuple[Mention, ...]:
    """An ability that went since a step."""
    message = story.message
    for found in LOST.finditer(message.text, step.end, step.end + FAR):
        lost = Mention("harm_weak", *found.span())
        _, end = message.clause(lost)
        if NO_LOSS.search(message.text, lost.start, min(end, lost.end + 40)) or is_well(message, lost):
            continue
        went_by = since(message, step, lost) or message.text.find(" since ", lost.end, end) > 0
        if went_by and not (message.is_question(lost) or story.others(lost) or supposed(message, lost)):
            return (lost,)
    return ()


FAR = 3_000


def is_well(message: Reading, part: Mention) -> bool:
    return message.has(*message.sentence(part), "body_well", "harm_none", "unchanged")


def since(message: Reading, step: Mention, part: Mention) -> bool:
    """Whether time went by from the step to what is told of the part, in its sentence or the one before."""
    start, _ = message.near_sentences(part, before=1)
    start = max(start, step.start)
    return bool(lapse(message, start, part.start) or SINCE.search(message.text, start, part.start))


DAYS = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
SINCE = re.compile(
    r"以来|テカラ|(?:手術|点滴|注射|移植|投与|施術)カラ(?:モウ|マダ|丸|早)?(?:\d{1,2}|[一二三四五六七八九十数半])"
    r"(?:日|週間|[カヶケ箇]?月|年)|タアト|タ後|ノアト|ノ後|[宅術滴射与植]後|目カラ|翌|最中|途中|トタン|途端|直後|後カラ"
    r"|アトカラ|夜カラ|日カラ|月カラ|週カラ|日目|週目|昨日|昨夜|ユウベ|今朝|ケサ"
    r"|テ(?:カラ)?(?:\d{1,3}|[一二三四五六七八九十数半])(?:日|週間|[カヶケ箇]?月|年)"
    r"|\bwhere (?:the (?:needle|jab|drip|injection)|they|he|she|the doctor) (?:was|went|put|stuck|injected"
    r"|jabbed)\b"
    r"|\b(?:ever )?since\b|\bafterwards?\b|\bafter (?:the|her|his|my|that|it)\b"
    rf"|\bon the \d{{1,2}}(?:st|nd|rd|th)\b|\bthe (?:day|night|morning|week) after\b|\b(?:on|by) {DAYS}\b"
    r"|\b(?:yesterday|today|this morning)\b|\bnow (?:my|his|her|the)\b|\b(?:last|that) (?:night|evening)\b"
)
