"""Under which system: the track, with the rule that gave it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..catalogue import Product
from ..circumstances import (
    Ground,
    clinic,
    held,
    hospital,
    insurance_said,
    meant,
    non_medical,
    offer,
    overseas,
    self_pay_said,
    trial,
)
from ..decision import Track
from ..facts import Kind, Payment
from ..named import Treatment
from ..reading import Mention
from ..story import Story
from ..treatments import Asked

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


def sold(story: Story) -> Ground:
    """Ground that something is offered for money outside insurance."""
    seller = clinic(story) or non_medical(story)
    return seller if seller and (offer(story) or self_pay_said(story)) else ()


def billed(story: Story) -> Ground:
    """A price to be paid for taking part: what is billed in full is no trial, whatever it is called."""
    bills = story.message.all("billed")
    return story.message.evidence(bills[0]) if bills and story.prices else ()


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
    return treatment.kind == Kind.IPS_CELL or indicated_product(story, treatment.kind) is not None


def of_kind(story: Story, asked: Asked) -> Sorted:
    product = live_product(story, asked) or indicated_product(story, asked.kind)
    seller = seller_of(story, asked)
    if seller:
        return self_pay("track.offered", seller, product)
    if product and suits(story, asked, product):
        return insured(rule_for(story, asked, product), ground_of(story, asked), product)
    if product or story.conditions:
        return self_pay("track.outside_indication", ground_of(story, asked), product)
    if asked.kind in NEVER_COVERED_ALONE:
        return self_pay("track.self_pay_kind", ground_of(story, asked))
    return kind_alone(story, asked)


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
    return (
        not story.conditions or bool(story.conditions & set(product.conditions)) or story.indicated(product)
    )


def seller_of(story: Story, asked: Asked) -> Ground:
    """Ground that what is asked about is sold outside insurance: by the text, else by the ticks."""
    message = story.message
    layman = non_medical(story)
    if layman and not asked.product:
        return layman
    for treatment in asked.mentions:
        if treatment.reading is message:
            ground = sold_here(story, treatment.mention)
            if ground:
                return ground
    # Where no hospital is in sight, a clinic with a price sells, whatever it calls its goods.
    if not hospital(story) and not asks_price(story) and sold(story):
        return sold(story)
    return priced_outside(story) if asked.product else sold_by_kind(story, asked)


def priced_outside(story: Story) -> Ground:
    """A named product, but ticked as self-pay and with a price: sold outside insurance under its name."""
    priced = story.prices or story.facts.quoted_fee_yen is not None
    if (
        story.facts.payment == Payment.SELF_PAY
        and priced
        and not insurance_said(story)
        and not hospital(story)
    ):
        return (story.ticked("payment"),)
    return ()


def sold_by_kind(story: Story, asked: Asked) -> Ground:
    """As `seller_of`, where no product is named: weaker signs will do."""
    if asked.kind == Kind.IPS_CELL:
        drip = dripped(story, asked)
        if drip:
            return drip
    said = self_pay_said(story)
    if said and not insurance_said(story):
        return said
    quoted = story.facts.quoted_fee_yen is not None
    told_of_hospital = any(found.field == "message" for found in hospital(story))
    if (
        story.facts.payment == Payment.SELF_PAY
        and not insurance_said(story)
        and (quoted or not told_of_hospital)
    ):
        return (story.ticked("payment"),)
    if quoted and clinic(story):
        return (story.ticked("quoted_fee_yen"),)
    return ()


def asks_price(story: Story) -> bool:
    """Whether all that speaks for an offer is an amount that prices none: the product's own, a pension."""
    return (
        not story.prices
        and not held(story.message)
        and not self_pay_said(story)
        and story.facts.quoted_fee_yen is None
    )


IPS_DRIP = re.compile(r"(?:細胞)?(?:ノ)?点滴|(?: cells?)? (?:drip|infusion|iv\b)")


def dripped(story: Story, asked: Asked) -> Ground:
    """iPS cells by drip are nothing that public insurance knows."""
    for t in asked.mentions:
        if IPS_DRIP.match(t.reading.text, t.mention.end):
            return t.reading.evidence(t.mention)
    return ()


def sold_here(story: Story, mention: Mention) -> Ground:
    message = story.message
    start, end = message.sentence(mention)
    for place in message.within(start, end, "clinic"):
        wide = message.near_sentences(mention, 1, 1)
        priced = any(wide[0] <= m.start < wide[1] for m in story.money) or message.has(
            *wide, "held_offer", "drip", "self_pay"
        )
        if priced and place in story_clinics(story):
            return message.evidence(place)
    return ()


def story_clinics(story: Story) -> list[Mention]:
    return meant(story.message, story.message.all("clinic"))


def kind_alone(story: Story, asked: Asked) -> Sorted:
    """A kind without condition or offer: the news about it is a question to the public system."""
    if asked.kind == Kind.IPS_CELL:
        if story.message.all("news") or insurance_said(story):
            return insured("track.news", ground_of(story, asked))
        return unsorted("track.kind_alone", ground_of(story, asked))
    if insurance_said(story):
        return insured("track.news", ground_of(story, asked))
    if clinic(story) or self_pay_said(story) or story.facts.payment == Payment.SELF_PAY:
        return self_pay("track.offered", clinic(story) or self_pay_said(story))
    return unsorted("track.kind_alone", ground_of(story, asked))


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
    return unsorted("track.nothing_to_tell")
