"""PDF handouts: readable by eye and by screen reader, and nothing is fetched while they are laid out."""

from __future__ import annotations

import http.server
import os
import subprocess
import sys
import threading

import pypdfium2 as pdfium
import pytest
from django.conf import settings
from django.core.cache import cache
from django.template import engines
from django.template.loader import render_to_string

from intake import handouts, press
from tests.factory import make_explanation
from tests.intake.pdf import addresses_in, fonts_of, is_tagged, language_of, text_of_pdf

needs_pango = pytest.mark.skipif(
    os.environ.get("CI") != "true" and not handouts.available(),
    reason="Pango is not installed. On Debian: apt-get install libpango-1.0-0 libpangoft2-1.0-0",
)


def printed(html: str) -> bytes:
    return handouts._print(f'<html lang="ja"><title>紙</title><body>{html}</body></html>')


@needs_pango
@pytest.mark.django_db
class TestAnExplanation:
    @staticmethod
    def pdf(language: str = "ja", **overrides) -> bytes:
        texts = {
            "ja": {
                "title": "薬の値段",
                "body": "## 見出し\n\n- [ ] 全部でいくらですか。\n\nご家族の負担は別です。",
            },
            "en": {"title": "The price", "body": "## Heading\n\n- [ ] How much is it?\n\nAsk the hospital."},
        }
        sources = "S | 創刊記事 | 2026-11-01"
        text = make_explanation(language=language, sources=sources, **{**texts[language], **overrides})
        return handouts.make_pdf("handouts/explanation.html", {"explanation": text}, language=language)

    @pytest.mark.parametrize(
        ("language", "words"),
        [
            ("ja", ["薬の値段", "全部でいくらですか。", "ご家族の負担は別です。", "窓口で確かめてください",
                    "119番"]),
            ("en", ["Theprice", "Howmuch", "Askthehospital.", "pleaseconfirmitwith", "call119"]),
        ],
    )  # fmt: skip
    def test_its_words_can_be_read_and_searched(self, language, words):
        text = text_of_pdf(self.pdf(language))

        assert [word for word in words if word not in text] == []

    @pytest.mark.parametrize("language", ["ja", "en"])
    def test_a_screen_reader_finds_its_parts_in_the_right_language(self, language):
        pdf = self.pdf(language)

        assert is_tagged(pdf)
        assert language_of(pdf) == language
        assert pdfium.PdfDocument(pdf).get_metadata_value("Title") in ("薬の値段", "The price")

    @pytest.mark.parametrize("language", ["ja", "en"])
    def test_it_brings_its_fonts(self, language):
        fonts = fonts_of(self.pdf(language))

        assert fonts
        assert all(fonts.values())
        assert any(name for name in fonts if any(kind in name for kind in ("IPA", "BIZ", "Noto")))

    def test_it_names_its_page_only_where_there_is_one(self):
        assert "/learn/prices/" not in text_of_pdf(self.pdf(key="prices"))
        assert "/learn/prices/" in text_of_pdf(self.pdf(key="prices", version=2, public=True))

    def test_markup_of_a_writer_stays_text(self):
        assert "<script>alert(1)</script>" in text_of_pdf(self.pdf(body="<script>alert(1)</script>"))


class Overheard(http.server.BaseHTTPRequestHandler):
    heard: list[str] = []

    def do_GET(self) -> None:
        self.heard.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def overheard():
    """A server of somebody else; what is asked of it is kept."""
    Overheard.heard = []
    server = http.server.HTTPServer(("127.0.0.1", 0), Overheard)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


ASKS_FOR = [
    '<img src="{there}">',
    '<img srcset="{there} 2x" src="{there}">',
    '<link rel="stylesheet" href="{there}">',
    '<link rel="attachment" href="{there}">',
    '<a rel="attachment" href="{there}">x</a>',
    '<style>@import url("{there}");</style>',
    '<style>@font-face {{ font-family: x; src: url("{there}") }} body {{ font-family: x }}</style>あ',
    '<p style="background: url({there})">x</p>',
    '<p style="list-style: url({there}); display: list-item">x</p>',
    '<p style="content: url({there})">x</p>',
    '<object data="{there}"></object>',
    '<embed src="{there}">',
    '<iframe src="{there}"></iframe>',
    '<svg><image href="{there}" width="9" height="9"/><use href="{there}#x"/></svg>',
]
# By itself: it changes what the others mean.
ASKS_FROM_A_BASE = '<base href="{there}/"><img src="x"><link rel="stylesheet" href="handout.css">'


