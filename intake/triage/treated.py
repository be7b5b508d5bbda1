"""Whether the patient has had the treatment asked about."""

from __future__ import annotations

import re

from .counted import told_by_number
from .facts import Kind
from .named import mentioned
from .reading import Mention, Reading
from .scope import denied
from .story import Story
from .treated_english import TREATMENT_WORDS, is_treated_english

# 点滴をしているクリニック is what the clinic does; 打ってもらっているクリニック is not.
DONE_BY_PROVIDER = re.compile(
    r"(?:イ?ル)[^、。モ]{0,8}?(?:クリニツク|病院|所|トコロ|医院|サロン|施設|先生|店|エステ)|トイウ|ソウ"
)
# What follows a past or a te-form and makes it a wish, a plan or a condition.
AFTER_TA = (
    "イ",
    "ラ",
    "場合",
    "人",
    "患者",
    "方ガ",
    "方ハ",
    "子ハ",
    "子ガ",
    "子モ",
    "オ子サン",
    "ホウガ",
    "ク",
    "後",
    "アト",
    "トシ",
    "リ",
    "ガツ",
    "コトハ",
    "コトガ",
    "コトモ",
)
AFTER_TE = (
    "ミ",
    "ホシ",
    "欲シ",
    "モ",
    "良イ",
    "イイ",
    "ヨ",
    "ハイケ",
    "ハト",
    "ハドウ",
    "ハイカガ",
    "イルツモリ",
    "イルモノト",
    "ハダメ",
    "クレル",
    "クレマス",
    "クダサ",
    "下サ",
    "モラエ",
    "モライタ",
    "モラウ",
    "モラオ",
    "イタダケ",
    "イタダキタ",
    "イタダク",
    "イナイ",
    "イマセン",
    "ナイ",
    "オラ",
    "オリマセン",
    "カラデ",
    "カラノ",
    "ヤリタ",
    "ヤレ",
    "ヤロ",
    "アゲタ",
    "アゲラ",
    "アゲヨ",
    "大丈夫",
    "カラ何",
    "カラドノ",
)
AFTER_STEM = ("シヨウ", "エル", "エマ", "エナ", "イタ", "ウ", "オウ", "ル", "レル", "ナイ", "マセン")


def treated_mentions(story: Story) -> list[Mention]:
    """Words that tell of a regenerative treatment the patient has had, whichever it was."""
    if "treated" not in story.noted:
        story.noted["treated"] = find_treated(story)
    found: list[Mention] = story.noted["treated"]
    return found


def find_treated(story: Story) -> list[Mention]:
    message = story.message
    if message.all("no_patient"):
        return []
    told = [m for m in message.all("treated") if is_treated(story, message, m)]
    return told or told_by_number(story)


def treated_with(story: Story, kind: Kind, treated: list[Mention]) -> list[Mention]:
    """Those of `treated` that are not plainly about another kind than `kind`."""
    return [
        m
        for m in treated
        if kind == Kind.UNKNOWN or kind_at(story, m) in (None, *ALSO_CALLED.get(kind, ()), kind)
    ]


# Families call supernatant by the cells it comes from.
ALSO_CALLED = {Kind.EXOSOME: (Kind.STEM_CELL,)}


def kind_at(story: Story, mention: Mention) -> Kind | None:
    """The kind named nearest before (in English, nearest after, else before) an act in its sentence."""
    message = story.message
    start, end = message.sentence(mention)
    if message.latin(mention):
        named = [t for t in mentioned(story, message) if start <= t.mention.start < end]
        behind = [t for t in named if mention.end <= t.mention.start]
        return behind[0].kind if behind else named[-1].kind if named else None
    named = [t for t in mentioned(story, message) if start <= t.mention.start < mention.end]
    return named[-1].kind if named else None


def is_treated(story: Story, message: Reading, mention: Mention) -> bool:
    if story.others(mention):
        return False
    if message.latin(mention):
        return is_treated_english(story, message, mention)
    return is_treated_japanese(story, message, mention)


def is_treated_japanese(story: Story, message: Reading, mention: Mention) -> bool:
    text = message.text
    if denied(message, mention, behind=8) or (
        is_not_past(text, mention) and not turned_out(message, mention)
    ):
        return False
    before = max(message.sentence(mention)[0], mention.start - 14)
    if any(m.end <= mention.start + 1 for m in message.within(before, mention.start, "not_a_treatment")):
        return False
    if in_their_words(message, mention):
        return False
    if ONLY_BEGUN.search(text, before, mention.start):
        return False
    if text.startswith("ヲ", mention.start) and OTHER_DEED.search(text, before, mention.start):
        return False
    if VAGUE.match(text, mention.start) and not done_to_a_treatment(story, mention, before):
        return False
    if OTHERS_WHO.match(text, mention.end) or is_allowed(text, mention) or is_medicine(story, mention):
        return False
    if offers_it(message, mention):
        return False
    if IF_EVER.search(text, max(message.sentence(mention)[0], mention.start - 30), mention.start):
        return False
    back, _ = message.near_sentences(mention, before=1)
    reach = mention.end + (WHAT_FOLLOWS if text[mention.end - 1] in "タダ" else 0)
    return names_treatment(story, max(back, mention.start - 60), reach)


