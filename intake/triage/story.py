"""One inquiry with every field of it read: what the rules look at."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .catalogue import Catalogue, Product
from .decision import Evidence
from .facts import Condition, Facts, Relationship
from .names import CLUE, INDICATION, OUTSIDE, PRODUCT, names_of
from .premise import only_a_reason
from .reading import Mention, Reading, both_ends, read
from .scope import dismissed, is_friend, read_or_others, tells_of_others

MONEY = re.compile(
    r"[¥$€£]\s?\d[\d,.]{0,15}|\d[\d,.]{0,15}\s?(?:万|円|千円|yen|k yen|k\b|m yen|million|thousand|"
    r"jpy|usd|ドル|dollars|euros?|pounds|ウオン|won|元)"
    r"|[一二三四五六七八九十百]+(?:万|千円)|(?<![a-z\d,.])(?:\d{1,3}(?:,\d{3})+|[1-9]\d{4,7})(?![\d,])"
    r"|\d[\d.]{0,8}m\b"
)


CONDITION_CONCEPTS = {"condition_" + condition.value: condition for condition in Condition}
KIN_CONCEPTS = ("kin_spouse", "kin_parent", "kin_child", "kin_sibling", "kin_relative")


@dataclass
class Story:
    facts: Facts
    catalogue: Catalogue
    message: Reading
    treatment_name: Reading
    provider_name: Reading
    condition_detail: Reading
    noted: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The fields in which something was written."""
        fields = (self.message, self.treatment_name, self.provider_name, self.condition_detail)
        return tuple(reading for reading in fields if reading.text)

    @cached_property
    def friend_is_patient(self) -> bool:
        return self.facts.relationship in (Relationship.FRIEND, Relationship.PROFESSIONAL)

    def ticked(self, name: str) -> Evidence:
        """Evidence that a ticked field gives."""
        value = str(getattr(self.facts, name))
        return Evidence(name, 0, len(value), value)

    def others(self, mention: Mention) -> bool:
        """Whether the sentence speaks, before `mention`, of other people than the patient."""
        if not self.friend_is_patient and read_or_others(self.message, mention):
            return True
        return self.hearsay(mention) or self.other_subject(mention)

    def hearsay(self, mention: Mention) -> bool:
        start, _ = self.message.sentence(mention)
        for cue in self.message.within(start, mention.start, "hearsay"):
            if not (self.friend_is_patient and is_friend(self.message, cue)) and tells_of_others(
                self.message, cue, mention
            ):
                return True
        return False

    def hearsay_of_people(self, mention: Mention) -> bool:
        """Whether it is an acquaintance's affair; what was in the news can be the family's own question."""
        return self.hearsay(mention) and not self.message.has(*self.message.sentence(mention), "media")

    def other_subject(self, mention: Mention) -> bool:
        """Whether kin who cannot be the patient are the subject before `mention`."""
        start, _ = self.message.sentence(mention)
        return any(self.is_subject(cue) for cue in self.message.within(start, mention.start, *self.other_kin))

    @cached_property
    def other_kin(self) -> tuple[str, ...]:
        """Concepts of kin who cannot be the patient, given who the patient is to the writer."""
        relationship = self.facts.relationship
        if relationship is None or relationship in (Relationship.PROFESSIONAL, Relationship.FRIEND):
            return ()
        return tuple(concept for concept in KIN_CONCEPTS if concept != f"kin_{relationship.value}")

    def is_subject(self, kin: Mention) -> bool:
        """In Japanese only who is marked as the subject counts, and never the patient's own `父の妹`."""
        if self.message.latin(kin):
            return True
        return self.message.text.startswith(("ハ", "ガ", "モ"), kin.end)

    @cached_property
    def text_conditions(self) -> dict[Condition, list[tuple[Reading, Mention]]]:
        """Conditions that the text names, with where, not counting those put aside."""
        found: dict[Condition, list[tuple[Reading, Mention]]] = {}
        reasons: dict[Condition, list[tuple[Reading, Mention]]] = {}
        for reading in (self.message, self.condition_detail, self.treatment_name):
            for concept, mentions in reading.found.items():
                condition = CONDITION_CONCEPTS.get(concept)
                if condition is not None:
                    kept = [m for m in mentions if not (dismissed(reading, m) or not_had(reading, m))]
                    own = [m for m in kept if not (only_a_reason(reading, m) or what_it_is_for(reading, m))]
                    if own:
                        found.setdefault(condition, []).extend((reading, m) for m in own)
                    elif kept:
                        reasons.setdefault(condition, []).extend((reading, m) for m in kept)
        return found or reasons

    @cached_property
    def conditions(self) -> set[Condition]:
        """What the patient has: by the text, and by the tick where the text is silent."""
        if self.text_conditions:
            named = set(self.text_conditions)
            if self.facts.condition and named <= {Condition.ANTI_AGEING, Condition.OTHER}:
                named.add(self.facts.condition)
            return named
        return {self.facts.condition} if self.facts.condition else set()

    def indicated(self, product: Product) -> bool:
        """Whether what is said of the patient lies, or could lie, inside the product's indication."""
        if self.is_outside(product):
            return False
        others = self.conditions - set(product.conditions)
        if any(
            not (not_had(reading, mention) or (others and what_it_is_for(reading, mention)))
            for reading in self.readings
            for mention in reading.all(INDICATION + product.key)
        ):
            return True
        return not product.indication_words and bool(self.conditions & set(product.conditions))

    def is_outside(self, product: Product) -> bool:
        """Whether it is said that the case lies outside: chronic, for an acute-phase product."""
        return any(
            not dates_a_treatment(reading, mention)
            for reading in self.readings
            for mention in reading.all(OUTSIDE + product.key)
        )

    def told_outside(self, product: Product) -> bool:
        """As `is_outside`, in the sentence that names the product or its illness."""
        illnesses = tuple(f"condition_{condition.value}" for condition in product.conditions)
        return any(
            reading.has(*reading.sentence(mention), PRODUCT + product.key, *illnesses)
            for reading in self.readings
            for mention in reading.all(OUTSIDE + product.key)
            if not dates_a_treatment(reading, mention)
        )

    def put_outside(self, product: Product) -> bool:
        """Whether the indication is denied, or another illness stands in its place."""
        named = [(reading, m) for reading in self.readings for m in reading.all(INDICATION + product.key)]
        solid = Condition.CANCER in product.conditions and any(r.all("solid_tumour") for r in self.readings)
        if solid and all(what_it_is_for(reading, mention) for reading, mention in named):
            return True
        if named:
            return all(not_had(reading, m) or only_a_reason(reading, m) for reading, m in named)
        if Condition.CANCER in product.conditions and any(r.all("solid_tumour") for r in self.readings):
            return True
        return bool(product.indication_words) and self.text_conditions.keys() == {Condition.OTHER}

    @cached_property
    def money(self) -> list[Mention]:
        """Amounts of money in the message."""
        return both_ends(Mention("money", *found.span()) for found in MONEY.finditer(self.message.text))

    @cached_property
    def prices(self) -> list[Mention]:
        """Amounts that may price an offer: not an approved product's own price, not what someone lives on."""
        clues = [
            m for concept, found in self.message.found.items() if concept.startswith(CLUE) for m in found
        ]
        return [
            amount
            for amount in self.money
            if not any(clue.start < amount.end and amount.start < clue.end for clue in clues)
            and not self.message.has(*self.message.clause(amount), "living")
        ]


