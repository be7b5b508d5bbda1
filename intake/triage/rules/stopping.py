"""A prescribed medicine that was stopped, or is to be, for such a treatment's sake."""

from __future__ import annotations

import re

from ..circumstances import Ground
from ..names import KIND_CONCEPTS
from ..rare import Rare
from ..reading import Mention, Reading
from ..scope import denied, supposed
from ..story import Story
from .medicine import is_bought, laid_away, medicine_of


def medication_stop(story: Story) -> Ground:
    """Was told to stop, has stopped, or means to stop a prescribed medicine for such a treatment's sake."""
    message = story.message
    if message.all("no_patient") or not message.all("medicine"):
        return ()
    for stop in (*message.all("stop"), *laid_away(message)):
        medicine = medicine_of(message, stop)
        if medicine is not None and not is_bought(message, medicine) and stop_is_meant(story, stop):
            return message.evidence(*sorted((medicine, stop), key=lambda m: m.start))
    return tapered(story) or no_medicine_from(story)


# メネシットを半分にしました, "skips his evening Sinemet", "cutting her tablets down"
LESS_BEHIND = re.compile(
    r"[^。、]{0,16}?(?:ヲ|ハ|モ|カラ|、)?[^。、]{0,14}?(?:減ラシ(?:テイ|テマ|テオ|マシタ|始メ|タ[。、])|半分ニシ(?:テ|マシ|タ[。、])"
    r"|半量ニシ|間引[イキ]|一日オキニ|飛バシ(?:テ|マシ)"
    r"|(?:朝|夜|晩|昼|一回|1回|一錠|1錠|半錠)(?:分)?(?:ダケ|ノミ)ニ(?:シテ(?:イ|オ|マ)|シマシタ|シタ[。、]|減))"
)
LESS_BEFORE = re.compile(
    r"\b(?:halv(?:ed|ing)|taper(?:s|ed|ing)|wean(?:s|ed|ing)|skip(?:s|ped|ping)"
    r"|cut(?:ting)? (?:down|back)(?: on)?|reduc(?:ed|ing)|ration(?:s|ed|ing)|easing (?:\w+ )?off)"
    r"(?: (?!never|not)[\w']+){0,4}? $"
)
FOR_ITS_SAKE = Rare(
    r"(?:移植|点滴|幹細胞|上清|エクソソム|注射|治療|手術|細胞|ips)[^。]{0,12}?"
    r"(?:備エ|準備|タメ|合ワセ|向ケ|前ニ|働ケ|効[クキ]ヨウ|選バレ|有利)"
    r"|\b(?:so (?:that )?(?:the|his|her|my|these|those) (?:\w+ )?(?:cells?|drips?|exosomes?|stem)"
    r"|(?:ahead of|before|in time for|ready for|in preparation for|to prepare for|to make room for"
    r"|for the sake of) (?:the|his|her|my|a|an) (?:\w+ ){0,3}?"
    r"(?:cells?|drips?|exosomes?|transplant|operation|infusions?|injections?|course))\b"
)
BY_HIS_DOCTOR = Rare(
    r"(?:主治医|先生|医師|病院|外来)[^。、]{0,10}?(?:相談|判断|指示|計画|許可|了解|言ワレタ通リ|減ラシテ(?:クレ|モラ|クダ))"
    r"|\b(?:his|her|my|our|the) (?:own )?(?:neurologist|specialist|doctor|gp|hospital|consultant)(?:'s)?"
    r" (?:agreed|advised|plan|said|told|lowered|reduced|cut|has|is|supervis\w+)\b"
)


