"""A form whose token no longer fits: a step hands the typed text back, elsewhere a plain page helps."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from intake.dates import day_in_full
from intake.models import Draft, DraftAnswer, Inquiry
from tests.intake.family import Browser, go_to, in_words, location, send, shown, shows, step_path, text_of

pytestmark = pytest.mark.django_db

OUR_OWN_PAGE = {"sec-fetch-site": "same-origin"}
STILL_HERE = "What you typed is still here. Press the button to send it again."


def strict_browser() -> Browser:
    return Browser(enforce_csrf_checks=True)


def test_with_its_token_a_form_goes_through():
    browser = strict_browser()
    page = go_to(browser, "message")

    assert location(browser.fill_in(page, message="あ")) == step_path(page, "condition")


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_typed_text_is_handed_back_and_can_be_sent_again(language):
    browser = strict_browser()
    page = go_to(browser, "message")
    browser.jar.pop(("csrftoken", "/"))
    typed = '長い文を書きました。\n<b>二行目</b> "引用"'
    headers = {**OUR_OWN_PAGE, "accept-language": language}

    refused = browser.post_form(
        page.request["PATH_INFO"], {"message": typed, "revision": "0"}, headers=headers
    )

    assert refused.status_code == 403
    assert shows(refused, in_words(language, STILL_HERE))
    assert shown(refused)["message"] == [typed.replace("\n", "\r\n")]
    assert not DraftAnswer.objects.filter(step="message").exists()

    after = browser.fill_in(refused)

    assert location(after) == step_path(page, "condition")
    assert DraftAnswer.objects.get(step="message").data["message"] == [typed.replace("\n", "\r\n")]


def test_every_tick_is_handed_back():
    browser = strict_browser()
    page = go_to(browser, "questions")
    browser.jar.pop(("csrftoken", "/"))

    refused = browser.post_form(
        page.request["PATH_INFO"], {"questions": ["cost", "safety"], "revision": "0"}, headers=OUR_OWN_PAGE
    )
    browser.fill_in(refused)

    assert DraftAnswer.objects.get(step="questions").data["questions"] == ["cost", "safety"]


def test_the_first_step_hands_back_too():
    browser = strict_browser()

    refused = browser.post_form("/inquiry/new/", {"relationship": "parent"}, headers=OUR_OWN_PAGE)
    after = browser.fill_in(refused)

    assert refused.status_code == 403
    assert location(after).endswith("/consent/")


def test_a_message_to_the_counselor_is_handed_back():
    browser = strict_browser()
    status = send(Browser()).request["PATH_INFO"].removesuffix("received/")

    refused = browser.post_form(
        f"{status}message/", {"body": "長いメッセージ", "token": "x"}, headers=OUR_OWN_PAGE
    )

    assert refused.status_code == 403
    assert shown(refused)["body"] == ["長いメッセージ"]


# -- Refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("site", [None, "cross-site", "same-site", "none"])
def test_what_another_site_sent_is_not_handed_back(site):
    browser = strict_browser()
    page = go_to(browser, "message")
    headers = {"sec-fetch-site": site} if site else {}

    refused = browser.post_form(page.request["PATH_INFO"], {"message": "他所から"}, headers=headers)

    assert refused.status_code == 403
    assert not shows(refused, "他所から")
    assert not shows(refused, in_words("ja", STILL_HERE))


def test_elsewhere_the_page_says_what_to_do_and_does_nothing():
    browser = strict_browser()
    page = go_to(browser, "check")
    received = send(Browser())
    status = received.request["PATH_INFO"].removesuffix("received/")

    for path in (page.request["PATH_INFO"], "/s/abc/", "/resume/a/b/", "/language/", f"{status}stop/"):
        refused = browser.post_form(path, {"message": "あ", "language": "en"}, headers=OUR_OWN_PAGE)
        assert refused.status_code == 403, path
        assert shows(refused, in_words("ja", "Reload the page, and press the button again.")), path
        assert 'あ"' not in text_of(refused), path
    assert Inquiry.objects.count() == 1
    assert Inquiry.objects.get().case.status == "open"


def test_a_wrong_token_is_not_handed_on():
    browser = strict_browser()
    page = go_to(browser, "message")

    refused = browser.post_form(
        page.request["PATH_INFO"],
        {"message": "あ", "csrfmiddlewaretoken": "x" * 64},
        headers=OUR_OWN_PAGE,
    )

    assert refused.status_code == 403
    assert "x" * 64 not in text_of(refused)


def test_words_to_a_person_who_looks_again_are_handed_back():
    browser = strict_browser()
    page = browser.get(send(browser).request["PATH_INFO"].replace("received", "look-again"))
    browser.jar.pop(("csrftoken", "/"))

    refused = browser.post_form(
        page.request["PATH_INFO"], {"words": "保険のことでした"}, headers=OUR_OWN_PAGE
    )

    assert refused.status_code == 403
    assert shown(refused)["words"] == ["保険のことでした"]


# -- A draft that is gone ----------------------------------------------------------------------


def test_a_page_of_a_draft_that_has_expired_gives_back_what_was_typed():
    browser = Browser()
    page = go_to(browser, "message")
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=settings.DRAFT_KEPT_DAYS + 1))

    answer = browser.fill_in(page, message="長い文を\n書いていました")

    assert answer.status_code == 404
    assert shows(answer, "長い文を\r\n書いていました")
    assert "csrfmiddlewaretoken" not in text_of(answer).partition("<main")[2]


def test_each_page_says_until_when_it_is_kept():
    browser = Browser()
    page = go_to(browser, "message")
    until = day_in_full(Draft.objects.get().kept_until())

    for path in (step_path(page, "message"), step_path(page, "later")):
        assert shows(browser.get(path), until)