def is_medicine(story: Story, mention: Mention) -> bool:
    """`インスリンを…打っています`: what was last named before the injection is a medicine."""
    message = story.message
    if message.text.startswith("続ケ", mention.start):
        return next(message.within(max(0, mention.start - 8), mention.start, "medicine"), None) is not None
    if not message.text.startswith("打", mention.start):
        return False
    back, _ = message.near_sentences(mention, before=1)
    medicines = list(message.within(max(back, mention.start - 60), mention.start, "medicine"))
    if not medicines:
        return False
    given = message.within(medicines[-1].end, mention.start, *TREATMENT_WORDS)
    return next(given, None) is None


# してから, 済みました, 始めました: what was done stands before it, and need be no treatment.
VAGUE = re.compile(r"ヲ?(?:シ(?:テ(?!イタダケ)|タ|マシ)|済|始メ|使|試|ナサ)")
OBJECT = re.compile(r"(?:[ヲモハガニデ、]|カラ|ダケ|マデ|ズツ|ホド|クライ|モウ|無事)+$")
DONE_SO_FAR = re.compile(
    r"(?:\d|[一二三四五六七八九十数何])(?:回|本|度|クル|セツト|袋|日|[カヶケ]?月|週間|年)(?:目|分|間)?$"
)
HOW_IT_IS_GIVEN = re.compile(
    r"(?:点滴|注射|注入|移植|投与|施術|治療|療法|吸入|点鼻|細胞|手術|ソレ|コレ|アレ|両方|片方|片膝|両膝|右|左"
    r"|(?<!再)(?<!再生)シト|スプレ|キツト|ヤツ|モノ)$"
)


# 弁の手術をしてから十年
OTHER_SURGERY = re.compile(
    r"(?:弁|白内障|バイパス|ヘルニア|ガン|癌|人工関節|胃|腸|骨折|脊椎|首|腰|盲腸|心臓|脳腫瘍|骨|dbs)(?:ノ)?(?:大)?手術$"
)


def done_to_a_treatment(story: Story, mention: Mention, start: int) -> bool:
    """Whether what stands right before a vague verb is a treatment: 点滴をして, not 納得してから."""
    text = story.message.text
    before = text[start : mention.start]
    plain = OBJECT.sub("", before)
    if OTHER_SURGERY.search(plain):
        return False
    if not plain.strip() or DONE_SO_FAR.search(plain) or HOW_IT_IS_GIVEN.search(plain):
        return True
    near = start + len(plain)
    words = [m for m in story.message.within(start, mention.start, *TREATMENT_WORDS)]
    words += [t.mention for t in mentioned(story, story.message) if start <= t.mention.start < mention.start]
    if text.startswith("使", mention.start):
        return bool(words)
    return any(near - 1 <= word.end or ITS_KIND.fullmatch(text, word.end, near) for word in words)


# エクソソームの美顔をした
ITS_KIND = re.compile(r"ノ[^ヲニハガ]{1,5}")


# 打ってもろた隣の奥さん, 受けた方のその後, 受けた月も: whoever had it, or whenever one has it
OTHERS_WHO = re.compile(
    r"[^、。ノ]{0,3}?(?:隣|近所|友|知人|知リ合イ|同僚|同室|同ジ病|皆サン)|(?:イ?ル)?(?:方|人)(?:ノ|ニ|ヲ|カラ|タチ"
    r"|達)|月(?:モ|ハ|ノ)"
)
# 使っていいものですか, 保険で受けられて(る)
MAY = re.compile(r"イ(?:イ|モノ|ノ[カデ]|デ|カ|[。?])")
CAN = re.compile(r"ラレテ(?:イ)?$")


def is_allowed(text: str, mention: Mention) -> bool:
    words = text[mention.start : mention.end]
    if words.endswith("テイ") and MAY.match(text, mention.end - 1):
        return True
    return CAN.search(words) is not None and text.endswith("デ", 0, mention.start)


PROVIDER = ("clinic", "hospital", "non_medical", "perhaps_seller")
# 整体院が吸入を始めました, 医院で点滴をしていると聞き: what somebody offers.
SAID_TO_OFFER = re.compile(r"ル?ト(?:聞|キキ|ノコト|ノ話|知リ|知ツ|アリ|書|出テ|載ツ)")
OFFERS = re.compile(r"(?:サン|先生|方|人)?(?:ガ|デモ|デハ|デ|モ)(?:最近|先月|去年|今年|近頃|コノ頃|、)?")


