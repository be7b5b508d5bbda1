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
    if message.all("no_patient") or not message.all("medicine"):
        return ()
    for stop in (*message.all("stop"), *laid_away(message)):
        medicine = medicine_of(message, stop)
        if medicine is not None and not is_bought(message, medicine) and stop_is_meant(story, stop):
            return message.evidence(*sorted((medicine, stop), key=lambda m: m.start))
    return no_medicine_from(story)


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
# "no warfarin before her PRP", "no anti-seizure medicine from seven days before"
NO_BEFORE = re.compile(r"\bno (?:more |further )?(?:[\w'-]+ ){0,2}$")
FROM_THEN = re.compile(
    r"\s?(?:[\w'-]+ ){0,3}?(?:for|from|before|until|till|while|during|on the day|after"
    r"|within|starting|since|that (?:day|week|morning))\b"
)
STILL_ON = re.compile(
    r"\b(?:there is|there's|there was|have|has|had|takes?|took|is on|found|gave|give|needs?|with) $"
)
MUST_HAVE = re.compile(r"\b(?:must|should|to|only if \w+) (?:have had|have|take|be on) $")


def no_medicine_from(story: Story) -> Ground:
    """A rule in a list: `no blood thinners from a week before`."""
    message = story.message
    for noun in message.all("medicine"):
        if not message.latin(noun) or story.others(noun):
            continue
        no = NO_BEFORE.search(message.text, max(0, noun.start - 40), noun.start)
        if no is None or not FROM_THEN.match(message.text, noun.end):
            continue
        before = message.text[max(0, no.start() - 24) : no.start()]
        if MUST_HAVE.search(before) or not STILL_ON.search(before):
            return message.evidence(Mention("stop", no.start(), noun.end))
    return ()


# What nobody prescribed.
BOUGHT = re.compile(
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
    r"\b(?:stop|stops|stopped|quit|quits) (?!tak|giv|us(?:ing|e)|swallow|wear|inject|appl|hav|be(?:ing)?\b"
    r"|put)\w+ing\b"
)


def medicine_of(message: Reading, stop: Mention) -> Mention | None:
    """The medicine that is stopped: next to the stop, or what its pronoun takes up."""
    start, end = message.sentence(stop)
    if any(noun.start <= stop.start and stop.end <= noun.end for noun in message.all(*NO_STOPS)):
        return None
    if message.latin(stop):
        if BY_ITSELF.match(message.text, stop.start):
            return None
        nouns = list(message.within(stop.start, min(end, stop.end + NEAR_MEDICINE_LATIN), "medicine"))
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
    r"全部|ゼンブ|勝手ニ|自分デ|キツパリ|スベテ|全テ|種類トモ|錠トモ|ドレモ|ミンナ|一切|飲ムノ|打ツノ|貼ルノ|飲ミ|使ウノ|ソレ"
)


def speaks_of_the_last(message: Reading, stop: Mention) -> bool:
    """Whether the stop has no object of its own, but takes up what was named before."""
    if message.latin(stop):
        return OBJECT_BEFORE.match(message.text, stop.end) is not None
    if message.text.startswith(("飲", "ノン", "ノマ", "打", "服用", "取リニ行", "モライニ行"), stop.start):
        return True
    before = message.text[max(message.sentence(stop)[0], stop.start - 12) : stop.start]
    return ALL_OF_THEM.search(before) is not None and "ヲ" not in before.replace("ノヲ", "")


# (薬を飲む父が)点滴を断りました
OTHER_OBJECT = re.compile(
    r"(?:(?<!ノ)点滴|(?<!ノ)治療|施術|予約|契約|仕事|会社|酒|タバコ|食事|運転|リハビリ|話|クリニツク|サロン|コス|通院|外来)ヲ"
    r"[^、。]{0,6}$"
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


# It is so already, whatever is asked or supposed behind it.
IS_SO = re.compile(
    r"[^、。「」]{0,3}?(?:マシタ|テシマ|チヤ|(?:テ|デ)(?:イ|オリ|オラ|マス|マセン|ル)"
    r"|マセンガ|マセンデ|ナクナツ|ナイノデ|タママ|ツタ[。、ノガト])"
)
# The word says by itself that it is so: 飲んでいない, 手つかず.
A_STATE = re.compile(r"(?:テ|デ)(?:イ[ナマ]|オ|ナ|マセ|ヘン)|ンドラ|ツカズ|付カズ|ママ")
# 薬は要らない: no stop, unless somebody said so.
NEEDLESS = ("要", "イラ", "イリマセ", "必要ナ", "不要")
SAID_SO = re.compile(
    r"[^。]{0,6}?[」』\"']?(?:ト|ツテ|トイウ)[^。]{0,12}?(?:言|イワ|イイ|聞|説明|指示"
    r"|ノコト|仰|オツシヤ|判断|書|思)"
)
SOME_DAY = re.compile(r"(?:レバ|タラ|後ハ|アトハ|クナル|クナリ|将来|イツカ)")


def stop_japanese(message: Reading, stop: Mention, span: tuple[int, int]) -> bool:
    rest = message.text[stop.end : min(span[1], stop.end + 22)]
    # "やめられる" is a hope held out, not a medicine stopped.
    if rest.startswith(("ラレル", "ラレマ", "ラレナ")):
        return False
    if message.text.startswith(NEEDLESS, stop.start):
        return SAID_SO.match(message.text, stop.end) is not None and not SOME_DAY.search(
            message.text, max(span[0], stop.start - 24), stop.end
        )
    told = [m for m in message.within(stop.end - 1, span[1], "told") if not message.latin(m)]
    for cue in told:
        if is_kept(message.text[stop.end : cue.start]):
            continue
        if not denied(message, cue, behind=7) and not message.text.startswith(
            ("タラ", "レタラ", "テモ断"), cue.end
        ):
            return True
    if is_kept(rest):
        return False
    if IS_SO.match(rest) or A_STATE.search(message.text, stop.start, stop.end):
        return True
    if told:
        return False
    return not (any(cue in rest for cue in ONLY_ASKED) and message.is_question(stop)) and not supposed(
        message, stop
    )


def is_kept(rest: str) -> bool:
    """Whether what follows the stop, up to the next clause, turns it round."""
    own = NEXT_CLAUSE.split(rest, maxsplit=1)[0]
    return own.endswith("カナ") or any(denial in own for denial in NOT_STOPPING)


NEXT_CLAUSE = re.compile(r"[、。」』「]|カラ|ノデ")


ASKS_TO_STOP = re.compile(
    r"\s*(?:and |but |so )?(?:will|do|does|must|would|should|can|could|is|are)"
    r" (?:i|he|she|we|they|my|his|her|it)\b"
)


# "..., would he have to come off levodopa", "is levodopa stopped or kept"
ASKED_BEFORE = re.compile(
    r"(?:^|[,;:、。)] ?)(?:and |but |so |then )?(?:will|do|does|must|would|should|can|could)"
    r" (?:i|he|she|we|they|my \w+|his|her|it|(?:\w+ ){0,2}(?:patients|people))\b[^,;:]*$"
    r"|(?:^|[,;:] ?)(?:is|are) (?:\w+ ){1,3}$"
)


def stop_english(message: Reading, stop: Mention, span: tuple[int, int]) -> bool:
    if denied(message, stop, ahead=34) and not message.text.startswith(
        ("no longer", "not ", "don't take", "doesn't take", "isn't", "hasn't"), stop.start
    ):
        return False
    if message.is_question(stop) and (
        ASKS_TO_STOP.match(message.text, span[0]) or ASKED_BEFORE.search(message.text, span[0], stop.start)
    ):
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
