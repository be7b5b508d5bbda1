"""The pages that anybody can read: only what a physician approved, in one's own language, with sources."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone, translation
from django.utils.html import escape

from intake import handouts
from intake.models import Explanation
from tests.factory import make_explanation, make_user

pytestmark = pytest.mark.django_db
LANGUAGES = ["ja", "en"]


def make_page(**overrides) -> Explanation:
    defaults = {
        "key": "prices", "public": True, "summary": "値段のこと。", "title": "薬の値段",
        "body": "## くらべる\n\n[一覧](/learn/)を見てください。", "sources": "V | PMDAの一覧 | 2026-11-01",
    }  # fmt: skip
    return make_explanation(**{**defaults, **overrides})


def release_shipped_pages() -> None:
    Explanation.objects.filter(approved_at=None).update(
        approved_by=make_user("physician"), approved_at=timezone.now()
    )


def read(client: Client, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


@pytest.fixture(autouse=True)
def no_press(monkeypatch):
    """Whether there is Pango here decides no test of a page."""
    monkeypatch.setattr(handouts, "available", lambda: True)
    monkeypatch.setattr(handouts, "_print", lambda html: b"%PDF-1.7 " + html.encode())


class TestWhatIsShown:
    def test_a_page_with_its_text_below_its_title(self, client):
        make_page()
        shown = read(client, "/learn/prices/")

        assert re.search(r"<h1[^>]*>薬の値段</h1>", shown)
        assert "<h2>くらべる</h2>" in shown
        assert '<a href="/learn/">一覧</a>' in shown

    def test_every_shipped_page_once_a_physician_has_approved_it(self, client):
        assert Explanation.objects.filter(public=True, approved_at=None).exists()
        release_shipped_pages()

        for language in LANGUAGES:
            shown = read(client, f"/learn/?lang={language}")
            pages = set(re.findall(r'href="(/learn/[a-z-]+/)"', shown))
            assert len(pages) == 16
            for page in pages:
                assert len(read(client, f"{page}?lang={language}").encode()) < 60_000

    def test_the_pages_that_others_link_to_are_among_them(self, client):
        release_shipped_pages()
        start = read(client, "/")

        for page in set(re.findall(r'href="(/learn/[^"]*)"', start)):
            read(client, page)
        assert len(set(re.findall(r'href="(/learn/[a-z-]+/)"', start))) == 7

    @pytest.mark.parametrize(
        ("overrides", "why"),
        [({"approved": False}, "no physician"), ({"public": False}, "only for sending")],
    )
    def test_nothing_else(self, client, overrides, why):
        page = make_page(**overrides)
        for path in ("/learn/prices/", "/learn/prices.pdf"):
            shown = read(client, path, 404)
            assert page.title not in shown
            assert "まだ公開していません" in shown
        assert page.title not in read(client, "/learn/")

    def test_an_unknown_page_leads_to_those_there_are(self, client):
        make_page()
        shown = read(client, "/learn/nothing-of-that-name/", 404)
        assert 'href="/learn/prices/"' in shown

    def test_with_none_released_the_list_says_so(self, client):
        assert "まだありません" in read(client, "/learn/")

    def test_the_newest_approved_version(self, client):
        make_page()
        make_page(version=2, title="新しい題")
        make_page(version=3, title="まだ読まれていない題", approved=False)
        shown = read(client, "/learn/prices/")
        assert "新しい題" in shown
        assert "薬の値段" not in shown
        assert "まだ読まれていない題" not in shown

    def test_a_version_that_is_not_public_takes_the_page_down(self, client):
        make_page()
        make_page(version=2, public=False)
        read(client, "/learn/prices/", 404)

    def test_periods_are_those_that_the_service_keeps(self, client, settings):
        settings.DRAFT_KEPT_DAYS = 33
        settings.STATUS_LINK_DAYS = 444
        release_shipped_pages()
        for language in LANGUAGES:
            shown = read(client, f"/learn/privacy/?lang={language}")
            assert "33" in shown
            assert "444" in shown
            assert "{{" not in shown


class TestLanguages:
    def test_in_the_readers_own(self, client):
        make_page()
        make_page(language="en", title="The price")
        assert "The price" in client.get("/learn/prices/", headers={"accept-language": "en"}).content.decode()
        assert "薬の値段" in client.get("/learn/prices/", headers={"accept-language": "ja"}).content.decode()

    def test_the_one_that_the_address_names_and_the_way_on_is_in_it(self, client):
        make_page()
        make_page(language="en", title="The price")
        shown = read(client, "/learn/prices/?lang=en")
        assert '<html lang="en"' in shown
        assert "The price" in shown
        assert client.cookies["django_language"].value == "en"
        assert '<html lang="en"' in read(client, "/")

    @pytest.mark.parametrize("asked", ["", "xx", "en\0", "en" * 5000, "../en"])
    def test_a_language_that_there_is_not_changes_nothing(self, client, asked):
        make_page()
        answer = client.get("/learn/prices/", {"lang": asked})
        assert "薬の値段" in answer.content.decode()
        assert "django_language" not in answer.cookies

    def test_where_it_is_missing_another_one_says_so(self, client):
        make_page()
        shown = read(client, "/learn/prices/?lang=en")
        assert "not been released in your language yet" in shown
        assert '<h1 lang="ja">薬の値段</h1>' in shown
        assert "not been released" not in read(client, "/learn/prices/?lang=ja")

    def test_search_engines_find_each(self, client, settings):
        make_page()
        shown = read(client, "/learn/prices/?lang=en")
        address = f"{settings.SITE_URL}/learn/prices/"
        assert '<meta name="description" content="値段のこと。">' in shown
        assert f'<link rel="canonical" href="{address}?lang=en">' in shown
        for language in LANGUAGES:
            assert f'hreflang="{language}" href="{address}?lang={language}"' in shown


class TestSources:
    @pytest.mark.parametrize(
        ("mark", "words"),
        [
            ("V", "on a public page"),
            ("V2", "in a public transcription of an official document"),
            ("S", "in one article alone: please confirm it with the hospital or office"),
            ("K", "not checked: please confirm it with the hospital or office"),
            ("D", "our own conclusion: please confirm it with the hospital or office"),
        ],
    )
    def test_how_sure_it_is_in_words(self, client, mark, words):
        make_page(language="en", sources=f"{mark} | Some page | 2026-11-01")
        shown = read(client, "/learn/prices/?lang=en")
        assert "Some page" in shown
        assert words in shown
        assert "checked on 1 November 2026" in shown
        assert f"{mark} |" not in shown

    def test_in_japanese(self, client):
        make_page(sources="S | 創刊記事 | 2026-11-01")
        shown = read(client, "/learn/prices/")
        assert "一つの記事だけにあること：病院や窓口で確かめてください" in shown
        assert "2026年11月1日に確認" in shown

    def test_a_line_from_before_stands_as_it_was_written(self, client):
        make_page(sources="創刊記事（2026-05-13） | <b>")
        assert escape("創刊記事（2026-05-13） | <b>") in read(client, "/learn/prices/")

    def test_who_approved_it_is_not_named_but_the_day_is(self, client):
        page = make_page()
        shown = read(client, "/learn/prices/")
        assert page.approved_by.username not in shown
        assert "第1版" in shown


class TestKeptByProxies:
    def test_for_some_minutes(self, client):
        make_page()
        for path in ("/learn/", "/learn/prices/", "/learn/prices.pdf"):
            answer = client.get(path)
            assert answer["Cache-Control"] == "public, max-age=300"
            assert not answer.cookies
            assert {"Cookie", "Accept-Language"} <= set(answer["Vary"].replace(" ", "").split(","))

    def test_nothing_of_the_readers_stands_in_it(self, client, monkeypatch):
        make_page()
        client.force_login(make_user("somebody"))
        for path in ("/learn/", "/learn/prices/", "/learn/no-such/"):
            answer = client.get(path)
            assert "csrfmiddlewaretoken" not in answer.content.decode()
            assert "somebody" not in answer.content.decode()

    def test_not_with_a_cookie_and_not_when_it_is_missing(self, client):
        make_page()
        assert client.get("/learn/prices/?lang=en")["Cache-Control"] == "no-store"
        assert client.get("/learn/prices/?lang=en")["Cache-Control"] == "public, max-age=300"
        assert client.get("/learn/no-such/")["Cache-Control"] == "no-store"

    def test_only_reading_is_possible(self, client):
        make_page()
        assert client.head("/learn/prices/").status_code == 200
        for path in ("/learn/", "/learn/prices/", "/learn/prices.pdf"):
            assert client.post(path).status_code == 405


class TestAsPdf:
    def test_the_page_offers_it_and_it_comes_in_the_same_language(self, client):
        make_page()
        make_page(language="en", title="The price")
        assert 'href="/learn/prices.pdf?lang=en"' in read(client, "/learn/prices/?lang=en")
        answer = client.get("/learn/prices.pdf?lang=en")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == 'inline; filename="shirube-prices-en.pdf"'
        assert answer["Content-Language"] == "en"
        assert "The price" in answer.content.decode()

    def test_in_its_own_language_whatever_the_reader_reads(self, client):
        make_page()
        answer = client.get("/learn/prices.pdf?lang=en")
        with translation.override("ja"):
            assert "公開されているページで確認" in answer.content.decode()

    def test_without_pango_the_page_says_how_to_print(self, client, monkeypatch):
        monkeypatch.setattr(handouts, "available", lambda: False)
        make_page()
        shown = read(client, "/learn/prices/")
        assert ".pdf" not in shown
        assert "「印刷」を選んで" in shown
        assert "PDFはお出しできません" in read(client, "/learn/prices.pdf", 404)

    def test_when_it_cannot_be_made_now(self, client, monkeypatch):
        def fails(html):
            raise handouts.NoHandout

        monkeypatch.setattr(handouts, "_print", fails)
        page = make_page(key="another")
        assert page
        shown = read(client, "/learn/another.pdf", 503)
        assert "PDFはお出しできません" in shown
