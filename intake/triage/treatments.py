"""Which treatment is asked about: every one that is named, and the one that the family means."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from .catalogue import Product
from .facts import Kind
from .names import CLUE, KIND_CONCEPTS, PRODUCT
from .reading import Mention, Reading
from .scope import dismissed
from .story import Story

CONNECTORS = frozenset(
    "由来 ユライ ノ カラ デ ヲ 細胞 培養 作 ツ ク タ ル シ リ ( ) - , derived from of made extracted taken a the cell cells "
    "own human our your their heart cardiac nerve skin 心臓 心筋 神経 ヒト 人 自分 本人 umbilical cord fat and 抽出 分泌 サレル サレタ 出 使 用 イ".split()
)


@dataclass(frozen=True)
class Treatment:
    """One mention of a treatment. `product` where it is named by its name."""

    kind: Kind
    product: Product | None
    mention: Mention
    reading: Reading

    @property
    def named_in_field(self) -> bool:
        return self.reading.field == "treatment_name"


@dataclass(frozen=True)
class Asked:
    """The treatment that the inquiry is about.

    `kind` is UNKNOWN when none or more than one is meant with equal weight; `rivals` are then all of them.
    """

    kind: Kind
    product: Product | None
    mentions: tuple[Treatment, ...]
    rivals: tuple[Treatment, ...] = ()
    held: bool = False


def named_treatments(story: Story) -> list[Treatment]:
    """All treatments that are named and not put aside, source materials left out."""
    found: list[Treatment] = []
    for reading in (story.treatment_name, story.message):
        mentions = [t for t in mentioned(story, reading)]
        kept = without_sources(mentions)
        found.extend(t for t in kept if not is_put_aside(t))
    return found


def mentioned(story: Story, reading: Reading) -> list[Treatment]:
    """Every mention of a treatment in one field, in order, put aside or not."""
    if reading.field not in story.noted:
        story.noted[reading.field] = find_mentioned(story, reading)
    return story.noted[reading.field]


def find_mentioned(story: Story, reading: Reading) -> list[Treatment]:
    treatments = []
    for concept, mentions in reading.found.items():
        if concept in KIND_CONCEPTS:
            treatments += [Treatment(KIND_CONCEPTS[concept], None, mention, reading) for mention in mentions]
        elif concept.startswith(PRODUCT):
            product = story.catalogue.by_key(concept.removeprefix(PRODUCT))
            treatments += [Treatment(product.kind, product, mention, reading) for mention in mentions]
    return sorted(treatments, key=lambda t: (t.mention.start, -t.mention.end))


# What it is made from does not say what it is: an exosome from iPS cells is an exosome, a sheet from iPS cells is iPS.
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


def is_put_aside(treatment: Treatment) -> bool:
    reading, mention = treatment.reading, treatment.mention
    return reading.field == "message" and dismissed(reading, mention)


def asked_treatment(story: Story) -> Asked:
    """The treatment meant among all that are named."""
    treatments = named_treatments(story)
    by_kind = grouped(treatments)
    if not by_kind:
        return asked_by_clue(story)
    if len(by_kind) == 1:
        return one(treatments)
    if Kind.EXOSOME in by_kind and equated(story):
        return one(by_kind[Kind.EXOSOME])
    steps = (
        (held_kinds(story, treatments), True),
        (focused_kinds(story, treatments), False),
        (offered_kinds(story, treatments), True),
    )
    for kinds, held in steps:
        if len(kinds) == 1:
            return one([t for t in treatments if t.kind in kinds], held=held)
        # A clinic that puts exosomes beside a better known name sells the exosomes.
        if held and Kind.EXOSOME in kinds and Kind.IPS_CELL in kinds and len(kinds) == 2:
            return one(by_kind[Kind.EXOSOME], held=True)
    in_field = {t.kind for t in treatments if t.named_in_field}
    if len(in_field) == 1:
        return one([t for t in treatments if t.kind in in_field])
    return weighed(story, treatments, by_kind)


def grouped(treatments: list[Treatment]) -> dict[Kind, list[Treatment]]:
    by_kind: dict[Kind, list[Treatment]] = {}
    for treatment in treatments:
        by_kind.setdefault(treatment.kind, []).append(treatment)
    return by_kind


def one(treatments: list[Treatment], held: bool = False) -> Asked:
    product = next((t.product for t in treatments if t.product), None)
    return Asked(treatments[0].kind, product, tuple(treatments), held=held)


def asked_by_clue(story: Story) -> Asked:
    """No treatment is named, but the maker or the price that was in the news is; else what was ticked."""
    for product in story.catalogue.products:
        for reading in (story.message, story.treatment_name):
            clues = reading.all(CLUE + product.key)
            if clues:
                return Asked(product.kind, product, (Treatment(product.kind, product, clues[0], reading),))
    ticked = story.facts.treatment_kind
    return Asked(ticked if ticked and ticked != Kind.OTHER else Kind.UNKNOWN, None, ())


def held_kinds(story: Story, treatments: list[Treatment]) -> set[Kind]:
    """Kinds that the family holds a quote or a booking for."""
    held: set[Kind] = set()
    for t in treatments:
        if t.reading is not story.message or story.others(t.mention):
            continue
        span = t.reading.sentence(t.mention)
        if t.reading.has(*span, "held_offer") or (
            t.reading.has(*span, "clinic") and any(span[0] <= m.start < span[1] for m in story.money)
        ):
            held.add(t.kind)
    return held


def offered_kinds(story: Story, treatments: list[Treatment]) -> set[Kind]:
    """Kinds that stand next to a clinic or a place abroad that offers them."""
    offered: set[Kind] = set()
    for t in treatments:
        if t.reading is story.message and not story.others(t.mention):
            span = t.reading.sentence(t.mention)
            if t.reading.has(*span, "clinic", "overseas_place") and t.reading.has(*span, "offer", "planned"):
                offered.add(t.kind)
    return offered


def focused_kinds(story: Story, treatments: list[Treatment]) -> set[Kind]:
    """Kinds that stand in the words `only`, `my question is`."""
    focused: set[Kind] = set()
    for t in treatments:
        if t.reading is story.message and t.reading.has(*t.reading.clause(t.mention), "focus"):
            focused.add(t.kind)
    return focused


def weighed(story: Story, treatments: list[Treatment], by_kind: dict[Kind, list[Treatment]]) -> Asked:
    weights = {kind: sum(weight(story, t) for t in group) for kind, group in by_kind.items()}
    ranked = sorted(weights, key=lambda kind: -weights[kind])
    first, second = ranked[0], ranked[1]
    if weights[first] >= 1.8 * weights[second] and not story.message.all("compare"):
        return one(by_kind[first])
    if weights[second] <= 0.3:
        return one(by_kind[first])
    offered = {t.kind for t in treatments if t.kind in SELF_PAY_KINDS and t.product is None}
    if len(offered) == 1 and is_planned(story):
        return one(by_kind[offered.pop()], held=True)
    return Asked(Kind.UNKNOWN, None, (), rivals=tuple(treatments))


SELF_PAY_KINDS = frozenset({Kind.EXOSOME, Kind.STEM_CELL, Kind.PLATELET, Kind.IMMUNE_CELL})


def is_planned(story: Story) -> bool:
    """A clinic is named and something is arranged there, though not in the words next to the treatment."""
    message = story.message
    places = [m for m in message.all("clinic") if not dismissed(message, m)]
    if not places:
        return False
    if any(message.has(*message.sentence(place), "held_offer", "planned") for place in places):
        return True
    return any(
        message.sentence(place)[0] <= amount.start < message.sentence(place)[1]
        for place in places
        for amount in story.money
    )


def weight(story: Story, treatment: Treatment) -> float:
    if treatment.reading is not story.message:
        return 2.0
    if story.others(treatment.mention):
        return 0.2
    return 1.5 if treatment.reading.is_question(treatment.mention) else 1.0


def equated(story: Story) -> tuple[Treatment, Treatment] | None:
    """An exosome and another kind that the text takes for one; asking how they differ is none."""
    message = story.message
    if message.all("differs"):
        return None
    treatments = mentioned(story, message)
    for index, first in enumerate(treatments):
        start, end = message.near_sentences(first.mention, after=1)
        for second in treatments[index + 1 :]:
            if (first.kind == Kind.EXOSOME) == (second.kind == Kind.EXOSOME) or second.mention.start >= end:
                continue
            if message.has(start, end, "equates"):
                return first, second
    return None
