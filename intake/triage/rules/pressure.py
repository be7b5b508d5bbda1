"""Whether the family is pressed to pay or to sign."""

from __future__ import annotations

import re

from ..circumstances import Ground
from ..rare import Rare
from ..reading import Mention, Reading
from ..scope import denied
from ..story import Story
from .promise import quoted

# Money already spent, which is no deposit.
SPENT = re.compile(r"使ツタ|ツギ込ン|費ヤシ|\b(?:spent|have spent)\b")
KEPT = Rare(
    r"\b(?:keeps?|retains?|lose|forfeits?) (?:the |our |my |your |their )?"
    r"(?:\d{1,3}\s?(?:%|percent|per cent)|half|all of it|everything|full amount|lot|advance|whole)\b"
    r"[^.!?]{0,30}\b(?:if|when|should|unless)\b"
)
# Called again and again.
CHASED = Rare(
    r"(?<!he )\b(?:rings?|calls?|phones?|texts?|messages?|emails?) (?:me |us |him |her |my \w+ )?"
    r"(?:every (?:day|evening|morning|night|hour|two|few)|daily|day and night|twice a day|all day|constantly)"
    r"|毎(?:日|晩|朝)[^。、]{0,8}(?:電話|メル|ライン|line|催促)|(?:電話|メル|催促)[^。、]{0,4}(?:毎日|毎晩"
    r"|シツコ|鳴リヤマ|何度モ)"
)


# Backing out costs the money: `back out and it's theirs`, やめたら戻ってこない.
BACK_OUT = Rare(
    r"\b(?:not|never|non|isn't|aren't) (?:\w+ )?"
    r"(?:returnable|returned|refund\w*|reimburs\w*|given back|handed back)\b|"
    r"\b(?:back(?:s|ed|ing)? out|pull(?:s|ed)? out|chang\w+ (?:my|our|her|his|your|one's) minds?|cancel\w*"
    r"|withdr\w+|say no)\b[^.?!]{0,40}"
    r"\b(?:theirs|gone|lost|lose|keeps?|kept|nothing back|forfeit\w*|not a yen|no refund|goodbye)\b"
    r"|(?:ヤメ(?:タラ|レバ|テモ|ル)|解約|キヤンセル|断(?:ツタラ|ツテモ|レバ|ル)|取リ消|気ガ変ワ"
    r"|辞退)[^。]{0,20}?"
    r"(?:戻ラ|戻ツテコ|返ラ|返セ|返サ|返金サレナ|返金シ(?:ナ|マ)|取ラレ|没収|頂キマス|イタダキマス|違約"
    r"|パ[ニデダ]|帰ツテコ)"
)
# The price or the place is there only now.
NOW = r"(?:now|today|tonight|here and now|on the day|before (?:you|we|i|she|he) (?:leave|go|left|went))"
ONLY_NOW = Rare(
    rf"\b(?:sign|pay|decide|commit|book|agree)\w* {NOW}\b[^.?!]{{0,50}}"
    r"\b(?:off|discount|cheaper|half|price|otherwise|or|save)\b"
    r"|\b(?:price|offer|discount|rate|deal)s? (?:\w+ ){0,4}?"
    r"(?:only|until|till|ends?|gone|dies|lapses?|vanish\w*|expires?) "
    r"[^.?!]{0,24}\b(?:today|tonight|leave|left|door|visit|midnight|tomorrow|\w*day|weekend|month)\b"
    r"|\b(?:\w+day|midnight|tonight|the \d{1,2}(?:st|nd|rd|th)),? (?:the|my|our|this|that|her|his) (?:\w+ )?"
    r"(?:price|offer|discount|rate|deal|place|slot)s?"
    r" (?:lapses?|ends?|expires?|goes|is gone|doubles|rises|jumps)\b"
    r"|\b(?:slot|place|spot|bed|seat|price|offer|discount|booking)s? (?:\w+ ){0,2}?"
    r"(?:lapses?|expires?|is released|goes to|is given|will be given|won't be held|falls? away)\b"
    r"[^.?!]{0,40}\b(?:unless|if|on|by|until|someone|next)\b"
    r"|(?:値段|価格|割引|料金|特典|半額|キヤンペン|モニタ)[^。]{0,14}?"
    r"(?:今日|本日|オ帰リ|帰ルマデ|ソノ場|今回)[^。]{0,6}(?:マデ|ダケ|限リ|ノミ|ナラ)"
    r"|(?:今日|本日|今|ソノ場デ|コノ場デ)(?:中ニ)?(?:決メ|サイン|契約|申シ込|払)"
    r"[^。]{0,10}(?:半額|割引|引キ|安ク|オフ|特別|定価)"
)
# Hurried along: 急かす電話, a reminder every day.
HURRIED = Rare(
    r"(?:急カ|セカ|催促)[^。、]{0,6}(?:電話|メル|ライン|line|連絡)|(?:電話|メル|line)[^。、]{0,8}(?:急カ"
    r"|セカ|催促)"
)
# Kept there until it is signed: 判子を押すまで帰してもらえない
KEPT_THERE = Rare(
    r"(?:判子|ハンコ|印鑑|判ヲ|サイン|署名|契約|決メル|払ウ|申シ込ム)[^。]{0,12}?マデ(?:ハ)?[^。]{0,14}?"
    r"(?:帰(?:シテ|ラセテ)|席ヲ|出(?:シテ|ラレ)|部屋|離シテ|解放)[^。]{0,12}?(?:ナ[イカ]|マセン|ズ|ンカツタ|ヘン)"
    r"|\b(?:wouldn't|would not|didn't|did not|won't) let (?:me|us|him|her|my \w+) (?:leave|go|out|up|home)\b"
    r"[^.?!]{0,30}\b(?:until|till|before|without|unless)\b"
)
# Each with how many sentences around it may tell who presses.
PRESSING = ((KEPT, 0), (CHASED, 0), (BACK_OUT, 1), (ONLY_NOW, 1), (HURRIED, 1), (KEPT_THERE, 1))
SELLERS = ("claimer", "clinic", "non_medical", "held_offer")


