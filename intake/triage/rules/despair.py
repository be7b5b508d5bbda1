"""Despair: the writer or the patient speaks of dying, or of being unable to go on."""

from __future__ import annotations

import re

from ..circumstances import Ground
from ..reading import Mention, Reading
from ..scope import denied
from ..story import Story
from .farewell import farewell


def crisis(story: Story) -> Ground:
    """Wanting to die, or unable to go on. A condition counts too; only a plain denial takes it back."""
    for reading in (story.message, story.condition_detail):
        if not reading.text:
            continue
        for mention in reading.all("crisis"):
            if not is_taken_back(reading, mention) and not is_others(reading, mention):
                return reading.evidence(mention)
        for mention in reading.all("crisis_weak"):
            if not is_taken_back(reading, mention) and not ends_a_treatment(reading, mention):
                return reading.evidence(mention)
        found = prepared(reading)
        if found and not STAYS_WITH.match(reading.text, found[-1].end):
            return reading.evidence(*found)
        leave = farewell(reading)
        if leave and not is_others(reading, leave) and not is_withdrawn(reading, leave):
            return reading.evidence(leave)
    return ()


# Two words that say it only together, and how many sentences apart they may stand.
TOLD_TOGETHER = (
    ("means", "made_ready", 0),
    ("hoard", "hoarded", 0),
    ("pills", "at_one_time", 0),
    ("brink", "no_return", 1),
    ("last_hope", "departure", 1),
)
TOGETHER = 160
"""Characters within which they belong together, however long a sentence is."""


def prepared(reading: Reading) -> tuple[Mention, ...]:
    """What is made ready for dying: a rope bought, tablets put aside for two, a way without return."""
    for first, second, apart in TOLD_TOGETHER:
        others = reading.all(second)
        for mention in reading.all(first) if others else ():
            start, end = reading.near_sentences(mention, before=apart, after=apart)
            for other in reading.within(
                max(start, mention.start - TOGETHER), min(end, mention.end + TOGETHER), second
            ):
                if other.end <= mention.start or other.start >= mention.end:
                    return tuple(sorted((mention, other), key=lambda m: m.start))
    return ()


# 自ら命を絶たれました, died by suicide: who did is dead, and neither the writer nor the patient.
COMPLETED = re.compile(
    r"命ヲ[絶断](?:ツ(?:タ(?![方ラホイ])|テ(?:オリ|イマ|イル|シマイマシタ|シマツタ(?!方|ホウ)|、|カラ))"
    r"|タレ(?:マシ|タ|テ)|チマシタ)"
    r"|(?:自殺|自死|心中|入水)(?:ヲ|デ)?(?:シ(?:タ(?![方ラホイク])|マシタ|テ(?:イマス|オリ|イル"
    r"|シマイマシタ|、))"
    r"|サレ(?:マシ|タ|テ)|亡ク|失ツ|失イマシ|遂ゲ)"
)
COMPLETED_BEFORE = re.compile(
    r"(?:died by|committed|lost (?:\w+ ){1,4}to|death by|after the|(?:father|mother|brother|sister|uncle|aunt"
    r"|friend|neighbou?r|colleague|grandfather|grandmother|cousin)'s) $"
)
# 亡くなった母は最期に「死にたい」と, "my late husband used to say"
SAID_BY_THE_DEAD = re.compile(
    r"(?:亡クナツタ|今ハ亡キ|亡キ)(?:[父母夫妻兄姉弟妹]|祖父|祖母|主人|家内|義父|義母|息子|娘)(?:ハ|ガ|モ)[^。]{0,24}「[^「」]{0,12}$"
    r"|\bmy late (?:mother|father|husband|wife|brother|sister|mum|mom|dad|gran\w*) "
    r"(?:used to|always|would|often|said|kept)\b[^.;]{0,40}$"
)
# 消えたいと思っていました。今は…: it was so once, and is over.
ONCE = re.compile(
    r"年前|去年ハ|昨年ハ|(?:直後|先日|入院中|手術前)(?:ハ|ニハ|モ)|当時|アノ頃|アノコロ|昔(?!カラ)|以前ハ|一時期|時期モア"
    r"|\b(?:years ago|back then|used to|at the time|at first|there was a time|once)\b"
)
NOW_OVER = re.compile(
    r"気持チハ[^。]{0,10}?(?:ナクナ|消エ|アリマセ)|今ハ|イマハ|今デハ|現在ハ|今ヤ"
    r"|\b(?:but now|these days|nowadays|today|not any ?more|now i|now he|now she)\b"
)
WAS = re.compile(
    r"イマシタ|マシタ|デシタ|[タダ](?:ガ|ケド|ケレド|ノヲ|[。、])|\b(?:was|were|wanted|had|thought|used|said)\b"
)


