"""A prescribed medicine that was stopped, or is to be, for such a treatment's sake."""

from __future__ import annotations

import re

from ..circumstances import Ground
from ..reading import Mention, Reading
from ..scope import denied, supposed
from ..story import Story

NEAR_MEDICINE = 26
NEAR_MEDICINE_LATIN = 48


def medication_stop(story: Story) -> Ground:
    """Was told to stop, has stopped, or means to stop a prescribed medicine for such a treatment's sake."""
    message = story.message
    for stop in message.all("stop"):
        medicine = medicine_of(message, stop)
        if medicine is not None and stop_is_meant(story, stop):
            return message.evidence(*sorted((medicine, stop), key=lambda m: m.start))
    return ()


# "eye drops" is no dropping, and 断薬 names what is stopped by itself.
NO_STOPS = ("medicine", "form", "drip")
# 飲んでいない, やめた without an object, "binned them": what is stopped was named in the sentence before.
OBJECT_BEFORE = re.compile(
    r"\s?(?:taking |giving )?(?:him |her )?(?:it|them|everything|the lot|all of (?:it|them)|those)\b"
)
FURTHER_BACK = 90


def medicine_of(message: Reading, stop: Mention) -> Mention | None:
    start, end = message.sentence(stop)
    if any(noun.start <= stop.start and stop.end <= noun.end for noun in message.all(*NO_STOPS)):
        return None
    if message.latin(stop):
        nouns = list(message.within(stop.start, min(end, stop.end + NEAR_MEDICINE_LATIN), "medicine"))
        nouns += list(message.within(max(start, stop.start - NEAR_MEDICINE_LATIN), stop.start, "medicine"))
    else:
        nouns = list(message.within(max(start, stop.start - NEAR_MEDICINE), stop.start, "medicine"))
        # やめた薬, but not (点滴を)断って薬を続けます
        if not {"テ", "デ"} & set(message.text[stop.end - 1 : stop.end + 1]):
            nouns += list(message.within(stop.start, min(end, stop.end + 4), "medicine"))
    if not nouns and speaks_of_the_last(message, stop):
        back, _ = message.near_sentences(stop, before=1)
        nouns = list(message.within(max(back, stop.start - FURTHER_BACK), start, "medicine"))
    return nouns[0] if nouns else None


def speaks_of_the_last(message: Reading, stop: Mention) -> bool:
    """Whether the stop has no object of its own, but takes up what was named before."""
    if message.latin(stop):
        return OBJECT_BEFORE.match(message.text, stop.end) is not None
    if message.text.startswith(("飲", "ノン", "ノマ", "打", "服用"), stop.start):
        return True
    before = message.text[max(message.sentence(stop)[0], stop.start - 12) : stop.start]
    return "ヲ" not in before and any(
        cue in before for cue in ("全部", "ゼンブ", "勝手ニ", "自分デ", "キツパリ", "スベテ", "全テ")
    )


def stop_is_meant(story: Story, stop: Mention) -> bool:
    message = story.message
    span = message.sentence(stop)
    if story.others(stop):
        return False
    # A doctor's own reason stays one unless the clause brings the clinic in.
    if other_ground(message, span) and not message.has(*span, "clinic", "non_medical"):
        return False
    return stop_english(message, stop, span) if message.latin(stop) else stop_japanese(message, stop, span)


PRESCRIBES = re.compile(
    r"\s(?:has |had |always )?(?:prescrib|gave|gives|put|has her|has him|has me|ordered|started)"
    r"|[がヲニカラ]*(?:処方|出シ)"
)


def other_ground(message: Reading, span: tuple[int, int]) -> bool:
    """A reason of the patient's own doctors; who only prescribed what is stopped gave none."""
    return any(
        not PRESCRIBES.match(message.text, ground.end)
        for ground in message.within(*span, "stop_other_ground")
    )


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