def pressed_somehow(message: Reading) -> Mention | None:
    """`they keep 40% if we back out`, `the coordinator rings every evening`."""
    if not message.all(*SELLERS):
        return None
    for pattern, near in PRESSING:
        found = pattern.search(message.text[:5_000])
        if found:
            mention = Mention("deposit_strong", *found.span())
            wide = message.near_sentences(mention, before=near, after=near)
            if message.has(*wide, *SELLERS) and not can_be_had_back(message, mention):
                return mention
    return None


IN_FULL = re.compile(
    r"\b(?:lose nothing|keep nothing|(?:returned|refunded|back|repaid|comes back|paid back) in full"
    r"|in full (?:if|when|up to)"
    r"|free of charge|fully refund\w*|full refund)\b"
    r"|(?:違約金|解約金|キヤンセル料|手数料)(?:ハ|モ|ナド|トカ|ナンテ)?[^。]{0,6}?"
    r"(?:ナイ|ナシ|アリマセ|ゴザイマセ|カカラ|カカリマセ|発生シ(?:ナ|マセ)|取ラ(?:ナ|レナ|レマセ)|取リマセ|イラ|無料)"
    r"|返ツテキマス|戻リマス|戻ルソウ|全額(?:ヲ)?(?:オ)?(?:返|戻)|ソノママ返シ"
)
# 匂いが戻りません: what does not come back is no money.
COMES_BACK = ("戻", "モド", "返ツテ", "gone", "lost")
OF_MONEY = re.compile(
    r"金|円|万|費|代|料|払|手付|予約|申込|前納|契約|(?<![a-z])(?:yen|money|fee|deposit|paid|pay|advance"
    r"|refund\w*|million|k)(?![a-z])"
)


def is_of_money(message: Reading, mention: Mention) -> bool:
    if not message.text.startswith(COMES_BACK, mention.start):
        return True
    return OF_MONEY.search(message.text, *message.near_sentences(mention, before=1)) is not None


# 急かされず, 急かされもせず
NOT_SO = re.compile(r"[ルテレ]?(?:モ|ハ)?(?:シ|セ)?(?:ズ|マセン|ナイ|ナカツ|ナク|コトハ?ナ|コトモ?ナ)")


def can_be_had_back(message: Reading, mention: Mention) -> bool:
    """`キャンセルしても返ってきます`, `cancel and lose nothing`."""
    span = message.sentence(mention)
    return message.has(*span, "asks_us") or IN_FULL.search(message.text, *span) is not None


# 断って帰ってきた, that's closed: over, and nobody presses any more
CLOSED = Rare(
    r"断ツテ帰|(?:ソノ|アノ|モウ)(?:話|件)ハ(?:モウ)?(?:済ン|終ワツ|片ガツ)|キツパリ断(?:リマシ|ツタ)"
    r"|モウ済ンダ(?:話|コト)"
    r"|\b(?:that's|that is|it's|it is) (?:closed|over|over and done|behind us|settled)\b"
    r"|\bwe (?:said no and left|walked out)\b"
)


