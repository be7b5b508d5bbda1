"""Every treatment that is named, without those put aside and those that another is only made of."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from .catalogue import Product
from .facts import Kind
from .names import KIND_CONCEPTS, MATERIAL, PRODUCT
from .premise import only_a_reason
from .rare import Rare
from .reading import Mention, Reading
from .scope import dismissed
from .story import Story

CONNECTORS = frozenset(
    [
        "由来",
        "ユライ",
        "ノ",
        "カラ",
        "デ",
        "ヲ",
        "細胞",
        "培養",
        "作",
        "ツ",
        "ク",
        "タ",
        "ル",
        "シ",
        "リ",
        "(",
        ")",
        "-",
        ",",
        "derived",
        "from",
        "of",
        "made",
        "extracted",
        "taken",
        "a",
        "the",
        "cell",
        "cells",
        "own",
        "human",
        "our",
        "your",
        "their",
        "heart",
        "cardiac",
        "nerve",
        "skin",
        "心臓",
        "心筋",
        "神経",
        "ヒト",
        "人",
        "自分",
        "本人",
        "umbilical",
        "cord",
        "fat",
        "抽出",
        "分泌",
        "サレル",
        "サレタ",
        "出",
        "使",
        "用",
        "イ",
    ]
)


class Treatment(NamedTuple):
    """One mention of a treatment. `product` where it is named by its name."""

    kind: Kind
    product: Product | None
    mention: Mention
    reading: Reading

    @property
    def only_material(self) -> bool:
        """Whether it only says what the cells are made from: `own cells`, `自分の血から`."""
        return self.mention.concept.startswith(MATERIAL)

    @property
    def named_in_field(self) -> bool:
        return self.reading.field == "treatment_name"


def named_treatments(story: Story) -> list[Treatment]:
    """All treatments that are named and not put aside, source materials left out."""
    found: list[Treatment] = []
    for reading in (story.treatment_name, story.message):
        mentions = [t for t in mentioned(story, reading)]
        kept = without_sources(mentions)
        found.extend(t for t in kept if not is_put_aside(t))
    asked = [t for t in found if not only_a_reason(t.reading, t.mention)] or found
    named = [t for t in asked if not t.only_material]
    return named or asked or [t for t in mentioned(story, story.message) if was_declined(t)]


# 280万円の幹細胞（川崎）は断りました
DECLINED_BEHIND = re.compile(
    r"(?:細胞|点滴|注射|療法|治療){0,2}(?:\([^()]{0,20}\))?(?:ノ(?:点滴|注射|治療|話|見積(?:モ?リ|書)?|予約|勧誘|オ誘イ))?(?:ハ|ヲ|ニツイテハ)"
    r"(?:、|モウ|結局|キツパリ|全部|キチント){0,2}(?:オ?断リ(?:シマシタ|シタ|マシタ)|断ツタ(?!ラ)|キヤンセルシ(?:マシタ|タ)"
    r"|見送(?:リマシタ|ツタ)|見送ル(?:コトニ|ツモリ)|ヤメルコトニ|ヤメニシマシタ)"
)
DECLINED = re.compile(
    r"\b(?:said no to|turned down|declined|refused|cancelled|canceled|rejected)\b[^.,]{0,24}$"
)


def was_declined(treatment: Treatment) -> bool:
    """An offer that was declined is still what the inquiry is about, where nothing else is."""
    text, mention = treatment.reading.text, treatment.mention
    before = text[max(0, mention.start - 40) : mention.start]
    return bool(DECLINED.search(before) or DECLINED_BEHIND.match(text, mention.end))


def mentioned(story: Story, reading: Reading) -> list[Treatment]:
    """Every mention of a treatment in one field, in order, put aside or not."""
    if reading.field not in story.noted:
        story.noted[reading.field] = find_mentioned(story, reading)
    return story.noted[reading.field]


def find_mentioned(story: Story, reading: Reading) -> list[Treatment]:
    treatments = []
    for concept, mentions in reading.found.items():
        if concept in KIND_CONCEPTS:
            treatments += [Treatment(kind_of(reading, m), None, m, reading) for m in mentions]
        elif concept.startswith(PRODUCT):
            product = story.catalogue.by_key(concept.removeprefix(PRODUCT))
            treatments += [Treatment(product.kind, product, mention, reading) for mention in mentions]
    return sorted(treatments, key=lambda t: (t.mention.start, -t.mention.end))


# 幹細胞が入っている化粧水: no cell lives in a jar.
IN_A_JAR = Rare(
    r"(?:化粧水|化粧品|美容液|クリム|セラム|シヤンプ|サプリ|ドリンク|カプセル|石鹸|フエイスパツク|乳液"
    r"|育毛剤|ジエル)"
    r"|\b(?:creams?|lotions?|serums?|shampoos?|supplements?|capsules?|sachets?|gummies|soap|gel)\b"
)


def kind_of(reading: Reading, mention: Mention) -> Kind:
    kind = KIND_CONCEPTS[mention.concept]
    if kind != Kind.STEM_CELL:
        return kind
    if BATHED_IN.search(reading.text, max(0, mention.start - 48), mention.start) and GROWN_IN.match(
        reading.text, mention.end
    ):
        return Kind.EXOSOME
    start, end = reading.clause(mention)
    jar = IN_A_JAR.search(reading.text, max(start, mention.start - 12), min(end, mention.end + 24))
    return Kind.EXOSOME if jar else kind


# "the liquid the stem cells were grown in"
BATHED_IN = re.compile(
    r"\b(?:liquid|fluid|juice|broth|medium|water|soup)\b (?:that |which |in which )?(?:the |their )?$"
)
GROWN_IN = re.compile(
    r"(?: cells?)? (?:were|are|was|have been|had been|get) (?:grown|cultured|raised|kept|bathed)\b"
)


# What it is made from is not what it is: an exosome from iPS cells is one, a sheet from iPS cells is iPS.
RULES_OVER = {Kind.EXOSOME: 3, Kind.IPS_CELL: 2}


def without_sources(treatments: list[Treatment]) -> list[Treatment]:
    dropped: set[int] = set()
    for index in range(len(treatments) - 1):
        first, second = treatments[index], treatments[index + 1]
        if first.kind == second.kind or not joined(first, second):
            continue
        ranks = RULES_OVER.get(first.kind, 1), RULES_OVER.get(second.kind, 1)
        if ranks[0] != ranks[1]:
            dropped.add(index if ranks[0] < ranks[1] else index + 1)
    return [t for index, t in enumerate(treatments) if index not in dropped]


def joined(first: Treatment, second: Treatment) -> bool:
    """Whether nothing but words of origin stands between two mentions."""
    if second.mention.start < first.mention.end or is_origin(first, second):
        return True
    gap = first.reading.text[first.mention.end : second.mention.start]
    gap = gap.removeprefix("s") if gap.startswith("s ") else gap
    return len(gap) <= 24 and is_connection(gap)


ORIGIN_BEHIND = ("カラ作", "カラツク", "カラデキ", "由来", "デ作", "ヲ使ツタ", "ヲ使ツテ", "製ノ", " derived")


def is_origin(first: Treatment, second: Treatment) -> bool:
    """`iPSから作った膵島のシート`: within one clause, whatever stands between."""
    _, end = first.reading.clause(first.mention)
    if not second.mention.start < end:
        return False
    return first.reading.text.startswith(ORIGIN_BEHIND, first.mention.end) or first.reading.text.startswith(
        ORIGIN_BEHIND, first.mention.end + len("細胞")
    )


@cache
def is_connection(gap: str) -> bool:
    if gap.isascii():
        return (
            all(word in CONNECTORS for word in gap.replace("-", " ").replace("'s", " ").split())
            and "," not in gap
        )
    rest = gap
    for connector in sorted(CONNECTORS, key=len, reverse=True):
        if not connector.isascii() or connector in "()-":
            rest = rest.replace(connector, "")
    return not rest.strip()


NOT_THE_MATTER = Rare(r"\bnot (?:what|why) (?:i'm|i am|we're|we are|i|we)\b")
# …もありましたが、やめました; a centre in Germany … crossed it off
GIVEN_UP = Rare(
    r"\b(?:crossed|struck|ticked) (?:it|them|that) off\b|\b(?:dropped|abandoned|scrapped) (?:that|the) idea\b"
    r"|\b(?:decided|chose) against (?:it|them|that)\b|\boff the table\b|\bnot my thing\b"
    r"|(?:ガ|ケド|モノノ|ケレド)、?(?:結局|ヤハリ|ヤツパリ|ソレハ|コチラハ|モウ|考エ直シテ){0,2}"
    r"(?:ヤメマシタ|ヤメタ|止メマシタ|見送リマシタ|断リマシタ|断ツタ|オ断リシマシタ|諦メマシタ"
    r"|アキラメマシタ)"
)


def is_given_up(reading: Reading, mention: Mention, end: int) -> bool:
    """Whether it was only thought of: what was begun, or a medicine, can be given up as well."""
    found = GIVEN_UP.search(reading.text, mention.end, min(end, mention.end + 160))
    if found is None:
        return False
    start, _ = reading.sentence(mention)
    return not reading.has(start, found.end(), "treated", "medicine")


def is_put_aside(treatment: Treatment) -> bool:
    reading, mention = treatment.reading, treatment.mention
    if reading.field != "message":
        return False
    end = reading.sentence(mention)[1]
    return (
        dismissed(reading, mention)
        or is_given_up(reading, mention, end)
        or DECLINED_BEHIND.match(reading.text, mention.end) is not None
        or NOT_THE_MATTER.search(reading.text, mention.end, min(end, mention.end + 160)) is not None
    )
