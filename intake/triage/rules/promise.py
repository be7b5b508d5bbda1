"""Whether a cure, near-certain success, or freedom from side effects was promised."""

from __future__ import annotations

import re

from ..circumstances import Ground
from ..numbers import kanji_number
from ..rare import Rare
from ..reading import Mention, Reading
from ..scope import denied
from ..story import Story


def cure_claim(story: Story) -> Ground:
    """The provider promises a cure, near-certain success, or no side effects whatever."""
    message = story.message
    if not message.all("claims", "claimer", "clinic", "non_medical"):
        return ()
    found = (
        *message.all("promise_cure", "promise_safe"),
        *sure_cures(message),
        *near_all(message),
        *without_exception(message),
    )
    for mention in found:
        if is_promised(story, message, mention):
            return message.evidence(mention)
    return ()


# 99 out of 100 tumours vanish, 10人中9人が良くなる, 百人いたら九十九人は
COUNT_JA = r"(?:\d{1,6}|[一二三四五六七八九十百千]{1,6})"
PEOPLE = r"(?:人|例|名|件)"
COUNT = r"(?:\d{1,6}|nine|ten|nineteen|twenty|ninety[ -]?\w*|a hundred|one hundred)"
OUT_OF = Rare(
    rf"\b(?P<some>{COUNT}) (?:out of|in|of) (?:every |their |the |our |his |her |my )?(?P<all>{COUNT})\b"
    rf"|\b(?:with|of|from|in|out of) (?:every |the |our |his |their )?(?P<all2>{COUNT})"
    r" (?:patients?|people|persons?|men|women|cases|treated)?,? ?(?:in |for |at least |around |about )?"
    rf"(?P<some2>{COUNT})\b"
    rf"|(?P<all_ja>{COUNT_JA}){PEOPLE}(?:ヤレバ|打テバ|受ケレバ|中|ノウチ|イタラ|イレバ|イテ|ヤツテ|打ツテ"
    rf"|治療シテ|ニ)、?"
    rf"(?P<some_ja>{COUNT_JA}){PEOPLE}"
)
NUMBERS = {"nine": 9, "nineteen": 19, "ten": 10, "twenty": 20, "a hundred": 100, "one hundred": 100}
NEAR_ALL = 0.9
MOST = 5_000


def number_of(written: str) -> int:
    """`99`, `ninety-nine`, `九十九`."""
    if written.startswith("ninety"):
        return 90 if written == "ninety" else 99
    if written in NUMBERS:
        return NUMBERS[written]
    return int(written) if written.isdigit() else kanji_number(written)


def near_all(message: Reading) -> list[Mention]:
    """Nine of ten or more who get well."""
    found: list[Mention] = []
    if not message.all("gets_well"):
        return found
    for match in OUT_OF.finditer(message.text[:MOST]):
        mention = Mention("promise_cure", *match.span())
        if is_near_all(match) and message.has(match.end(), message.sentence(mention)[1], "gets_well"):
            found.append(mention)
    return found


def is_near_all(match: re.Match[str]) -> bool:
    some = number_of(match["some"] or match["some2"] or match["some_ja"])
    whole = number_of(match["all"] or match["all2"] or match["all_ja"])
    return NEAR_ALL * whole <= some <= whole and whole >= 9


