"""Treatments told of by their number, or by having come back from them: `三回やって`, `the third bag`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from .named import mentioned
from .rare import Rare
from .reading import Mention
from .scope import denied
from .story import Story

GIVEN = (
    r"(?:drip|infusion|injection|shot|session|round|dose|bag|vial|jab|treatment|visit|course|cycle|go|one"
    r"|lot|batch|vaccine)s?"
)
NEXT_ONE = Rare(
    r"\b(?:my|her|his|the|our|a)?\s?(?:second|third|fourth|fifth|sixth|seventh|2nd|3rd|4th|5th|6th)"
    rf" (?:(?!chemo|steroid|iron|vitamin|radio)\w+ ){{0,3}}?{GIVEN}\b"
    r"|\b(?:have|get|having|do|need|take|skip|book) (?:the|a|my|her|his) (?:second|third|fourth|next) one\b"
    r"|\b(?:have|get|having|skip) (?:the|her|his|my) (?:second|third)(?=[?.,!]|$)"
    r"|(?:[2-9]|[二三四五六])回目(?:モ|ハ|ヲ)(?:同ジ|必要|受ケ(?:テモ|ル(?:ベキ|カ|ノ))|シテモ|打ツテモ|ヤメ|見送)"
    r"|\b(?:every|each) (?:week|fortnight|month|other week|two weeks|three weeks)"
    r" (?:since|for the (?:last|past))"
    r"|残リ[1-9]回|(?:[2-9]|[二三四五六七八九])(?:回|本|度|クル)目ノ?(?:上清|幹細胞|エクソソム|prp|nk"
    r"|細胞){0,2}ノ?(?:点滴|注射|施術|投与|ヲ受ケ|ヲ打|ヲ勧"
    r"|ヲスス|ノ後|ノアト|ガ終|ヲ終|デ|マデ)"
)
# 6回やって, 20回で全然効かない: a number, then what was done or what came of it.
DONE_SO_OFTEN = Rare(
    r"(?:\d{1,3}|[一二三四五六七八九十数何])(?:回|本|クル|セツト|度)(?:目)?(?:ホド|クライ|グライ|モ|分|トモ"
    r"|マデ)?"
    r"(?:ノ)?(?:点滴|注射|投与|施術)?(?:ヲ|ハ|ガ)?(?:、|モウ|ズツ){0,2}"
    r"(?:ヤ(?:ツテ(?!ミ|モラオ|モライタ|クレ|クダ|イル[クサ医病])|リマシタ|ツタ(?!ラ|方|ホウ))"
    r"|ウケ(?:マシタ|タ(?!ラ|方|ホウ|イ|ク))|ウ(?:チマシタ|ツタ(?!ラ|方|ホウ|ク))"
    r"|受ケ(?:マシタ|タ(?!ラ|方|ホウ|イ|ク)|テ(?!ミ|ホシ|モラ|クダ|カラ))|打(?:チマシタ|ツタ(?!ラ|方"
    r"|ホウ|ク))"
    r"|通(?:イマシタ|ツタ(?!ラ))|終(?:ワリマシ|ワツ(?:タ(?!ラ)|テ)|エマシ|エタ(?!ラ))|済(?:ミマシ|ンダ"
    r"|ンデ)|シマシタ|シタケド|シタノニ)"
)
SO_OFTEN = Rare(
    r"(?:\d{1,3}|[一二三四五六七八九十数何])(?:回|本|クル)|\b(?:\d+|two|three|four|five|six|seven|eight"
    r"|nine|ten|twelve|several) "
    r"(?:\w+ ){0,2}?(?:drip|infusion|injection|shot|session|round|bag|vial|jab|treatment)s\b"
)
CAME_OF_IT = Rare(
    r"(?:全然|全ク|マツタク|サツパリ|何モ)(?:効|変ワ|良クナ|ヨクナ|効果)|効果(?:ガ|ハ)?(?:ナカツ"
    r"|アリマセンデシ|感ジ)|効キマセンデシ"
    r"|(?:キレイ|楽|元気)ニナリマシタ|(?:良ク|ヨク)ナリマシタ|変ワリマセンデシタ|変ワラナカツ"
    r"|\b(?:did nothing|no effect|made no difference|no difference|no change|nothing has changed"
    r"|nothing changed|"
    r"no better|no improvement|not any better|so far|in so far|already|behind (?:him|her|me|us)|later)\b"
    r"|\bover (?:the (?:past|last) )?(?:two|three|four|five|six|several|\d+) (?:weeks|months|days|years)"
)
CAME_BACK = Rare(
    r"\b(?:got|came|flew|are|is|was|were|just) (?:just )?(?:back|home) from\b|\bsince (?:we|he|she|i)"
    r" (?:got|came) back\b"
    r"|カラ(?:昨日|先週|先月|先日|一昨日)?(?:帰ツテキ|帰国シマシ|帰国シタ|帰ツタ|戻ツテキ|戻ツタ"
    r"|戻リマシ|帰リマシ)"
)
# エクソソーム点滴を３回。, 初回は先週済み, もう三回, "had my first one", "the left knee was done"
EVERY_TIME = Rare(
    r"(?:点滴|注射|施術|投与|prp|上清|細胞)(?:ノ|ヲ[^。、]{0,6}?)(?:タビ(?:ニ|、)|度ニ)|(?:打ツ|受ケル"
    r"|入レル)(?:タビ|度)ニ"
    r"|\b(?:after|with) (?:each|every) (?:\w+ ){0,2}?(?:drip|infusion|injection|shot|session|jab)\b"
    r"|\b(?:each|every) time (?:she|he|i|we) (?:has|have|had|gets?|got|goes|went|comes?|came)\b"
)
DAYS_ON = Rare(
    r"(?:点滴|注射|施術|投与|prp)(?:\d{1,2}|[二三四五六七八九十])(?:回|本)目[。、]"
    r"|\b(?:make|made|do|did|take|took|get|got|receive) (?:\w+ ){0,3}?"
    r"(?:injection|drip|infusion|prp|exosome|stem cell)s?\b"
    r"[^.]{0,40}?\b(?:before\.|before now|ago|yesterday|last week|last month|already)"
    r"|(?:幹細胞|上清|エクソソム|prp|nk|細胞|点滴|注射|移植|シト)ヲ?(?:シテ|ヤツテ|打ツテ|入レテ|受ケテ"
    r"|移植シテ)(?:カラ)?"
    r"(?:\d{1,3}|[一二三四五六七八九十数半])(?:日|週間|[カヶケ箇]?月|年)"
    r"|\b(?:\d{1,2}|an?|half an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|a few)"
    r" (?:day|week|fortnight|month|year)s? (?:out|post|past|on)"
    r" (?:from )?(?:the |my |her |his )?(?:\w+ ){0,2}?"
    r"(?:sheet|graft|transplant|drip|infusion|injection|shot|prp|cells)\b"
)
FIRST_HAD = Rare(
    r"(?:初回|1回目|一回目|1本目|一本目|最初ノ(?:点滴|注射|一回|一本))(?:ハ|ガ|ヲ|分ハ)?[^。、]{0,8}?"
    r"(?:済|終ワリ|終ワツ|終エ|受ケ(?:タ|マシタ|テ)|打(?:ツ|チマ))"
    r"|(?:先週|先月|先日|昨日|一昨日)(?:ガ|ハ|ニ)[^。、]{0,4}?(?:初回|1回目|一回目|最初)"
)
SO_MANY_HAD = Rare(
    r"[ヲガハ][^。、ヲ]{0,6}?(?<!日)(?<![日月週年]ニ)(?:\d{1,2}|[一二三四五六七八九十数])(?:回|本|度)(?:ホド)?(?:[。、](?!\d)"
    r"|、?トモ)"
    r"|次回モ(?:受ケ|打|ヤ|続ケ)"
    r"|(?:モウ|スデニ|既ニ|コレマデニ|今マデニ|イママデニ|計|合計|都合|通算)(?:[2-9]|\d{2}"
    r"|[二三四五六七八九十数])"
    r"(?:回|本|度)(?!コス|セツト|分|券|払)"
    r"|(?:\d{1,2}|[一二三四五六七八九])(?:回|本)目(?:ノ(?:間隔|予約|時期|タイミング)|、|ハイツ|ヲイツ|ガ近"
    r"|ニ入)"
)
HAD_SO_MANY = Rare(
    r"\b(?:had|have had|has had|got|received|done|took|taken)"
    r" (?:just |only |already |about |her |his |my |their |the )*"
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
    r"|twelve|several|a dozen|first)"
    rf" (?:(?!visit|cousin|question|quote|of|more|chemo|steroid|iron|vitamin)\w+[ -]){{0,2}}?"
    rf"(?!visit|course|go\b|treatment options){GIVEN}\b"
    r"(?! (?:pencilled|booked|planned|lined|scheduled|reserved"
    r"|of (?:\w+ ){0,2}?(?:chemo|radio|steroid|cortisone|physio|antibiotic|hyaluron|acupunct|botox|ivig"
    r"|ivf)))"
    rf"|\b{GIVEN} (?:(?!if|when|and|or)\w+ ){{0,9}}?was (?:in|on|last|back in|two|three|a|about)"
    r" (?!offer|quot|price|the table|hold|sale)"
    r"|\bput (?:the |her |his |my )?(?:first|second|new|next|last)"
    r" (?:lot|batch|sheet|piece|graft|half|one)s? (?:on|in)\b"
    r"|\b(?:left|right|first|second|other) (?:one|knee|side|hip|eye|shoulder|half|batch|lot|hand|ear|arm)s?\b"
    r"[^.,;]{0,12}?\b(?:was|were|got|has been|had been) (?:done|given|injected|treated|infused|put in)\b"
    r"|\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|several) (?:\w+ ){0,3}?"
    r"(?:drip|infusion|injection|shot|session|round|bag|vial|jab|treatment)s? "
    r"(?:down|behind (?:me|us|him|her)|done|in|into)\b"
)
# 点滴に通って半年, 上清のお世話になって, PRPをやってみたけど, "been taking dad to Chiba for stem cells"
GIVEN_JA = r"(?:点滴|注射|上清|幹細胞|エクソソム|エクソ|prp|nk|細胞|療法)"
GIVEN_EN = r"(?:drips?|infusions?|injections?|shots?|exosomes?|stem cells?|prp|nk cells?)"
FOR_A_WHILE = Rare(
    rf"{GIVEN_JA}(?:ノ(?:点滴|注射|治療))?(?:ニ|デ|ノタメニ?)[^。、]{{0,10}}?(?:通ツテ|通イ(?:始メテ|ハジメテ|続ケテ))"
    r"[^。、]{0,6}?(?:年|月|週|回|度)[^。、]{0,4}?(?:ナリ|ナル|経|タチ|タツ|過ギ|目)"
    rf"|{GIVEN_JA}ノオ?世話ニナツ(?:テ(?:イ|オリ|マス|ル|、)|タ)"
    rf"|{GIVEN_JA}(?:ヲ|ハ|モ)?(?:ヤツ|受ケ|打ツ|試シ|入レ)テミ(?:タ(?![イラク])|マシタ)"
    r"|(?:移植|手術|投与|点滴|注射)後(?:丸)?(?:\d{1,2}|[一二三四五六七八九十半])(?:年|[カヶケ]?月|週間?|日)"
    r"ノ(?:検査|検診|診察|外来|写真|mri)"
    rf"|{GIVEN_JA}ノ?(?:手術|移植|投与|点滴|注射|施術)カラ(?:モウ|マダ|丸|早)?(?:\d{{1,2}}|[一二三四五六七八九十数半])"
    r"(?:日|週間|[カヶケ箇]?月|年)"
    r"|\b(?:(?:she|he|i)'(?:s|ve)|(?:has|have)) had (?:one|two|three|four|five|six|seven|eight|\d{1,2})"
    r"(?: so far| already| of them| now|(?=[.,;!]|$))"
    rf"|\b(?:'ve|have|has|'s) been (?:taking|bringing|driving|going|coming|travelling|traveling|flying)\b"
    rf"[^.;!?]{{0,60}}?\bfor (?:\w+ ){{0,3}}?{GIVEN_EN}\b"
    r"|\b(?:round|session|dose|drip|course|shot|infusion|injection) (?:one|two|three|four|five|six|\d{1,2})\b"
    r"[^.;!?]{0,24}?\b(?:(?:is|was) (?:behind (?:me|us|him|her)|done|over)|went)\b"
)
# 去年もう片方、どちらもPRPです。次は肩を考えています
AND_NEXT = Rare(
    r"(?:年前|去年|昨年|先月|先週|今年ノ|[春夏秋冬]ニ|\d月ニ)[^。]{0,40}?"
    r"(?:prp|幹細胞|上清|エクソソム|細胞)[^。]{0,12}?(?:デス|デシタ|ダツタ|ト)[。、]?次ハ"
)
NOT_HAD = re.compile(
    r"\b(?:offer|offers|offered|quote|quoted|want|wants|recommend|recommends|propose|would|will|if"
    r"|package|planned|booked|costs?|price|per|for)\b"
    r"|コス|セツト|プラン|勧メ|ススメ|予定|必要|万|円|ト言ワレ|契約|見積"
)


REACH = 300
"""Characters to either side in which what belongs together is looked for, however long a sentence is."""


def told_by_number(story: Story) -> list[Mention]:
    """Whoever speaks of a second one has had the first; so has who came back from where it is given."""
    text = story.message.text
    if not mentioned(story, story.message) and not story.message.all("regenerative", "form"):
        return []
    for span in spans_told(story):
        mention = Mention("treated", *span)
        another = story.message.has(max(0, mention.start - 14), mention.start, "not_a_treatment")
        another = another or bool(ILLNESS_BEFORE.search(text, max(0, mention.start - 8), mention.start))
        another = another or bool(STILL_TO_COME.search(text, max(0, mention.start - 12), mention.start))
        another = another or bool(AT_A_VISIT.search(text, max(0, mention.start - 12), mention.end))
        if not (another or denied(story.message, mention, behind=8) or story.others(mention)):
            return [mention]
    return []


def spans_told(story: Story) -> Iterator[tuple[int, int]]:
    """Where a number, or what it led to, tells of treatments had; the plainest first."""
    for pattern in (NEXT_ONE, DONE_SO_OFTEN, FIRST_HAD, EVERY_TIME, DAYS_ON, AND_NEXT, FOR_A_WHILE):
        found = pattern.search(story.message.text)
        if found:
            yield found.span()
    yield from went_well(story)
    for find in (had_so_many, came_of_it, did_nothing, did_harm, came_back):
        yield from find(story)


# 心筋梗塞を二回やった; "half at the second visit"
ILLNESS_BEFORE = re.compile(r"(?:梗塞|卒中|骨折|肺炎|発作|捻挫|断裂|ヘルニア|ガン|癌|出血)[ヲハモガ]?$")
# 再来週が二回目です
STILL_TO_COME = re.compile(r"(?:来週|再来週|来月|再来月|明日|明後日|来年)(?:ガ|ハ|ニ|デ)?、?$")
AT_A_VISIT = re.compile(r"\b(?:at|on|by|before|for) the \w+ (?:visit|session|appointment)$")


def had_so_many(story: Story) -> list[tuple[int, int]]:
    """A number of them that were had, where no word of an offer stands before it."""
    message = story.message
    text = message.text[:5_000]
    for number in chain(SO_MANY_HAD.finditer(text), HAD_SO_MANY.finditer(text)):
        at = Mention("treated", *number.span())
        start, end = message.sentence(at)
        latin = message.text[number.start()].isascii()
        offered = NOT_HAD.search(
            message.text, max(start, number.start() - (40 if latin else 24)), number.start()
        )
        after = NOT_HAD.match(message.text, number.end(), end) or COURSE_OF.match(
            message.text, number.end(), end
        )
        if not (offered or after or message.is_question(at) or FOR_A_CHILD.search(message.text, start, end)):
            return [number.span()]
    return []


FOR_A_CHILD = re.compile(r"採卵|胚移植|体外受精|人工授精|\b(?:ivf|egg retrieval|embryo)")
COURSE_OF = re.compile(
    r"[^。]{0,16}?(?:コス|セツト|プラン|勧メ|ススメ|予定|必要|万|買|購入|円|ト言ワレ|契約|見積|提案|検討"
    r"|受ケタイ|ドウ)"
)


def came_of_it(story: Story) -> list[tuple[int, int]]:
    """`20回…全然効かない`, `three drips over two weeks`: a number and an outcome, and no word of an offer."""
    message = story.message
    if message.all("not_yet"):
        return []
    for number in SO_OFTEN.finditer(message.text[:5_000]):
        at = Mention("treated", *number.span())
        start, end = message.near_sentences(at, after=1)
        start, end = max(start, number.start() - REACH), min(end, number.end() + REACH)
        came = CAME_OF_IT.search(message.text, number.end(), end)
        if came and not NOT_HAD.search(message.text, start, came.start()):
            return [number.span()]
    return []


# PRP itself, three weeks back, went fine; cells put on my eye in March; 先月からエクソソームの点滴に月四十万
WENT_WELL = Rare(
    r"\b(?:half ?way|midway|part way) through (?:a|the|my|his|her) (?:course|series|set)\b[^.;]{0,30}"
    r"|\b(?:they|he|she|doctor|dr|surgeon|clinic) put (?:[\w'-]+ ){1,4}(?:in|into|on) (?:my|his|her|the)\b|"
    r"\b(?:went|has gone|passed off) (?:fine|well|ok|okay|smoothly|great|without)\b"
    r"|\bhad\b[^.;!?]{0,60}?\b(?:put|placed|grafted|implanted|sewn|transplanted|stitched) (?:on|in|into"
    r"|onto|to|over)\b"
)
SINCE_THEN = Rare(
    r"(?:先週|先月|去年|昨年|今年|半年前|\d{1,2}[カヶケ]?月前|数?年前|春|夏|秋|冬"
    r"|\d{1,2}月)カラ[^。、]{0,16}?"
    r"(?:点滴|注射|上清|幹細胞|エクソソム|prp)(?:ノ点滴|注射)?ニ(?:月|毎月|通ツテ|週)"
)


def went_well(story: Story) -> Iterator[tuple[int, int]]:
    """Treatments that are told of by how they went, or by what they cost each month."""
    message = story.message
    paid = SINCE_THEN.search(message.text[:5_000])
    if paid:
        yield paid.span()
    for found in WENT_WELL.finditer(message.text[:5_000]):
        start, _ = message.sentence(Mention("treated", *found.span()))
        named = any(
            max(start, found.start() - 60) <= t.mention.start < found.end() for t in mentioned(story, message)
        )
        if named and not NOT_HAD.search(message.text, start, found.start()):
            yield found.span()


DID_NOTHING = Rare(
    r"\b(?:did nothing|did not help|didn't help|hasn't helped|have not helped|haven't helped|had no effect|"
    r"made no difference|nothing has changed|nothing changed|achieved nothing|brought nothing|"
    r"was useless|was a waste)\b"
    r"|効(?:キマセンデシタ|カナカツタ)|効果(?:ガ|ハ)?(?:アリマセンデシタ|ナカツタ|出マセンデシタ"
    r"|感ジラレマセ)"
    r"|変ワリマセンデシタ|意味ガ(?:ナカツタ|アリマセンデシタ)|ムダデシタ|無駄デシタ"
)


def did_nothing(story: Story) -> list[tuple[int, int]]:
    """`the exosome course did nothing`: whoever says so has had it."""
    message = story.message
    for found in DID_NOTHING.finditer(message.text[:5_000]):
        start, _ = message.sentence(Mention("treated", *found.span()))
        last = [t.mention for t in mentioned(story, message) if start <= t.mention.start < found.start()][-1:]
        if last and not message.has(last[0].end, found.start(), "medicine", "not_a_treatment"):
            return [(last[0].start, found.end())]
    return []


DID_HARM = Rare(
    r"\b(?:left|gave|put|made|landed|sent|turned|ruined|wrecked|burned|burnt) (?:me|him|her|my|his)\b"
)


def did_harm(story: Story) -> list[tuple[int, int]]:
    """`the shots left my scalp covered in sores`."""
    message = story.message
    for found in DID_HARM.finditer(message.text[:5_000]):
        start, end = message.sentence(Mention("treated", *found.span()))
        named = any(start <= t.mention.start < found.start() for t in mentioned(story, message))
        if named and message.has(found.end(), end, "harm_strong", "harm_weak"):
            return [found.span()]
    return []


def came_back(story: Story) -> list[tuple[int, int]]:
    message = story.message
    for found in CAME_BACK.finditer(message.text[:5_000]):
        start, end = message.sentence(Mention("treated", *found.span()))
        if message.has(start, end, "overseas_place", "abroad", "clinic", "non_medical") and not message.all(
            "not_yet"
        ):
            return [found.span()]
    return []
