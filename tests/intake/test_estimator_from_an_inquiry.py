"""Opened from a question of the inquiry, the estimator knows what was told there, and leads back to it."""

from __future__ import annotations

import re

import pytest

from tests.intake.estimator import PRICE, answers, situation
from tests.intake.family import Browser, go_to, step_path, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Browser:
    return Browser()


def offer_of_a_clinic(browser: Browser) -> object:
    page = go_to(browser, "payment")
    browser.fill_in(page, payment="self_pay")
    browser.fill_in(browser.get(step_path(page, "offer")), quoted_fee_yen="198万円")
    browser.fill_in(browser.get(step_path(page, "patient")), patient_age="72")
    return browser.get(step_path(page, "offer"))


def test_what_was_told_stands_there_and_not_in_the_address(browser):
    page = offer_of_a_clinic(browser)
    link = re.search(r'href="(/inquiry/\w+/estimate/\?after=offer)"', text_of(page))
    assert link

    asked = text_of(browser.get(link[1]))
    assert re.search(r'value="self_pay"[^>]* checked', asked)
    assert re.search(r'name="age" value="72"', asked)
    assert "ご相談に書かれたことを、先に入れてあります" in asked

    then = text_of(browser.post_form(link[1], {"insurance": "self_pay"}))
    assert 'name="whole_price_yen" value="1,980,000"' in then
    # Another price than the one that was quoted stays.
    typed = {"insurance": "self_pay", "whole_price_yen": "5", "change_details": "1", "details": "1"}
    assert 'name="whole_price_yen" value="5"' in text_of(browser.post_form(link[1], typed))


def test_it_leads_back_to_the_question(browser):
    page = offer_of_a_clinic(browser)
    for answer in (
        browser.get(step_path(page, "estimate") + "?after=offer"),
        browser.post_form(step_path(page, "estimate") + "?after=offer", answers()),
    ):
        assert f'<p class="back"><a href="{step_path(page, "offer")}">ご相談の続きに戻る' in text_of(answer)


def test_the_result_goes_into_this_inquiry(browser):
    page = offer_of_a_clinic(browser)
    sent = browser.post_form(step_path(page, "estimate"), {**answers(), "take_along": "1"})
    assert sent["Location"] == step_path(page, "message")
    assert "636,007円" in text_of(browser.get(sent["Location"]))


def test_of_insured_care_it_is_not_guessed_by_which_insurance(browser):
    page = go_to(browser, "payment")
    browser.fill_in(page, payment="insured")
    asked = text_of(browser.get(step_path(page, "estimate") + "?after=payment"))
    assert not re.search(r'name="insurance"[^>]* checked', asked)
    assert "先に入れてあります" not in asked


def test_another_browser_gets_nothing_of_it(browser):
    page = offer_of_a_clinic(browser)
    assert Browser().get(step_path(page, "estimate")).status_code == 404
    assert 'value="72"' not in text_of(Browser().get("/estimate/"))


@pytest.mark.parametrize(
    ("told", "stands"), [("アムシェプリ", True), ("脂肪由来幹細胞の点滴", False), ("", False)]
)
def test_the_price_of_the_product_stands_there_only_if_it_was_asked_about(browser, told, stands):
    page = go_to(browser, "payment")
    wrote = browser.get(step_path(page, "message"))
    browser.fill_in(wrote, message="父の病気のことで相談です。")
    browser.fill_in(browser.get(step_path(page, "treatment")), treatment_name=told, treatment_kind="")
    asked = text_of(browser.post_form(step_path(page, "estimate"), situation()))
    assert bool(re.search(rf'name="price_yen" value="{PRICE}"', asked)) == stands
    assert ('name="use_price"' in asked) != stands
