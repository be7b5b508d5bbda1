"""Whether a particular patient is spoken of, how old they are, and whether they were treated."""

from __future__ import annotations

import re

from .circumstances import Ground, once
from .facts import Relationship
from .numbers import ENGLISH, whole_number
from .rare import Rare
from .reading import Mention
from .story import Story

ADULT_AGE = 18
OWN_PATIENT = frozenset(set(Relationship) - {Relationship.PROFESSIONAL})

YEARS = r"(?:\d{1,2}|[一二三四五六七八九]?十?[一二三四五六七八九]|十)"
IN_WORDS = "|".join(ENGLISH)
CHILD_AGE = Rare(
    rf"(?P<years>{YEARS})\s?(?:歳|才|サイ)(?:\d{{1,2}}[カヶケか]月)?(?:ノ|ニナル)?(?:長男|次男|三男|長女"
    rf"|次女|三女|息子|娘|子|孫|男ノ子|女ノ子|甥|姪|弟|妹|ムスコ|ムスメ|男児|女児)"
    rf"|(?:息子|娘|長男|次男|長女|次女|子|コ|子供|子ドモ|コドモ|孫|甥|姪|弟|妹|ムスコ|ムスメ|本人"
    rf"|患者)(?:ハ|ガ|モ|\(|、|,)?(?:今年|現在|今|マダ|満)?\s?(?P<years2>{YEARS})\s?(?:歳|才|サイ)"
    r"|(?P<years6>[二三四五六七八九])ツ(?:ニナル|ニナツタ)?ノ?(?:長男|次男|三男|長女|次女|三女|息子|娘|子|孫|男ノ子|女ノ子)"
    r"|(?P<months>\d{1,2})\s?[カケヶ箇]月(?:ノ|ニナル)(?:長男|次男|長女|次女|息子|娘|子|孫|赤チヤン|男ノ子"
    r"|女ノ子)"
    rf"|\b(?P<years3>\d{{1,2}}[\s-]?(?:year|yr|yo)s?(?:[\s-]old|(?! (?:bed|ago|of|in|with|after|now"
    rf"|already|later|back|since|on)))|(?:{IN_WORDS})[\s-](?:year|yr)s?[\s-]old)\b"
    rf"|\b(?:little one|son|daughter|boy|girl|child|grandson|granddaughter|nephew|niece|toddler|kid"
    rf"|lad|he"
    rf"|she)\b"
    rf"(?:[^.\d]{{0,14}}?\b(?:turned|turns|is|aged|is only|is just)|'s(?: only"
    rf"| just)?) (?P<years5>{IN_WORDS})\b(?! (?:of|months"
    rf"|weeks|days|to))"
    r"|\b(?:son|daughter|boy|girl|child|grandson|granddaughter|nephew|niece|kid|she|he|brother|sister"
    r"|patient)\b"
    r"[^.\d]{0,14}?\b(?:is|aged|age|\(|,)\s?(?:only\s|just\s|now\s)?(?P<years4>\d{1,2})\b"
    r"(?!\s?(?:years? (?!old|of age)|years ago|months|weeks|days|hours|%|kg|cm|million|man|yen"
    r"|percent|sessions|times|,\d|\.\d))"
    r"|(?P<months2>\d{1,2})[\s-](?:month|week)s?[\s-]old"
    r"|(?P<school>(?<![ノ日途夜最心水空背胸腹手])[小中高][1-6一二三四五六](?![人度回番部方本個])|小学生|小学校\d年"
    r"|中学生|中学校\d年|中学\d年|高校生|高校\d年|小学(?:校)?[\d一二三四五六]年|中学(?:校)?[一二三]年"
    r"|生後(?:\d{1,2}|[一二三四五六七八九十]{1,2})[カケヶ箇]?月|幼稚園児?|保育園児?|年長|(?<![今一来去])年中(?!無休|行事)|年少|未就学|乳児|幼児|新生児|赤チヤン)(?P<since>ノ頃|ノコロ|ノ時"
    r"|ノトキ|カラ|時代|デ発|頃)?"
    r"|\b(?P<word>toddler|newborn|infant|baby|kindergart\w*|first grader|second grader|third grader|"
    r"schoolboy|schoolgirl|primary school|elementary school|junior high|middle school|"
    r"high school|teenage|teenager)\b"
)


