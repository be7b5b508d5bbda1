"""Who sells what is asked about outside public insurance."""

from __future__ import annotations

import re

from ..circumstances import (
    Ground,
    clinic,
    hospital,
    insurance_said,
    non_medical,
    offer,
    self_pay_said,
)
from ..facts import Kind, Payment
from ..places import held, providers
from ..reading import Mention
from ..story import Story
from ..treatments import Asked


def sold(story: Story) -> Ground:
    """Ground that something is offered for money outside insurance."""
    seller = clinic(story) or non_medical(story)
    return seller if seller and (offer(story) or self_pay_said(story)) else ()


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
    # Who says that the product is the matter has only come by the seller.
    if asked.product and asked.told:
        return ()
    priced = priced_clinic(story)
    if priced:
        return priced
    # Where no hospital is in sight, a clinic with a price sells, whatever it calls its goods.
    if not hospital(story) and not asks_price(story) and sold(story):
        return sold(story)
    return priced_outside(story) if asked.product else sold_by_kind(story, asked)


def priced_clinic(story: Story) -> Ground:
    """A clinic with a price of its own, though a hospital and insurance are spoken of as well.

    `Amchepry is at the university hospitals. The clinic in Ginza has the same, it says, for 3 million.`
    """
    message = story.message
    for place in providers(story, "clinic"):
        start, end = message.sentence(place)
        if any(start <= amount.start < end for amount in story.prices):
            return message.evidence(place)
    return ()


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
    clinics = providers(story, "clinic")
    for place in message.within(start, end, "clinic"):
        wide = message.near_sentences(mention, 1, 1)
        priced = any(wide[0] <= m.start < wide[1] for m in story.money) or message.has(
            *wide, "held_offer", "drip", "self_pay"
        )
        if priced and place in clinics:
            return message.evidence(place)
    return ()
