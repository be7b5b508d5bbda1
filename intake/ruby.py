"""Readings of kanji, for easy Japanese (docs/adr/0008).

Translators and authors write `{治療|ちりょう}`. Where a text of ours enters the service, it becomes three
marks that Unicode has for this (interlinear annotation); where an answer leaves it, the marks become
ruby. What a family typed has no marks, so that braces in it stay braces.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MARKS = _BASE, _READING, _END = "\ufff9", "\ufffa", "\ufffb"
NOTATION = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
_WITHOUT_MARKS = str.maketrans(dict.fromkeys(MARKS, ""))
_MARKED = re.compile(f"{_BASE}([^{''.join(MARKS)}]*){_READING}([^{''.join(MARKS)}]*){_END}")
# What can hold no markup: elements of plain text, and everything inside a tag or a comment. Django writes no
# bare "<" or ">" into text or attributes.
_HTML = re.compile(
    rf"(?P<bare><(?P<name>title|option|textarea|script|style)\b.*?</(?P=name)>|<!--.*?-->|<[^>]*>)|{_MARKED.pattern}",
    re.DOTALL | re.IGNORECASE,
)


def marked(text: str) -> str:
    """The notation as marks, in a text of ours (a translation, a content row): never in what was typed."""
    return NOTATION.sub(rf"{_BASE}\1{_READING}\2{_END}", text)


def typed(text: str) -> str:
    """What somebody typed, without marks: they are invisible, and nobody's keyboard has them."""
    return text.translate(_WITHOUT_MARKS)


def to_html(page: str) -> str:
    """Marks as ruby where a page can hold it, and as the kanji alone in attributes, titles and options."""
    return _HTML.sub(_ruby_or_bare, page).translate(_WITHOUT_MARKS)


def _ruby_or_bare(found: re.Match[str]) -> str:
    if found["bare"]:
        return to_plain(found["bare"])
    # Without the closing tags that HTML lets one leave out: an easy page has hundreds of these.
    return f"<ruby>{found[3]}<rp>（<rt>{found[4]}<rp>）</ruby>"


def to_text(text: str) -> str:
    """For text mail and print without ruby: 治療（ちりょう）."""
    return _MARKED.sub(r"\1（\2）", text).translate(_WITHOUT_MARKS)


def to_plain(text: str) -> str:
    """The kanji alone: titles, subjects, names of files."""
    return _MARKED.sub(r"\1", text).translate(_WITHOUT_MARKS)


class RubyMiddleware:
    """No answer leaves with a mark in it, so that no page has to think of readings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.streaming or _BASE.encode() not in response.content:
            return response
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if kind.startswith(("text/", "application/json")):
            write = to_html if kind == "text/html" else to_plain
            response.content = write(response.content.decode()).encode()
        return response
