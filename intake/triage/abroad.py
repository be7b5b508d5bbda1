"""Whether the treatment would be abroad; who lives there, or only spoke of it, is not treated there."""

from __future__ import annotations

import re

from .circumstances import Ground, meant, once
from .facts import ProviderKind
from .reading import Mention, Reading
from .scope import dismissed
from .story import Story


@once
def overseas(story: Story) -> Ground:
    """A treatment that would be abroad; living abroad is none."""
    message = story.message
    ruled_out = any(dismissed(message, m) for m in message.all("abroad"))
    for mention in message.all("abroad", "overseas_place"):
        if not (
            dismissed(message, mention)
            or lives_there(message, mention)
            or is_past_history(message, mention)
            or is_ruled_out(message, mention)
            or others_went(story, mention)
        ):
            if ruled_out and (story.others(mention) or only_said(message, mention)):
                continue
            return message.evidence(mention)
    in_name = story.provider_name.all("overseas_place")
    if in_name:
        return story.provider_name.evidence(in_name[0])
    text_says_japan = bool(meant(message, message.all("clinic", "hospital")))
    if story.facts.provider_kind == ProviderKind.OVERSEAS and not text_says_japan:
        return (story.ticked("provider_kind"),)
    return ()


# 昔の海外の胎児細胞移植
PAST_HISTORY = re.compile(r"(?:昔|以前|過去|カツテ)(?:ノ|ニ|、)?$")


def is_past_history(message: Reading, mention: Mention) -> bool:
    return PAST_HISTORY.search(message.text, max(0, mention.start - 6), mention.start) is not None


# "looked at a centre in Germany and crossed it off", 韓国に行くことも考えましたが、それはやめて
NOT_THERE = re.compile(
    r"[^.!?]{0,50}?\b(?:crossed (?:it|that|them) off|ruled (?:it|that|them) out|decided against|gave up on"
    r"|no plan|too far|is out\b|are out\b|not an option|said no to that)"
    r"|[^。!?]{0,40}?(?:(?:ツモリ|気|予定|考エ|計画)(?:ハ|モ)?(?:一切|全ク|マツタク)?(?:ナイ|アリマセ"
    r"|ゴザイマセ|ナク)"
    r"|考エテ(?:イマセ|イナ|オリマセ|ナイ|マセ)|(?:ハ|ヲ|モ)(?:ヤメ(?:マシ|テ|タ)|諦メ|アキラメ|断念|見送"
    r"|却下)"
    r"|連レテ(?:来|行キ|イキ|キ)?マセン|連レテ(?:来ナ|行カナ|イカナ|行ケ)|行ケマセ|行ケナイ|行カセラレ"
    r"|行ク気|遠スギ)"
)
NOT_THERE_BEFORE = re.compile(
    r"\b(?:don't|do not|doesn't|does not|didn't|not|never|no longer|nor|won't|wouldn't) (?:\w+ ){0,2}?"
    r"(?:want|wants|wish|plan|plans|planning|intend|look|looking|consider|considering|think|go|going"
    r"|travel|fly|flying)\b"
    r"[^.!?;]{0,50}$"
    r"|\bused to (?:go|fly|travel)\b[^.!?;]{0,30}$"
    r"|\b(?:dropped|gave up|given up|abandoned|shelved|scrapped|out goes) (?:on )?(?:the |our |any |my )?"
    r"(?:idea|plan|thought)s?\b[^.!?;]{0,30}$"
)


