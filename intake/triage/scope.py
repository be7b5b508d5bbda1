"""Whether a mention is meant: denied, supposed, feared, or said of somebody else.

Japanese turns a word round behind it, English before it; both stay within a clause.
"""

from __future__ import annotations

import re

from .names import KIND_CONCEPTS
from .rare import Rare
from .reading import Mention, Reading

# After a te-form another predicate begins: in 腫れて歩けません the swelling is not denied.
NEXT_PREDICATE = re.compile(
    r"[テデ](?![イオハモマルキミ]|ナ[イカク]|ヤ[ラリルレロツ]|アゲ|クレ|モラ|シマ|ホシ|欲シ)"
)

# 払わないと, as against 払わないと言われた
UNLESS = re.compile(r"ナイト(?![言イ思聞ノ説書診判断])")

# 腫れて心配, 腫れた, 腫れています: it is there.
ACTUAL = re.compile(r"テ(?!モ)|デイ|マシタ|タノデ|タノガ|タ(?:ガ|ケド|シ|ノ)|ツヅ|続[イキク]")

BEHIND = 12
"""Characters behind a Japanese word in which its ending or a denial still belongs to it."""

AHEAD = 32
"""Characters before an English word in which a denial still reaches it."""


def denied(reading: Reading, mention: Mention, behind: int = BEHIND, ahead: int = AHEAD) -> bool:
    """`not swollen`, `腫れていません`."""
    start, end = reading.clause(mention)
    for denial in reading.within(mention.end - 1, min(end, mention.end + behind), "denial"):
        if reading.latin(denial) or UNLESS.match(reading.text, denial.start):
            continue
        # へんじがな|い: the denial is the word's own.
        if denial.start < mention.end and reading.text[mention.end - 1] == "ナ":
            continue
        if not NEXT_PREDICATE.search(reading.text, mention.end - 1, denial.start + 2):
            return True
    for denial in reading.within(max(start, mention.start - ahead), mention.start, "denial"):
        if (
            reading.latin(denial)
            and denial.end <= mention.start
            and " and " not in reading.text[denial.end : mention.start]
        ):
            return True
    return False


def supposed(reading: Reading, mention: Mention) -> bool:
    """`if he got a fever`, `熱が出たら`."""
    start, end = reading.clause(mention)
    sentence_start, sentence_end = reading.sentence(mention)
    for cue in reading.within(mention.end - 2, min(sentence_end, mention.end + 16), "hypothesis"):
        if reading.latin(cue) or not (cue.start < end or cue.start < mention.end + 8):
            continue
        # どうしたら asks what to do, and supposes nothing.
        if reading.text.startswith(("ドウシ", "ドウス"), max(0, cue.start - 3)):
            continue
        if not reading.has(mention.end, cue.start, "is_it_normal"):
            return True
    for cue in reading.within(max(sentence_start, mention.start - 60), mention.start, "hypothesis"):
        if reading.latin(cue):
            if cue.start >= start or mention.start - cue.end < 30:
                return True
        elif reading.text.startswith("モシ", cue.start):
            return True
    return False


def feared(reading: Reading, mention: Mention) -> bool:
    """`scared of a fever`, `熱が出ないか心配`; not `a fever, and we are worried`, `熱が出て心配`."""
    start, end = reading.sentence(mention)
    if reading.latin(mention):
        fears = [cue for cue in reading.within(max(start, mention.start - 60), mention.start, "fear")]
        return bool(fears) and not reading.has(mention.end, min(end, mention.end + 40), "is_it_normal")
    fear = next((cue for cue in reading.within(mention.end - 1, end, "fear") if not reading.latin(cue)), None)
    return fear is not None and not ACTUAL.search(reading.text, mention.end - 1, fear.start)


PEOPLE_BEHIND = re.compile(
    r"[^、。]{0,4}?(?:(?<=タ)|(?<=ル)|トイウ)(?:人|方ガ|方モ|患者|例|ケス|話ヲ|話モ|体験|報告|記事)"
)


def told_of_people(reading: Reading, mention: Mention) -> bool:
    """`熱が出た人がいる`: of people in general, not of the patient."""
    return not reading.latin(mention) and PEOPLE_BEHIND.match(reading.text, mention.end) is not None