def is_others(reading: Reading, mention: Mention) -> bool:
    """Whether it was done or said by somebody who is dead, or wished in a time that is over."""
    if SAID_BY_THE_DEAD.search(reading.text, reading.sentence(mention)[0], mention.start):
        return True
    if COMPLETED.search(reading.text, mention.start, mention.end + 14) or COMPLETED_BEFORE.search(
        reading.text, max(0, mention.start - 40), mention.start
    ):
        return True
    start, end = reading.sentence(mention)
    return bool(
        ONCE.search(reading.text, start, end)
        and WAS.search(reading.text, max(start, mention.start - 30), min(end, mention.end + 20))
        and NOW_OVER.search(reading.text, mention.end, min(len(reading.text), end + 40))
    )


A_TREATMENT = re.compile(
    r"薬|インスリン|注射|錠|治療|通院|点滴|注射|採卵|移植|契約|コス|リハビリ|話|相談|検査|仕事|店|不妊"
    r"|\b(?:course|treatment|contract|sessions?|drips?)\b"
)


def ends_a_treatment(reading: Reading, mention: Mention) -> bool:
    """`治療を終わりにしよう`, and whoever tries for a child."""
    clause = max(reading.clause(mention)[0], mention.start - 20)
    return A_TREATMENT.search(reading.text, clause, mention.start) is not None or "不妊" in reading.text


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
    "トイウ小説",
    "トイウセリフ",
    "トイウ台詞",
    "トイウ歌",
    "トイウ映画",
    "トイウドラマ",
    "トイウ本",
    "トイウ漫画",
    "トイウコトワザ",
    "トイウ冗談",
    "トイウ題",
)


# "If it is not for me then I'd rather ...": the denial stays in the clause before.
ANOTHER_CLAUSE = re.compile(
    r"\b(?:no|not),? (?:i|he|she|we)(?:'ll|'d| will| would)\b|\b(?:then|or|and|so|because) (?:i|i'd|i'll"
    r"|i'm|he|he'd|she|she'd|we|we'd|they)\b"
)


# まだ死にたくない, as against 死にたくなる
WANTS_TO_LIVE = re.compile(
    r"(?:死ニ|シニ|消エ|キエ|イナクナリ)タク(?:ハ|モ|ワ)?(?:ナ[イカクケ]|アリマセ|ネエ|ゴザイ)"
)


# 薬では限界です: what has come to its end is not a life.
END_OF_ANOTHER = re.compile(
    r"(?:薬|クスリ|治療|内服|効果|効キ目|リハビリ|医学|医療|手術|年齢|体重|予算|貯金|オ金|資金|家計|費用"
    r"|手立テ|膝|ヒザ|腰|股関節|ロン)[^。、]{0,8}$"
)


# もう無理ですと医師に言われ, もう無理ですと言って会社を辞め
SAID_OF_ANOTHER = re.compile(
    r"ト[^。、]{0,6}?(?:医|先生|病院|クリニツク|断ラ|言ワレ|言ツテ(?:会社|仕事|店|運転))"
)


