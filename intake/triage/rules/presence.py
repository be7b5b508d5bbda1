"""Whether a doctor examines and explains."""

from __future__ import annotations

import re

from ..circumstances import Ground, non_medical
from ..reading import Mention, Reading
from ..scope import denied
from ..story import Story


def no_physician(story: Story) -> Ground:
    """No doctor examines or explains."""
    message = story.message
    seller = non_medical(story)
    if seller and not message.all("doctor_present"):
        return seller
    for mention in message.all("no_doctor"):
        if message.latin(mention) or lacks(message, mention):
            return message.evidence(mention)
    for doctor in message.all("doctor"):
        if NOT_SEEN.match(message.text, doctor.end, doctor.end + 24) and not message.is_question(doctor):
            return message.evidence(doctor)
    if message.all("doctor_present"):
        return ()
    for mention in (*message.all("nurse_or_sales_only"), *nobody_but(message)):
        if not denied(message, mention, behind=6, ahead=16):
            return message.evidence(mention)
    return ()


# カウンセラーさんだけ, only a receptionist, the doctor was nowhere to be seen
NOBODY_BUT = re.compile(
    r"(?:カウンセラ|看護師|看護婦|ナス|受付|営業|スタツフ|販売員|コデイネタ|店員|店長|事務員|相談員|助手)"
    r"(?:サン|ノ方|ノ人|ノ女性|ノ男性|ノ子|マン|担当)?(?:ダケ|ノミ|シカ|バカリ|ヒトリ|一人)(?:デ|ガ|シ"
    r"|イ|ニ|ト|ノ説明|、|。|会)"
    r"|\b(?:only|just|nobody but|no one but|nobody except|no one except) (?:a |an |the |one |ever the"
    r" )?(?:\w+ )?"
    r"(?:nurse|receptionist|salesman|salesperson|counsell?or|coordinator|beautician|assistant|therapist"
    r"|sales \w+)s?\b"
    r"(?! told| said| knows| called| can)"
    r"|\bonly person who \w+ [^.?!]{0,30}?was (?:a|the|an) (?!doctor|physician|surgeon)\w+"
    r"|\b(?:doctor|physician)s? (?:\w+ ){0,3}?(?:never|didn't|did not|hasn't|nowhere|won't|wasn't)"
    r" (?:\w+ ){0,3}?"
    r"(?:appear|came|come|show|seen|there|around|look|examin|explain|met|turn|present|involved)\w*"
)


def nobody_but(message: Reading) -> list[Mention]:
    return [Mention("nurse_or_sales_only", *f.span()) for f in NOBODY_BUT.finditer(message.text[:5_000])]


# 先生は一度も出てこない, 医者の顔は見たことがない
NOT_SEEN = re.compile(
    r"(?:サン|方)?(?:ニハ|ニモ|トハ|トモ|カラハ|カラノ|カラ|ニ|ハ|ガ|モ|ノ)?(?:一度モ|一回モ|全ク"
    r"|マツタク|ダレモ|誰モ|最後マデ|結局|トウトウ|ツイニ|ズツト|ソノ場ニ|最初カラ|ドコニモ|誰一人"
    r"|一人モ|一切|マダ){0,2}"
    r"(?:イ|オラ|会|診|見|出|デテ|来|顔|説明|診察|問診|話|立チ会|関|常駐|不在)[^。、!?]{0,8}?(?:ナイ"
    r"|ナカ|マセン|ズ|ナシ|ナク|不在|無)"
)


def lacks(message: Reading, mention: Mention) -> bool:
    rest = message.text[mention.start : min(mention.end + 14, message.clause(mention)[1])]
    return any(
        cue in rest for cue in ("ナイ", "ナク", "マセン", "ナシ", "無", "ズ", "ナカ", "抜キ", "不在")
    ) and not message.is_question(mention)
