"""What came after a treatment, and treatments that are told of only by what came after them."""

from __future__ import annotations

import re

from ..circumstances import Ground
from ..named import mentioned
from ..rare import Rare
from ..reading import Mention, Reading
from ..scope import denied, feared, supposed, told_of_people
from ..story import Story
from ..treated import in_their_words
from ..treated_english import TREATMENT_WORDS

LAPSED = Rare(
    r"(?:\d{1,3}|[一二三四五六七八九十数半])(?:時間|分|日|週間|[カヶケ箇]?月|晩)(?:ホド|クライ|グライ|ハ|モ)?"
    r"(?:後|アト|シテ|経|タツ|タチ|目)|翌日|翌朝|翌晩|次ノ[日朝]|ソノ[日夜晩]|直後|帰リ道|帰ツテカラ"
    r"|ソノ夜中|当日ノ夜"
    r"|(?:打ツタ|受ケタ|入レタ|シタ|終ワツタ)(?:夜|晩|日ノ|翌|アト|後|直後|帰リ)"
    r"|\b(?:an?|\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|few|couple of|several)"
    r" (?:minute|hour|day|night|week|month|fortnight)s? (?:later|after|on\b|afterwards)"
    r"|\b(?:that|the same|the next|next|the following) (?:night|evening|day|morning|afternoon)"
    r"|\bby (?:january|february|march|april|may|june|july|august|september|october|november|december|spring"
    r"|summer|autumn|winter|christmas|new year)\b"
    r"|\bby (?:night|evening|morning|the evening|the next|bedtime)\b|\bbefore (?:she|he|i|we) (?:even"
    r" )?(?:got|was) home"
    r"|\bwithin (?:an?|\d+|one|two|three|the|a few|minutes|hours|days)\b|\b(?:ever since|straight after"
    r"|right after|afterwards)\b"
    r"|\bon the (?:way home|way back|train|plane|drive home|taxi)\b"
)
REACH = 600
MOST = 3_000
# 発症から二週間後, two days after the stroke: what has lapsed since something else.
SINCE_ANOTHER = (
    "発症カラ",
    "手術カラ",
    "診断カラ",
    "事故カラ",
    "退院カラ",
    "受傷カラ",
    "ケガカラ",
    "倒レテカラ",
)
OF_ANOTHER = re.compile(
    r"\s(?:the|his|her|my|a)?\s?(?:stroke|accident|fall|diagnosis|birth|surgery|crash|operation|injury)"
)
# the last of it: 先週の木曜に渋谷で幹細胞の点滴。
AFTERWARDS = Rare(
    r"(?:点滴|注射|施術|投与|移植|幹細胞|prp|上清|エクソソム|細胞|療法)(?:\([^)]{0,12}\))?(?:ヲ?シタ"
    r"|ヲ?打ツタ|ヲ?受ケタ)?ノ?"
    r"(?:帰リ|アト|後|直後|翌日|翌朝|次ノ日|ソノ晩|晩|夜|途中|最中|当日|数日後)"
    r"|(?:先週|先月|先日|昨日|一昨日|数日前|\d{1,2}日前|[二三四五六七八九]日前)(?:(?!予約|予定|見積|説明)[^。]){0,24}?"
    r"(?:点滴|注射|施術|移植|prp)。"
)
ON_A_PAST_DAY = re.compile(
    r"\b(?:on (?:mon|tues|wednes|thurs|fri|satur|sun)day|yesterday|"
    r"last (?:week|night|month|friday|monday)|this morning|"
    r"(?:\d+|two|three|four|five|six|a few|a couple of|last) (?:days|weeks|months|hours|\w+days) (?:ago"
    r"|back)|a (?:week|month|day) ago)\b"
)
TO_COME = re.compile(
    r"\b(?:will|going to|booked|appointment|planned|scheduled|due|turned (?:him|her|me|us) down|refused"
    r"|declined|rejected|tomorrow|considering|thinking|if)\b"
    r"|\bnext (?!day|morning|night|evening)|予定|予約|コレカラ|来週|来月|検討|勧メラレ|ススメラレ"
)


# "Mum is to have her fat cells put back on Tuesday"
IS_TO_HAVE = re.compile(
    r"\b(?:is|are|am|'s|'re|'m) (?:to|due to|going to) (?:have|get|be|receive|start|undergo)\b"
)
REFUSED = re.compile(r"\b(?:turned (?:(?:him|her|me|us) )?(?:down|away)|refused|declined|rejected)\b")


# "her seizure medicine", 熱の薬: a medicine against it.
AGAINST_IT = re.compile(r"\s?(?:medic|meds\b|drug|tablet|pill|prevention|risk|rate)|ノ薬|止メ|予防|対策")


