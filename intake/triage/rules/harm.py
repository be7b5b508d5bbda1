"""The urgent flags: harm that happened, a medicine stopped, despair."""

from __future__ import annotations

import re

from ..circumstances import Ground
from ..named import mentioned
from ..reading import Mention, Reading
from ..scope import denied, feared, supposed
from ..story import Story

NEAR_MEDICINE = 26
NEAR_MEDICINE_LATIN = 48


def crisis(story: Story) -> Ground:
    """Wanting to die, or unable to go on. A condition counts too; only a plain denial takes it back."""
    for reading in (story.message, story.condition_detail):
        for mention in reading.all("crisis"):
            if not is_taken_back(reading, mention):
                return reading.evidence(mention)
    return ()


DESPAIR_DENIED = (
    "ワケデハ",
    "ワケジヤ",
    "トハ思ツテイ",
    "トハ思ツテマ",
    "ナンテ思ツテイ",
    "ナド思ツテイ",
    "ツモリハ",
    "コトハ考エテイマセ",
    "気ハア",
    "気ハナ",
    "トハ思イマセ",
    "ナンテ思イマセ",
    "トイウ話デハ",
    "トイウワケ",
    "トイウコトデハ",
    "トイウノデハ",
    "ナンテ考エテ",
    "ナンテコトハ",
    "トマデハ",
)


def is_taken_back(reading: Reading, mention: Mention) -> bool:
    if reading.latin(mention):
        return denied(reading, mention, ahead=22) and not reading.text.startswith(
            (
                "can't",
                "cannot",
                "no ",
                "don't",
                "not ",
                "doesn't",
                "does not",
                "do not",
                "never",
                "nothing",
                "unable",
            ),
            mention.start,
        )
    rest = reading.text[mention.end : mention.end + 16]
    return any(cue in rest for cue in DESPAIR_DENIED)


def adverse_event(story: Story, treated: list[Mention], stopped: Ground) -> Ground:
    """Something bad happened to the patient after a treatment, or after stopping medicine for its sake."""
    message = story.message
    if not (treated or stopped or message.all("collected")):
        return ()
    steps = treated or message.all("stop")
    first = steps[0].start if steps else 0
    for mention in message.all("harm_strong", "harm_weak"):
        if mention.concept == "harm_weak" and not began(message, mention):
            continue
        if mention.start < first and not began(message, mention):
            continue
        if happened(story, mention):
            return message.evidence(mention)
    return ()


AFTERWARDS = re.compile(
    r"(?:点滴|注射|施術|投与|移植|幹細胞|prp|上清|エクソソム|細胞|療法)(?:ヲ?シタ|ヲ?打ツタ|ヲ?受ケタ)?ノ?"
    r"(?:帰リ|アト|後|直後|翌日|翌朝|次ノ日|ソノ晩|晩|夜|途中|最中|当日|数日後)"
)
ON_A_PAST_DAY = re.compile(
    r"\b(?:on (?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|"
    r"last (?:week|night|month|friday|monday)|this morning|"
    r"(?:\d+|two|three|four|five|six|a few) (?:days|weeks|months|hours) ago|a (?:week|month|day) ago)\b"
)
TO_COME = re.compile(
    r"\b(?:next|will|going to|booked|appointment|planned|scheduled|due|tomorrow|considering|thinking|if)\b"
    r"|予定|予約|コレカラ|来週|来月|検討"
)


def implied_by_harm(story: Story) -> list[Mention]:
    """A treatment told of only by what came after it: `PRP in my knee on Monday, now I cannot bend it`."""
    message = story.message
    for harm in message.all("harm_strong"):
        if not happened(story, harm) or message.has(*message.sentence(harm), "not_yet"):
            continue
        start, end = message.near_sentences(harm, before=1)
        if TO_COME.search(message.text, start, end):
            continue
        after = AFTERWARDS.search(message.text, start, harm.start)
        if after is None and any(start <= t.mention.start < harm.start for t in mentioned(story, message)):
            after = ON_A_PAST_DAY.search(message.text, start, end)
        if after:
            return [Mention("treated", after.start(), after.end())]
    return []


def began(message: Reading, mention: Mention) -> bool:
    start, end = message.near_sentences(mention)
    return message.has(start, end, "onset")


def happened(story: Story, mention: Mention) -> bool:
    message = story.message
    return not (
        denied(message, mention, behind=10, ahead=20)
        or supposed(message, mention)
        or feared(message, mention)
        or story.others(mention)
    )