@pytest.mark.engine_free
@needs_pango
class TestNothingIsFetched:
    @pytest.mark.parametrize("html", ["".join(ASKS_FOR), ASKS_FROM_A_BASE], ids=["all", "base"])
    def test_neither_from_the_web_nor_from_a_file(self, overheard, tmp_path, html):
        secret = tmp_path / "secret.txt"
        secret.write_text("a marker that must not be shown")

        for there in (overheard, secret.as_uri(), str(secret)):
            pdf = printed(html.format(there=there) + "<p>それでも読める</p>")
            assert "それでも読める" in text_of_pdf(pdf)
            assert "marker" not in text_of_pdf(pdf)
            assert pdfium.PdfDocument(pdf).count_attachments() == 0
        assert Overheard.heard == []

    @pytest.mark.parametrize(
        "name",
        ["../manage.py", "..%2fmanage.py", "shirube.js", "handout.css?x", "handout.css/../shirube.css",
         "/etc/passwd", "", "handout.css\n"],
    )  # fmt: skip
    def test_of_ours_only_what_is_named(self, name):
        fetcher = press._fetcher("https://consult.example.jp/static/")

        with pytest.raises(ValueError, match="not ours"):
            fetcher.fetch(f"https://consult.example.jp/static/{name}")

    def test_our_own_style_is_found(self):
        fetcher = press._fetcher("https://consult.example.jp/static/")

        assert b"@page" in fetcher.fetch("https://consult.example.jp/static/handout.css").read()

    def test_the_style_is_found_from_the_page(self):
        """Only with it are the boxes of a sheet drawn, and room is left below them."""
        sheet = '<link rel="stylesheet" href="{}"><ul>' + '<li class="tick">x</li>' * 20 + "</ul>"

        assert len(pdfium.PdfDocument(printed(sheet.format("handout.css")))) > len(
            pdfium.PdfDocument(printed(sheet.format("other.css")))
        )

    def test_links_are_there_to_press(self):
        assert addresses_in(printed('<a href="https://www.example.jp/">x</a>')) == ["https://www.example.jp/"]

    def test_it_is_given_no_secret(self, monkeypatch):
        given = {}

        def look(command, **options):
            given.update(options["env"])
            return subprocess.CompletedProcess(command, 0, b"", b"")

        monkeypatch.setenv("SECRET_KEY", "a marker")
        monkeypatch.setenv("DATABASE_URL", "postgres://a-marker")
        monkeypatch.setattr(handouts.subprocess, "run", look)
        handouts._print("<p>x</p>")

        assert given
        assert "marker" not in str(given)


@pytest.mark.engine_free
@needs_pango
class TestItsBounds:
    def test_what_takes_too_long_is_given_up(self, monkeypatch):
        monkeypatch.setattr(handouts.PRESS, "seconds", 0.01)

        with pytest.raises(handouts.NoHandout):
            printed("<p>x</p>")
        # The next one is not kept waiting by it.
        monkeypatch.undo()
        assert printed("<p>x</p>")

    def test_a_page_that_is_too_long_is_not_begun(self, monkeypatch):
        monkeypatch.setattr(handouts, "MOST_CHARACTERS", 100)

        with pytest.raises(handouts.NoHandout):
            handouts.make_pdf("handouts/base.html", {}, language="ja")

    def test_a_context_is_escaped(self):
        engine = engines["django"]
        template = engine.from_string(
            '{% extends "handouts/base.html" %}{% block content %}{{ x }}{% endblock %}'
        )
        html = template.render({"x": "<script>", "language": "ja", "site": settings.SITE_URL})

        assert "&lt;script&gt;" in html

    def test_only_what_anybody_may_read_is_kept(self, monkeypatch):
        cache.clear()
        printed_pages = []

        def print_once(html):
            printed_pages.append(html)
            return b"%PDF"

        monkeypatch.setattr(handouts, "_print", print_once)
        for _ in range(2):
            handouts.make_pdf("handouts/base.html", {}, language="ja", keep=True)
        assert len(printed_pages) == 1
        for _ in range(2):
            handouts.make_pdf("handouts/base.html", {}, language="ja")
        assert len(printed_pages) == 3
        cache.clear()


@pytest.mark.engine_free
class TestWithoutPango:
    @pytest.fixture
    def no_pango(self, tmp_path, monkeypatch):
        """As WeasyPrint's import fails where a library of the system is missing."""
        (tmp_path / "weasyprint.py").write_text("raise OSError('cannot load library libpango-1.0-0')")
        monkeypatch.setenv("PYTHONPATH", str(tmp_path))
        handouts.available.cache_clear()
        yield
        handouts.available.cache_clear()

    def test_it_is_noticed(self, no_pango):
        assert not handouts.available()
        with pytest.raises(handouts.NoHandout):
            handouts.make_pdf("handouts/base.html", {}, language="ja")

    def test_it_may_be_meant_so(self, settings):
        settings.PDF_HANDOUTS = False
        handouts.available.cache_clear()
        assert not handouts.available()
        handouts.available.cache_clear()


@pytest.mark.engine_free
def test_no_process_of_ours_imports_weasyprint_by_itself():
    check = (
        "import django, sys; django.setup(); import consult.urls, consult.tasks, consult.emails;"
        "sys.exit('weasyprint' in sys.modules)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "consult.settings"}

    assert (
        subprocess.run(
            [sys.executable, "-c", check], cwd=settings.BASE_DIR, env=environment, check=False
        ).returncode
        == 0
    )


@pytest.mark.engine_free
def test_every_handout_stands_on_the_base():
    html = render_to_string("handouts/base.html", {"language": "en", "site": settings.SITE_URL})

    assert 'href="handout.css"' in html
