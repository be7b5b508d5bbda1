"""What a treatment is, told only by how it is made: fat taken and grown, blood spun, a gene in a shot."""

from __future__ import annotations

import re

from .facts import Kind
from .reading import Mention
from .story import Story

GROWN = r"(?:grow|grew|cultur|multipl|expand|put \w+ back|back in|inject|drip|infus|cells)"
TAKEN = r"(?:増ヤ|フヤ|培養|戻|モド|入レ|イレ|注射|点滴|打|育テ|移植)"
NEAR = r"[^.?!。]{0,90}?"
MADE_SO = (
    (
        Kind.EXOSOME,
        re.compile(
            rf"\b(?:juice|broth|soup|essence|fluid|liquid|water) (?:that )?(?:from|of|the|in which)"
            rf"{NEAR}\bcells?\b"
            rf"|細胞(?:ヲ|ガ|ノ|カラ)[^。]{{0,14}}(?:汁|液|エキス|成分|シズク|水)(?:ヲ|ノ|ダ|デ|ガ)"
        ),
    ),
    (
        Kind.GENE,
        re.compile(
            r"\b(?:shot|jab|injection|drip|dose|course) of (?:a |the |some )?genes?\b"
            r"|\bgenes? (?:for|that|shot|jab|into|therap)"
            r"|\b(?:follistatin|klotho|telomerase|htert)\b|遺伝子(?:ヲ|ノ)[^。]{0,8}(?:入レ|打|注射|点滴)"
        ),
    ),
    (
        Kind.IMMUNE_CELL,
        re.compile(
            rf"\b(?:lymphocytes?|white (?:blood )?cells|immune system cells|defence cells){NEAR}{GROWN}"
            rf"|(?:白血球|リンパ球|免疫(?!グロブリン|抑制|力|療法室|反応))[^。]{{0,30}}{TAKEN}"
        ),
    ),
    (
        Kind.PLATELET,
        re.compile(
            rf"\bblood\b{NEAR}\b(?:spun|spin\w*|centrifug\w+|whizz\w*|concentrat\w+){NEAR}"
            r"\b(?:inject|put|back|jab|shot|needle)"
            r"|\b(?:spins?|spinning|spun|centrifug\w+) [^.?!]{0,30}?\bblood\b"
            r"|血(?:液)?(?:ヲ|カラ)[^。]{0,24}(?:遠心|グルグル|クルクル|回シ|分離|濃縮)"
        ),
    ),
    (
        Kind.STEM_CELL,
        re.compile(
            rf"\b(?:fat|marrow|belly|tummy|liposuction|cord|placenta|afterbirth){NEAR}\b{GROWN}"
            rf"|\bcells (?:of|from) (?:a |the )?(?:baby|newborn|babies)|\bbaby(?:'s)? cord"
            rf"|(?:脂肪|骨髄|ヘソノ緒|臍ノ緒|胎盤|歯ノ神経|親知ラズ|赤チヤンノ細胞|ベビノ?細胞"
            rf"|新生児ノ細胞|若イ人ノ細胞|他人ノ細胞)[^。]{{0,36}}{TAKEN}"
        ),
    ),
)
MOST = 5_000


def made_so(story: Story) -> tuple[Kind, Mention] | None:
    """The kind whose making is told, and the words that tell it."""
    for kind, pattern in MADE_SO:
        found = pattern.search(story.message.text[:MOST])
        if found:
            return kind, Mention("material", *found.span())
    return None