def medication_stop(story: Story) -> Ground:
    """Was told to stop, has stopped, or means to stop a prescribed medicine for such a treatment's sake."""
    message = story.message
    for stop in message.all("stop"):
        medicine = medicine_of(message, stop)
        if medicine is not None and stop_is_meant(story, stop):
            return message.evidence(*sorted((medicine, stop), key=lambda m: m.start))
    return ()


def medicine_of(message: Reading, stop: Mention) -> Mention | None:
    start, end = message.sentence(stop)
    if message.latin(stop):
        nouns = list(message.within(stop.start, min(end, stop.end + NEAR_MEDICINE_LATIN), "medicine"))
        nouns += list(message.within(max(start, stop.start - NEAR_MEDICINE_LATIN), stop.start, "medicine"))
    else:
        nouns = list(message.within(max(start, stop.start - NEAR_MEDICINE), stop.start, "medicine"))
        nouns += list(message.within(stop.end, min(end, stop.end + 4), "medicine"))
    # "eye drops" is no dropping.
    if any(
        noun.start <= stop.start and stop.end <= noun.end for noun in message.all("medicine", "form", "drip")
    ):
        return None
    return nouns[0] if nouns else None


def stop_is_meant(story: Story, stop: Mention) -> bool:
    message = story.message
    span = message.sentence(stop)
    if story.others(stop):
        return False
    # A doctor's own reason stays one unless the clause brings the clinic in.
    if message.has(*span, "stop_other_ground") and not message.has(*span, "clinic", "non_medical"):
        return False
    return stop_english(message, stop, span) if message.latin(stop) else stop_japanese(message, stop, span)


NOT_STOPPING = (
    "ナイ",
    "ズ",
    "タクナ",
    "ルツモリハナ",
    "ルツモリハア",
    "ル気ハ",
    "ル気モ",
    "ナカ",
    "マセン",
    "テイマセン",
    "テイナイ",
    "ルナ",
    "ロトハ",
    "ルヨウニハ",
    "サセナ",
    "サセマセ",
    "ルコトハナ",
    "ルコトナ",
    "ル必要ハナ",
    "ル必要ハア",
    "ナクテ",
)
ONLY_ASKED = (
    "ルベキ",
    "タホウガ",
    "タ方ガ",
    "テモイイ",
    "テモ良",
    "テモヨ",
    "テモ大丈夫",
    "ナイトイケ",
    "ナケレバ",
    "ル必要",
    "ルノデシヨウカ",
    "ルノデスカ",
    "ルコトニナ",
    "ルト",
    "タラ",
    "レバ",
)


def stop_japanese(message: Reading, stop: Mention, span: tuple[int, int]) -> bool:
    rest = message.text[stop.end : min(span[1], stop.end + 22)]
    # "やめられる" is a hope held out, not a medicine stopped.
    if rest.startswith(("ラレル", "ラレマ", "ラレナ")):
        return False
    told = [m for m in message.within(stop.end - 1, span[1], "told") if not message.latin(m)]
    for cue in told:
        if any(denial in message.text[stop.end : cue.start] for denial in NOT_STOPPING):
            continue
        if not denied(message, cue, behind=7) and not message.text.startswith(
            ("タラ", "レタラ", "テモ断"), cue.end
        ):
            return True
    if told:
        return False
    if any(cue in rest for cue in NOT_STOPPING):
        return False
    return not (any(cue in rest for cue in ONLY_ASKED) and message.is_question(stop)) and not supposed(
        message, stop
    )


ASKS_TO_STOP = re.compile(
    r"\s*(?:and |but |so )?(?:will|do|does|must|would|should|can|could|is|are)"
    r" (?:i|he|she|we|they|my|his|her|it)\b"
)


def stop_english(message: Reading, stop: Mention, span: tuple[int, int]) -> bool:
    if denied(message, stop, ahead=34) and not message.text.startswith(
        ("no longer", "not ", "don't take", "doesn't take", "isn't", "hasn't"), stop.start
    ):
        return False
    if ASKS_TO_STOP.match(message.text, span[0]) and message.is_question(stop):
        return False
    told = message.has(span[0], stop.start, "told")
    if not told and supposed(message, stop):
        return False
    conditional = [
        m
        for m in message.within(span[0], stop.start, "hypothesis")
        if message.text.startswith(
            ("if ", "should i", "should he", "should she", "should we", "do i need", "whether"), m.start
        )
    ]
    return not conditional