# 悪くなった方はただの一人もいない, not a single child who failed: no exception is a promise as well.
NOT_ONE = Rare(
    r"(?:ナカツタ|ンカツタ|(?<!知ラ)ナイ|[ラカセヘ]ン|悪ク(?:ナツタ|シタ)"
    r"|(?:熱|膿|副作用|後遺症|トラブル|事故|異常|具合[ガノ]悪|失敗|再発|拒絶|苦情)[^。、]{0,8}?)"
    r"(?:人|方|患者(?:サン|サマ|様)?|例|ケス|子|者|モノ|コト|オ客(?:サン|サマ|様)?)(?:ハ|ガ|モ|ナド|ナンテ"
    r"|ナンカ)"
    r"(?:タダ|タツタ|今マデ|コレマデ|コノ\d+年|当院|ウチ|、|ニハ|デハ|ノ|過去|本当ニ|全ク|マツタク){0,6}"
    r"(?:(?:一|1|ヒト)(?:人|例|名|件|度|回|ツ|リ)(?:タリト)?(?:モ|トシテ))?"
    r"(?:ナイ|ナシ|ゼロ|無イ|皆無|(?:イ|オ|ア|見|出|ゴザイ)(?:ナ[イカ]|マセン|ラン|ラヘン|ラレマセン|ラレナ"
    r"|リマセン|ヘン|タコトガ?ナ|レンデ|ル(?:ハズ|ワケ)ガ?ナ))"
    r"|(?:悪イ|ワルイ|ワルカ|怖イ|危ナイ|変ナ|困ル)(?:コト|コツ|モノ|モン|反応)(?:ハ|モ|ナンカ|ナド|ナンテ)"
    r"[^。]{0,26}?(?:起コラ|オコラ|起キ|オキ|ゴザイマセ|アリマセ|アラ|ナイ|ナカ|出ン|出ナ)"
    r"|(?:治ラナ|歩ケナ|良クナラナ|ヨクナラナ|効カナ)(?:カツタ|イ|ケレ)(?:ラ|トキハ|時ハ"
    r"|バ)[^。]{0,12}?(?:医者|医師|免許|看板)[^。]{0,6}(?:ヤメ|辞メ|返上|返ス|下ロ)"
    r"|例外(?:ハ|ガ|モ|ナド|ナンテ)?[^。、]{0,10}?(?:ナイ|ナシ|ナカツタ|イナイ|アリマセ|ゴザイマセ|イマセ|ゼロ|見タコトガナ)"
    r"|万(?:ニ|ガ)一(?:ツ)?(?:モ|ニモ)[^。、]{0,10}?(?:ナイ|アリマセン|起コラ|起キ|アラヘン|ナカ)"
    r"|ナケレバ(?:全額|オ代|代金|料金)?(?:ヲ|ハ)?(?:返金|オ?返シ|無料|タダ|イタダキマセン|頂キマセン)"
)
NOT_ONE_ENGLISH = Rare(
    r"\b(?:not|never|no|nobody|none|without|hasn't|haven't|hadn't) (?:\w+ ){0,3}?"
    r"(?:a |one |a single |single |ever )?(?:(?:child|patient|person|case|customer|client|man|woman|one|"
    r"body|people|patients|failure|soul)s? (?:of \w+ (?:\w+ )?)?)?"
    r"(?:who |that |where |which )?(?:had |has |have |ever )?"
    r"(?:failed to|didn't|did not|hasn't|wasn't|got worse|went wrong|has not|came back|was worse|fell ill"
    r"|regretted|complained)\b"
    r"|\b(?:or|otherwise|if not),? (?:you get )?(?:your |the )?money back\b|\bmoney[ -]back (?:if|guarantee)"
    r"|\bno (?:result|cure|improvement)s?,? no (?:fee|charge|pay|bill)\w*|\bor (?:it's|it is) free\b"
    r"|\b(?:in|for|with|on) (?:every|each|all|everybody|everyone)(?: single)?(?: of)?(?: \w+){0,3}?,? ?"
    r"(?:no exceptions?|without exceptions?|every time|guaranteed)\b|\bno exceptions?\b"
    r"|\bnothing bad (?:can |could |will |would |ever |never ){1,3}happen\w*"
    r"|\b(?:it|that|this) (?:has |can |could |will )?(?:never|not once|cannot|can't) (?:yet |ever |once )?"
    r"(?:gone? wrong|go wrong|failed|fail|let anyone down)\b"
)


def without_exception(message: Reading) -> list[Mention]:
    text = message.text[:MOST]
    if not message.all("claims", "claimer"):
        return []
    patterns = (NOT_ONE_ENGLISH,) if text.isascii() else (NOT_ONE, NOT_ONE_ENGLISH)
    return [Mention("promise_safe", *f.span()) for pattern in patterns for f in pattern.finditer(text)]


QUOTED = re.compile(r"「[^「」]*$|『[^『』]*$|(?:^|[\s(:,])['\"](?=\w|$)(?:[^'\"]|(?<=\w)'(?=\w))*$")


def quoted(message: Reading, mention: Mention) -> bool:
    """Whether it stands in quotation marks: somebody's own words."""
    return QUOTED.search(message.text[max(0, mention.start - 120) : mention.start]) is not None


# 杖はいらんようになる、間違いない; pain gone in all patients: vouched for behind.
SURE_BEHIND = (
    *("間違イナ", "マチガイナ", "保証", "太鼓判", "請ケ合", "約束", "絶対", "確実"),
    *("no doubt", "without doubt", "beyond doubt", "trust me", "my licen", "my reputation", "my career"),
    *("my house on", "my word", "mark my words", "my life on"),
    *("every ", "all ", "each ", "in every ", "without fail", "for sure", "for certain", "guarantee"),
)


def sure_cures(message: Reading) -> list[Mention]:
    """`かならず止まる`, `will definitely walk`: certainty next to getting well."""
    found = []
    for sure in message.all("surely"):
        latin = message.latin(sure)
        if NOT_SAID.match(message.text, sure.end):
            continue
        reach = sure.end + (80 if latin else 14)
        _, end = message.clause(sure) if latin else message.sentence(sure)
        for well in message.within(sure.end, min(end, reach), "gets_well"):
            found.append(Mention("promise_cure", sure.start, well.end))
            break
        if message.text.startswith(SURE_BEHIND, sure.start):
            start, _ = message.sentence(sure)
            before = list(
                message.within(max(start, sure.start - (30 if latin else 16)), sure.start, "gets_well")
            )
            found += [Mention("promise_cure", well.start, sure.end) for well in before[-1:]]
    return found