def offers_it(message: Reading, mention: Mention) -> bool:
    start, end = message.sentence(mention)
    for place in message.within(start, mention.start, *PROVIDER):
        if not OFFERS.match(message.text, place.end):
            continue
        if message.text.startswith("始メマシタ", mention.start) and message.text.startswith("ガ", place.end):
            return True
        if message.text[mention.end - 1] == "イ" and SAID_TO_OFFER.match(message.text, mention.end, end):
            return True
    return False


WHAT_FOLLOWS = 2
IN_QUOTES = re.compile(r"「[^「」]{0,120}$")


def in_their_words(message: Reading, mention: Mention) -> bool:
    """`「うちで受けて歩けなかった方はいない」と院長`: what a seller says of patients in general."""
    if not IN_QUOTES.search(message.text, max(0, mention.start - 120), mention.start):
        return False
    return message.has(*message.near_sentences(mention, before=1, after=1), "claimer")


# 借金をしました
OTHER_DEED = re.compile(
    r"(?:借金|決心|失敗|退職|離婚|引ツ越シ|ケガ|怪我|覚悟|心配|苦労|無理|我慢|生活|仕事|旅行|旅|退院|入院"
    r"|経験|思イ|約束|計算"
    r"|準備|支度|料理|掃除|介護|看病|運動|散歩|体操|商売|自営業|農業|店|勉強|ボランテイア|後悔|損|ロン"
    r"|貯金|署名|決断|喧嘩|涙)$"
)
IF_EVER = re.compile(r"モシモ?(?!カ)|仮ニ|万ガ?一")
# 調べ始めた, 心筋梗塞を二回やった: begun or had, but no treatment.
ONLY_BEGUN = re.compile(
    r"(?:調ベ|考エ|探シ|検討シ|集メ|話シ|読ミ|聞キ|勉強シ|相談シ|思イ|悩ミ|貯メ)$"
    r"|(?:カバン|鞄|引キ出シ|ケス|箱|袋|棚|冷蔵庫|視野|計算|予定|手帳|メモ|電話|連絡|予約|気合|念頭|ロン"
    r"|ポケツト|車|額|額縁|財布|口座|写真|アルバム|日程|仏壇)[ニヲ]$"
    r"|(?:文字|メル|スマホ|携帯|キボド|パソコン|文章|文面|指|思イ|ココニ|泣キナガラ|震エナガラ)(?:ヲ|デ"
    r"|ニ|モ)?$"
    r"|文字盤[^。]{0,40}$|」ト[^。、「」]{0,10}$"
    r"|(?:梗塞|卒中|骨折|肺炎|発作|捻挫|断裂|ヘルニア|ガン|癌|出血|火傷|ヤケド|怪我)[ヲハモ][^。、ヲ]{0,6}$"
)


def names_treatment(story: Story, start: int, end: int) -> bool:
    """Whether a treatment, by its name or by the way it is given, begins in [start, end) of the message."""
    medicines = story.message.all("medicine")
    for word in story.message.within(start, end, *TREATMENT_WORDS):
        # 化学療法 is given as well, but is no regenerative treatment.
        if not any(medicine.start < word.start < medicine.end for medicine in medicines):
            return True
    if CELLS.search(story.message.text, start, end):
        return True
    return any(start <= t.mention.start < end for t in mentioned(story, story.message))


CELLS = re.compile(r"(?<!ガン)(?<!癌)(?<!白血病)細胞(?!診|検査|レベル|分裂)")


TURNED_OUT = re.compile(r"マシタ|テ(?:イ|キ)?(?:マス|ル)|タ[。!]|マセン|ツタ")


def turned_out(message: Reading, mention: Mention) -> bool:
    """`打ったら熱が出ました`: the condition was met, for its outcome is told."""
    _, end = message.sentence(mention)
    if message.text.startswith(("後", "アト"), mention.end):
        return TURNED_OUT.search(message.text, mention.end, end) is not None and not message.is_question(
            mention
        )
    return (
        message.text.startswith("ラ", mention.end)
        and message.text[mention.end - 1] == "タ"
        and message.has(mention.end, end, "harm_strong", "harm_weak")
        and TURNED_OUT.search(message.text, mention.end, end) is not None
        and not message.is_question(mention)
    )


# 打ったことがあります
HAS_HAD = re.compile(
    r"コト(?:ガ|モ|ハ)(?:アリマシ|アリマス(?!カ)|アル(?![人方カ])|アツテ|アリ、|ゴザイマス(?!カ))"
)


def is_not_past(text: str, mention: Mention) -> bool:
    if HAS_HAD.match(text, mention.end):
        return False
    last = text[mention.end - 1]
    after = {"タ": AFTER_TA, "テ": AFTER_TE}.get(last, AFTER_STEM)
    return text.startswith(after, mention.end) or DONE_BY_PROVIDER.match(text, mention.end) is not None
