"""Sending without a riddle: who has script proves some work, who has none is limited sooner; programs are
asked once more and never turned away, since they may be somebody's helper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from intake import limits, proof
from intake.models import Draft, Inquiry
from tests.intake.family import WAY, Browser, go_to, in_words, location, shown, shows, text_of
from tests.intake.test_proof import solved

pytestmark = pytest.mark.django_db
ONCE_MORE = "Please press “Send the inquiry” once more."


def proof_for(page) -> str:
    return solved(page.context["draft"].public_id)


@pytest.fixture(autouse=True)
def easy(monkeypatch):
    monkeypatch.setattr(proof, "HARDEST", 50)


def test_without_script_it_is_taken_too():
    browser = Browser()

    assert location(browser.fill_in(go_to(browser, "check"))).endswith("/received/")


def test_with_a_proof_more_are_taken_than_without():
    browser = Browser()
    without = limits.LIMITS["submission_without_proof"].each
    for _ in range(without):
        browser.fill_in(go_to(browser, "check"))
    page = go_to(browser, "check")

    refused = browser.fill_in(page)
    taken = browser.fill_in(page, proof=proof_for(page))

    assert refused.status_code == 429
    assert location(taken).endswith("/received/")


def test_another_drafts_proof_counts_as_none():
    browser = Browser()
    other = proof_for(go_to(Browser(), "check"))
    for _ in range(limits.LIMITS["submission_without_proof"].each):
        browser.fill_in(go_to(browser, "check"), proof=other)

    assert browser.fill_in(go_to(browser, "check"), proof=other).status_code == 429


def test_the_page_holds_what_the_solver_needs_and_no_riddle():
    browser = Browser()
    page = go_to(browser, "check")

    assert "data-challenge=" in text_of(page)
    assert "proof-worker" in text_of(page)
    assert shown(page)["proof"] == [""]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_filled_trap_is_emptied_and_told(language):
    browser = Browser()
    browser.speak(language)
    page = go_to(browser, "check")

    told = browser.fill_in(page, website="https://buy.example/")

    assert told.status_code == 422
    assert shows(told, in_words(language, ONCE_MORE))
    assert shows(told, WAY["message"]["message"])
    assert shown(told)["website"] == [""]
    assert not Inquiry.objects.exists()
    assert location(browser.fill_in(told)).endswith("/received/")


def test_nobody_is_that_quick(settings):
    settings.QUICKEST_SECONDS = 5
    browser = Browser()
    page = go_to(browser, "check")

    told = browser.fill_in(page)
    Draft.objects.update(created_at=timezone.now() - timedelta(seconds=6))
    after = browser.fill_in(told)

    assert told.status_code == 422
    assert shows(told, in_words("ja", ONCE_MORE))
    assert location(after).endswith("/received/")


def test_asking_once_more_is_not_counted(settings):
    browser = Browser()
    page = go_to(browser, "check")
    for _ in range(20):
        browser.fill_in(page, website="x")

    assert location(browser.fill_in(page)).endswith("/received/")


@pytest.mark.parametrize("posted", ["x" * 5000, "\0", "あ", "e30="])
def test_an_odd_proof_is_none_and_no_breakdown(posted):
    browser = Browser()

    assert location(browser.fill_in(go_to(browser, "check"), proof=posted)).endswith("/received/")