# 高い熱が出たと動画で見ました: the verb of reading stands behind what was read.
READ_OF = re.compile(
    r"[^。!?]{0,24}?(?:ト|ツテ|話[ヲガ]?|例[ヲガ]?|コト[ヲガ]?|ノヲ)[^。、!?]{0,8}?"
    r"(?:読(?:ミマシ|ンダ|ンデ)|(?:動画|テレビ|ネツト|ニユス|新聞|記事|本|ブログ|番組|SNS|sns|スマホ)"
    r"[^。、!?]{0,4}?(?:見|知|聞|読|ミタ|ヨン))"
)
# 町内の方が, 同じ病室の人は
OTHER_PERSON = Rare(
    r"(?:町内|近所|隣|トナリ|向カイ|職場|会社|同室|同ジ部屋|同ジ病|同ジ薬|患者会|家族会|教室"
    r"|サクル|病室|待合室|リハビリ|知リ合イ|知人)"
    r"[^。、!?]{0,8}?(?:方|人|奥サン|ゴ主人|サン|息子|娘)(?:ガ|ハ|モ)"
)


def read_or_others(reading: Reading, mention: Mention) -> bool:
    """Whether the words around say that it was read, or happened to other people."""
    if reading.latin(mention):
        return False
    start, end = reading.sentence(mention)
    return (
        READ_OF.match(reading.text, mention.end, end) is not None
        or OTHER_PERSON.search(reading.text, max(start, mention.start - 120), mention.start) is not None
    )


FRIENDS = (
    "友",
    "知人",
    "知リ合イ",
    "同僚",
    "friend",
    "neighbour",
    "neighbor",
    "colleague",
    "a friend",
    "my friend",
    "coworker",
    "co-worker",
    "a neigh",
    "my neigh",
)


def is_friend(reading: Reading, cue: Mention) -> bool:
    return reading.text.startswith(FRIENDS, cue.start)


PEOPLE = ("友", "知", "同僚", "隣", "近所", "同室", "同病", "患者仲間")
AS_SUBJECT = (
    "ガ",
    "ハ",
    "モ",
    "デ",
    "、",
    "ノ話",
    "ノ場合",
    "ノ父",
    "ノ母",
    "ノ夫",
    "ノ妻",
    "ノ娘",
    "ノ息子",
    "ノ人ガ",
    "ノ方ガ",
    "ノオ",
)
# 友達三人とも, 知人はみんな
ALL_OF_THEM = re.compile(
    r"(?:ハ|ガ|モ)?(?:(?:\d|[二三四五六])人(?:トモ|ガ|ハ|モ)|(?:全員|ミンナ|ミナ)(?:ガ|、)?)"
)
OWN_SUBJECT = re.compile(
    r"\b(?:i|i'm|i've|we|my (?:mum|mom|mother|dad|father|wife|husband|son|daughter|brother|sister))\b"
)


# YouTubeで見て、…をやめた: who saw it did so, whatever was seen.
MEDIA = (
    "youtube",
    "ユチユブ",
    "テレビ",
    "ニユス",
    "新聞",
    "ネツト",
    "記事",
    "ブログ",
    "口コミ",
    "sns",
    "x",
    "ツイツタ",
    "体験談",
)
SEEN_AND = re.compile(
    r"(?:見|ミ|読ンデ|ヨンデ|知ツ|シツ|聞イ|キイ|影響サレ|信ジ|感化サレ)(?:テシマツ)?(?:テ(?!イ|マス)|デ"
    r"|タ?カラ|、)"
)


# "by a friend", "let somebody put": somebody who did it, and nobody it was done to.
NO_SUBJECT = re.compile(
    r"\b(?:by|from|with|through|via|let|lets|letting|thanks to|paid|found|asked|have|need) $"
)
# "a lady told her to quit": what follows is about her.
TOLD_TO = re.compile(
    r"[^.]{0,60}?\b(?:told|asked|advised|persuaded|convinced|talked|got|urged|ordered|made|made|wants|wanted)"
    r" (?:me|us|him|her|them|my \w+|dad|mum|mom|father|mother)"
    r" (?:to|into|that (?:he|she|i) (?:should|must))\b"
)


# "His friend told him the cells need it, and the tablets lie in a drawer": after the "and" it is about him.
TOLD_AND = re.compile(
    r"[^.]{0,40}?\b(?:told|tells|convinced|persuaded|assured|swore to|said to) (?:him|her|me|us|dad|mum)\b"
    r"[^.]{0,160}?,? (?:and|so) (?:the|his|her|my|now|he|she|i|we|since|for)\b"
)
# カラオケ仲間に誘われて
INVITED = re.compile(
    r"(?:サン|達|タチ|ノ方|ノ人|ノ奥サン|人|方|仲間)?(?:ニ|カラ)(?:「[^」]{0,60}」ト)?"
    r"(?:誘|サソ|勧|ススメ|薦|教|紹介|聞|言|連レ|頼|背中ヲ)"
)


