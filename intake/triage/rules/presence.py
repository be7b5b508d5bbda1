"""Whether a doctor examines and explains."""

from __future__ import annotations

import re

from ..circumstances import Ground, non_medical
from ..decision import Track
from ..rare import Rare
from ..reading import Mention, Reading
from ..scope import denied
from ..story import Story


def no_physician(story: Story, track: Track) -> Ground:
    """No doctor examines or explains; at the hospitals of the public system one will."""
    message = story.message
    if track == Track.INSURED_SPECIALIST or message.all("no_patient"):
        return ()
    seller = non_medical(story)
    if seller and not message.all("doctor_present"):
        return seller
    for mention in message.all("no_doctor"):
        if is_absent(message, mention) and not is_yet_to_come(message, mention):
            return message.evidence(mention)
    for doctor in message.all("doctor"):
        if is_unseen(message, doctor):
            return message.evidence(doctor)
    if doctor_examined(message):
        return ()
    for mention in (*message.all("nurse_or_sales_only"), *nobody_but(message)):
        if not (denied(message, mention, behind=6, ahead=16) or ONLY_THIS.match(message.text, mention.end)):
            return message.evidence(mention)
    return ()


def doctor_examined(message: Reading) -> bool:
    """Whether it is told that a doctor was there, examined or explained."""
    return bool(message.all("doctor_present") or EXAMINED.search(message.text[:5_000]))


# "nurse only took the blood", "beautician friend explained": neither sold nor treated.
ONLY_THIS = re.compile(
    r"s? (?:only )?(?:took the blood|took blood|rang|phoned|called|friend|cousin|neighbour|niece|aunt)\b"
)


# Dr. M. examined me for forty minutes; there is a doctor, we met him; 院長が一時間、質問に答えて
EXAMINED = Rare(
    r"\b(?:there (?:is|was)|(?:we|i|he|she|they)(?:'ve| have)? met|met|saw|spoke (?:to|with)"
    r"|talk(?:ed)? (?:to|with)|sat \w+ (?:\w+ )?with)"
    r" (?:a|the|an|our|his|her) (?:\w+ )?(?:doctor|physician|surgeon|orthopaedist|orthopedist"
    r"|dermatologist|director)\b(?! (?:once|only))|"
    r"(?:院長|先生|医師|ドクタ|お?医者サン|女医サン)(?:先生)?(?:本人|自ラ|ゴ本人)?(?:ガ|モ"
    r"|ハ)[^。、「」]{0,8}、?[^。、「」]{0,12}?"
    r"(?:一時間|[1-9一二三四五]十?分|時間ヲ?カケ|診テ(?!イナ|モラエナ|クレナ|クレマセ)|触ツテ|エコ|図ヲ"
    r"|質問ニ|答エテ(?!ク)|問診|(?:決メ|選ン|説明シ|書イ)[テデ](?:クレ(?!ナ|マセ)|クダサイマ|下サイマ))|"
    r"\b(?:dr|doctor|physician|surgeon|neurologist|neurosurgeon)s?\b\.?(?: \w+\.?){0,3} "
    r"(?:examined|examines|checked|listened|explained|went through|looked at"
    r"|took (?:my|his|her) history|going to sit)\b"
)

# カウンセラーさんだけ, only a receptionist, the doctor was nowhere to be seen
NOBODY_BUT = Rare(
    r"(?:カウンセラ|看護師|看護婦|ナス|受付|営業|スタツフ|販売員|コデイネタ|店員|店長|事務員|相談員|助手)"
    r"(?:サン|ノ方|ノ人|ノ女性|ノ男性|ノ子|マン|担当)?(?:ダケ|ノミ|シカ|バカリ|ヒトリ|一人)(?:デ|ガ|シ"
    r"|イ|ニ|ト|ノ説明|、|。|会)"
    r"|(?:カウンセラ|看護師|受付|営業|スタツフ|担当者|コンシエルジユ|販売員|店員|事務員?|コデイネタ)"
    r"(?:サン|ノ方|ノ人|ノ女性|ノ男性|ノ子)?ガ[^。、]{0,14}?"
    r"(?:全部|スベテ|量|本数|回数|メニユ|コス|治療内容|診断|ドコニ打)(?:ヲ|マデ|モ|カラ[^。、]{0,6}マデ)?[^。、]{0,6}?(?:決メ|選ン|説明シ|判断シ|診断シ)"
    r"|\b(?:only|just|nobody but|no one but|nobody except|no one except) (?:a |an |the |one |ever the"
    r" )?(?:\w+ )?"
    r"(?:nurse|receptionist|salesman|salesperson|counsell?or|coordinator|beautician|assistant|therapist"
    r"|sales \w+)s?\b"
    r"(?! told| said| knows| called| can)"
    r"|\bonly (?:person|one|people|face|human) (?:who |that |we |i |he |she |they )?\w+ "
    r"[^.?!]{0,30}?(?:was|were) (?:a|the|an|some) (?!doctor|physician|surgeon)\w+"
    r"|\b(?:receptionist|assistant|salesman|saleswoman|sales girl|coordinator|counsell?or|beautician|nurse"
    r"|girl|lad|young (?:man|woman|lady))s? (?:at the desk |in a \w+ |from sales )?"
    r"(?:did|does|gave|handled|explained|runs?|ran) (?:us |me |him |her )?"
    r"(?:the (?:drip|injections?|lot|whole|talking|explaining|rest)|everything|it all|all of it)"
    r"|\b(?:consultant|advis[eo]r|counsell?or|coordinator|expert|specialist|man|woman|person)\b[^.?!]{0,44}?"
    r"\bturned out (?:to be|to have been) (?:in |an? |the )?(?!doctor|physician|surgeon|neuro|right|wrong)\w+"
    r"|\b(?:no|nobody with a|no one with a|without a) (?:stethoscope|white coat|medical degree)\b"
    r"|\b(?:man|woman|person|lad|chap|girl|lady) in a (?:\w+ )?(?:suit|blazer|tracksuit|polo shirt)\b"
    r"[^?]{0,160}\b(?:took the history|chose|answered|decided|explained|examined)\b"
    r"|\b(?:doctor|physician)s? (?:\w+ ){0,3}?(?:never|didn't|did not|hasn't|nowhere|won't|wasn't)"
    r" (?:\w+ ){0,3}?"
    r"(?:appear|came|come|show|seen|there|around|look|examin|explain|met|turn|present|involved)\w*"
)


