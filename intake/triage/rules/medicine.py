"""Which medicine a word of stopping speaks of, and medicine that is laid away."""

from __future__ import annotations

import re

from ..rare import Rare
from ..reading import Mention, Reading

NEAR_MEDICINE = 26
NEAR_MEDICINE_LATIN = 48


def laid_away(message: Reading) -> list[Mention]:
    """`put his pills in a drawer`, `the pens lie in the fridge door`: laid, and the place where."""
    found = []
    for place in message.all("laid_place"):
        start, _ = message.clause(place)
        laid = list(message.within(max(start, place.start - LAID_REACH), place.start, "laid"))
        # Sleeping tablets put by for a day are not stopped, but hoarded.
        if laid and not message.has(laid[-1].start, place.end, "hoard"):
            found.append(Mention("stop", laid[-1].start, place.end))
    return found


LAID_REACH = 60
# What nobody prescribed.
BOUGHT = Rare(
    r"\b(?:fish oil|turmeric|vitamins?|supplements?|herbal|herbs?|ginseng|collagen|protein|over the counter"
    r"|from the drugstore)\b"
    r"|サプリ|ビタミン|青汁|健康食品|市販|魚油|ウコン|プロテイン"
)


def is_bought(message: Reading, medicine: Mention) -> bool:
    start, end = message.clause(medicine)
    return (
        BOUGHT.search(message.text, max(start, medicine.start - 40), min(end, medicine.end + 40)) is not None
    )


# "eye drops" is no dropping, and 断薬 names what is stopped by itself.
NO_STOPS = ("medicine", "form", "drip")
# 飲んでいない, やめた without an object, "binned them": what is stopped was named before.
OBJECT_BEFORE = re.compile(
    r"\s?(?:off |on |taking |giving |touched |to touch |touching |out of )?(?:him |her |me )?"
    r"(?:it|them|everything|the lot|all of (?:it|them)|those|these|all three|all four|both)\b"
)
FURTHER_BACK = 110
# "his tablets stopped covering the nights": what the medicine does, nobody to it.
BY_ITSELF = re.compile(
    r"(?:cut out|cuts out|cutting out) (?:mid|in the|by|every|after|before|around|at|on|too|early|half)"
    r"|\b(?:stop|stops|stopped|quit|quits) (?!tak|giv|us(?:ing|e)|swallow|wear|inject|appl|hav|be(?:ing)?\b"
    r"|put)\w+ing\b"
)


# "cancelled the exosome drip himself; the tablets ..."
ANOTHER = re.compile(
    r"\s(?:the |his |her |my |our |all )?(?:\w+ ){0,2}?(?:drips?|infusions?|appointments?|bookings?|visits?"
    r"|sessions?|trip|flight|idea|plan|thought|subject|consultation|order|contract|subscription|membership"
    r"|job|work|smoking|drinking"
    r"|driving|clinic)\b"
)


# "gave up golf and takes his tablets"
KEPT_BETWEEN = re.compile(r"(?:\b(?:and|but|so)|,) (?:\w+ )?(?:takes?|keeps?|is on|stays? on|still)\b")
# "cut his ..." needs its object at once: "cut his finger opening the tablets" has another.
OWN = re.compile(r"\b(?:cut|miss|missed|hold|held|leave|left) (?:his|her|my)$")
DOING = re.compile(r"ing\b")


def stops_another(message: Reading, stop: Mention) -> bool:
    found = ANOTHER.match(message.text, stop.end)
    return found is not None and not message.has(stop.start, found.end(), "medicine")


