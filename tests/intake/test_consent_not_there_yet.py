"""A daughter writes at midnight, and the patient was not asked: the page says what she can do now."""

from __future__ import annotations

import pytest

from intake.models import DraftAnswer, Inquiry
from tests.intake.family import Browser, go_to, location, step_path, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Browser:
    return Browser()


def refused(browser: Browser):
    return browser.fill_in_wrongly(go_to(browser, "consent"), own="on")


def test_refused_the_page_shows_what_can_be_done_now(browser):
    assert "<details>" in text_of(go_to(browser, "consent"))
    page = text_of(refused(browser))
    assert "<details open>" in page
    for words in ('href="/learn/"', 'href="/estimate/"', 'name="in_general"', "119"):
        assert words in page


def test_she_asks_in_general_and_then_only_her_own_consent_is_needed(browser):
    page = refused(browser)
    here = browser.get(browser.fill_in(page, press="in_general=1")["Location"])

    assert "患者さんの病気のことは書かないでください" in text_of(here)
    assert "<details" not in text_of(here).partition("<main")[2]
    assert not any(DraftAnswer.objects.get(step="who").data.values())
    answer = browser.fill_in(here, own="on")
    assert location(answer) == step_path(here, "message")


def test_what_she_sends_says_nothing_of_a_patient(browser):
    page = browser.get(browser.fill_in(go_to(browser, "consent"), press="in_general=1")["Location"])
    browser.fill_in(page, own="on")
    browser.fill_in(browser.get(step_path(page, "contact")), preferred_channel="page")
    browser.fill_in(browser.get(step_path(page, "check")))

    inquiry = Inquiry.objects.get()
    assert inquiry.relationship == ""
    assert [consent.kind for consent in inquiry.consents.all()] == ["own"]


def test_pressed_twice_it_is_the_same(browser):
    page = refused(browser)
    for _press in range(2):
        answer = browser.fill_in(page, press="in_general=1")
        assert location(answer) == step_path(page, "consent")


def test_the_patient_who_skipped_the_first_question_can_say_so(browser):
    page = go_to(browser, "consent", who={"relationship": ""})
    assert "ご自身が患者さんのときや" in text_of(page)
    here = browser.get(browser.fill_in(page, press="for_myself=1")["Location"])

    assert "ご自身の同意だけで大丈夫です" in text_of(here)
    assert 'name="on_behalf"' not in text_of(here)
    assert DraftAnswer.objects.get(step="who").data == {"relationship": ["self"]}
    assert location(browser.fill_in(here, own="on")) == step_path(here, "message")


@pytest.mark.parametrize("who", ["parent", "professional"])
def test_who_said_who_the_patient_is_is_not_asked_whether_it_is_oneself(browser, who):
    assert "for_myself" not in text_of(go_to(browser, "consent", who={"relationship": who}))


def test_who_asks_for_oneself_is_not_asked_about_another(browser):
    page = go_to(browser, "consent", who={"relationship": "self"})
    assert "in_general" not in text_of(page)
