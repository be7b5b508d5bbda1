"""Under which system: the track, with the rule that gave it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..abroad import overseas
from ..catalogue import Product
from ..circumstances import (
    Ground,
    clinic,
    hospital,
    insurance_said,
    non_medical,
    offer,
    self_pay_said,
    trial,
)
from ..decision import Track
from ..facts import Kind, Payment
from ..named import Treatment
from ..patient import particular_patient
from ..places import held
from ..rare import Rare
from ..scope import denied
from ..story import Story
from ..treated import treated_mentions
from ..treatments import Asked
from .seller import seller_of, sold

NEVER_COVERED_ALONE = (Kind.STEM_CELL, Kind.PLATELET, Kind.IMMUNE_CELL)


@dataclass(frozen=True)
class Sorted:
    """A track, the rule that spoke, its ground, and the approved product behind it where there is one."""

    track: Track
    rule: str
    ground: Ground
    product: Product | None = None


def insured(rule: str, ground: Ground, product: Product | None = None) -> Sorted:
    return Sorted(Track.INSURED_SPECIALIST, rule, ground, product)


def self_pay(rule: str, ground: Ground, product: Product | None = None) -> Sorted:
    return Sorted(Track.SELF_PAY_REVIEW, rule, ground, product)


def unsorted(rule: str, ground: Ground = ()) -> Sorted:
    return Sorted(Track.UNSORTED, rule, ground)


def track_of(story: Story, asked: Asked) -> Sorted:
    """The first rule that speaks, in the codebook's order of precedence."""
    abroad = overseas(story)
    if abroad:
        return self_pay("track.overseas", abroad)
    if asked.rivals:
        return between_rivals(story, asked)
    if asked.kind == Kind.EXOSOME:
        return exosome(story, asked)
    in_trial = trial(story)
    if in_trial and asked.kind == Kind.UNKNOWN and self_pay_said(story) and story.message.all("compare"):
        return unsorted("track.two_systems", in_trial)
    if in_trial and not sold(story) and not billed(story) and (hospital(story) or not clinic(story)):
        return insured("track.trial", in_trial)
    if asked.kind == Kind.UNKNOWN:
        return without_kind(story)
    return of_kind(story, asked)


def ground_of(story: Story, asked: Asked) -> Ground:
    if asked.mentions:
        first = asked.mentions[0]
        return first.reading.evidence(first.mention)
    return (story.ticked("treatment_kind"),) if story.facts.treatment_kind else ()


def exosome(story: Story, asked: Asked) -> Sorted:
    in_trial = trial(story)
    if in_trial and hospital(story) and not sold(story):
        return insured("track.trial", in_trial)
    return self_pay("track.exosome", ground_of(story, asked))


def billed(story: Story) -> Ground:
    """A price to be paid for taking part: what is billed is no trial, whatever it is called."""
    if not story.prices:
        return ()
    bills = story.message.all("billed")
    if bills:
        return story.message.evidence(bills[0])
    elsewhere = not hospital(story) and not insurance_said(story)
    return story.message.evidence(story.prices[0]) if elsewhere else ()


def between_rivals(story: Story, asked: Asked) -> Sorted:
    sides = {is_insured(story, t) for t in asked.rivals}
    ground = tuple(e for t in asked.rivals[:2] for e in t.reading.evidence(t.mention))
    if sides == {False}:
        return self_pay("track.self_pay_kinds", ground)
    if sides == {True}:
        return insured("track.approved_products", ground)
    return unsorted("track.two_systems", ground)


def is_insured(story: Story, treatment: Treatment) -> bool:
    if treatment.product:
        return not treatment.product.ended_by(story.facts.submitted_on)
    if said_insured(treatment):
        return True
    if treatment.kind == Kind.IPS_CELL or indicated_product(story, treatment.kind) is not None:
        return True
    return is_car_t(treatment) and not story.conditions


def said_insured(treatment: Treatment) -> bool:
    """`CAR-T on public insurance`: said in the clause that names it."""
    reading = treatment.reading
    return is_car_t(treatment) and any(
        not denied(reading, m, 10, 16) for m in reading.within(*reading.clause(treatment.mention), "insured")
    )


