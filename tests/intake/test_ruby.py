"""Readings: where they become ruby, where the kanji stand alone, and that typed words are never touched."""

from __future__ import annotations

import pytest
from django.http import HttpResponse, JsonResponse
from django.test import RequestFactory

from intake.ruby import MARKS, RubyMiddleware, marked, to_html, to_plain, to_text, typed

pytestmark = pytest.mark.engine_free

RUBY = "<ruby>治療<rp>（<rt>ちりょう<rp>）</ruby>"
WORDS = marked("{治療|ちりょう}を{受|う}ける")


def test_in_text_of_a_page_it_is_ruby():
    assert to_html(f"<p>{marked('{治療|ちりょう}')}です</p>") == f"<p>{RUBY}です</p>"


@pytest.mark.parametrize(
    "page",
    [
        '<a title="{}">x</a>',
        "<input value='{}' aria-label=\"{}\">",
        "<title>{}</title>",
        "<select><option value=a selected>{}</option></select>",
        '<textarea name="a">{}</textarea>',
        "<!-- {} -->",
    ],
)
def test_where_no_markup_can_stand_there_are_the_kanji_alone(page):
    assert to_html(page.replace("{}", WORDS)) == page.replace("{}", "治療を受ける")


def test_after_such_a_place_it_goes_on():
    page = to_html(f'<option>{WORDS}</option><title>a</title><p class="x">{WORDS}</p>')
    assert page.startswith("<option>治療を受ける</option>")
    assert page.count("<ruby>") == 2


def test_in_a_text_mail_the_reading_follows_in_brackets():
    assert to_text(WORDS) == "治療（ちりょう）を受（う）ける"


def test_in_a_subject_there_are_the_kanji_alone():
    assert to_plain(WORDS) == "治療を受ける"


def test_the_notation_as_somebody_typed_it_is_left_alone():
    page = "<p>{治療|ちりょう}</p><textarea>{治療|ちりょう}</textarea>"
    assert to_html(page) == page


def test_marks_that_somebody_posted_are_taken_out():
    assert typed(WORDS) == "治療ちりょうを受うける"


@pytest.mark.parametrize("broken", [MARKS[0], f"{MARKS[0]}治療", f"治療{MARKS[2]}", MARKS[1]])
def test_a_lone_mark_breaks_nothing(broken):
    assert to_plain(broken) in ("", "治療")
    assert to_text(broken) in ("", "治療")
    assert "<ruby>" not in to_html(f"<p>{broken}</p>")


class TestMiddleware:
    @staticmethod
    def answer(response: HttpResponse) -> str:
        return RubyMiddleware(lambda request: response)(RequestFactory().get("/")).content.decode()

    def test_a_page_gets_ruby(self):
        assert "<ruby>" in self.answer(HttpResponse(f"<p>{WORDS}</p>"))

    def test_a_calendar_file_gets_the_kanji_alone(self):
        response = HttpResponse(f"SUMMARY:{WORDS}", content_type="text/calendar; charset=utf-8")
        assert self.answer(response) == "SUMMARY:治療を受ける"

    def test_what_is_no_text_is_left_as_it_is(self):
        body = WORDS.encode()
        response = HttpResponse(body, content_type="application/pdf")
        assert RubyMiddleware(lambda request: response)(RequestFactory().get("/")).content == body

    def test_so_is_json_that_escapes_everything(self):
        assert self.answer(JsonResponse({"a": "b"})) == '{"a": "b"}'
