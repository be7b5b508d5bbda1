"""Explanations are Markdown: what a writer means comes out, and nothing of it loads or runs."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from intake.markup import as_words, render

pytestmark = pytest.mark.engine_free


def test_paragraphs_lists_and_stress():
    shown = render("一つ目。\n\n- ***大切***\n- **次**\n\n> 引用")

    assert "<p>一つ目。</p>" in shown
    assert "<strong>次</strong>" in shown
    assert "<blockquote>" in shown


@pytest.mark.parametrize(
    ("below", "tags"), [(1, ["h2", "h3", "h2"]), (3, ["h4", "h5", "h4"]), (5, ["h6", "h6", "h6"])]
)
def test_headings_stand_below_those_of_the_page_and_skip_no_level(below, tags):
    assert tags_of(render("## A\n\n##### B\n\n## C", below=below)) == tags


def test_a_box_to_tick():
    assert render("- [ ] Who?\n- no box") == '<ul>\n<li class="tick">Who?</li>\n<li>no box</li>\n</ul>\n'
    assert render("1. [ ] **Who**?") == '<ol>\n<li class="tick"><strong>Who</strong>?</li>\n</ol>\n'


def test_a_value_is_filled_in_by_its_name_and_nothing_else_is():
    text = "{{ days }} {{days}} {{ days.real }} {{ unknown }} {% now 'Y' %} {days}"

    shown = render(text, values={"days": 28})

    assert shown == "<p>28 28 {{ days.real }} {{ unknown }} {% now 'Y' %} {days}</p>\n"


@pytest.mark.parametrize("link", ["https://www.example.jp/a?b=c", "/learn/privacy/", "/learn/privacy/#who"])
def test_links_to_https_and_to_own_pages(link):
    assert f'href="{link}"' in render(f"[there]({link})")


INJECTIONS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<style>@import url(https://evil.example/x.css)</style>",
    "<link rel=attachment href=file:///etc/passwd>",
    "<base href=https://evil.example/>",
    "<svg onload=alert(1)>",
    "<!--><script>alert(1)</script>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](%6aavascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](http://plain.example/)",
    "[x](//evil.example/)",
    "[x](/\\evil.example/)",
    "[x](\\\\evil.example/)",
    "[x](https://user:password@evil.example/)",
    "[x](mailto:somebody@example.jp)",
    "[x](tel:0312345678)",
    "[x](<javascript:alert(1)>)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<http://plain.example/>",
    "![x](https://evil.example/x.png)",
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "![x][1]\n\n[1]: https://evil.example/x.png",
    '[x](https://example.jp "a\\" onclick=\\"alert(1)")',
    '[x](https://example.jp/"onclick="alert(1))',
    "```html\n<script>alert(1)</script>\n```",
    '```" onclick="alert(1)\nx\n```',
    "    <script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "- [ ] <script>alert(1)</script>",
    "# <img src=x onerror=alert(1)>",
    "{{ <script> }}",
    "\0<script\0>alert(1)</script>",
    "> " * 500 + "<script>",
    "[" * 2000 + "](javascript:x)",
    "*" * 5000,
]
TAGS = {
    "p", "a", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote", "br", "hr",
    "h2", "h3", "h4", "h5", "h6",
}  # fmt: skip
ATTRIBUTES = {("a", "href"), ("a", "title"), ("li", "class"), ("ol", "start"), ("code", "class")}


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def seen(html: str) -> Seen:
    parser = Seen()
    parser.feed(html)
    return parser


def tags_of(html: str) -> list[str]:
    return seen(html).tags


@pytest.mark.parametrize("text", INJECTIONS)
def test_nothing_loads_or_runs(text):
    found = seen(render(text))

    assert set(found.tags) <= TAGS
    assert {(tag, name) for tag, name, _value in found.attributes} <= ATTRIBUTES
    for _tag, name, value in found.attributes:
        if name == "href":
            assert value.startswith(("https://", "/"))
            assert not value.startswith(("//", "/\\"))
            assert "@" not in value
    assert "\0" not in render(text)


class TestTheWordsAlone:
    """For a copy or a file, where nobody should have to know how we write."""

    def test_no_mark_of_markdown_is_left(self):
        text = (
            "# 保険の治療\n\n**大切**なこと：*必ず* `確かめる`。\n\n- 一つ目\n- 二つ目\n\n"
            "1. 先に\n2. あとで\n\n[国の一覧](https://example.jp/list)\n\n> 引用\n\n- [ ] 聞くこと"
        )
        assert as_words(text) == (
            "保険の治療\n大切なこと：必ず 確かめる。\n・一つ目\n・二つ目\n1. 先に\n2. あとで\n"
            "国の一覧 (https://example.jp/list)\n引用\n・聞くこと"
        )

    def test_values_are_filled_in(self):
        assert as_words("{{ draft_days }}日間", values={"draft_days": 30}) == "30日間"
