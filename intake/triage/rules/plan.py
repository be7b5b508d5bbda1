"""Flags on the number of a regenerative medicine provision plan."""

from __future__ import annotations

import re
import unicodedata

from ..abroad import overseas
from ..circumstances import Ground, clinic, hospital, non_medical
from ..decision import Evidence, Track
from ..facts import Kind
from ..named import mentioned
from ..places import held
from ..rare import Rare
from ..reading import Mention, Reading
from ..scope import denied, dismissed
from ..story import Story
from ..treated import treated_mentions
from ..treatments import Asked

PLAN_NUMBER = re.compile(r"P[ABC]\d{7}")
PLAN_NUMBER_IN_TEXT = Rare(r"(?<![a-z0-9])p[\s-]?[abc][\s-]?\d[\d\s-]{5,14}\d(?!\d)")
LABEL = (
    r"(?:計画番号|計画ノ番号|計画書番号|受理番号|届ケ?出(?:ノ)?番号|届ケ?出(?:書)?ノ番号|提供計画(?:ノ番号"
    r"|番号)?"
    r"|認可番号|許可番号|厚労省ノ番号|厚生局ノ番号|登録番号"
    r"|plan (?:number|no\.?|id)|registration (?:number|no\.?)|provision plan"
    r"|(?:notification|filing|ministry|approval|licen[cs]e|certificate|acceptance) (?:number|no\.?))"
)
SAID_TO_BE_ONE = Rare(
    LABEL + r"(?:ハ|ガ|ヲ|ニ|モ|ト|トシテ|トイウノハ|ラシキモノハ|:|;|,|=|#|\(|「|『|\"|'| is| of| was"
    r"| given| as| says| they gave(?: us| me)?| on the \w+(?: \w+)? is|\s){0,5}"
    r"(?P<number>[^\s、。」)ハガヲ\d]{0,8}\s?\d[\d\s]{3,12}\d|[a-z]{1,6}\s?[a-z]{0,6}\d[\d\s]{0,12}(?![a-z]))"
)
# 2023-0458 is what they call the plan number, 「3220099」という届出番号
# 計画の番号は「第二種・届出済 123」: whatever stands in the quotes
QUOTED_AS_ONE = Rare(
    LABEL + r"(?:ハ|ガ|モ|ニ|:|トシテ){0,2}[「『](?P<number>[^」』]{0,20}\d[^」』]{0,14})[」』]"
)
CALLED_ONE = Rare(
    r"(?<![\w,.])(?P<number>[a-z]{0,4}\s?\d[\d\s]{4,12}\d)(?!\d|,\d|\s?(?:円|万|yen|人|歳))[^.。\d]{0,24}?"
    + LABEL
)
AS_LABELLED = (SAID_TO_BE_ONE, CALLED_ONE, QUOTED_AS_ONE)
LABELS = ("番号", "提供計画", "number", "provision plan", " no", "plan id")
WITH_CELLS = frozenset({Kind.IPS_CELL, Kind.STEM_CELL, Kind.PLATELET, Kind.IMMUNE_CELL, Kind.TISSUE})


def given_number(story: Story) -> tuple[str, Evidence] | None:
    """The plan number that was given, as given: from its field, else from the text."""
    if story.facts.plan_number.strip():
        return story.facts.plan_number, story.ticked("plan_number")
    message = story.message
    labelled = any(label in message.text for label in LABELS)
    patterns = (PLAN_NUMBER_IN_TEXT, *AS_LABELLED) if labelled else (PLAN_NUMBER_IN_TEXT,)
    for pattern in patterns:
        found = pattern.search(message.text)
        if found:
            start, end = message.normal.original_span(*found.span())
            number = found["number"] if "number" in found.groupdict() else found.group()
            return number, Evidence("message", start, end, message.written[start:end])
    return None


# 鼻の粘膜の細胞を背骨に入れる: whatever cells they are
CELLS_GIVEN = Rare(
    r"細胞(?:ヲ|ノ)[^。、]{0,14}?(?:入レ|移植|点滴|注射|打|注入|投与)"
    r"|\b(?:inject|implant|transplant|infuse|drip|put)\w* (?:\w+ ){0,4}?cells\b"
)


def plan_number_missing(story: Story, track: Track, kind: Kind, asked: Asked) -> Ground:
    kinds = {t.kind for t in asked.rivals} or {kind}
    with_cells = kinds <= WITH_CELLS or (
        kinds == {Kind.UNKNOWN} and CELLS_GIVEN.search(story.message.text[:5_000])
    )
    if with_cells and needs_a_number(story, track, kinds - {Kind.UNKNOWN}):
        return particular_provider(story)
    return ()


def needs_a_number(story: Story, track: Track, kinds: set[Kind]) -> bool:
    """Whether a plan stands behind it, here in Japan, whose number nobody gave."""
    return (
        track == Track.SELF_PAY_REVIEW
        and kinds <= WITH_CELLS
        and not given_number(story)
        and not overseas(story)
    )


OFFERED = ("told", "claims", "planned")
DESCRIBED_BY = ("place_in_japan", "told", "claims", "offer", "planned")
DESCRIBED_IN_ENGLISH = (" in ", " near ", " called ", " at ", " on ", " by ", "'s")


