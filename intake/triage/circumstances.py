"""Who would provide the treatment, where, and under which system, as the text shows it over the ticks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import wraps

from .decision import Evidence
from .facts import Payment, ProviderKind
from .names import KIND_CONCEPTS
from .places import held, providers
from .reading import Mention, Reading
from .scope import denied, dismissed
from .story import Story

Ground = tuple[Evidence, ...]
"""What a rule found its ground on; empty where it found none."""


def once(find: Callable[[Story], Ground]) -> Callable[[Story], Ground]:
    """Look only once in a story: many rules ask for the same circumstance."""

    @wraps(find)
    def kept(story: Story) -> Ground:
        ground: Ground | None = story.noted.get(find.__name__)
        if ground is None:
            ground = story.noted[find.__name__] = find(story)
        return ground

    return kept


def meant(reading: Reading, mentions: Iterable[Mention]) -> list[Mention]:
    return [mention for mention in mentions if not dismissed(reading, mention)]


@once
def clinic(story: Story) -> Ground:
    """A clinic as the provider: in the text, else in the tick unless the text puts clinics aside."""
    named = story.message.all("clinic")
    kept = providers(story, "clinic")
    if kept:
        return story.message.evidence(kept[0])
    in_name = story.provider_name.all("clinic")
    if in_name:
        return story.provider_name.evidence(in_name[0])
    if story.facts.provider_kind == ProviderKind.CLINIC and not named:
        return (story.ticked("provider_kind"),)
    return ()


@once
def hospital(story: Story) -> Ground:
    kept = providers(story, "hospital")
    if kept:
        return story.message.evidence(kept[0])
    if story.facts.provider_kind in (ProviderKind.HOSPITAL, ProviderKind.UNIVERSITY_HOSPITAL):
        return (story.ticked("provider_kind"),)
    return ()


@once
def non_medical(story: Story) -> Ground:
    """A seller that is no medical institution."""
    kept = sorted([*meant(story.message, story.message.all("non_medical")), *perhaps_sellers(story)])
    places = providers(story, "clinic")
    # Who was sent to a clinic by a salon is treated at the clinic.
    if kept and not (places and places[-1].start > kept[-1].start):
        return story.message.evidence(kept[0])
    in_name = story.provider_name.all("non_medical")
    if in_name:
        return story.provider_name.evidence(in_name[0])
    if story.facts.provider_kind == ProviderKind.NON_MEDICAL and not clinic(story) and not hospital(story):
        return (story.ticked("provider_kind"),)
    return ()


def perhaps_sellers(story: Story) -> list[Mention]:
    """A gym, a supplement shop: only where they stand with the treatment."""
    message = story.message
    alone = not message.all("clinic", "hospital")
    nobody_else = (
        alone and story.facts.provider_kind in (None, ProviderKind.NON_MEDICAL) and message.all("offer")
    )
    return [
        m
        for m in message.all("perhaps_seller")
        if not (dismissed(message, m) or denied(message, m, 4, 8))
        and (
            nobody_else
            or message.has(*message.clause(m), *KIND_CONCEPTS, "regenerative")
            or (alone and message.has(*message.sentence(m), *KIND_CONCEPTS))
        )
    ]


@once
def trial(story: Story) -> Ground:
    """A clinical trial, advanced medical care or patient-requested care, at a hospital in Japan."""
    message = story.message
    named = message.all("trial")
    kept = [
        m
        for m in meant(message, named)
        if not (
            story.hearsay_of_people(m)
            or denied(message, m, 8, 16)
            # 先進医療特約 is a private insurer's.
            or message.text.startswith(("特約", "保険ノ特約"), m.end)
        )
    ]
    if kept:
        return message.evidence(kept[0])
    if story.facts.payment == Payment.TRIAL and not named:
        return (story.ticked("payment"),)
    return ()


# 保険なのか自費なのか
EITHER = re.compile(
    r"(?:治療|診療|デ|ガキク)?(?:ナ|ダ)?ノカ|(?:キク)?(?:モン|モノ|ノ|ン)カ(?:ドウカ|モ|、)|カ保険|カ自費"
    r"|カ自由|カモ(?:分|ワ)カ|カドウカ|カ(?:、|ハ|モ"
    r"|サエ|スラ)[^。]{0,12}?(?:聞イテ|分カ|ワカ|知ラ|決マ|不明)"
    r"| or (?:not|self|private|out|insur|nhi|on)"
)
IF_JAPANESE = ("ダツタラ", "ナラ", "ダト", "ノ場合", "デモ受ケ")


@once
def self_pay_said(story: Story) -> Ground:
    """Outside insurance, in so many words."""
    message = story.message
    kept = [
        m
        for m in meant(message, message.all("self_pay"))
        if not denied(message, m, 8, 12)
        and not message.text.startswith(IF_JAPANESE, m.end)
        and not EITHER.match(message.text, m.end)
    ]
    return message.evidence(kept[0]) if kept else ()


# むかし保険で打てた: as it was, and is no more.
IT_USED_TO = re.compile(
    r"(?:昔|ムカシ|以前|カツテ|当時)(?:ハ|ニハ|モ|ノ)?(?:健康|公的)?$|\b(?:used to be|once was|was once"
    r"|formerly) (?:\w+ )?$"
)


@once
def insurance_said(story: Story) -> Ground:
    message = story.message
    kept = [
        m
        for m in meant(message, message.all("insured"))
        if not denied(message, m, 10, 16)
        and not EITHER.match(message.text, m.end)
        and not IT_USED_TO.search(message.text, max(0, m.start - 16), m.start)
    ]
    return message.evidence(kept[0]) if kept else ()


@once
def offer(story: Story) -> Ground:
    """A price, a booking, a recommendation: something that was offered to this family."""
    message = story.message
    if story.facts.quoted_fee_yen is not None:
        return (story.ticked("quoted_fee_yen"),)
    found = held(message)
    if found:
        return message.evidence(found[0])
    if story.prices:
        return message.evidence(story.prices[0])
    return ()
