"""A family takes its estimate into the inquiry: shown first, kept by its own press, sorted by none of it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from intake.catalogue import current_catalogue
from intake.models import Draft, DraftAnswer
from intake.triage import decide, parse_facts
from intake.views.carried import COOKIE
from tests.intake.estimator import ADDRESS, answers, situation
from tests.intake.family import Browser, go_to, location, step_path, text_of, walk_to

pytestmark = pytest.mark.django_db

IN_ALL = "ご負担の目安: 636,007円"


@pytest.fixture
def browser() -> Browser:
    return Browser()


def take(browser: Client, **changes: str):
    return browser.post(ADDRESS, {**answers(**changes), "take_along": "1"})


def value_of(page) -> str:
    return str(page.context["form"]["message"].value() or "")


def test_the_result_offers_it(browser):
    assert 'name="take_along"' in text_of(browser.post(ADDRESS, answers()))


def test_a_new_inquiry_shows_it_after_the_consent_and_keeps_it_when_told_to(browser):
    answer = take(browser)
    assert location(answer) == "/inquiry/new/"
    assert Draft.objects.count() == 0

    page = walk_to(browser, "message")
    assert IN_ALL in value_of(page)
    assert "書き直すことも、消すこともできます" in text_of(page)
    assert not DraftAnswer.objects.filter(step="message").exists()

    browser.fill_in(page)
    (kept,) = DraftAnswer.objects.filter(step="message")
    assert IN_ALL in kept.data["message"][0]
    assert not [name for name, _path in browser.jar if name == COOKIE]


def test_taken_out_it_is_gone_and_does_not_come_back(browser):
    take(browser)
    page = walk_to(browser, "message")
    browser.fill_in(page, message="父のことで相談です。")

    again = browser.get(step_path(page, "message"))
    assert value_of(again) == "父のことで相談です。"
    assert "書き直すことも" not in text_of(again)


def test_below_what_was_written_before(browser):
    page = go_to(browser, "condition")
    answer = take(browser)
    assert location(answer) == step_path(page, "message")

    message = browser.get(answer["Location"])
    assert value_of(message).startswith("父のことで相談です。")
    assert value_of(message).endswith("円")
    browser.fill_in(message)
    take(browser)
    # The same estimate again is not put there twice.
    assert value_of(browser.get(answer["Location"])).count(IN_ALL) == 1


def test_it_holds_what_the_page_showed_and_no_more(browser):
    take(
        browser,
        subsidy_tier="general_2",
        other_insured_yen="100万円",
        outside_yen="5万円",
        next_month_yen="1万円",
    )
    lines = value_of(walk_to(browser, "message")).splitlines()
    assert lines[:5] == [
        "計算した目安：",
        "- 保険の治療（会社などの健康保険）",
        "- 治療を受ける月: 2026年9月 / 2026年10月",
        "- その月の患者さんの年齢: 66",
        "- 収入: 年収 約370万円〜約770万円（標準報酬月額 280,000円〜500,000円）",
    ]
    assert len(lines) == 8


@pytest.mark.parametrize("language", ["ja-easy", "en"])
def test_in_the_readers_language_without_marks(browser, language):
    browser.speak(language)
    take(browser)
    text = value_of(walk_to(browser, "message"))
    assert "636,007" in text
    assert not set("\ufff9\ufffa\ufffb{}") & set(text)


def test_what_cannot_be_reckoned_is_not_taken(browser):
    answer = take(browser, income="")
    assert answer.status_code == 422
    assert not [name for name, _path in browser.jar if name == COOKIE]


@pytest.mark.parametrize("cookie", ["", "x", "eyJ:1:2", "\xff" * 9, "a" * 4000])
def test_a_cookie_that_is_not_ours_brings_nothing(client, cookie):
    page = go_to(browser := Browser(), "message")
    browser.jar[COOKIE, "/inquiry/"] = type("Morsel", (), {"value": cookie})()
    again = browser.get(step_path(page, "message"))
    assert again.status_code == 200
    assert value_of(again) == ""


@pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
@pytest.mark.parametrize("pays", ["employees", "self_pay"])
def test_the_text_by_itself_raises_no_flag_and_names_no_product(browser, language, pays):
    browser.speak(language)
    data = answers(insurance=pays, whole_price_yen="3300000", next_month_yen="1000000", subsidy_tier="low_1")
    browser.post(ADDRESS, {**data, "take_along": "1"})
    text = value_of(walk_to(browser, "message"))
    spoken = "en" if language == "en" else "ja"
    facts = parse_facts({"id": "x", "language": spoken, "message": text}, today=timezone.localdate())
    decision = decide(facts, current_catalogue()).as_json(id="x")

    assert decision["flags"] == []
    assert decision["priority"] == "routine"
    assert not [reason for reason in decision["reasons"] if reason["rule"] == "track.product"]


def test_situation_alone_is_not_taken(browser):
    answer = browser.post(ADDRESS, {**situation(), "take_along": "1"})
    assert answer.status_code == 200
    assert not [name for name, _path in browser.jar if name == COOKIE]