# "looked at a place in Thailand. We've dropped it for good."
TAKEN_BACK = re.compile(
    r"[\s,]*(?:once|first|at first|before)?,? ?(?:dropped (?:it|that)|crossed (?:it|that) off"
    r"|scrapped (?:it|that)|ruled (?:it|that) out)"
    r"|\s*(?:but )?(?:we|i|he|she|that|it)(?:'ve|'s| have| has| is)? (?:since |now |all )?"
    r"(?:dropped (?:it|that|the idea)|finished|over\b|off\b|ruled (?:it|that) out|given (?:it|that) up"
    r"|crossed|abandoned"
    r"|decided against)"
)
# 培養だけ韓国の工場でやって空輸する: only made there
MADE_THERE = re.compile(
    r"(?:製ノ|ノホウガ安|ノ方ガ安|ノ|ニアル)?(?:(?:先生|医師|医者|教授|名医|ドクタ)[^。]{0,24}?(?:来日|日本(?:ニ来|デ)|都内|東京|大阪|名古屋|福岡)|工場|ラボ|研究所|培養施設|メカ|製薬|原料|製品|(?:遺伝子ノ|新シイ)?薬)"
)


def is_ruled_out(message: Reading, mention: Mention) -> bool:
    """Whether the sentence, or the one that takes it up, says that nobody will be treated there."""
    start, end = message.sentence(mention)
    behind = NOT_THERE.match(message.text, mention.end, min(end, mention.end + 80))
    if behind or TAKEN_BACK.match(message.text, end) or TAKEN_BACK.match(message.text, mention.end):
        return True
    if MADE_THERE.match(message.text, mention.end):
        return True
    return NOT_THERE_BEFORE.search(message.text, max(start, mention.start - 90), mention.start) is not None


# アメリカに行けばもっといいのがある: what somebody says, where going abroad is ruled out.
ONLY_SAID = re.compile(r"(?:ニ|ヘ|マデ|デ)?(?:行ケバ|行ツタラ|イケバ|ナラ|ダツタラ)")


def only_said(message: Reading, mention: Mention) -> bool:
    return ONLY_SAID.match(message.text, mention.end) is not None


def others_went(story: Story, mention: Mention) -> bool:
    """`my brother had it done in Thailand`, `I read that in America`; who only told of it does not count."""
    span = story.message.sentence(mention)
    if story.message.has(*span, "media"):
        return True
    went = story.message.has(*span, "treated") or WENT.search(story.message.text, *span) is not None
    return went and story.others(mention)


WENT = re.compile(
    r"\b(?:flew|went|gone|travell?ed|been|goes) (?:\w+ )?(?:to|over)\b|行ツ(?:タ|テ)|行キマシタ|渡ツ(?:タ|テ)"
)


# "we moved back from Bangkok for this", ソウルから引っ越して
CAME_TO_LIVE_HERE = re.compile(
    r"\b(?:moved|relocated|resettled) (?:back |home |here |over )*(?:to japan )?from $"
)
CAME_TO_LIVE_HERE_JA = re.compile(
    r"カラ(?:日本ニ|家族デ)?(?:引ツ越シ|引キ揚ゲ|転居|移住|移ツテキ|戻ツテ暮ラ)"
)


# in Curitiba, Brazil
TOWN_AND_LAND = re.compile(
    r"(?!.*\b(?:but|hospital|clinic|cent(?:re|er))\b)[\w' ]{0,24}(?:, )?(?:in |at |near )?"
)
TO_LIVE = re.compile(r",? (?:to live|to stay with|where (?:i|we|he|she) liv)")


def lives_there(reading: Reading, mention: Mention) -> bool:
    """`we live in Seoul`, `ソウル在住`."""
    start, end = reading.clause(mention)
    if CAME_TO_LIVE_HERE.search(reading.text, max(0, mention.start - 40), mention.start):
        return True
    if not reading.latin(mention):
        return CAME_TO_LIVE_HERE_JA.match(reading.text, mention.end) is not None or any(
            not (reading.latin(cue) or reading.has(mention.end, cue.start, "hospital", "clinic"))
            for cue in reading.within(mention.end - 1, min(end, mention.end + 8), "residence")
        )
    if TO_LIVE.match(reading.text, mention.end):
        return True
    start, _ = reading.sentence(mention)
    return any(
        mention.end <= cue.end
        or (reading.latin(cue) and TOWN_AND_LAND.fullmatch(reading.text, cue.end, mention.start))
        for cue in reading.within(max(start, mention.start - 50), mention.start, "residence")
    )
