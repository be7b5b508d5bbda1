"""Whether an English act of treatment was given to the patient."""

from __future__ import annotations

import re

from .named import mentioned
from .names import KIND_CONCEPTS
from .reading import Mention, Reading
from .scope import denied
from .story import Story

TREATMENT_WORDS = (*KIND_CONCEPTS, "form", "regenerative")


def is_treated_english(story: Story, message: Reading, mention: Mention) -> bool:
    _, end = message.clause(mention)
    reach = min(end, mention.end + 40)
    nouns = list(message.within(mention.end, reach, *TREATMENT_WORDS))
    nouns += [
        t.mention for t in mentioned(story, message) if t.product and mention.end <= t.mention.start < reach
    ]
    nouns.sort(key=lambda noun: noun.start)
    if message.text.startswith("so far", mention.start):
        nouns = list(message.within(message.sentence(mention)[0], mention.start, *TREATMENT_WORDS))
    if not nouns and message.text.startswith(PASSIVE, mention.start):
        return follows_its_noun(story, message, mention)
    if not nouns or not leads_to(message, mention, nouns[0]):
        return False
    if message.has(mention.end, min(reach, nouns[0].end + 14), "not_a_treatment"):
        return False
    if denied(message, mention, ahead=24) or not OTHER_VERBS.isdisjoint(
        message.text[mention.end : nouns[0].start].split()
    ):
        return False
    if CAUSED.match(message.text, mention.start):
        return False
    if message.text[mention.start : mention.end] in TIME_WORDS and to_come(message, mention, nouns[0]):
        return False
    start, _ = message.clause(mention)
    if ANYONE.search(message.text, max(start, mention.start - 40), mention.start):
        return False
    if ASKED_WHEN.search(message.text, max(0, mention.start - 12), mention.start):
        return False
    return not message.has(max(start, mention.start - 40), mention.start, "hypothesis", "intend")


# "after four rounds he will be speaking", "whether they adjust the dose after surgery"
WILL_BE = re.compile(r"[^.;!?]{0,40}?(?:\b(?:will|would) (?!not|never|n't)|'ll )")
WOULD_BE = re.compile(
    r"\b(?:warn(?:s|ed)|(?:can|may|might|could) (?:get|cause|be|happen|come|occur|last|feel|rise))\b[^.;!?]*$"
    r"|\b(?:whether|what happens|how soon|how long|when can|(?:most|many) (?:patients|people))\b[^.;!?]*$"
    r"|\b(?:will|would|if\b[^.;!?]{0,24}\b(?:were to|should|gets?|runs?|develops?))\b[^.;!?]*$"
)


def to_come(message: Reading, mention: Mention, noun: Mention) -> bool:
    """Whether what comes after the treatment is still to come."""
    start, end = message.sentence(mention)
    return (
        WILL_BE.match(message.text, noun.end, end) is not None
        or WOULD_BE.search(message.text, max(start, mention.start - 80), mention.start) is not None
    )


# "has anyone had it"
ANYONE = re.compile(r"\b(?:any ?one|any ?body|who (?:has|have)|many (?:people|patients))\b[^.?!]{0,24}$")
# "when did the first product go on insurance": the verb only asks.
ASKED_WHEN = re.compile(r"\b(?:when|how|why|where|what) $")
# "they had him come off warfarin", "using your own marrow": nothing that was given.
CAUSED = re.compile(
    r"had it in (?:his|her|my|our|their) (?:head|mind)s?\b"
    r"|had (?:[\w'-]+ ){1,8}(?:lined up|packed|booked|planned|scheduled|reserved|pencilled in|in mind"
    r"|in the diary)\b"
    r"|got (?:turned|told|refused|rejected|quoted|offered|sent|talking|interested|excited|in touch|hold"
    r"|wind)\b"
    r"|went through (?:[\w'-]+ ){1,5}with (?:me|us|him|her|my|our)\b"
    r"|had (?:him|me|us|them|(?:my )?(?:mum|mom|dad|mother|father|wife|husband) "
    r"|her (?:come|stop|go|take|sign|pay|quit|wait|fast|skip|drop)\b)"
    r"|had (?:the|a|my) (?:\w+ ){1,4}(?:hung|ready|prepared|laid out|set up)\b"
    r"|us(?:ing|ed) (?:your|one's)\b"
    r"|(?:took|taken|take) (?:my|his|her|some|the|out)\b (?:\w+ ){0,2}?(?:fat|marrow|blood)\b"
)


