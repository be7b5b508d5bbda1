"""Whether the text takes two kinds of treatment for one thing."""

from __future__ import annotations

import re

from .facts import Kind
from .named import Treatment, mentioned
from .premise import only_a_reason
from .reading import Mention, Reading
from .story import Story

Pair = tuple[Treatment, Treatment]

# "exosomes ARE stem cells"
IS_ONE = re.compile(
    r"s?\s?(?:are|is|=|equals?|means)(?: just| really| actually| basically| simply| nothing but)?(?: the)?\s?"
)

# Of two kinds of cells more is needed than `called` or `つまり`: both are cells.
PLAINLY_ONE = re.compile(
    r"同ジ(?:モノ|物|治療|細胞|ヤツ|ナン|ダ(?:ト思|ロ)|デシヨウ?カラ|コト)|(?:一緒|イツシヨ)(?:デス|ヤ|ダ"
    r"|ト思|ノモノ|ナン)"
    r"|別名|(?:呼ビ方|呼ビ名|名前|言イ方|書キ方)(?:ガ|ノ|ハ)?(?:ダケ)?(?:チガ|違)|イコル|言イ?[換替]エ"
    r"|(?:カ|ダケ|程度|濃サ|値段)ノ違イデシヨウ?カラ"
    r"|(?:ノコト|トイウコト|ツテコト)(?:デスヨネ|ダヨネ|ヤンネ|ヤロ|ナンデスヨネ|[ダヤカ]ト思|ナンデスネ)"
    r"|\b(?:same (?:thing|stuff|cells?|treatment|product|as)|one and the same|identical"
    r"|(?:another|other|fancy|posh|just a|only a|merely a) (?:name|word|term) for"
    r"|(?:way|word|term) (?:of saying|for)"
    r"|(?:merely|just|only|simply) (?:what|how) (?:they|people|doctors) call|(?:by|under) another name"
    r"|different names? for|interchangeabl\w+|aka|a\.k\.a|i\.e\.|no different from"
    r"|(?:must be|are|is) the ips)\b"
)
# CGFって幹細胞ですよね
TAKEN_FOR = re.compile(r"(?:細胞|療法|注射|点滴|治療)?(?:ツテ|トイウノハ|ハ|トハ)(?:要スルニ|ツマリ|結局)?")
SURELY_IS = re.compile(
    r"(?:細胞|療法)?(?:ナン|ノコト|ノ一種|ノ仲間)?(?:デス|ダ|ヤ)(?:ヨネ|ネ[。、!]|ト思ツテイ)"
)

OF_A_SOURCE = re.compile(
    r"脂肪|骨髄|臍帯|サイ帯|ヘソノ緒|歯髄|間葉|胎盤|fat|adipos|marrow|cord|mesenchym|msc|placent"
)

# Which is meant where two are taken for one: what a clinic would have, not the better known name.
RANKS = {Kind.EXOSOME: 3, Kind.STEM_CELL: 1, Kind.IPS_CELL: 0}


def real_kind(pair: Pair) -> Kind:
    first, second = (t.kind for t in pair)
    return first if RANKS.get(first, 2) >= RANKS.get(second, 2) else second


def equated(story: Story) -> Pair | None:
    """Two kinds that the text takes for one; asking how they differ is none."""
    if "equated" not in story.noted:
        story.noted["equated"] = find_equated(story)
    pair: Pair | None = story.noted["equated"]
    return pair


def find_equated(story: Story) -> Pair | None:
    message = story.message
    if message.all("differs"):
        return None
    treatments = [t for t in mentioned(story, message) if not only_a_reason(message, t.mention)]
    for index, first in enumerate(treatments):
        start, end = message.near_sentences(first.mention, after=1)
        _, further = message.near_sentences(first.mention, after=2)
        for second in treatments[index + 1 :]:
            if second.mention.start >= further:
                break
            if first.kind == second.kind:
                continue
            if (
                said_to_be(message, second.mention)
                or thought_alive(message, first, second)
                or (second.mention.start < end and taken_for_one(message, first, second, (start, end)))
            ):
                return first, second
    return None


# iPSエクソソーム … iPSの細胞が根づく: what is sold as exosomes is thought of as cells that live on.
ALIVE = re.compile(
    r"根ヅ|根付|生着|定着|住ミツ|生キツヅ|生キ続|生キテイル?(?:細胞|カ|間)|何日(?:クライ|グライ)?生キ"
    r"|\b(?:stays? alive|live on|take root|settle in|engraft\w*|survive|alive in)\b"
)


def thought_alive(message: Reading, first: Treatment, second: Treatment) -> bool:
    if first.kind != Kind.EXOSOME or second.kind not in (Kind.IPS_CELL, Kind.STEM_CELL):
        return False
    return ALIVE.search(message.text, *message.sentence(second.mention)) is not None


# They say it is iPS medicine; これはiPS細胞です
IT_IS = re.compile(
    r"\b(?:it|they|this|that|these|those) ?(?:is|are|was|'s|'re) "
    r"(?:really |actually |basically |just |all |the |an? ){0,2}$"
    r"|(?:コレ|ソレ|アレ|中身|実体|正体)(?:ハ|モ|ガ|ツテ)(?:実ハ|要スルニ|ツマリ|結局|全部|ミンナ)?$"
)
AS_WELL = re.compile(
    r"(?:細胞)?(?:デス|ダ(?!ケ|ガ)|ナン|ヤ|ノ薬|ノ点滴|ノ一種)"
    r"| ?(?:cells?|medicine|treatment|therapy|stuff)?(?:[.,;!]|$)"
)


def said_to_be(message: Reading, second: Mention) -> bool:
    """Whether a pronoun for what was named before is said to be this."""
    if message.is_question(second) or not AS_WELL.match(message.text, second.end):
        return False
    return IT_IS.search(message.text, max(0, second.start - 40), second.start) is not None


def taken_for_one(message: Reading, first: Treatment, second: Treatment, span: tuple[int, int]) -> bool:
    gap = message.text[first.mention.end : second.mention.start]
    is_one = IS_ONE.fullmatch(gap) and not message.is_question(second.mention)
    if Kind.EXOSOME in (first.kind, second.kind):
        return bool(is_one) or message.has(*span, "equates")
    if TAKEN_FOR.fullmatch(gap) and SURELY_IS.match(message.text, second.mention.end):
        return True
    if not comparable(first, second):
        return False
    return any(
        is_held(message, Mention("equates", *f.span())) for f in PLAINLY_ONE.finditer(message.text, *span)
    )


def is_held(message: Reading, mention: Mention) -> bool:
    """Whether that they are one is held, and not asked."""
    return not message.is_question(mention) or message.has(*message.sentence(mention), "believes_firmly")


def comparable(first: Treatment, second: Treatment) -> bool:
    """iPS cells are stem cells: only those of the body, from fat or marrow, are not the same."""
    if {first.kind, second.kind} == {Kind.IPS_CELL, Kind.STEM_CELL}:
        other = first if first.kind == Kind.STEM_CELL else second
        return OF_A_SOURCE.search(other.reading.text, other.mention.start, other.mention.end) is not None
    return True