def tapered(story: Story) -> Ground:
    """Less of a medicine, for the treatment's sake and not by the doctor who prescribed it."""
    message = story.message
    for medicine in message.all("medicine"):
        start, end = message.sentence(medicine)
        if message.latin(medicine):
            less = LESS_BEFORE.search(message.text, max(start, medicine.start - 60), medicine.start)
        else:
            less = LESS_BEHIND.match(message.text, medicine.end, end)
        if less is None:
            continue
        whole = Mention("stop", min(less.start(), medicine.start), max(less.end(), medicine.end))
        near = message.near_sentences(medicine, after=1)
        if (
            FOR_ITS_SAKE.search(message.text, *near)
            and not BY_HIS_DOCTOR.search(message.text, *near)
            and not (message.is_question(medicine) or story.others(medicine))
            and not (message.latin(medicine) and denied(message, whole, ahead=20))
        ):
            return message.evidence(whole)
    return ()


# "no warfarin before her PRP", "no anti-seizure medicine from seven days before"
NO_BEFORE = re.compile(r"\bno (?:more |further )?(?:[\w'-]+ ){0,2}$")
FROM_THEN = re.compile(
    r"\s?(?:[\w'-]+ ){0,3}?(?:for|from|before|until|till|while|during|on the day|after"
    r"|within|starting|since|in the (?:day|week|morning)s?"
    r"|(?:that|the|each) (?:day|week|morning|night))\b"
)
STILL_ON = re.compile(
    r"\b(?:there is|there's|there was|have|has|had|takes?|took|is on|found|gave|give|needs?|with) $"
)
MUST_HAVE = re.compile(r"\b(?:must|should|to|only if \w+) (?:have had|have|take|be on) $")


# "Day -7: no Eliquis.", "as of the first, no Sinemet."; but "no medication, no allergies" is a history.
GENERIC = re.compile(r"(?:other )?(?:medicine|medication|drug|med|pill|tablet|prescription)s?")


def is_rule(message: Reading, no: int, noun: Mention) -> bool:
    return (
        message.text[max(0, no - 2) : no].strip(" \"'") in (":", ",", ";")
        and message.text[noun.end : noun.end + 1] in (".", ",", ";", "!", '"', "'", "")
        and GENERIC.fullmatch(message.text, noun.start, noun.end) is None
    )


# they prefer that she takes no steroids while on the cells
TAKES_NONE = re.compile(r"\b(?:should |must |to )?takes? no ")
WHILE_ON = re.compile(r"\s(?:\w+ )?(?:while|during|before|until|till|alongside|with the)\b")


def no_medicine_from(story: Story) -> Ground:
    """A rule in a list: `no blood thinners from a week before`."""
    message = story.message
    for noun in message.all("medicine"):
        if not message.latin(noun) or story.others(noun):
            continue
        no = NO_BEFORE.search(message.text, max(0, noun.start - 40), noun.start)
        if no is None or not (
            no.group().startswith("no more")
            or FROM_THEN.match(message.text, noun.end)
            or is_rule(message, no.start(), noun)
        ):
            continue
        before = message.text[max(0, no.start() - 24) : no.start()]
        if TAKES_NONE.search(message.text, max(0, no.start() - 24), no.end()) and WHILE_ON.match(
            message.text, noun.end
        ):
            return message.evidence(Mention("stop", no.start(), noun.end))
        if no.group().startswith("no more") and message.has(message.sentence(noun)[0], no.start(), "told"):
            return message.evidence(Mention("stop", no.start(), noun.end))
        if MUST_HAVE.search(before) or not STILL_ON.search(before):
            return message.evidence(Mention("stop", no.start(), noun.end))
    return ()


def stop_is_meant(story: Story, stop: Mention) -> bool:
    message = story.message
    span = message.sentence(stop)
    if story.others(stop) or has_no_part(message, stop) or is_another_matter(message, stop, span):
        return False
    # A doctor's own reason stays one unless the clause brings the clinic in.
    if other_ground(message, span) and not message.has(*span, "clinic", "non_medical"):
        return False
    return stop_english(message, stop, span) if message.latin(stop) else stop_japanese(message, stop, span)