def is_car_t(treatment: Treatment) -> bool:
    """The one immune cell treatment that has covered products: which, depends on the illness."""
    return treatment.reading.has(treatment.mention.start, treatment.mention.end, "car_t")


def two_of_a_kind(story: Story, asked: Asked) -> bool:
    """An insured treatment and a self-pay one of the same kind, with equal weight and no offer of either."""
    message = story.message
    return bool(
        len(asked.mentions) > 1
        and self_pay_said(story)
        and insurance_said(story)
        and message.all("even_weight")
        and not clinic(story)
        and not offer_in_hand(story)
        and indicated_product(story, asked.kind)
    )


def offer_in_hand(story: Story) -> bool:
    return bool(held(story.message) or story.prices or story.facts.quoted_fee_yen is not None)


def of_kind(story: Story, asked: Asked) -> Sorted:
    product = live_product(story, asked) or indicated_product(story, asked.kind)
    if two_of_a_kind(story, asked):
        return unsorted("track.two_systems", ground_of(story, asked))
    seller = seller_of(story, asked)
    if seller:
        return self_pay("track.offered", seller, product)
    if could_be_sold(asked):
        sale = sold_somewhere(story)
        if sale:
            return self_pay("track.offered", sale, product)
        if product and long_after(story, product):
            return self_pay("track.outside_indication", ground_of(story, asked), product)
    if product and suits(story, asked, product):
        return insured(rule_for(story, asked, product), ground_of(story, asked), product)
    if product or story.conditions:
        rule = "track.outside_indication" if story.conditions else "track.outside_insurance"
        return self_pay(rule, ground_of(story, asked), product)
    # A clinic would say so, and a solid tumour is a condition that was looked at above.
    if any(is_car_t(t) for t in asked.mentions) and (insurance_said(story) or not sold(story)):
        return insured("track.news", ground_of(story, asked))
    if asked.kind in NEVER_COVERED_ALONE:
        return self_pay("track.self_pay_kind", ground_of(story, asked))
    return kind_alone(story, asked)


def could_be_sold(asked: Asked) -> bool:
    """No product is named, and clinics sell this kind: it is insured only where nothing speaks of a sale."""
    named = asked.product or any(is_car_t(treatment) for treatment in asked.mentions)
    return not named and asked.kind in NEVER_COVERED_ALONE


def sold_somewhere(story: Story) -> Ground:
    """A clinic, self-pay, or a price that no hospital and no insurance is spoken of with."""
    said = clinic(story) or self_pay_said(story)
    if said or hospital(story) or insurance_said(story):
        return said
    if story.facts.quoted_fee_yen is not None:
        return (story.ticked("quoted_fee_yen"),)
    return story.message.evidence(*story.money[:1])


# "paraplegic nine years", 受傷して八年: not how old somebody is.
YEARS_SINCE = Rare(
    r"\b(?:\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty) years"
    r"(?!['\s-]*(?:old|of age))"
    r"|(?<![\d令和成昭平])(?:\d{1,2}|[二三四五六七八九十]{1,2})年(?:前|目|間|タツ|経|ニナ|デス|以上)"
)


def long_after(story: Story, product: Product) -> bool:
    """Years since, for a product of the first weeks: those that the catalogue names words outside of."""
    return bool(product.outside_words) and YEARS_SINCE.search(story.message.text) is not None


def rule_for(story: Story, asked: Asked, product: Product) -> str:
    if not story.catalogue.covered_on(product, story.facts.submitted_on):
        return "track.product_awaiting"
    return "track.product" if asked.product else "track.kind_and_condition"


def live_product(story: Story, asked: Asked) -> Product | None:
    product = asked.product
    return product if product and not product.ended_by(story.facts.submitted_on) else None


def indicated_product(story: Story, kind: Kind) -> Product | None:
    """An approved product of that kind whose indication the patient could be in."""
    for product in story.catalogue.products:
        if (
            product.kind == kind
            and not product.ended_by(story.facts.submitted_on)
            and story.indicated(product)
        ):
            return product
    return None


