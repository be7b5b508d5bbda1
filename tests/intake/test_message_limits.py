"""What a family writes is taken as it is, up to 10,000 characters; longer texts are told so, and kept."""

from __future__ import annotations

import pytest
from django.utils import translation

from intake.forms import MessageForm
from intake.models import DraftAnswer, Inquiry
from tests.intake.family import URLENCODED, Browser, go_to, location, shown, shows, step_path, text_of

pytestmark = pytest.mark.django_db

TOO_LONG = MessageForm().fields["message"].error_messages["max_length"]


def written(typed: str) -> str:
    """The message of the inquiry that comes of it."""
    browser = Browser()
    page = go_to(browser, "check", message={"message": ""})
    browser.fill_in(browser.get(step_path(page, "message")), message=typed)
    browser.fill_in(page)
    return Inquiry.objects.get().message


@pytest.mark.parametrize(
    "typed",
    [
        "父の薬が効かなくなってきました 😢👨‍👩‍👧 🇯🇵",
        "ﾊﾟｰｷﾝｿﾝ病 ㈱ 〜～ ｉＰＳ 髙﨑",
        "\u202eabc\u202c עברית العربية \u2066x\u2069",
        "zero\u200bwidth\ufeff joiner\u200d",
        "tab\tand\nline\n\nbreaks",
        "<script>alert(1)</script> {{ 7*7 }} {% now 'Y' %} &amp; \"' ; DROP TABLE",
        "\u0301 combining first",
        "\x01\x02\x1b[31m control",
        "𠮷野家 𩸽 \U0001f9ec",
    ],
)
def test_text_is_kept_as_it_was_typed(typed):
    assert written(typed) == typed


def test_markup_is_shown_as_text():
    page = go_to(Browser(), "check", message={"message": "<script>alert(1)</script>"})

    assert "<script>alert" not in text_of(page)
    assert shows(page, "<script>alert(1)</script>")


@pytest.mark.parametrize("letter", ["あ", "😢", "a", "\n"])
def test_ten_thousand_characters_are_taken(letter):
    typed = "あ" + letter * 9_998 + "い"

    assert written(typed) == typed


def test_nul_is_dropped_and_the_rest_is_kept():
    assert written("前\0後") == "前後"


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        (b"message=%ED%A0%80a", "a"),  # a lone surrogate
        (b"message=%FF%FEa", "a"),
        (b"message=\xff\xfea", "a"),
        ("message=あ".encode("shift_jis") + b"a", "a"),
        (b"message=%00a", "a"),
        (b"message=%E3%81", ""),
    ],
)
def test_bytes_that_are_no_text_do_no_harm(raw, kept):
    browser = Browser()
    page = go_to(browser, "message")

    answer = browser.post(page.request["PATH_INFO"], raw + b"&revision=0", content_type=URLENCODED)

    assert location(answer) == step_path(page, "condition")
    (stored,) = DraftAnswer.objects.get(step="message").data["message"]
    assert "\0" not in stored
    assert stored == stored.encode(errors="ignore").decode()
    assert stored.endswith(kept)
    assert browser.get(page.request["PATH_INFO"]).status_code == 200


# -- Refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en"])
def test_one_more_is_refused_in_words_and_kept(language):
    browser = Browser()
    browser.speak(language)
    page = go_to(browser, "message")
    typed = "あ\n" * 5_000 + "い"

    refused = browser.fill_in_wrongly(page, message=typed)

    with translation.override(language):
        told = str(TOO_LONG) % {"show_value": 10_001, "limit_value": 10_000}
    assert text_of(refused).count(told) == 2  # in the summary and at the field
    assert shown(refused)["message"] == [typed]
    assert shown(browser.get(page.request["PATH_INFO"]))["message"] == [typed]


def test_what_was_too_long_can_be_shortened():
    browser = Browser()
    refused = browser.fill_in_wrongly(go_to(browser, "message"), message="あ" * 10_001)

    assert browser.fill_in(refused, message="あ" * 10_000).status_code == 302


def test_the_browser_is_not_told_to_cut_the_text_off():
    page = go_to(Browser(), "message")

    assert 'name="message"' in text_of(page)
    assert "maxlength" not in text_of(page).partition("<textarea")[2].partition(">")[0]


@pytest.mark.parametrize("size", [1024 * 1024 - 100, 1024 * 1024 + 1, 3 * 1024 * 1024])
def test_a_huge_body_is_refused_and_breaks_nothing(size):
    browser = Browser()
    page = go_to(browser, "message")
    browser.fill_in(page, message="前に書いた文")

    answer = browser.post(page.request["PATH_INFO"], "message=" + "a" * size, content_type=URLENCODED)

    assert answer.status_code in (400, 409, 413, 422)
    assert shown(browser.get(page.request["PATH_INFO"]))["message"] == ["前に書いた文"]


def test_too_many_fields_are_refused():
    browser = Browser()
    page = go_to(browser, "questions")

    answer = browser.post_form(page.request["PATH_INFO"], {f"x{number}": "1" for number in range(301)})

    assert answer.status_code == 400
    for words in ("受け取れませんでした", "We could not take this"):
        assert words in answer.content.decode()
