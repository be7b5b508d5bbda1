"""Which of the clinics and hospitals that a message speaks of could be the provider."""

from __future__ import annotations

import re

from .facts import ProviderKind
from .reading import Mention, Reading
from .scope import denied, dismissed
from .story import Story

HOSPITALS = (ProviderKind.HOSPITAL, ProviderKind.UNIVERSITY_HOSPITAL)

# どこの病院にも聞いていません, クリニックもまだどこにも: none is meant.
WHICHEVER = re.compile(r"(?:ドコノ|ドノ|イズレノ|ドコカノ)$")
NOWHERE = re.compile(r"(?:サン)?(?:ニ|ヘ|ト)?モ[^。]{0,14}?(?:ドコニモ|ドコヘモ|ドコトモ|一ツモ|ヒトツモ)")
# やっているクリニックを教えてください
WANTED = re.compile(
    r"(?:サン)?(?:ヲ|ハ)?(?:教エテ(?:クダ|ホシ|下|イタ)|オ教エ|探シテ(?:イ|オ|マ)|紹介シテ(?:クダ|ホシ|下"
    r"|イタダケ)|知リタ)"
)
NOT_YET = re.compile(r"[^。]{0,30}?(?:ナイ|マセン|ズ|オラ|ナク|ナシ|テナ|トラン|テヘン)")
# クリニックはまだ決めていません, まだ病院もクリニックもあたっていません, haven't looked for a clinic
UNDECIDED = re.compile(
    r"(?:サン|ナド|トカ|選ビ)?(?:モ(?:クリニツク|医院|病院|先生))?(?:ハ|モ|ニハ|ニモ|ヲ|ガ|マデハ|トハ)?(?:マダ|コレカラ|ドコモ|ドコニモ|何モ"
    r"|特ニ|、)*"
    r"(?:(?:決メ|決マツ|探シ|選ン|アタツ|当タツ|訪ネ|問イ合ワセ|連絡シ|行ツ|見ツケ|見ツカツ|調ベ"
    r"|絞ツ)テ?(?:モ)?(?:ハ)?(?:イ|オリ)?(?:マセン|ナイ|ナクテ|ナク)"
    r"|決マツテ(?:イ)?ナ|探ストコロ|探スツモリ|探シ始メ|未定|ノ当テハナ|ノアテハナ|ハ白紙)"
)
NONE_CHOSEN = re.compile(
    r"\b(?:haven't|have not|hasn't|has not|not|nor|never|before|until|yet to) (?:\w+ ){0,2}?"
    r"(?:looked|look|found|find|chosen|choose|picked|pick|contacted|contact|rung|called|approached"
    r"|decided|settled|searched|visited)"
    r"(?: \w+){0,2}? (?:a|any|one|an|the) (?:\w+ )?$|\bsuppose (?:a|some|one) $|"
    r"\b(?:any|no|a single|one single) (?:particular |specific |private )?$|\bprefer (?:a|some) $"
)

# A department is a clinic only where nothing says that it belongs to a hospital, or is just one's own doctor.
DEPARTMENTS = (
    *("整形外科", "整形ノ先生", "眼科", "皮膚科", "皮フ科", "ヒフ科", "内科", "形成外科", "婦人科", "歯科"),
    *("dermatologist", "dentist", "orthopaedist", "orthopedist"),
)
IN_A_HOSPITAL = re.compile(r"(?:病院|大学|医大|センタ|総合)(?:ノ|、|デ|内ノ|附属ノ)?$")
OF_A_HOSPITAL = re.compile(
    r"(?:ノ)?(?:部長|科長|医長|外来|病棟|教授|医局)|ノ(?:薬|ステロイド|処方|塗リ薬|飲ミ薬|主治医|診断|検査"
    r"|待合|診察券)"
    r"|ニ(?:ハ)?(?:入院|通院|行ツテオラ|行ツテイ(?:マセ|ナ)|カカツテオラ|カカツテイ(?:マセ|ナ))"
    r"|(?:ニ|ヘ)(?:ハ)?(?:行ク|行ツタ|カカル|カカツタ|診テモラ(?:ウ|ツタ))(?:ベキ|ホウガ|方ガ|ノガ)"
    r"|ヘ(?:ハ)?(?:行ツテオラ|行ツテイ(?:マセ|ナ))|ハ(?:嫌|イヤ)|デ(?:ハ)?(?:出サレ|処方)"
)


# "Somebody in his group paid a clinic two million; we are not going that way."
OTHERS_PAID = re.compile(
    r"\b(?:somebody|someone|a (?:man|woman|lady|fellow|member|couple)|people|others) (?:\w+ ){0,6}?"
    r"(?:paid|gave|went|goes|swears|pays|uses|used|tried)\b[^.;!?]{0,30}$"
)
NOT_FOR_US = re.compile(
    r"[.;。!]?\s*(?:but )?(?:we|i|he|she)(?:'re| are|'m| am|'s| is)? (?:not|never) (?:going (?:that way"
    r"|there|down that)"
    r"|interested|doing that|tempted|after that)"
)


def providers(story: Story, concept: str) -> list[Mention]:
    """The clinics (or hospitals) in the message: none put aside, and none that is only any clinic."""
    message = story.message
    return [m for m in message.all(concept) if could_provide(story, message, m)]


def could_provide(story: Story, message: Reading, mention: Mention) -> bool:
    if dismissed(message, mention) or none_in_particular(message, mention):
        return False
    if NOT_FOR_US.match(message.text, message.sentence(mention)[1] - 1) or (
        message.latin(mention)
        and OTHERS_PAID.search(message.text, message.sentence(mention)[0], mention.start)
    ):
        return False
    if not message.text.startswith(DEPARTMENTS, mention.start):
        return True
    if IN_A_HOSPITAL.search(message.text, max(0, mention.start - 8), mention.start):
        return False
    if looks_after_harm(message, mention):
        return False
    return story.facts.provider_kind not in HOSPITALS and not OF_A_HOSPITAL.match(message.text, mention.end)


def looks_after_harm(message: Reading, mention: Mention) -> bool:
    """`膿が出て、整形の先生に切開され`: who saw what came of it need not be who gave it."""
    start, _ = message.sentence(mention)
    return message.has(start, mention.start, "treated") and message.has(
        start, mention.start, "harm_strong", "body_change"
    )


def none_in_particular(message: Reading, mention: Mention) -> bool:
    text = message.text
    if message.latin(mention):
        return NONE_CHOSEN.search(text, max(0, mention.start - 60), mention.start) is not None
    if WANTED.match(text, mention.end) or UNDECIDED.match(text, mention.end):
        return True
    if WHICHEVER.search(text, max(0, mention.start - 5), mention.start):
        return NOT_YET.match(text, mention.end) is not None
    nowhere = NOWHERE.match(text, mention.end)
    return nowhere is not None and NOT_YET.match(text, nowhere.end()) is not None


# 見積もりもまだです
NOT_HELD_YET = re.compile(r"(?:書)?(?:モ|ハ|ハマダ|モマダ|ニハ)?(?:マダ|コレカラ|イマカラ|今カラ)")


def held(message: Reading) -> list[Mention]:
    """Quotes, bookings and contracts that the family has, not those it says it has not."""
    return [
        m
        for m in message.all("held_offer")
        if not (denied(message, m, 10, 16) or NOT_HELD_YET.match(message.text, m.end))
    ]