# "her oncologist took her off tamoxifen", 歯科の指示で, 大腸カメラの前に: own doctors, for their own ends
OWN_DOCTOR = (
    r"(?:(?:onc|rheumat|cardi|neur|haemat|hemat|ur|dermat|nephr|gyna?ec)ologist|psychiatrist|dentist|gp"
    r"|obstetrician|midwife)"
)
OWN_DOCTOR_DID = re.compile(
    rf"\b{OWN_DOCTOR}(?:, [^,.;]{{1,40}},)? (?:(?:has|had|have|is|was|then|just) ){{0,2}}$"
)
BY_OWN_DOCTOR = re.compile(rf"[^.;!?]{{0,40}}?\bby (?:the hospital|(?:his|her|my) (?:own )?{OWN_DOCTOR})\b")
FOR_ANOTHER_END = Rare(
    r"(?:主治医|歯医者|歯科|口腔外科|産婦人科|婦人科|産科|大学病院|入院先|外来)(?:ノ(?:先生ノ)?(?:指示|判断|方針|計画)"
    r"|ト(?:何度モ|ヨク)?(?:相談|話シ))"
    r"|(?:カメラ|内視鏡|抜歯|歯ヲ抜[クイ]|白内障|健診|検診)[^。、]{0,8}?(?:前|アイダ|間ダケ|タメ|ノデ|トキ|時)"
)
WHAT_THE_NET_SAYS = re.compile(r"(?:ネツト|本|記事|ブログ|掲示板)(?:デハ|ニハ)[^。、]{0,10}$")


def is_another_matter(message: Reading, stop: Mention, span: tuple[int, int]) -> bool:
    """Whether the patient's own doctor stopped it, for an end of their own, or only the net would."""
    text = message.text
    if message.latin(stop):
        return (
            OWN_DOCTOR_DID.search(text, span[0], stop.start) is not None
            or BY_OWN_DOCTOR.match(text, stop.end, span[1]) is not None
        )
    if WHAT_THE_NET_SAYS.search(text, max(span[0], stop.start - 24), stop.start):
        return True
    # 主治医の指示 is no ground where the sentence tells what the cells or their seller have to do with it.
    return FOR_ANOTHER_END.search(text, *span) is not None and not message.has(
        span[0], stop.end, *KIND_CONCEPTS, "clinic", "non_medical", "claimer"
    )


def has_no_part(message: Reading, stop: Mention) -> bool:
    """Whether the writer says that it has nothing to do with the cells."""
    span = message.near_sentences(stop, after=1)
    return message.has(*span, "unrelated") and not message.has(*span, "clinic", "non_medical")


PRESCRIBES = re.compile(
    r"\s(?:has |had |always )?(?:prescrib|gave|gives|put|has her|has him|has me|ordered|started)"
    r"|[がヲニカラ]*(?:処方|出シ)"
)


# 去年からエクソソームのおかげで: when, and not why.
ONLY_WHEN = re.compile(r"(?:去年|昨年|数?年前ニ|last year|years ago)")


def other_ground(message: Reading, span: tuple[int, int]) -> bool:
    """A reason of the patient's own doctors; who only prescribed what is stopped gave none."""
    return any(
        not PRESCRIBES.match(message.text, ground.end)
        and not (ONLY_WHEN.match(message.text, ground.start) and message.has(*span, *KIND_CONCEPTS))
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
    r"[^。]{0,24}?言(?:ウテ|ツテ|イ出|イハ)|[^。]{0,6}?[」』\"']?(?:ト|ツテ|トイウ)[^。]{0,12}?(?:言|イワ"
    r"|イイ|聞|説明|指示"
    r"|ノコト|仰|オツシヤ|判断|書|思)"
)
SOME_DAY = re.compile(r"(?:レバ|タラ|後ハ|アトハ|クナル|クナリ|将来|イツカ)")


# もし…やめろと言われたら: nobody has said so
IF_TOLD = re.compile(r".(?:レ)?タラ|タラ|.テモ断")