def nobody_but(message: Reading) -> list[Mention]:
    return [Mention("nurse_or_sales_only", *f.span()) for f in NOBODY_BUT.finditer(message.text[:5_000])]


# 先生は一度も出てこない, 医者の顔は見たことがない, doctorは一度も診ない
NOT_SEEN = re.compile(
    r"\s?(?!イワク|曰ク)(?:トイウ(?:方|人))?(?:サン|方|様|ツコ|ハン)?(?:ニハ|ニモ|トハ|トモ|カラハ|カラノ"
    r"|カラ|ニ|ハ|ガ"
    r"|モ|ノ)?(?:オ)?"
    r"(?:一度モ|一回モ|一ペンモ|イチドモ|全ク|マツタク|ダレモ|誰モ|最後マデ|最初カラ最後マデ|結局|トウトウ"
    r"|ツイニ|ズツト|ソノ場ニ"
    r"|最初カラ|ドコニモ|誰一人|一人モ|一切|マダ|チラツト?モ|直接|実際ニ|奥カラ|画面ゴシニモ){0,3}(?:オ|ゴ)?"
    r"(?:イ|オラ|会|診|見|拝見|目ニカカ|出|デテ|来|顔|姿|影|声|説明|診察|問診|話|立チ会|関|常駐|不在|触"
    r"|サワ|挨拶|名前)(?!デキル)(?!デキタ)(?!ワク)"
    r"[^。、!?「」]{0,14}?(?:ナイ|ナカ|マセン|ズ|ナシ|ナク|不在|無|ジマイ|ヘン|[トシコセ]ラ?ン(?:カツタ"
    r"|[。、ワデヤ])|ネ[エガカ]|ナンダ)"
)
# 主治医にはまだ話していません: the family's own doctor is no doctor of the seller's.
OWN_DOCTOR = re.compile(
    r"(?:主治|カカリツケノ?|標準治療ノ|病院ノ|大学ノ|内科ノ|外科ノ|科ノ|イツモノ|今ノ|通ツテイル|近所ノ"
    r"|元ノ|モトノ|担当ノ|センタノ|地元ノ|外来ノ)$"
)
TOLD_TO_HIM = re.compile(
    r"(?:サン|方)?ニ(?:ハ|モ)?(?:マダ|何モ|一切|一言モ)?(?:話|言|相談|伝|聞|打チ明|内緒|黙)"
)


def is_unseen(message: Reading, doctor: Mention) -> bool:
    text = message.text
    if not NOT_SEEN.match(text, doctor.end, doctor.end + 36) or message.is_question(doctor):
        return False
    if TOLD_TO_HIM.match(text, doctor.end):
        return False
    return OWN_DOCTOR.search(text, max(0, doctor.start - 8), doctor.start) is None


# 私はまだ診察も受けていません: the family has not been there yet.
YET = re.compile(r"マダ(?:何モ|一度モ)?[^。、]{0,4}$")
# "no doctor's fault", "no doctor would promise that": not said of who was there
NO_DOCTOR_WOULD = re.compile(
    r"(?:'s|s'|s)? ?(?:fault|mistake|would|could|can|should|will|worth|i know|alive|in the world|has ever)\b"
)


def is_yet_to_come(message: Reading, mention: Mention) -> bool:
    if message.latin(mention):
        return NO_DOCTOR_WOULD.match(message.text, mention.end) is not None
    return YET.search(message.text, max(0, mention.start - 10), mention.start) is not None


# the doctor never said it would cure: he was there
SAID_NOTHING_SUCH = re.compile(
    r" (?:once |ever |actually |even |himself |herself )?(?:said|say|told|tell|promis\w+|claim\w*|mention\w*"
    r"|pretend\w*|push\w*|press\w*|oversold|guarantee\w*|used? the word|hurr\w+|rush\w*"
    r"|ask(?:ed)? (?:him|her|me|us) to|sugar\w*|hid|exaggerat\w*|recommend\w*|suggest\w*|object\w*"
    r"|think|thought|seem\w*|want\w*|charge\w*|order\w*)\b"
)


def is_absent(message: Reading, mention: Mention) -> bool:
    if message.latin(mention):
        return not SAID_NOTHING_SUCH.match(message.text, mention.end)
    return lacks(message, mention)


def lacks(message: Reading, mention: Mention) -> bool:
    rest = message.text[mention.start : min(mention.end + 14, message.clause(mention)[1])]
    return any(
        cue in rest for cue in ("ナイ", "ナク", "マセン", "ナシ", "無", "ズ", "ナカ", "抜キ", "不在")
    ) and not message.is_question(mention)
