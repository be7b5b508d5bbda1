"""Which treatment is asked about, among all that are named."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .catalogue import Product
from .facts import Kind
from .material import made_so
from .named import Treatment, named_treatments
from .names import CLUE
from .places import held, providers
from .rare import Rare
from .reading import Mention, Reading
from .sameness import equated, real_kind
from .story import Story


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
    told: bool = False
    """Whether the writer says in so many words that this is what they ask about."""


def asked_treatment(story: Story) -> Asked:
    """The treatment meant among all that are named."""
    treatments = without_ended(story, named_treatments(story))
    by_kind = grouped(treatments)
    if not by_kind:
        return asked_by_clue(story)
    if len(by_kind) == 1:
        return replace(one(treatments), told=any(is_the_matter(t.reading, t.mention) for t in treatments))
    pair = equated(story)
    if pair and {t.kind for t in pair} <= by_kind.keys():
        wanted = wanted_product(story, treatments)
        return one([wanted]) if wanted else one(by_kind[real_kind(pair)])
    if is_lesson(story) and not held(story.message):
        return Asked(Kind.UNKNOWN, None, (), rivals=tuple(treatments))
    matter = [t for t in treatments if is_the_matter(t.reading, t.mention)]
    if len({t.kind for t in matter}) == 1:
        return replace(one(matter), told=True)
    steps = (
        (held_kinds(story, treatments), True),
        (focused_kinds(story, treatments), False),
        (offered_kinds(story, treatments), True),
        (questioned_kinds(story, treatments), False),
    )
    for kinds, in_hand in steps:
        if len(kinds) == 1:
            return one([t for t in treatments if t.kind in kinds], held=in_hand)
        # A clinic that puts exosomes beside a better known name sells the exosomes.
        if in_hand and Kind.EXOSOME in kinds and Kind.IPS_CELL in kinds and len(kinds) == 2:
            return one(by_kind[Kind.EXOSOME], held=True)
    in_field = {t.kind for t in treatments if t.named_in_field}
    if len(in_field) == 1:
        return one([t for t in treatments if t.kind in in_field])
    return weighed(story, treatments, by_kind)


def is_lesson(story: Story) -> bool:
    """Two treatments for a lecture or a programme, as much of the one as of the other, and no patient."""
    return bool(story.message.all("even_weight") and story.message.all("no_patient"))


def without_ended(story: Story, treatments: list[Treatment]) -> list[Treatment]:
    """Without products whose approval has ended, where something else is asked about as well."""
    day = story.facts.submitted_on
    live = [t for t in treatments if not (t.product and t.product.ended_by(day))]
    return live or treatments


def grouped(treatments: list[Treatment]) -> dict[Kind, list[Treatment]]:
    by_kind: dict[Kind, list[Treatment]] = {}
    for treatment in treatments:
        by_kind.setdefault(treatment.kind, []).append(treatment)
    return by_kind


def one(treatments: list[Treatment], *, held: bool = False) -> Asked:
    product = next((t.product for t in treatments if t.product), None)
    return Asked(treatments[0].kind, product, tuple(treatments), held=held)


def asked_by_clue(story: Story) -> Asked:
    """No treatment is named, but the maker or the price that was in the news is, or how it is made."""
    for product in story.catalogue.products:
        for reading in (story.message, story.treatment_name):
            clues = reading.all(CLUE + product.key)
            if clues:
                return Asked(product.kind, product, (Treatment(product.kind, product, clues[0], reading),))
    making = made_so(story)
    if making:
        kind, mention = making
        return Asked(kind, None, (Treatment(kind, None, mention, story.message),))
    ticked = story.facts.treatment_kind
    return Asked(ticked if ticked and ticked != Kind.OTHER else Kind.UNKNOWN, None, ())


def held_kinds(story: Story, treatments: list[Treatment]) -> set[Kind]:
    """Kinds that the family holds a quote or a booking for."""
    kinds: set[Kind] = set()
    for t in treatments:
        if t.reading is not story.message:
            continue
        if t.product is None and is_priced(story, t):
            kinds.add(t.kind)
        if story.others(t.mention):
            continue
        span = t.reading.sentence(t.mention)
        holds = [m for m in held(t.reading) if span[0] <= m.start < span[1]]
        if (holds and any(nearest(treatments, m) is t for m in holds)) or (
            not holds
            and t.reading.has(*span, "clinic")
            and any(span[0] <= m.start < span[1] for m in story.money)
        ):
            kinds.add(t.kind)
    # A quote compared with an insured product is a quote for the other one.
    by_name = {t.kind for t in treatments if t.product}
    return kinds - by_name or kinds


# エクソソーム点滴1回8万円, "stem cell drip, 2.9M"
BEFORE_A_PRICE = re.compile(
    r"(?:細胞|ノ|療法|治療|点滴|注射|エキス|上清|液|ハ|ガ|デ|、|:|一回|1回|片膝|両膝|約|税込|一本|1本)*"
    r"|(?: cells?| therapy| treatment| drips?| infusions?| injections?| shots?| jabs?|,| at| for| is| are"
    r"| costs?| \()* ?"
)


# 広告のほうを試してみたい: who read the price somewhere means to pay it.
MEANS_TO_TRY = re.compile(
    r"(?:試シ(?:テミ)?|受ケ(?:テミ|サセ)?|打ツテミ|ヤツテミ|始メ|申シ込ミ)タイ"
    r"|\b(?:like to|want to|going to|about to|tempted to) (?:try|have|book|start|go for)\b"
)


def is_priced(story: Story, treatment: Treatment) -> bool:
    """Whether an amount stands right behind it: what somebody asks for it, and no hospital does."""
    end = treatment.mention.end
    if story.others(treatment.mention) and (
        story.hearsay_of_people(treatment.mention) or not MEANS_TO_TRY.search(story.message.text, end)
    ):
        return False
    return any(
        end <= amount.start <= end + 24 and BEFORE_A_PRICE.fullmatch(story.message.text, end, amount.start)
        for amount in story.prices
    )


def nearest(treatments: list[Treatment], hold: Mention) -> Treatment:
    """The treatment next to the words of an offer: of two in a sentence, that one is held."""
    in_message = [t for t in treatments if t.reading.field == "message"]
    return min(in_message, key=lambda t: max(hold.start - t.mention.end, t.mention.start - hold.end))


def offered_kinds(story: Story, treatments: list[Treatment]) -> set[Kind]:
    """Kinds that stand next to a clinic or a place abroad that offers them."""
    offered: set[Kind] = set()
    for t in treatments:
        if t.reading is story.message and not story.others(t.mention):
            span = t.reading.sentence(t.mention)
            if t.reading.has(*span, "clinic", "overseas_place") and t.reading.has(*span, "offer", "planned"):
                offered.add(t.kind)
    return offered


def questioned_kinds(story: Story, treatments: list[Treatment]) -> set[Kind]:
    """Kinds that a question is about, where all the others were only tried before."""
    message = story.message
    asked = {t.kind for t in treatments if t.reading is message and message.is_question(t.mention)}
    before = [t for t in treatments if t.reading is message and t.kind not in asked]
    tried = all(message.has(*message.sentence(t.mention), "treated") for t in before)
    return asked if before and tried else set()


def focused_kinds(story: Story, treatments: list[Treatment]) -> set[Kind]:
    """Kinds that stand in the words `only`, `my question is`."""
    return {t.kind for t in focused(treatments) if t.reading is story.message}


def focused(treatments: list[Treatment]) -> list[Treatment]:
    return [t for t in treatments if t.reading.has(*t.reading.clause(t.mention), "focus")]


# 相談したいのはそれとは別で、保険のきくiPSの手術です
THE_MATTER = Rare(
    r"(?:タイノハ|タインハ|タイノワ|タイノンハ|相談ハ|質問ハ|本題ハ|ソレヨリモ?|ソチラヨリモ?"
    r"|ソレハサテオキ)[^。]{0,30}$"
    r"|\b(?:what (?:i|we) (?:really |actually )?"
    r"(?:want to (?:know|ask)|am asking|are asking|need|want(?: now)? is)"
    r"|my (?:real |actual )?question|our (?:real |actual )?question"
    r"|i'?m (?:really |actually )asking) [^.?!]{0,40}$"
)


# うちとしてはアムシェプリ一本です
ONLY_THIS = re.compile(
    r"(?:細胞|治療)?(?:ノ)?(?:一本(?:デス|ニ|ダ|デ(?=、|イ|行|ユ|考))|一択|一筋|ダケヲ?希望|ニ絞ツ|ガ本命|ガ第一希望)"
    r"|」?(?:トハ(?:何|ナニ|ドウイウ)|ツテ(?:何|ナニ|ナン|ドウイウ))"
)


# アムシェプリの自己負担を知りたいです, 培養軟骨の対象になるかを先にはっきりさせたい
WANTS_TO_KNOW = re.compile(
    r"(?:細胞|治療|点滴|療法|手術|製品){0,2}(?:ノ(?:ホウ|方|コト|事|話))?(?:ノ[^。、ト]{0,16}?)?(?:ヲ|ニツイテ)(?:先ニ|マズ|ハ)?"
    r"(?:知リタイ|教エテ(?:クダ|ホシ|下)|伺イタイ|ウカガイタイ|聞キタイ|オ聞キシタイ|相談シタイ|ハツキリサセタイ|調ベテホシイ)"
)


def is_the_matter(reading: Reading, mention: Mention) -> bool:
    wanted = WANTS_TO_KNOW.match(reading.text, mention.end)
    # Two are spoken of where it is how they differ.
    if wanted and "違" not in wanted.group():
        return True
    start, _ = reading.sentence(mention)
    before = THE_MATTER.search(reading.text, max(start, mention.start - 70), mention.start)
    return before is not None or ONLY_THIS.match(reading.text, mention.end) is not None


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
    # Stem cells spoken of beside their supernatant are what it comes from, or is taken for.
    if by_kind.keys() == {Kind.EXOSOME, Kind.STEM_CELL} and not story.message.all("compare", "even_weight"):
        return one(by_kind[Kind.EXOSOME])
    # "my exosome drips at the clinic, since iPS is covered": what is dripped is asked about.
    if by_kind.keys() == {Kind.EXOSOME, Kind.IPS_CELL} and is_dripped(story, treatments):
        return one(by_kind[Kind.EXOSOME], held=True)
    ticked = story.facts.treatment_kind
    if ticked in by_kind and len(by_kind) == 2 and story.message.all("differs") and not is_lesson(story):
        return one(by_kind[ticked])
    return Asked(Kind.UNKNOWN, None, (), rivals=tuple(treatments))


def is_dripped(story: Story, treatments: list[Treatment]) -> bool:
    """Whether drips are spoken of, somebody who gives them, and no product by its name."""
    message = story.message
    given = message.all("drip") and (
        providers(story, "clinic") or story.money or message.all("place_in_japan")
    )
    return (
        bool(given) and not any(t.product for t in treatments) and not message.all("compare", "even_weight")
    )


def wanted_product(story: Story, treatments: list[Treatment]) -> Treatment | None:
    """A product asked for by name, and nothing offered: whatever it is taken for, it is what is meant."""
    message = story.message
    if (
        story.money
        or story.facts.quoted_fee_yen is not None
        or message.all("clinic", "non_medical", "held_offer")
    ):
        return None
    named = [t for t in treatments if t.product and t.reading is message]
    taken_for_exosome = any(t.kind == Kind.EXOSOME for t in treatments)
    wanted = len(named) > 1 or focused(named) or (named and not taken_for_exosome)
    if wanted or any(t.product and story.indicated(t.product) for t in named[-1:]):
        return named[-1]
    return None


SELF_PAY_KINDS = frozenset({Kind.EXOSOME, Kind.STEM_CELL, Kind.PLATELET, Kind.IMMUNE_CELL})


def is_planned(story: Story) -> bool:
    """A clinic is named and something is arranged there, though not in the words next to the treatment."""
    message = story.message
    places = providers(story, "clinic")
    if not places:
        return False
    arranged = [*held(message), *message.all("planned")]
    for place in places:
        start, end = message.sentence(place)
        if any(start <= m.start < end for m in arranged):
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
