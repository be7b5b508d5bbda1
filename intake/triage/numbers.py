"""Numbers written in words."""

from __future__ import annotations

DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", start=1)}
UNITS = {"十": 10, "百": 100, "千": 1000}
ENGLISH = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
)


def whole_number(written: str) -> int:
    """`12`, `十二`, `twelve`."""
    if written.isdigit():
        return int(written)
    return ENGLISH.index(written) + 1 if written in ENGLISH else kanji_number(written)


def kanji_number(written: str) -> int:
    total = digit = 0
    for char in written:
        if char in UNITS:
            total += (digit or 1) * UNITS[char]
            digit = 0
        else:
            digit = DIGITS[char]
    return total + digit