def suits(story: Story, asked: Asked, product: Product) -> bool:
    if asked.product is None:
        return True
    # Who had the product at a hospital had it for its indication; what else is told came of it.
    if hospital(story) and not story.facts.condition and treated_mentions(story):
        return True
    # Of a product in general, for nobody in particular, no illness that is named lies outside.
    if story.message.all("no_patient") and not (clinic(story) or self_pay_said(story)):
        return True
    # Who had the covered product, and speaks of no seller, had it for its indication.
    if treated_mentions(story) and not (clinic(story) or self_pay_said(story) or story.facts.condition):
        return True
    if story.put_outside(product) or story.told_outside(product):
        return False
    return (
        not story.conditions or bool(story.conditions & set(product.conditions)) or story.indicated(product)
    )


# iPSの選考に落ちた, waiting for her iPS operation: the covered product is what there is.
THE_OPERATION = Rare(
    r"(?:手術|移植|候補|選考|適応|待機|順番|抽選|面談|受カ|検査入院|申シ込ミ?モ?シ|先生ニ)"
    r"|\b(?:operation|surgery|transplant\w*|implant\w*|candidate|eligib\w+|waiting list"
    r"|selection|referral"
    r"|ips (?:people|team|answer|appointment|evaluation))\b"
)


def kind_alone(story: Story, asked: Asked) -> Sorted:
    """A kind without condition or offer: the news about it is a question to the public system."""
    if asked.kind == Kind.IPS_CELL:
        sale = clinic(story) or self_pay_said(story)
        if particular_patient(story) and not sale and THE_OPERATION.search(story.message.text):
            return insured("track.operation", ground_of(story, asked))
        if story.message.all("news") or insurance_said(story):
            return insured("track.news", ground_of(story, asked))
        return unsorted("track.kind_alone", ground_of(story, asked))
    if insurance_said(story):
        return insured("track.news", ground_of(story, asked))
    if clinic(story) or self_pay_said(story) or story.facts.payment == Payment.SELF_PAY:
        return self_pay("track.offered", clinic(story) or self_pay_said(story))
    return unsorted("track.kind_alone", ground_of(story, asked))


# which products are covered: a question about all of them
APPROVED_PRODUCTS = re.compile(
    r"再生医療等?製品|承認(?:サレタ|済ミノ?)(?:再生|細胞)"
    r"|保険(?:適用|収載)(?:サレタ|済ミ|サレテイル)(?:ノ)?(?:再生|細胞|製品)"
    r"|\bregenerative (?:medic\w+ |therapy )?products?\b"
    r"|\b(?:approved|covered|insured) (?:cell|regenerative) "
)


def without_kind(story: Story) -> Sorted:
    """No kind and no name: the provider, the payment, or nothing."""
    both = self_pay_said(story) and insurance_said(story)
    if both and not clinic(story) and not non_medical(story):
        return unsorted("track.two_systems", both)
    seller = non_medical(story) or self_pay_said(story)
    if seller:
        return self_pay("track.offered", seller)
    if clinic(story) and (offer(story) or story.facts.payment == Payment.SELF_PAY):
        return self_pay("track.offered", clinic(story))
    if story.facts.payment == Payment.SELF_PAY and not insurance_said(story):
        return self_pay("track.offered", (story.ticked("payment"),))
    insurance = insurance_said(story) or story.message.evidence(*story.message.all("approved")[:1])
    if insurance and not clinic(story):
        for product in story.catalogue.products:
            if not product.ended_by(story.facts.submitted_on) and story.indicated(product):
                return insured("track.condition_and_insurance", insurance, product)
    if clinic(story) and story.facts.provider_kind:
        return self_pay("track.offered", clinic(story))
    if insurance_said(story) and not clinic(story) and APPROVED_PRODUCTS.search(story.message.text):
        return insured("track.news", insurance)
    return unsorted("track.nothing_to_tell")
