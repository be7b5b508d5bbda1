"""Nothing that was typed is lost: Back, mistakes, another language, a pause, two tabs, two drafts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.html import escape

from intake.models import Draft, DraftAnswer
from tests.intake.family import (
    WAY,
    Browser,
    draft_id,
    go_to,
    in_words,
    label_in,
    location,
    place,
    send,
    shown,
    shows,
    step_path,
    text_of,
    told,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", list(WAY))
def test_each_step_is_kept_as_soon_as_it_is_posted(name):
    browser = Browser()
    page = go_to(browser, name)
    after = browser.fill_in(page, **WAY[name])
    here = location(after).split("/")[2]

    kept = shown(browser.get(f"/inquiry/{here}/{name}/"))

    for field, typed in WAY[name].items():
        assert kept[field] == (typed if isinstance(typed, list) else [typed])


def test_back_leads_to_the_step_before_and_shows_what_was_typed():
    browser = Browser()
    page = go_to(browser, "payment")
    back = step_path(page, "treatment")
    assert f'href="{back}"' in text_of(page)

    before = browser.get(back)

    assert shown(before)["treatment_name"] == [WAY["treatment"]["treatment_name"]]


def test_back_passes_over_a_step_that_does_not_apply():
    browser = Browser()
    page = go_to(browser, "treatment", condition={"condition": "joint"})

    assert f'href="{step_path(page, "condition")}"' in text_of(page)


def test_the_browsers_back_to_the_first_page_shows_what_was_typed_and_keeps_the_draft():
    browser = Browser()
    page = go_to(browser, "condition")

    first = browser.get("/inquiry/new/", follow=True)
    browser.fill_in(first, relationship="spouse")

    assert shown(first)["relationship"] == ["parent"]
    assert Draft.objects.count() == 1
    assert browser.get(step_path(page, "message")).status_code == 200


def test_the_start_page_offers_to_go_on():
    browser = Browser()
    page = go_to(browser, "treatment")

    start = browser.get("/")
    further = browser.get(f"/inquiry/{draft_id(page)}/")

    assert f'href="/inquiry/{draft_id(page)}/"' in text_of(start)
    assert location(further) == step_path(page, "treatment")


MISTAKES = [
    ("patient", "patient_age", "patient_age", "とても高齢"),
    ("offer", "quoted_fee_yen", "quoted_fee_yen", "高い"),
    ("offer", "decision_date", "decision_date_day", "31"),
    ("contact", "email", "email", "hanako@"),
    ("contact", "phone", "phone", "電話なし"),
]


@pytest.mark.parametrize(("name", "field", "box", "typed"), MISTAKES)
def test_a_mistake_is_told_in_words_and_kept(name, field, box, typed):
    words = set()
    for language in ("ja", "en"):
        browser = Browser()
        browser.speak(language)
        page = go_to(browser, name)

        answer = browser.fill_in_wrongly(page, **{**WAY[name], box: typed})

        (mistake,) = told(answer, field)
        # Above the page and at the field, in the same words.
        assert text_of(answer).count(escape(mistake)) == 2
        assert shown(answer)[box] == [typed]
        assert shown(browser.get(step_path(page, name)))[box] == [typed]
        words.add(mistake)
    assert len(words) == 2, "it is said in each language"


def test_a_mistake_can_be_corrected_from_the_page_that_tells_it():
    browser = Browser()
    page = go_to(browser, "patient")
    mistake = browser.fill_in_wrongly(page, patient_age="とても高齢", prefecture="JP-12")

    after = browser.fill_in(mistake, patient_age="78")

    assert location(after) == step_path(page, "contact")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("message", {"message": "途中まで書いた文"}),
        ("patient", {"patient_age": "まちがい"}),
        ("contact", {"email": "half@", "preferred_channel": "email"}),
    ],
)
def test_another_language_in_mid_step_keeps_what_was_typed(name, typed):
    browser = Browser()
    page = go_to(browser, name)

    after = browser.fill_in(page, press="set_language=en", **typed)
    same = browser.get(location(after))

    assert location(after) == step_path(page, name)
    assert '<html lang="en"' in text_of(same)
    for field, words in typed.items():
        assert shown(same)[field] == [words]


def test_a_language_that_does_not_exist_changes_nothing():
    browser = Browser()
    page = go_to(browser, "message")

    same = browser.get(location(browser.fill_in(page, press="set_language=xx", message="あ")))

    assert '<html lang="ja"' in text_of(same)
    assert shown(same)["message"] == ["あ"]


@pytest.mark.parametrize("typed", ["68", "まちがい"])
def test_save_for_later_keeps_the_page_and_says_until_when(typed):
    browser = Browser()
    page = go_to(browser, "patient")

    after = browser.fill_in(page, press="save_for_later=1", patient_age=typed)
    saved = browser.get(location(after))

    assert saved.status_code == 200
    assert f"/resume/{draft_id(page)}/" in text_of(saved)
    assert shown(browser.get(step_path(page, "patient")))["patient_age"] == [typed]


def test_a_draft_stays_open_in_its_browser_for_as_long_as_it_is_kept():
    browser = Browser()
    page = go_to(browser, "message")

    after = browser.fill_in(page, message="あ")

    # The time runs from the last answer; a cookie as old as the first one would be gone before.
    assert after.cookies["draft"]["max-age"] == settings.DRAFT_KEPT_DAYS * 24 * 3600
    assert after.cookies["draft"]["path"] == f"/inquiry/{draft_id(page)}/"


# -- Two tabs ----------------------------------------------------------------------------------


def two_tabs(name: str = "message", **changes):
    browser = Browser()
    page = go_to(browser, name, **changes)
    return browser, page, browser.get(page.request["PATH_INFO"])


def in_the_other_window(conflict) -> str:
    """The part of the page that shows the other answer."""
    return text_of(conflict).partition('role="alert">')[2].partition("</div>")[0]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_two_tabs_are_shown_both_answers_and_lose_neither(language):
    browser, left, right = two_tabs()
    browser.speak(language)
    browser.fill_in(left, message="左の窓で書いた")

    conflict = browser.fill_in(right, message="右の窓で書いた")

    assert conflict.status_code == 409
    assert shows(conflict, in_words(language, "You answered this page in another window, too."))
    assert shows(conflict, "左の窓で書いた")
    assert shown(conflict)["message"] == ["右の窓で書いた"]
    assert DraftAnswer.objects.get(step="message").data["message"] == ["左の窓で書いた"]

    after = browser.fill_in(conflict)

    assert location(after) == step_path(left, "condition")
    assert DraftAnswer.objects.get(step="message").data["message"] == ["右の窓で書いた"]


def test_a_third_tab_is_told_once_more():
    browser, left, right = two_tabs()
    browser.fill_in(left, message="一")
    conflict = browser.fill_in(right, message="二")
    browser.fill_in(conflict)

    again = browser.fill_in(left, message="三")

    assert again.status_code == 409
    assert shows(again, "二")
    assert shown(again)["message"] == ["三"]


def test_the_answer_of_the_other_tab_is_shown_in_words_not_codes():
    browser, left, right = two_tabs("treatment")
    browser.fill_in(left, treatment_kind="exosome", treatment_name="点滴")

    conflict = browser.fill_in(right, treatment_kind="stem_cell")

    panel = in_the_other_window(conflict)
    assert label_in("ja", "treatment_kind", "exosome") in panel
    assert "点滴" in panel
    assert ": exosome" not in panel


def test_a_date_and_ticks_of_the_other_tab_are_shown_as_they_were_typed():
    browser, left, right = two_tabs("offer")
    browser.fill_in(left, decision_date_year="令和12", decision_date_month="4", decision_date_day="31")
    conflict = browser.fill_in(right, quoted_fee_yen="5")
    panel = in_the_other_window(conflict)
    assert "令和12 4 31" in panel

    browser, left, right = two_tabs("questions")
    browser.fill_in(left, questions=["cost", "safety"])
    conflict = browser.fill_in(right, questions=["news"])
    panel = in_the_other_window(conflict)
    assert label_in("ja", "questions", "safety") in panel
    assert "[" not in panel


def test_the_same_words_in_two_tabs_are_no_conflict():
    browser, left, right = two_tabs()
    browser.fill_in(left, message="同じ文")

    after = browser.fill_in(right, message="同じ文")

    assert location(after) == step_path(left, "condition")


def test_a_conflict_comes_before_a_language_or_a_pause():
    for press in ("set_language=en", "save_for_later=1"):
        browser, left, right = two_tabs()
        browser.fill_in(left, message="左")
        assert browser.fill_in(right, press=press, message="右").status_code == 409


# -- Two drafts --------------------------------------------------------------------------------


def another_inquiry(browser: Browser):
    """Pressed on the start page, although one is open."""
    start = text_of(browser.get("/"))
    (link,) = {part.partition('"')[0] for part in start.split('href="') if part.startswith("/inquiry/new/")}
    page = browser.get(link)
    assert page.status_code == 200
    return page


def test_two_drafts_in_one_browser_do_not_mix():
    browser = Browser()
    father = go_to(browser, "condition", message={"message": "父のこと"})
    page = another_inquiry(browser)
    assert "relationship" not in shown(page)
    page = browser.go_on(page, relationship="self")
    page = browser.go_on(page, own="on")
    mine = browser.go_on(page, message="私のこと")

    assert draft_id(father) != draft_id(mine)
    assert shown(browser.get(step_path(father, "message")))["message"] == ["父のこと"]
    assert shown(browser.get(step_path(mine, "message")))["message"] == ["私のこと"]
    assert shown(browser.get(step_path(father, "who")))["relationship"] == ["parent"]


def test_one_of_two_drafts_sent_leaves_the_other():
    browser = Browser()
    father = go_to(browser, "condition", message={"message": "父のこと"})
    page = another_inquiry(browser)
    while place(page) != "check":
        page = browser.go_on(page, **WAY[place(page)])
    browser.go_on(page)

    assert shown(browser.get(step_path(father, "message")))["message"] == ["父のこと"]


def test_after_sending_a_new_inquiry_starts_empty():
    browser = Browser()
    send(browser)

    page = browser.get("/inquiry/new/")

    assert page.status_code == 200
    assert "relationship" not in shown(page)


def test_a_draft_that_is_gone_does_not_stand_in_the_way_of_a_new_one():
    browser = Browser()
    go_to(browser, "condition")
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=settings.DRAFT_KEPT_DAYS + 1))

    browser.get("/inquiry/new/", follow=True)
    page = browser.get("/inquiry/new/", follow=True)

    assert page.status_code == 200
    assert place(page) == "who"


# -- Refusals ----------------------------------------------------------------------------------


def test_a_browser_without_the_secret_sees_nothing():
    page = go_to(Browser(), "condition")

    answer = Browser().get(page.request["PATH_INFO"])

    assert answer.status_code == 404
    assert shows(answer, in_words("ja", "This inquiry is not open on this device"))


def test_a_step_that_does_not_exist_is_not_found():
    browser = Browser()
    page = go_to(browser, "condition")

    assert browser.get(step_path(page, "diagnosis")).status_code == 404