NOT_HAD = re.compile(
    r"\b(?:no|not|never had|without|(?:does|do|did)(?: not|n't) have|(?:is|was)(?: not|n't)|hasn't got"
    r"|has not got)"
    r" (?:a |an |any |the )?$"
)
NOT_HAD_JA = re.compile(
    r"病?(?:デハ(?:ナ|アリマセ)|ジヤ(?:ナ|アリマセ)|(?:ハ|モ)(?:アリマセン|ナイ|ナク|ナシ)|(?:デ)?モナイ)"
)


# 癌になることはあるのですか, "could it turn into cancer": feared of the cells, and nothing the patient has.
MIGHT_BECOME = re.compile(
    r"\b(?:turn(?:s|ing)? into|become|becoming|grow(?:s|ing)? into|cause[sd]?|causing|risk of|form) (?:a "
    r"|an )?$"
)
MIGHT_BECOME_JA = re.compile(
    r"(?:病)?(?:ニナル(?:コト|事|ノデ|ンデ|可能|リスク|心配|恐レ|オソレ|カモ|ツテ|ト(?:聞|書|読)|ノガ)"
    r"|ニナ(?:リマセ|リヤス|ラナイ|リウル)"
    r"|(?:ガ|ハ|モ)(?:一番|何ヨリ)?(?:怖|コワ|恐|心配|不安)"
    r"|化(?:スル|シ|ノ)|ノ?(?:リスク|心配|恐レ|オソレ|危険)(?:ハ|ガ|モ|性))"
)


def not_had(reading: Reading, mention: Mention) -> bool:
    """`no GVHD`, `does not have Parkinson's`, `白血病ではありません`, `癌になることは`."""
    text = reading.text
    if reading.latin(mention):
        before = max(0, mention.start - 24)
        return bool(
            NOT_HAD.search(text, before, mention.start) or MIGHT_BECOME.search(text, before, mention.start)
        )
    return bool(NOT_HAD_JA.match(text, mention.end) or MIGHT_BECOME_JA.match(text, mention.end))


# "only meant for fresh spinal cord injuries", 血液のがんに効く薬: what the product is for.
MEANT_FOR = re.compile(
    r"\b(?:meant|made|approved|licensed|indicated|intended|covered|used|works?|only|just|is) (?:only "
    r"|solely |just )?for"
    r" (?:\w+ ){0,3}$"
)
MEANT_FOR_JA = re.compile(
    r"(?:患者)?(?:用(?:デ|ノ|ダ|ト|ニ)|ノ(?:人|方|患者)?(?:ノタメノ|向ケ|薬|治療ダ|治療ト|モノ)|ニ(?:効ク"
    r"|効イ|使ウ|使ワレ|キク|承認|対スル)|ノミ|ダケ(?:ノ|ニ|ガ)|ガ対象|向ケ)"
)


def what_it_is_for(reading: Reading, mention: Mention) -> bool:
    """Whether an illness is named as what a product treats, and not as the patient's own."""
    if reading.latin(mention):
        return MEANT_FOR.search(reading.text, max(0, mention.start - 48), mention.start) is not None
    return MEANT_FOR_JA.match(reading.text, mention.end) is not None


def dates_a_treatment(reading: Reading, mention: Mention) -> bool:
    """`三年前に受け`: how long ago it was given, not how long the illness has lasted."""
    return reading.has(mention.end, mention.end + 3, "treated")


def tell(facts: Facts, catalogue: Catalogue) -> Story:
    """Read all fields of an inquiry."""
    names = names_of(catalogue)
    return Story(
        facts,
        catalogue,
        read("message", facts.message, names),
        read("treatment_name", facts.treatment_name, names),
        read("provider_name", facts.provider_name, names),
        read("condition_detail", facts.condition_detail, names),
    )
