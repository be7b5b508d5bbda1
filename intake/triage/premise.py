"""What is named only as the reason for a question: `if iPS cells help that, could they help this?`"""

from __future__ import annotations

import re

from .rare import Rare
from .reading import Mention, Reading

# iPSが保険になったのだから、… / パーキンソンに使えるようになったなら、…
REASON_BEHIND = re.compile(
    r"[^。、!?]{0,36}?(?:ナツタ|ナル|ナツテイル|ナツテル|デキタ|デキル|効ク|効イタ|使エル|使エタ|出タ|通ツタ|治ル"
    r"|治ツタ|サレタ|サレル|始マツタ)"
    r"(?:ン|ノ|ワケ)?(?:(?<=ナツテイル)カラ|(?<=ナツテル)カラ|ダカラ|ナラ|デアレバ|ダツタラ|デスカラ|デシタラ|カラニハ|以上ハ?|クライダカラ"
    r"|ダシ)(?P<rest>、?.{4})"
)
# since iPS cells are covered for Parkinson's now, could …
REASON = Rare(
    r"\b(?:since|now that|given that|seeing that|if|because)\b(?P<clause>[^.;?!,]{8,110})"
    r"(?:,|\bthen\b)[^.;!]{8}"
)
CAN_BE_DONE = re.compile(
    r"\b(?:works?|worked|helps?|helped|cures?|covered|approved|insured|possible|approval|went on|goes on"
    r"|came onto|can|on (?:the )?insurance|pays? for|treats?|fix(?:es)?)\b"
)


def only_a_reason(reading: Reading, mention: Mention) -> bool:
    """Whether the mention stands in a clause that only gives the reason for the question after it."""
    start, end = reading.sentence(mention)
    if REASON_BEHIND.match(reading.text, mention.end, end):
        return True
    if not reading.latin(mention):
        return False
    for found in REASON.finditer(reading.text, max(start, mention.start - 120), min(end, mention.end + 130)):
        if found.start("clause") <= mention.start and mention.end <= found.end("clause"):
            return CAN_BE_DONE.search(found["clause"]) is not None
    return False