def stop_japanese(message: Reading, stop: Mention, span: tuple[int, int]) -> bool:
    rest = message.text[stop.end : min(span[1], stop.end + 22)]
    # "やめられる" is a hope held out, not a medicine stopped.
    if rest.startswith(("ラレル", "ラレマ", "ラレナ", "クライナラ", "グライナラ")):
        return False
    if message.text.startswith(NEEDLESS, stop.start):
        return SAID_SO.match(message.text, stop.end) is not None and not SOME_DAY.search(
            message.text, max(span[0], stop.start - 24), stop.end
        )
    told = [m for m in message.within(stop.end - 1, span[1], "told") if not message.latin(m)]
    for cue in told:
        if is_kept(message.text[stop.end : cue.start]) or "主治医" in message.text[stop.end : cue.start]:
            continue
        if not denied(message, cue, behind=7) and not IF_TOLD.match(message.text, cue.end - 1):
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
    own = INSISTS.sub("", NEXT_CLAUSE.split(rest, maxsplit=1)[0])
    return own.endswith("カナ") or any(denial in own for denial in NOT_STOPPING)


# すると言って聞きません: insisted upon, and not denied
INSISTS = re.compile(r"(?:言ツ|イツ)テ(?:聞キ|キキ|聞カ|キカ|譲リ|ユズリ)(?:マセン|ナイ|ン)")
NEXT_CLAUSE = re.compile(r"[、。」』「]|カラ|ノデ")


ASKS_TO_STOP = re.compile(
    r"\s*(?:and |but |so )?(?:will|do|does|must|would|should|can|could|is|are)"
    r" (?:i|he|she|we|they|my|his|her|it|mum|mom|mother|dad|father|grandad|grandma|gran)\b"
)


# "..., would he have to come off levodopa", "is levodopa stopped or kept"
ASKED_BEFORE = re.compile(
    r"(?:^|[,;:、。)] ?)(?:and |but |so |then )?(?:will|do|does|must|would|should|can|could)"
    r" (?:i|he|she|we|they|my \w+|his|her|it|(?:\w+ ){0,2}(?:patients|people))\b[^,;:]*$"
    r"|(?:^|[,;:] ?)(?:is|are) (?:\w+ ){1,3}$"
)


# "suppose a clinic told me to drop it"
SUPPOSE = re.compile(
    r"\b(?:suppose|supposing|imagine|what if|let's say) (?:a|an|the|they|some\w*|he|she|that)\b[^.;!?]*$"
)
# "I'd sooner saw my leg off than skip a dose", "I worry he will throw his tablets away"
NOT_DONE = re.compile(
    r"\b(?:sooner|rather)\b[^.;!?]{0,44}\bthan (?:ever |to )?$"
    r"|\b(?:worr\w+|afraid|scared|fear\w*)\b[^.;!?]{0,30}(?:\b(?:will|might|may|could|would)|'ll) (?:\w+ )?$"
)
ON_THE_FLOOR = re.compile(r"dropp\w+ (?:\w+ ){1,3}(?:on|onto) the (?:floor|ground|carpet)\b")


def stop_english(message: Reading, stop: Mention, span: tuple[int, int]) -> bool:
    if denied(message, stop, ahead=34) and not message.text.startswith(
        ("no longer", "not ", "don't take", "doesn't take", "isn't", "hasn't"), stop.start
    ):
        return False
    if message.is_question(stop) and (
        ASKS_TO_STOP.match(message.text, span[0]) or ASKED_BEFORE.search(message.text, span[0], stop.start)
    ):
        return False
    if SUPPOSE.search(message.text, span[0], stop.start):
        return False
    if NOT_DONE.search(message.text, max(span[0], stop.start - 70), stop.start):
        return False
    if ON_THE_FLOOR.match(message.text, stop.start, span[1]):
        return False
    told = message.has(span[0], stop.start, "told")
    if not told and message.text.startswith("miss", stop.start):
        return False
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