def particular_provider(story: Story) -> Ground:
    """A provider that is named, or described by its place or by what it said or asked for."""
    if story.facts.provider_name.strip():
        return (story.ticked("provider_name"),)
    message = story.message
    if is_friends_alone(story) or is_abroad_alone(message):
        return ()
    place = clinic(story) or giving_hospital(story) or shop(story)
    if not place or place[0].field != "message":
        somewhere = place_at(message) or given_in_japan(story)
        if somewhere:
            return message.evidence(somewhere)
        return place if place and story.facts.quoted_fee_yen is not None else ()
    if message.all("generic_clinic"):
        somewhere_told = any(
            not message.text.startswith("in japan", m.start) for m in message.all("place_in_japan")
        )
        return place if somewhere_told or held(message) or story.money else ()
    if not clinic(story) and not non_medical(story):
        offered = any(not denied(message, m, 10, 16) for m in message.all(*OFFERED))
        return place if offered or held(message) or story.money or treated_mentions(story) else ()
    described = (
        any(is_described(message, m) for m in message.all("clinic", "hospital"))
        or any(not denied(message, m, 10, 16) for m in message.all(*DESCRIBED_BY))
        or held(message)
        or story.money
        or treated_mentions(story)
    )
    return place if described else ()


def is_abroad_alone(message: Reading) -> bool:
    """Whether every place that is named stands in another country: カザフスタンの病院."""
    places = message.all("clinic", "hospital")
    return bool(places) and all(
        message.has(max(0, place.start - 12), place.start, "overseas_place")
        and message.text.endswith("ノ", 0, place.start)
        for place in places
    )


def is_friends_alone(story: Story) -> bool:
    """Whether every clinic that is named is where somebody else was treated."""
    places = story.message.all("clinic")
    if not places or story.friend_is_patient or held(story.message) or story.money or treated_mentions(story):
        return False
    return all(story.hearsay(m) for m in places) and not story.message.all("told", "offer", "planned")


PLACE_AT = Rare(
    r"\b(?:place|outfit|centre|center|facility|practice|studio|surgeon|doctor|doctors|doc|gp"
    r"|dr)(?: called [\w"
    r" ]{1,20}?)? (?:in|at|near|by|off|down|on)\b"
    r"|(?:系|療法|専門|治療|施術|再生医療|医療)ノ(?:トコロ|所|施設|院|店)"
)


def place_at(message: Reading) -> Mention | None:
    """`the place in Ueno`, 上野のところ: described, though not by what it is."""
    found = PLACE_AT.search(message.text[:5_000])
    if found is None:
        return None
    place = Mention("clinic", *found.span())
    latin = message.latin(place)
    near = message.has(place.start, place.end + 24, "place_in_japan") if latin else True
    if WISHED.search(message.text, max(0, place.start - 40), place.start):
        return None
    return place if near and not denied(message, place, 4, 8) else None


def given_in_japan(story: Story) -> Mention | None:
    """`her stem cell drip in Ginza`: a place next to a treatment given or offered."""
    message = story.message
    for place in message.all("place_in_japan"):
        span = message.sentence(place)
        told = message.has(*span, "held_offer", "told", "claims", "pay_or_sign", "planned") or any(
            span[0] <= m.start < span[1] for m in (*story.money, *treated_mentions(story))
        )
        near = message.has(*span, "drip") or any(
            span[0] <= t.mention.start < span[1] for t in mentioned(story, message)
        )
        if near and told and not (message.has(*span, "residence", "hospital") or story.others(place)):
            return place
    return None


# "a hospital that does it": one yet to be found; 病院に行くべき: because of what happened
ANY_THAT = re.compile(
    r"(?:ニ|ヘ)(?:行ク|行ツタ|カカル|カカツタ|連レテ行ク|連レテ行ツタ)(?:ベキ|ホウガ|方ガ|ノガ|ト)"
    r"| (?:that|which|who) (?:does|do|can|could|would|will|offers?|has|have|might)\b"
)
WISHED = re.compile(
    r"\b(?:prefer\w*|looking for|look for|want|find|wish|need|recommend|suggest) (?:\w+ ){0,3}$"
)


def giving_hospital(story: Story) -> Ground:
    """A hospital that may give the treatment: not the one where the patient lies because of it."""
    message = story.message
    named = message.all("hospital")
    if named and all(
        message.has(*message.sentence(m), "harm_strong") or ANY_THAT.match(message.text, m.end) for m in named
    ):
        return ()
    return hospital(story)


def shop(story: Story) -> Ground:
    """A seller with a door: a salon is a particular provider, a kit by post is none."""
    seller = non_medical(story)
    return seller if seller and not any(word in seller[0].words.casefold() for word in WITHOUT_A_DOOR) else ()


WITHOUT_A_DOOR = ("kit", "キット", "online", "通販", "ネット", "輸入", "inject", "mail", "自己")


def is_described(message: Reading, place: Mention) -> bool:
    """`つくばの整形外科`, `a clinic in Chiba`."""
    if message.latin(place):
        return message.text.startswith(DESCRIBED_IN_ENGLISH, place.end)
    return message.text.endswith("ノ", 0, place.start)


def plan_number_invalid(story: Story, kind: Kind) -> Ground:
    given = given_number(story)
    if given is None:
        return ()
    number, evidence = given
    plain = re.sub(r"[\s\-‐-―−ー]", "", unicodedata.normalize("NFKC", number)).upper()
    if kind == Kind.EXOSOME or not PLAN_NUMBER.fullmatch(plain) or not class_fits(story, plain[1], kind):
        return (evidence,)
    return ()


def class_fits(story: Story, letter: str, kind: Kind) -> bool:
    """iPS and donor cells are A, cultured own stem cells A or B."""
    if kind == Kind.IPS_CELL or is_donor(story):
        return letter == "A"
    return kind != Kind.STEM_CELL or letter in "AB"


def is_donor(story: Story) -> bool:
    readings = (story.message, story.treatment_name)
    return any(not dismissed(reading, m) for reading in readings for m in reading.all("donor"))
