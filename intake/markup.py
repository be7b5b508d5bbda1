"""Explanations are written in Markdown; this makes the HTML of them.

Raw HTML is text here, pictures are left out, and a link leads to https or to a page of our own. So whatever
is written in the admin, no page of ours loads or runs anything because of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from intake.ruby import marked

_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20]*")
_HTTPS = re.compile(r"https://[^\\\x00-\x20@]+", re.IGNORECASE)
_VALUE = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
_BOX = "[ ] "
_LOWEST = 6


def render(text: str, *, below: int = 1, values: Mapping[str, object] | None = None) -> SafeString:
    """HTML of `text`, with its headings put below one of level `below`.

    `{{ name }}` stands for a value of `values`; any other name stays as it was written.
    """
    filled = fill_in(marked(text.replace("\0", "")), values or {})
    # The library escapes every token; nothing of the text reaches the page as it is.
    return mark_safe(_markdown().render(filled, {"below": below}))  # noqa: S308  # nosec


def as_words(text: str, *, values: Mapping[str, object] | None = None) -> str:
    """The words of `text` alone, a line each, for places that show no HTML: a copy, a file."""
    lines: list[str] = []
    marks: list[str] = []
    mark = ""
    for token in _markdown().parse(fill_in(marked(text), values or {}), {"below": 1}):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            marks.append("・" if token.type == "bullet_list_open" else "")
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            marks.pop()
        elif token.type == "list_item_open":
            mark = marks[-1] or f"{token.info}. "
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.rstrip())
        elif token.type == "inline":
            lines.append(mark + _words_in(token.children or []))
            mark = ""
    return "\n".join(lines)


def _words_in(tokens: list[Token]) -> str:
    words, leads_to = [], ""
    for token in tokens:
        if token.type == "link_open":
            leads_to = str(token.attrGet("href") or "")
        elif token.type == "link_close":
            words.append(f" ({leads_to})")
        elif token.type in ("softbreak", "hardbreak"):
            words.append("\n")
        else:
            words.append(token.content)
    return "".join(words)


def fill_in(text: str, values: Mapping[str, object]) -> str:
    return _VALUE.sub(lambda found: str(values.get(found[1], found[0])), text)


def names_in(text: str) -> set[str]:
    """The names of all values that a text asks for."""
    return {found[1] for found in _VALUE.finditer(text)}


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")
    markdown.validateLink = leads_to_a_safe_place  # type: ignore[method-assign, assignment]
    markdown.core.ruler.push("headings_below", _put_headings_below)
    markdown.core.ruler.push("boxes_to_tick", _make_boxes_to_tick)
    return markdown


def leads_to_a_safe_place(address: str) -> bool:
    return bool(_OWN_PATH.fullmatch(address) or _HTTPS.fullmatch(address))


def _put_headings_below(state: StateCore) -> None:
    """The page has its own headings above, and no level may be left out below them."""
    level = int(state.env.get("below", 1))
    written: list[int] = []
    for token in state.tokens:
        if token.type == "heading_open":
            own = int(token.tag[1:])
            written = [*(above for above in written if above < own), own]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(level + len(written), _LOWEST)}"


def _make_boxes_to_tick(state: StateCore) -> None:
    """`- [ ] words` becomes a line with a box before it and, on paper, room to write below it (`.tick`)."""
    for item, _paragraph, words in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
        if item.type != "list_item_open" or not words.content.startswith(_BOX):
            continue
        item.attrSet("class", "tick")
        first: Token = (words.children or [])[0]
        first.content = first.content.removeprefix(_BOX)
