"""Whether a cure, near-certain success, or freedom from side effects was promised."""

from __future__ import annotations

import re

from ..circumstances import Ground
from ..reading import Mention, Reading
from ..scope import denied
from ..story import Story


def cure_claim(story: Story) -> Ground:
    """The provider promises a cure, near-certain success, or no side effects whatever."""
    message = story.message
    for mention in (*message.all("promise_cure", "promise_safe"), *sure_cures(message), *near_all(message)):
        if is_promised(story, message, mention):
            return message.evidence(mention)
    return ()


# 99 out of 100 tumours vanish, 10人中9人が良くなる
OUT_OF = re.compile(
    r"\b(?P<some>\d{1,6}|nine|nineteen|ninety[ -]?\w*) (?:out of|in|of) (?:every |their |the )?"
    r"(?P<all>\d{1,6}|ten|twenty|a hundred|one hundred)\b"
    r"|(?P<all_ja>\d{1,6})(?:人|例|名)(?:中|ノウチ)(?P<some_ja>\d{1,6})(?:人|例|名)"
)
NUMBERS = {"nine": 9, "nineteen": 19, "ten": 10, "twenty": 20, "a hundred": 100, "one hundred": 100}
NEAR_ALL = 0.9


def near_all(message: Reading) -> list[Mention]:
    """Nine of ten or more who get well."""
    found = []
    for match in OUT_OF.finditer(message.text[:5_000]):
        mention = Mention("promise_cure", *match.span())
        if is_near_all(match) and message.has(match.end(), message.sentence(mention)[1], "gets_well"):
            found.append(mention)
    return found


def is_near_all(match: re.Match[str]) -> bool:
    some, whole = match["some"] or match["some_ja"], match["all"] or match["all_ja"]
    if some.startswith("ninety"):
        return whole in ("a hundred", "one hundred", "100")
    some_number, number = NUMBERS.get(some) or int(some), NUMBERS.get(whole) or int(whole)
    return NEAR_ALL * number <= some_number <= number and number >= 9


QUOTED = re.compile(r"「[^「」]*$|『[^『』]*$|(?:^|[\s(:,])['\"](?=\w|$)(?:[^'\"]|(?<=\w)'(?=\w))*$")


def quoted(message: Reading, mention: Mention) -> bool:
    """Whether it stands in quotation marks: somebody's own words."""
    return QUOTED.search(message.text[max(0, mention.start - 120) : mention.start]) is not None


def sure_cures(message: Reading) -> list[Mention]:
    """`かならず止まる`, `will definitely walk`: certainty next to getting well."""
    found = []
    for sure in message.all("surely"):
        reach = sure.end + (40 if message.latin(sure) else 12)
        _, end = message.clause(sure)
        for well in message.within(sure.end, min(end, reach), "gets_well"):
            found.append(Mention("promise_cure", sure.start, well.end))
            break
    return found


PROMISE_DENIED_AT_ONCE = (
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


def is_promised(story: Story, message: Reading, mention: Mention) -> bool:
    span = message.sentence(mention)
    if story.others(mention) and not message.has(*span, "claimer"):
        return False
    if message.latin(mention):
        if denied(message, mention, ahead=30) and not message.text.startswith(
            ("no ", "zero", "never", "without", "nothing", "can't go", "cannot go"), mention.start
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
