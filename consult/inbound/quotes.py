"""Which lines of an answer its writer wrote: the mail that it answers to is cut off.

Patterns of the programs that families write with: Gmail, Outlook, Apple Mail and iPhone, Yahoo! Japan,
docomo, au and SoftBank, in Japanese and English. What is cut too much is not lost: the whole text is kept
beside the message.
"""

from __future__ import annotations

import re

_QUOTED = re.compile(r"^\s{0,3}[>＞|]")
# "On …, Shirube <…> wrote:", "2026年11月28日(土) 21:35 Shirube <…>:", "2026/11/28 21:35、… <…>のメール:",
# "2026年11月28日(土) 21:35 "Shirube" <…>さん wrote:"; a program may break it into up to three lines.
_SAYS_WHO = re.compile(
    r"""^\s*(?:[>＞]\s?)?(?:
        On\b.{4,240}\bwrote\s*[:：]
      | Le\b.{4,240}\ba\s+écrit\s*[:：]
      | (?:西暦)?\d{4}\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}.{0,240}
        (?:[<＜].{1,120}[>＞]|@|のメール|wrote|さん).{0,40}[:：]
      | -{1,3}\s.{1,80}\swrote\s*[:：]
    )\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
# Without a day before it: on one line alone, or the writer's own last line would go with it.
_NAMES_WHO = re.compile(
    r"^\s*(?:[>＞]\s?)?.{0,120}[<＜]\S{1,120}@\S{1,120}[>＞]\s*(?:さん)?(?:のメール|wrote|は書きました|が書きました)\s*[:：]\s*$",
    re.IGNORECASE,
)
_RULER = re.compile(
    r"""^\s*(?:
        [-‐―ー_=]{2,}\s*(?:original\s+(?:message|mail|appointment)|forwarded\s+message|元のメッセージ|元のメール
            |オリジナルメッセージ|転送(?:された)?メッセージ|受信メール|返信元(?:の)?メール|reply\s+message)\s*[-‐―ー_=]{2,}
      | Begin\ forwarded\ message[:：]
    )\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_LINE = re.compile(r"^\s*[_-]{10,}\s*$")
_HEAD_BEGINS = re.compile(r"^\s*\*?(?:From|差出人|送信者|発信者)\s*\*?\s*[:：]", re.IGNORECASE)
_HEAD_GOES_ON = re.compile(
    r"^\s*\*?(?:Sent|Date|To|Cc|Subject|Reply-To|送信日時|送信日|日時|日付|宛先|受信者|件名|Cc)\s*\*?\s*[:：]",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"^\s*(?:(?:私の)?(?:iPhone|iPad|Android\S*|スマートフォン|スマホ|ドコモメール|Outlook\S*|Yahoo!メール\S*).{0,20}から送信(?:しました)?"
    r"|(?:Sent|Get) (?:from my|from|Outlook for) .{1,60}|Get Outlook for .{1,30}"
    r"|Outlook for (?:iOS|Android)(?:<\S+>)?を?.{0,20})\s*$",
    re.IGNORECASE,
)


def own_words(text: str) -> str:
    """The writer's own lines; the whole text where none would be left."""
    kept = _kept(text.split("\n"))
    while kept and (not kept[-1].strip() or _SENT_FROM.match(kept[-1]) or _LINE.match(kept[-1])):
        kept.pop()
    return "\n".join(kept).strip() or text.strip()


def _kept(lines: list[str]) -> list[str]:
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if _RULER.match(lines[at]) or _is_head(lines, at):
            break
        says_who = _lines_that_say_who(lines, at)
        if says_who:
            after = _next_with_words(lines, at + says_who)
            if after < len(lines) and not _QUOTED.match(lines[after]):
                break  # what follows is quoted whole, without a sign before its lines
            at += says_who
        elif _QUOTED.match(lines[at]):
            at += 1
        else:
            kept.append(lines[at])
            at += 1
    return kept


def _lines_that_say_who(lines: list[str], at: int) -> int:
    """How many lines, from this one on, say who wrote what follows: 0 to 3."""
    if len(lines[at]) > 300 or not lines[at].strip():
        return 0
    if _NAMES_WHO.match(lines[at]):
        return 1
    for number in (1, 2, 3):
        joined = " ".join(line.strip()[:300] for line in lines[at : at + number])
        if len(joined) > 400:
            return 0
        if _SAYS_WHO.match(joined):
            return number
    return 0


def _is_head(lines: list[str], at: int) -> bool:
    """ "From: …" with "Sent: …" or the like close below, as Outlook writes."""
    if not _HEAD_BEGINS.match(lines[at]):
        return False
    return sum(bool(_HEAD_GOES_ON.match(line)) for line in lines[at + 1 : at + 6]) >= 2


def _next_with_words(lines: list[str], at: int) -> int:
    while at < len(lines) and not lines[at].strip():
        at += 1
    return at