@once
def particular_patient(story: Story) -> Ground:
    """Ground that one patient's treatment is spoken of; a plain word that there is none outweighs all."""
    message = story.message
    if message.all("no_patient"):
        return ()
    kin = message.all("kin")
    if message.all("no_treatment") and not (kin or story.conditions):
        return ()
    if message.all("general_turn") and not kin and not message.all("patient"):
        return ()
    if story.facts.relationship in OWN_PATIENT:
        if (
            message.all("teaching")
            and not kin
            and not message.all("patient")
            and story.facts.patient_age is None
        ):
            return ()
        return (story.ticked("relationship"),)
    if story.facts.patient_age is not None:
        return (story.ticked("patient_age"),)
    if kin:
        return message.evidence(kin[0])
    people = message.all("patient")
    if people and not message.all("teaching"):
        return message.evidence(people[0])
    if story.facts.relationship is None and story.facts.condition and not message.all("teaching"):
        return (story.ticked("condition"),)
    return ()


# A grandchild who writes for a grandparent often ticks their own age.
ELDER = re.compile(
    r"^(?=[^孫]*$).*?(?:祖父|祖母|オバアチヤン|オジイチヤン|バアチヤン|ジイチヤン|バアバ|ジイジ)"
    r"|^(?!.*grand(?:child|son|daughter)).*?\b(?:grandmother|grandfather|grandma|grandpa|granny|grandad"
    r"|granddad|gran|nan|nana)\b",
    re.DOTALL,
)


@once
def minor(story: Story) -> Ground:
    """A patient under 18; what the text says outweighs the ticked age."""
    if story.facts.relationship == Relationship.RELATIVE and ELDER.search(story.message.text):
        return ()
    age = story.facts.patient_age
    if age is not None and age >= ADULT_AGE and story.facts.relationship != Relationship.CHILD:
        return ()
    found = child_in_text(story)
    if found:
        return story.message.evidence(found)
    if age is not None and age < ADULT_AGE:
        return (story.ticked("patient_age"),)
    return ()


def child_in_text(story: Story) -> Mention | None:
    if story.facts.relationship in (Relationship.PARENT, Relationship.SPOUSE):
        return None
    if not particular_patient(story):
        return None
    text = story.message.text
    age = story.facts.patient_age
    # 33歳の息子 with 33 ticked: whoever else is a child in the text is not the patient.
    matches = list(CHILD_AGE.finditer(text))
    if age and age >= ADULT_AGE and any(years_of(match) == age for match in matches):
        return None
    for match in matches:
        mention = Mention("child", match.start(), match.end())
        if is_minor(match) and not (story.others(mention) or is_other_child(story, match.group())):
            return mention
    return None


# 41になる娘の膝です。孫は10歳です: the grandchild is none of the writer's children.
NO_CHILD_OF_MINE = re.compile(r"孫|甥|姪|弟|妹|\b(?:grandson|granddaughter|nephew|niece|brother|sister)\b")


def is_other_child(story: Story, words: str) -> bool:
    return story.facts.relationship == Relationship.CHILD and NO_CHILD_OF_MINE.search(words) is not None


YEAR_GROUPS = ("years", *(f"years{number}" for number in range(2, 7)))


def years_of(match: re.Match[str]) -> int | None:
    years = next((match[name] for name in YEAR_GROUPS if match[name]), None)
    return whole_number(re.split(r"[\s-]|(?<=\d)[yo]", years)[0]) if years else None


def is_minor(match: re.Match[str]) -> bool:
    years = years_of(match)
    return not match["since"] if years is None else years < ADULT_AGE