def deposit_pressure(story: Story) -> Ground:
    """Pressed to pay or sign by a date, a today-only price, or a deposit that is lost."""
    if story.message.all("no_pressure"):
        return ()
    ground = pressed(story)
    return () if ground and CLOSED.search(story.message.text[:5_000]) else ground


def pressed(story: Story) -> Ground:
    message = story.message
    for mention in message.all("deposit_strong"):
        span = message.sentence(mention)
        if (
            not denied(message, mention, behind=8, ahead=18)
            and not message.has(*span, "asks_us")
            and not only_asked(message, mention)
            and not NOT_THE_CASE.match(message.text, mention.end)
            and not NOT_SO.match(message.text, mention.end)
            and not was_willing(message, mention)
            and is_of_money(message, mention)
            and not SPENT.search(
                message.text, max(span[0], mention.start - 200), min(span[1], mention.end + 200)
            )
        ):
            return message.evidence(mention)
    somehow = pressed_somehow(message)
    if somehow:
        return message.evidence(somehow)
    for deposit in message.all("deposit"):
        loss = loss_of(message, deposit)
        if loss:
            return message.evidence(*sorted((deposit, loss), key=lambda m: m.start))
    for day in message.all("by_a_day"):
        span = message.sentence(day)
        pay = next((m for m in (*message.within(*span, "pay_or_sign"), *amounts(story, span))), None)
        if (
            pay
            and (message.has(*span, "press") or quoted(message, day))
            and (not denied(message, pay) or UNLESS_PAID.search(message.text, span[0], pay.start))
            and not can_be_had_back(message, day)
            and not (own_wish(message, pay) or own_wish(message, day))
        ):
            return message.evidence(*sorted((day, pay), key=lambda m: m.start))
    return ()


# "if I don't wire it by Monday": not paying is what is threatened with.
UNLESS_PAID = re.compile(r"\b(?:if|unless|until|should)\b[^.?!]{0,24}$")
# 急いで決めろと言われたわけでも
NOT_THE_CASE = re.compile(r"[^。、]{0,12}ワケデ(?:モ|ハ)")
OWN_WISH = re.compile(r"[^。、]{0,16}?(?:シタイ|タイト思|タイデス|ツモリ|シヨウト思|シヨウカ|予定デス)")
ASKED = re.compile(
    r"[^。]{0,10}?(?:シマセンカ|マセンカ|デシヨウカ|ナイデスカ|ナイカ(?:心配|不安|ト)|タリシマ|マスカ[?。])"
)


def own_wish(message: Reading, mention: Mention) -> bool:
    """`今週中に申し込みをしたい`: the family's own plan."""
    return OWN_WISH.match(message.text, mention.end) is not None


def only_asked(message: Reading, mention: Mention) -> bool:
    """`枠がなくなったりしませんか`: nobody said so."""
    if message.latin(mention) or message.has(*message.sentence(mention), "told", "claimer"):
        return False
    return ASKED.match(message.text, mention.end) is not None


# 納得して判を押しました, 先生が帰してくれた, "I offered to pay on the spot": nobody pressed.
WILLING = re.compile(r"(?:判|ハンコ)ヲ押(?:シ)?(?:マシタ|、)|帰シテクレ(?:タ|マシタ)")
OFFERED_TO = re.compile(
    r"\b(?:i|we) (?:even )?(?:offered|wanted|asked|tried|was ready|were ready) to (?:\w+ ){0,2}$"
)


def was_willing(message: Reading, mention: Mention) -> bool:
    if message.latin(mention):
        return OFFERED_TO.search(message.text, max(0, mention.start - 40), mention.start) is not None
    return WILLING.match(message.text, mention.start) is not None and not message.has(
        *message.near_sentences(mention, before=1), "press"
    )


PERCENT = re.compile(r"\d{1,3}\s?(?:%|percent|per cent|割)")


def amounts(story: Story, span: tuple[int, int]) -> list[Mention]:
    """`30% by Monday`: an amount and a day press without a word of paying."""
    part = PERCENT.search(story.message.text, span[0], min(span[1], span[0] + 600))
    found = [m for m in story.money if span[0] <= m.start < span[1]]
    return [*found, Mention("money", *part.span())] if part else found


def loss_of(message: Reading, deposit: Mention) -> Mention | None:
    """What tells that the deposit is lost: it is kept or gone, or it is not given back."""
    start, end = message.near_sentences(deposit, after=1)
    if IN_FULL.search(message.text, start, end):
        return None
    for back in message.within(start, end, "refund"):
        if denied(message, back, behind=8, ahead=24):
            return back
    for loss in message.within(start, end, "lost"):
        if not denied(message, loss, behind=0, ahead=16) and message.has(
            start, end, "press", "hypothesis", "denial"
        ):
            return loss
    return None