def medicine_of(message: Reading, stop: Mention) -> Mention | None:
    """The medicine that is stopped: next to the stop, or what its pronoun takes up."""
    start, end = message.sentence(stop)
    if any(noun.start <= stop.start and stop.end <= noun.end for noun in message.all(*NO_STOPS)):
        return None
    if message.latin(stop):
        if BY_ITSELF.match(message.text, stop.start) or stops_another(message, stop):
            return None
        nouns = [
            noun
            for noun in message.within(stop.start, min(end, stop.end + NEAR_MEDICINE_LATIN), "medicine")
            if not KEPT_BETWEEN.search(message.text, stop.end, noun.start)
        ]
        if OWN.search(message.text, stop.start, stop.end):
            return nouns[0] if nouns and not DOING.search(message.text, stop.end, nouns[0].start) else None
        nouns += list(message.within(max(start, stop.start - NEAR_MEDICINE_LATIN), stop.start, "medicine"))
    else:
        near = max(start, stop.start - NEAR_MEDICINE)
        other = OTHER_OBJECT.search(message.text, near, stop.start)
        nouns = [
            noun
            for noun in message.within(near, stop.start, "medicine")
            if not (other and noun.end <= other.start())
        ]
        # やめた薬, but not (点滴を)断って薬を続けます
        if not {"テ", "デ"} & set(message.text[stop.end - 1 : stop.end + 1]):
            nouns += list(message.within(stop.start, min(end, stop.end + 4), "medicine"))
    if not nouns and speaks_of_the_last(message, stop):
        back, _ = message.near_sentences(stop, before=1)
        nouns = list(message.within(max(back, stop.start - FURTHER_BACK), stop.start, "medicine"))
    return nouns[0] if nouns else None


# 三種類とも抜いていました, 飲むのは休みなさい: no object of its own.
ALL_OF_THEM = re.compile(
    r"全部|ゼンブ|勝手ニ|自分デ|キツパリ|スベテ|全テ|種類トモ|錠トモ|ドレモ|ミンナ|一切|飲ムノ|打ツノ"
    r"|貼ルノ|飲ミ|使ウノ|ソレ"
)


def speaks_of_the_last(message: Reading, stop: Mention) -> bool:
    """Whether the stop has no object of its own, but takes up what was named before."""
    if message.latin(stop):
        within = message.text[stop.start : stop.end]
        return OBJECT_BEFORE.match(message.text, stop.end) is not None or within.endswith(
            (" it", " them", " it off", " them off", " it out", " them out", "none")
        )
    if message.text.startswith(
        (
            "ゼロデ",
            "ゼロニ",
            "終ワリニ",
            "オワリニ",
            "飲",
            "ノン",
            "ノマ",
            "打",
            "服用",
            "取リニ行",
            "モライニ行",
        ),
        stop.start,
    ):
        return True
    if told_without_object(message, stop):
        return True
    before = message.text[max(message.sentence(stop)[0], stop.start - 24) : stop.start]
    taken_up = ALL_OF_THEM.search(before)
    return taken_up is not None and "ヲ" not in before[taken_up.start() :].replace("ノヲ", "")


# (イグザレルトを飲んでいます。)十日前から空けておくように言われました
OF_ANOTHER = re.compile(
    r"[ヲハモガ]|(?:点滴|注射|治療|予約|契約|仕事|酒|タバコ|運転|通院|リハビリ)[^、]{0,6}$"
)


def told_without_object(message: Reading, stop: Mention) -> bool:
    """Whether somebody was told to stop, and the clause names nothing to be stopped."""
    start, _ = message.clause(stop)
    _, end = message.sentence(stop)
    if OF_ANOTHER.search(message.text, max(start, stop.start - 24), stop.start):
        return False
    return any(not message.latin(m) for m in message.within(stop.end, min(end, stop.end + 24), "told"))


# (薬を飲む父が)点滴を断りました
OTHER_OBJECT = re.compile(
    r"(?:点滴ノ方|点滴ノホウ|(?<!ノ)点滴|(?<!ノ)治療|施術|予約|契約|仕事|会社|酒|タバコ|食事|運転|リハビリ"
    r"|話|クリニツク|サロン|コス|通院|外来)ヲ"
    r"[^、。]{0,6}$"
)