PASSIVE = (
    "was given",
    "were given",
    "been given",
    "was infused",
    "was injected",
    "were injected",
    "done in ",
    "done on ",
    "done last ",
    "done at ",
)


def follows_its_noun(story: Story, message: Reading, mention: Mention) -> bool:
    """`Kymriah was given in May`, `PRP done last week`."""
    start, _ = message.clause(mention)
    near = max(start, mention.start - 24)
    named = any(near <= t.mention.start < mention.start for t in mentioned(story, message))
    return (
        named
        and not denied(message, mention, ahead=24)
        and not message.has(near, mention.start, "hypothesis")
    )


# Words between an act and a treatment that show another act: `had pinned our hopes on`.
OTHER_VERBS = frozenset(
    [
        "about",
        "hope",
        "hoped",
        "hopes",
        "pinned",
        "heard",
        "hear",
        "told",
        "asked",
        "thought",
        "think",
        "planned",
        "planning",
        "booked",
        "booking",
        "read",
        "offered",
        "considered",
        "considering",
        "wanted",
        "want",
        "decided",
        "to",
        "looking",
        "look",
        "quit",
        "stopped",
        "hearing",
        "reading",
        "seen",
        "saw",
        "mentioned",
        "recommended",
        "suggested",
        "sent",
        "quoted",
        "interested",
        "worried",
        "scared",
        "wait",
        "waiting",
        "pay",
        "paid",
        "recommending",
        "against",
        "refused",
        "your",
    ]
)
NOT_AFTER = frozenset(
    ["about", "he", "she", "i", "we", "because", "when", "but", "so", "that", "told"]
    + [f"{day}day" for day in ("mon", "tues", "wednes", "thurs", "fri", "satur", "sun")]
)
TIME_WORDS = ("after", "since", "following", "post")


def leads_to(message: Reading, mention: Mention, noun: Mention) -> bool:
    """Whether a time word governs the noun itself: `after the drip`, not `after reading about drips`."""
    if message.text[mention.start : mention.end] not in TIME_WORDS:
        return True
    text = message.text
    between = text[mention.end : noun.start].split()
    if len(between) > 4 or any(word.endswith("ing") or word in NOT_AFTER for word in between):
        return False
    if SOUGHT.search(text, max(0, mention.start - 12), mention.start) or BECAUSE.match(text, noun.end):
        return False
    another = AFTER_SOMETHING_ELSE.match(text, mention.end)
    # "since Dad's Amchepry operation": the operation is the treatment itself.
    if another and (noun.concept == "form" or another.end() <= noun.start):
        return False
    return BEFORE_OR.search(text, 0, mention.start) is None


# "what we're after is Amchepry", "before or after the drip"
SOUGHT = re.compile(r"(?:'re|'m|'s|\b(?:is|are|was|were|am|what i|what we|just)) $")
BEFORE_OR = re.compile(r"\bbefore,? (?:or|and|nor) $")
# "since the iPS one went on insurance": why, and not when.
BECAUSE = re.compile(
    r"s?\s?(?:one|doctors?|clinic|people|man|lady|place|thing|folks|guy|ones|cells?|drips?"
    r"|treatments?){0,2} ?"
    r"\b(?:went|is|are|has been (?:approved|covered)|wants?|wanted|says?|said|became|got|came|sits?|costs?"
    r"|works?|needs?|would|will|can|might|must)\b"
)
# "after three lines of treatment", "after her cataract surgery": another treatment, for the illness.
AFTER_SOMETHING_ELSE = re.compile(
    r"\s(?:[\w'-]+ ){0,3}?(?:(?:lines|courses|rounds|cycles) of (?:treatment|therapy|chemo\w*)"
    r"|(?:cataract|bypass|hip|knee|marrow|valve|kidney|liver|cancer|tumou?r|dbs|brain|back|spine|heart"
    r"|gut|bowel"
    r"|first|second|last|previous)? ?(?:surgery|operation|chemo\w*|radiation|radiotherapy|replacement)\b)"
)