# 熱が出たり具合が悪くなったりしたことは一度もありません
NEVER_ONCE = re.compile(
    r"[^。!?]{0,30}?(?:タ|ル|ノ)(?:コト|ノ|事)?(?:ハ|モ|ガ)?、?(?:今マデ|コレマデ|マダ)?(?:一度モ|一回モ"
    r"|全ク)"
    r"(?:ナイ|ナク|ナカ|アリマセ|ゴザイマセ)"
    r"|(?:タ|ル|イ)?(?:トカ|ダノ|ヤラ|ナド)[^。!?]{0,30}?(?:何モ|一切|全ク|特ニ"
    r"|ソウイウコトハ)[^。!?]{0,10}?(?:ナイ|ナク|ナカ|アリマセ|ゴザイマセ)"
)


# 熱が出るかもと言われ, "the clinic warned of fever": told of beforehand.
WARNED = re.compile(
    r"[^。、ツタ]{0,4}?(?:マスト(?:言|説明|聞)|ルト(?:言ワレ|説明|聞イテ)|カモ|コトガ(?:アル|アリマス)"
    r"|コトモ(?:アル|アリマス)|可能性|マスヨ)"
)
WARNED_BEFORE = re.compile(
    r"\b(?:warned (?:\w+ )?(?:of|about|that)|expect|watch (?:out )?for|look out for|on the lookout for"
    r"|can cause|may cause|might cause|could cause|risks? (?:of|like)|such as|lists?|listed|mentions?"
    r"|speaks of)[^.;!?]{0,24}$"
)


# "swelling might happen"
WARNED_AFTER = re.compile(
    r"[\w\s]{0,12}? (?:might|may|could|can|would) (?:happen|occur|come|follow|develop|appear)\b"
)


# 起き上がれ|ません: the denial belongs to the word.
ABLE = re.compile(
    r".*(?:上ガレ|ラレ|歩ケ|動ケ|立テ|持テ|話セ|飲ミ込メ|曲ゲ|閉ジ|握レ|書ケ|読メ|デキ|眠レ|寝レ|呼ンデモ"
    r"|動カ|動キ|開カ|開キ|曲ガリ|上ガリ|見エ|聞コエ|合ワ)"
)
UNABLE = ("ナイ", "ナク", "ナカ", "マセ", "ズ", "ン", "ヘン")


def is_inability(message: Reading, mention: Mention) -> bool:
    return ABLE.fullmatch(message.text, mention.start, mention.end) is not None and message.text.startswith(
        UNABLE, mention.end
    )


# 痛みがすっかり取れました: of what was there before, and is gone. What only comes after, a fever, came.
RELIEF = re.compile(
    r"(?:ガ|ハ|モ)?(?:スツカリ|完全ニ|ダイブ|カナリ|少シ|ホトンド|全部|ウソノヨウニ|嘘ノヨウニ){0,2}"
    r"(?:取レ(?:マシ|タ|テ)|トレ(?:マシ|タ|テ)|消エ(?:マシ|タ|テ)|引(?:キマシ|イタ|イテ)|ナクナ(?:リマシ"
    r"|ツタ|ツテ)"
    r"|減(?:リ|ツ)|軽ク|和ラ|半分ニ|オサマ(?:リマシ|ツタ|ツテ)|マシニ|楽ニ)"
)


def is_relief(message: Reading, mention: Mention) -> bool:
    return mention.concept == "harm_weak" and RELIEF.match(message.text, mention.end) is not None


def happened(story: Story, mention: Mention) -> bool:
    message = story.message
    return not (
        (denied(message, mention, behind=10, ahead=20) and not is_inability(message, mention))
        or supposed(message, mention)
        or feared(message, mention)
        or story.others(mention)
        or told_of_people(message, mention)
        or AGAINST_IT.match(message.text, mention.end) is not None
        or WARNED.match(message.text, mention.end) is not None
        or WARNED_BEFORE.search(message.text, max(0, mention.start - 50), mention.start) is not None
        or WARNED_AFTER.match(message.text, mention.end) is not None
        or is_relief(message, mention)
        or NEVER_ONCE.match(message.text, mention.end) is not None
    )


def began(message: Reading, mention: Mention) -> bool:
    start, end = message.near_sentences(mention)
    return message.has(start, end, "onset") or bool(
        lapse(message, max(start, mention.start - REACH), mention.start)
    )


# 打つ前は歩けたのに, now I walk with a stick, before I didn't
THEN_AND_NOW = Rare(
    r"(?:打ツ|受ケル|スル|注射|施術|治療|点滴|移植)(?:ノ)?前(?:ハ|ニハ|マデ(?:ハ)?)[^。]{0,16}?(?:タノニ"
    r"|タノガ|マシタガ|タケド)"
    r"|\b(?:was|were|could|used to|still) [^.!?]{0,60}?\b(?:until|till|before) "
    r"(?:the|his|her|my|that) (?:[\w'-]+ ){0,5}?"
    r"(?:bag|drip|infusion|injection|shot|dose|round|session|cells)s?\b[^.!?]{0,30}[.!?;,] ?(?:and )?now\b"
    r"|\bnow\b[^.!?]{0,40}\bbefore (?:that )?(?:i|he|she) (?:didn't|could|never|did not)\b"
    r"|\bcould\b[^.!?]{0,24}\bbefore(?: it| that| the \w+)?,? (?:and |but )?now\b"
)