# 死にたいとかそういうことではなく
NOT_OF_THAT_KIND = re.compile(
    r"[」』]?ト(?:カ|イウ|イツタ|イウヨウナ)[^。]{0,16}?(?:デハ|ジヤ)(?:ナ|アリマセ|ゴザイマセ)"
    r"|[」』]?ト(?:カ|イツタ)[^。、]{0,12}?(?:全然|全ク|マツタク|一切|少シモ)(?:ナイ|アリマセ|ゴザイマセ|思ワ|思イマセ)"
    r"|[」』]?(?:トハ|ナンテ|ナド)[^。、]{0,12}?(?:言ワ[ンナヘ]|言イマセ|言ツテ(?:イ)?(?:マセ|ナ)|申シマセ|思ワ[ンナヘ]|思イマセ)"
    # もし「死にたい」と言うようになったらどうしよう: feared of somebody, and not said
    r"|[」』]?(?:ト|ナンテ)(?:言ウヨウニナ(?:ツタラ|レバ|ル(?:ノデハ|ンジヤ))|言イ出(?:シタラ|サナイカ|スノデハ|スンジヤ))"
)
# "can't go on holiday", "don't want to go on with the trial", "can't take any more levodopa"
GOES_ON_ELSEWHERE = re.compile(
    r" (?:any )?(?:holidays?|vacation|trips?|outings?|walks|tours?|cruises?|stage|planes?|trains?|buses"
    r"|stairs|escalators?"
    r"|with (?:the|this|my|his|her) (?:trial|treatment|course|drug|clinic|study|contract|sessions?|drips?"
    r"|tests?)"
    r"|in (?:the|this) (?:trial|study)|of (?:the|their|those) (?:\w+ )?(?:emails|calls|clinics?|pitch|sales))"
)


# "that is it for me, I will stay with my pump": what ends is the plan.
STAYS_WITH = re.compile(
    r",? (?:and |so |then )?(?:i|we)(?:'ll| will|'m going to| am going to) (?:just )?"
    r"(?:stay|stick|keep|go back|carry on|continue|look|try|live with|make do|settle|manage)\b"
)


# 「お迎えが来んかねえ」が口ぐせで、言っては笑っている
SAYING = re.compile(r"[^。]{0,24}?(?:口グセ|口癖|冗談)[^。]{0,30}?(?:笑|冗談)")


def is_a_saying(reading: Reading, mention: Mention) -> bool:
    return (
        reading.text.startswith("オ迎エ", mention.start)
        and SAYING.match(reading.text, mention.end) is not None
    )


# "not be here at Christmas, we will be at my sister's"
ELSEWHERE = re.compile(
    r",? (?:because |but |as |since )?(?:i|he|she|we)(?:'ll| will)(?: all| both)? be"
    r" (?:at|in|on|with|away|abroad)\b"
)


def is_withdrawn(reading: Reading, leave: Mention) -> bool:
    """As `is_taken_back`, for words that bring their own denials: only one next to them takes them back."""
    if ELSEWHERE.match(reading.text, leave.end):
        return True
    return denied(reading, leave, ahead=8) if reading.latin(leave) else is_taken_back(reading, leave)


# エクソソームで少しでも楽にしてやりたい: by the treatment
EASED_BY_IT = re.compile(
    r"(?:(?:エクソソム|上清|細胞|点滴|注射|治療|療法|手術|薬)デ|少シデモ|少シハ|痛ミダケデモ|痛ミヲ|膝ヲ|腰ヲ)、?$"
)


def is_easing(reading: Reading, mention: Mention) -> bool:
    return reading.text.startswith("楽ニ", mention.start) and bool(
        EASED_BY_IT.search(reading.text, max(0, mention.start - 8), mention.start)
    )


def is_taken_back(reading: Reading, mention: Mention) -> bool:
    if reading.latin(mention):
        if GOES_ON_ELSEWHERE.match(reading.text, mention.end):
            return True
        if reading.has(mention.end, mention.end + 12, "medicine"):
            return True
    elif (
        NOT_OF_THAT_KIND.match(reading.text, mention.end)
        or is_a_saying(reading, mention)
        or is_easing(reading, mention)
    ):
        return True
    if reading.text.startswith(
        ("限界", "モウ限界", "コレ以上", "モウ無理"), mention.start
    ) and END_OF_ANOTHER.search(reading.text, max(0, mention.start - 14), mention.start):
        return True
    if "無理" in reading.text[mention.start : mention.end] and SAID_OF_ANOTHER.match(
        reading.text, mention.end
    ):
        return True
    if reading.latin(mention):
        before = reading.text[max(0, mention.start - 22) : mention.start]
        if ANOTHER_CLAUSE.search(before):
            return False
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
    return WANTS_TO_LIVE.match(reading.text, mention.start) is not None or any(
        cue in rest for cue in DESPAIR_DENIED
    )
