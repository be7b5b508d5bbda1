"""Who is meant by an @ in a note. Plain: names are passed in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping


def mentioned(body: str, names: Mapping[int, Iterable[str]]) -> set[int]:
    """The keys whose name stands behind an @ (or ＠, as a Japanese keyboard has it), in any case of letters.

    The longest name that fits is meant: "@Aoki Ken" is not Aoki. Behind Japanese names anything may follow,
    as さん does; behind Latin ones no letter and no digit.
    """
    keys = {name.casefold(): key for key, all_names in names.items() for name in all_names if name}
    if not keys:
        return set()
    longest_first = sorted(keys, key=len, reverse=True)
    # A Latin name ends where no letter follows; in Japanese nothing sets it apart from what follows.
    ends = {name: r"(?![a-z0-9_])" if name[-1].isascii() else "" for name in keys}
    pattern = "|".join(re.escape(name) + ends[name] for name in longest_first)
    return {keys[found] for found in re.findall(f"[@＠]({pattern})", body.casefold())}