def implied_by_harm(story: Story, stopped: Ground) -> list[Mention]:
    """A treatment told of only by what came after it: `PRP in my knee on Monday, now I cannot bend it`.

    Where a medicine was stopped, the harm may have come of that, and time alone tells nothing.
    """
    message = story.message
    then = THEN_AND_NOW.search(message.text[:MOST])
    if then and any(then.start() - 16 <= t.mention.start < then.end() for t in mentioned(story, message)):
        return [Mention("treated", *then.span())]
    if message.all("not_yet"):
        return []
    for harm in message.all("harm_strong", "harm_weak"):
        if not happened(story, harm):
            continue
        found = was_done_before(story, harm) or (None if stopped else what_came_before(story, harm))
        if found is None:
            continue
        start, _ = message.sentence(found)
        if not (
            TO_COME.search(message.text, found.start, harm.end)
            or REFUSED.search(message.text, start, found.start)
            or IS_TO_HAVE.search(message.text, start, found.start)
        ):
            return [found]
    return []


# "ran cord stem cells into his arm", "there they put cells through her back"
WAS_PUT = re.compile(
    r"\b(?:ran|dripped|squirted|pumped|injected|infused|threaded|pushed|shot|transplanted|implanted|grafted"
    r"|sprayed|rubbed|laid|gave|(?:let \w+|they|he|she|and|who|was|were|had|they'd) put)"
    r" (?:[\w'-]+ ){0,6}?$"
)
WHERE_TO = re.compile(r"\b(?:in|into|inside|through|on|onto|under|behind|over|near|beside|around|between)\b")


def was_put(story: Story, harm: Mention) -> Mention | None:
    """The treatment that somebody put into the patient before the harm."""
    message = story.message
    for at in message.all(*TREATMENT_WORDS):
        if at.start >= harm.start or not message.latin(at) or story.others(at):
            continue
        start, end = message.sentence(at)
        put = WAS_PUT.search(message.text, max(start, at.start - 60), at.start)
        if put and WHERE_TO.search(message.text, at.end, min(end, at.end + 60)):
            return Mention("treated", put.start(), at.end)
    return None


def was_done_before(story: Story, harm: Mention) -> Mention | None:
    """An act told as done: `after the drip`, `ran cells into his arm`."""
    message = story.message
    if harm.concept == "harm_strong" or began(message, harm):
        put = was_put(story, harm)
        if put:
            return put
    start, _ = message.near_sentences(harm, before=2)
    after = AFTERWARDS.search(message.text, max(start, harm.start - REACH), harm.start)
    done = Mention("treated", after.start(), after.end()) if after else after_the_product(story, start, harm)
    return None if done is None or in_their_words(message, done) else done


# アムシェプリのあと、ゾルゲンスマの投与後
AFTER_IT = re.compile(
    r"(?:ノ)?(?:手術|移植|投与|治療|点滴)?(?:ノ)?(?:アト(?!ハドウ)|後(?!悔|日)|直後|翌日|翌週)"
)


def after_the_product(story: Story, start: int, harm: Mention) -> Mention | None:
    """A product named by its name with what came after it."""
    for treatment in mentioned(story, story.message):
        mention = treatment.mention
        if treatment.product and start <= mention.start < harm.start:
            after = AFTER_IT.match(story.message.text, mention.end)
            if after:
                return Mention("treated", mention.start, after.end())
    return None


def what_came_before(story: Story, harm: Mention) -> Mention | None:
    """The treatment and the time since, in the harm's own sentence or the two before it."""
    message = story.message
    start, end = message.near_sentences(harm, before=2)
    start, end = max(start, harm.start - REACH), min(end, harm.end + REACH)
    named = [t.mention for t in mentioned(story, message) if start <= t.mention.start < harm.start]
    if not named:
        return None
    span = lapse(message, named[0].end, harm.end)
    if span is None and harm.concept == "harm_strong":
        near, _ = message.near_sentences(harm, before=2)
        past = ON_A_PAST_DAY.search(message.text, near, end)
        span = past.span() if past and named[-1].start >= near else None
    if span is None or in_their_words(message, Mention("treated", *span)):
        return None
    return Mention("treated", min(named[0].start, span[0]), max(named[0].end, span[1]))


def lapse(message: Reading, start: int, end: int) -> tuple[int, int] | None:
    """`two hours later`, `三日後`: the time that went by, unless it went by since something else."""
    for found in LAPSED.finditer(message.text, start, end):
        before = message.text[max(0, found.start() - 6) : found.start()]
        if not before.endswith(SINCE_ANOTHER) and not OF_ANOTHER.match(message.text, found.end()):
            return found.span()
    return None