PROMISE_DENIED_AT_ONCE = (
    "ハ難",
    "ハムズカ",
    "ハ無理",
    "ハ期待",
    "ハ言",
    "ハ書",
    "ハ聞",
    "ハ説",
    "ハ限",
    "ハ断",
    "ハ約",
    "ハ思",
    "ハ一",
    "ハ誰",
    "ハ考",
    "ハイエ",
)
PROMISE_DENIED = (
    "トハ言",
    "トハイ",
    "トハ書",
    "トハ聞",
    "トハ説明",
    "ワケデハ",
    "ワケジヤ",
    "トハ限",
    "トハ一言",
    "トハ断言",
    "ナンテ言",
    "トハ一度",
    "トハ約束",
    "トハ思",
    "トハ誰",
    "ハシテイ",
    "ハデキ",
    "ハナイ",
    "ハアリマセン",
    "ハサレ",
    "トハ考",
    "トマデハ言",
    "マデハ言エ",
    "トハ申シ",
    "ハ申シ上ゲ",
    "ハ望メ",
    "ハ望マ",
    "ハ目指",
    "トイウヨリ",
    "ナンテナ",
    "」ジヤナ",
    "」デハナ",
    "ジヤナイ",
    "ノ保証ハ",
    "シナイ",
    "シマセン",
    "デキナイ",
    "デキマセン",
)


# 「必ず歩けます」とは先生は言いませんでした
NOT_SAID = re.compile(
    r"[^。]{0,6}?(?:トハ|ナンテ|トモ)[^。]{0,10}?(?:言|イワ|イイ|聞|説明|書|約束"
    r"|断言)[^。]{0,8}?(?:マセン|ナイ|ナカツ|ズ)"
)


# 「必ず治る」と言ってくれる先生を探しています
WISHED_FOR = re.compile(
    r"[^。]{0,4}?ト?言ツテ(?:クレ|クダサ|イタダケ|モラエ)ル?[^。]{0,10}?(?:先生|医者|医師|所|トコロ"
    r"|病院)[」]?(?:ヲ|ガ|ニ|ハ)[^。]{0,8}(?:探|サガ|欲シ|ホシ|会イタ|イナ|イマセ)"
)


# 「必ず効くって言ってくれませんか」と頼んだら, 「治りますよね」と詰め寄ったら: what the family asked for.
BEGGED_FOR = re.compile(
    r"[^。」]{0,14}[」』\"']?(?:ト|ツテ)(?:コチラカラ|私カラ|私ガ|ワタシガ)?(?:詰メ寄|頼ンダ|頼ミ|迫ツ"
    r"|聞イタラ|聞イテミ|尋ネ|タズネ|念ヲ押シタ|食イ下ガ)"
)


WANTS_ONE = re.compile(
    r"\b(?:want|wants|wanted|need|needs|hope|hopes|hoping for|hope for|asked for|looking for) (?:an? |any "
    r"|some |the )?$"
)


def is_promised(story: Story, message: Reading, mention: Mention) -> bool:
    span = message.sentence(mention)
    reach = mention.end if message.latin(mention) else span[1]
    if story.others(mention) and not message.has(span[0], reach, "claimer"):
        return False
    if BEGGED_FOR.match(message.text, mention.end):
        return False
    if WISHED_FOR.match(message.text, mention.end) or WANTS_ONE.search(
        message.text, max(span[0], mention.start - 30), mention.start
    ):
        return False
    if message.latin(mention):
        if denied(message, mention, ahead=30) and not message.text.startswith(
            (
                "no ",
                "not ",
                "nobody",
                "none",
                "hasn't",
                "haven't",
                "zero",
                "never",
                "without",
                "nothing",
                "can't go",
                "cannot go",
            ),
            mention.start,
        ):
            return False
        if denied_promise_english(message, mention, span):
            return False
    elif message.text.startswith(PROMISE_DENIED_AT_ONCE, mention.end) or any(
        cue in message.text[mention.end : mention.end + 16] for cue in PROMISE_DENIED
    ):
        return False
    if NOT_SAID.match(message.text, mention.end):
        return False
    wide = message.near_sentences(mention, before=1, after=1)
    if quoted(message, mention):
        wide = message.near_sentences(mention, before=3, after=1)
        return message.has(*wide, "claimer", "claims", "clinic", "non_medical")
    claim = message.has(*span, "claims")
    return claim and message.has(wide[0], span[1], "claimer")


def denied_promise_english(message: Reading, mention: Mention, span: tuple[int, int]) -> bool:
    return any(
        message.text.startswith(
            (
                "never",
                "not ",
                "no one",
                "nobody",
                "didn't",
                "don't",
                "doesn't",
                "did not",
                "does not",
                "hasn't",
                "has not",
            ),
            m.start,
        )
        and m.end <= mention.start
        and message.has(m.end, mention.start, "claims")
        for m in message.within(span[0], mention.start, "denial")
    )