def tells_of_others(reading: Reading, cue: Mention, mention: Mention) -> bool:
    """Whether what follows is about them: not `友人に勧められて受けた`, `a friend told me and I had it`."""
    end = min(mention.start, cue.end + 400)
    if reading.latin(cue) and (
        NO_SUBJECT.search(reading.text, max(0, cue.start - 12), cue.start)
        or TOLD_TO.match(reading.text, cue.end, mention.end)
        or TOLD_AND.match(reading.text, cue.end, mention.end)
    ):
        return False
    if INVITED.match(reading.text, cue.end, end):
        return False
    if reading.latin(cue) and not SEEN_AND.search(reading.text, cue.end, end):
        return OWN_SUBJECT.search(reading.text, cue.end, end) is None
    if reading.text.startswith(MEDIA, cue.start) and SEEN_AND.search(reading.text, cue.start, end):
        return False
    if ALL_OF_THEM.match(reading.text, cue.end):
        return True
    if reading.text.startswith(PEOPLE, cue.start):
        return reading.text.startswith(AS_SUBJECT, cue.end) or reading.text[cue.end - 1] not in "人僚達合イ隣"
    return True


DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "any",
        "some",
        "this",
        "that",
        "these",
        "those",
        "about",
        "my",
        "his",
        "her",
        "our",
        "their",
        "private",
        "at",
        "in",
        "on",
        "for",
        "to",
        "of",
        "with",
        "by",
        "from",
    ]
)


# アムシェプリは無理と言われましたら: nothing is put aside.
IF_SAID = re.compile(
    r"(?:ダ|ダト|デス)?(?:ト|ツテ)?(?:言ワレ|イワレ|ナラ|ダツタラ|デシタラ|分カツタラ|ワカツタラ|ナツタラ)"
)
NO_THANKS = re.compile(r"s?,? (?:cells?,? |drips?,? )?(?:no,? thanks?(?: you)?|thanks,? but no)\b")
# "if Amchepry is not for me": nothing is put aside.
IF_IT = re.compile(r"\b(?:if|unless|whether|in case)\b")


# "if the hospital says no to the iPS cells"
IF_CLINIC_SAYS = re.compile(
    r"\b(?:if|should|when|once) (?:the |they|he |she |it )?[\w' ]{0,40}\b(?:says?|said|say) $"
)
# "the national one won't touch NK cells": who pays puts nothing aside.
PAYER = re.compile(
    r"\b(?:insurance|insurer|national one|scheme|system|state|nhi|policy|government) (?:\w+ )?$"
)


TELLS_APART = ("aren't", "isn't", "are not", "is not")


def dismissed(reading: Reading, mention: Mention) -> bool:
    """`not the clinic but`, `クリニックではなく`: named in order to be put aside."""
    if reading.latin(mention) and NO_THANKS.match(reading.text, mention.end):
        return True
    return dismissed_behind(reading, mention) or dismissed_before(reading, mention)


def dismissed_behind(reading: Reading, mention: Mention) -> bool:
    if not reading.all("dismissed_after"):
        return False
    start, end = reading.clause(mention)
    for cue in reading.within(mention.end, min(end + 1, mention.end + 9), "dismissed_after"):
        # エクソソームの点滴は考えていません, but not エクソソームは細胞が入っていない
        if (
            not reading.latin(cue)
            and (cue.start == mention.end or reading.text[mention.end] in "ノヤ細治療点注")
            and not IF_SAID.match(reading.text, cue.end)
        ):
            return True
    for cue in reading.within(mention.end, min(end, mention.end + 25), "dismissed_after"):
        if reading.latin(cue) and not IF_IT.search(
            reading.text, max(start, mention.start - 60), mention.start
        ):
            return True
    return False


def dismissed_before(reading: Reading, mention: Mention) -> bool:
    if not reading.all("dismissed_before"):
        return False
    start, _ = reading.clause(mention)
    for cue in reading.within(max(start, mention.start - 30), mention.start, "dismissed_before"):
        if IF_CLINIC_SAYS.search(reading.text, max(start, cue.start - 60), cue.start):
            continue
        # "exosomes aren't iPS cells": the two are told apart, and neither is put aside.
        if reading.text.startswith(TELLS_APART, cue.start) and reading.has(
            max(start, cue.start - 16), cue.start, *KIND_CONCEPTS
        ):
            continue
        if PAYER.search(reading.text, max(0, cue.start - 30), cue.start):
            continue
        if cue.end <= mention.start and DETERMINERS.issuperset(reading.text[cue.end : mention.start].split()):
            return True
    return False
