"""What is typed is saved while it is typed: by the script's own posts, which say nothing of mistakes."""

from __future__ import annotations

import pytest

from intake.models import Draft, DraftAnswer
from tests.intake.family import WAY, Browser, draft_id, go_to, location, send, shown, step_path, text_of

pytestmark = pytest.mark.django_db


def autosave(browser: Browser, page, **typed):
    return browser.fill_in(page, press="autosave=1", **typed)


def kept(name: str = "message") -> DraftAnswer:
    return DraftAnswer.objects.get(step=name)


def test_what_is_typed_is_there_on_the_next_visit():
    browser = Browser()
    page = go_to(browser, "message")

    answer = autosave(browser, page, message="書きかけ")

    assert answer.json() == {"revision": 1}
    assert shown(browser.get(step_path(page, "message")))["message"] == ["書きかけ"]


def test_the_draft_goes_on_at_the_page_that_was_being_written():
    browser = Browser()
    page = go_to(browser, "message")
    autosave(browser, page, message="書きかけ")

    further = browser.get(f"/inquiry/{draft_id(page)}/")

    assert location(further) == step_path(page, "message")
    browser.fill_in(browser.get(location(further)))
    assert location(browser.get(f"/inquiry/{draft_id(page)}/")) == step_path(page, "condition")


def test_it_keeps_the_draft_for_longer_and_its_cookie_too():
    browser = Browser()
    page = go_to(browser, "message")
    before = Draft.objects.get().updated_at

    answer = autosave(browser, page, message="書きかけ")

    assert Draft.objects.get().updated_at > before
    assert answer.cookies["draft"]["max-age"] > 0


def test_a_mistake_is_kept_and_not_told():
    browser = Browser()
    page = go_to(browser, "patient")

    answer = autosave(browser, page, patient_age="ま")

    assert answer.status_code == 200
    assert answer.json() == {"revision": 1}
    assert kept("patient").data["patient_age"] == ["ま"]


def test_the_button_after_an_answer_that_never_came_back_is_no_conflict():
    browser = Browser()
    page = go_to(browser, "message")
    autosave(browser, page, message="書きかけ")  # the page never learnt of revision 1

    after = browser.fill_in(page, message="書きおえた")

    assert location(after) == step_path(page, "condition")
    assert kept().data["message"] == ["書きおえた"]


def test_the_page_is_told_that_what_stands_there_is_its_own():
    browser = Browser()
    page = go_to(browser, "message")
    autosave(browser, page, message="一")

    again = autosave(browser, page, message="一二")

    assert again.status_code == 409
    assert again.json() == {"revision": 1, "own": True}
    assert autosave(browser, page, message="一二", revision="1").json() == {"revision": 2}


# -- Refusals ----------------------------------------------------------------------------------


def test_another_tabs_answer_is_never_overwritten():
    browser = Browser()
    left = go_to(browser, "message")
    right = browser.get(left.request["PATH_INFO"])
    autosave(browser, left, message="左の窓")

    answer = autosave(browser, right, message="右の窓")

    assert answer.status_code == 409
    assert answer.json() == {"revision": 1, "own": False}
    assert kept().data["message"] == ["左の窓"]
    conflict = browser.fill_in(right, message="右の窓")
    assert conflict.status_code == 409
    assert "左の窓" in text_of(conflict)
    assert shown(conflict)["message"] == ["右の窓"]


def test_a_save_that_was_held_up_does_not_undo_what_was_sent_since():
    browser = Browser()
    page = go_to(browser, "message")
    browser.fill_in(page, message="書きおえた")

    answer = autosave(browser, page, message="書きか")

    assert answer.status_code == 409
    assert kept().data["message"] == ["書きおえた"]


def test_consent_is_not_given_by_ticking_alone():
    browser = Browser()
    page = go_to(browser, "consent")

    answer = autosave(browser, page, **WAY["consent"])

    assert answer.status_code == 422
    assert not DraftAnswer.objects.filter(step="consent").exists()
    assert "data-autosave" not in text_of(page)


def test_after_sending_nothing_is_saved_any_more():
    browser = Browser()
    page = go_to(browser, "check")
    left_open = browser.get(step_path(page, "message"))
    browser.fill_in(page)

    assert autosave(browser, left_open, message="遅れて").status_code == 409
    assert not DraftAnswer.objects.exists()


def test_a_stranger_saves_nothing():
    page = go_to(Browser(), "message")

    answer = autosave(Browser(), page, message="他人")

    assert answer.status_code == 404
    assert not DraftAnswer.objects.filter(step="message").exists()
    assert send(Browser()).status_code == 200
