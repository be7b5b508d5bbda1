"""Before sending: what was answered stands there; what was skipped is one press away, not in the way."""

from __future__ import annotations

import pytest

from tests.intake.family import WAY, Browser, go_to, location, step_path, text_of

pytestmark = pytest.mark.django_db
SKIPPED = "空けたままの質問"


@pytest.fixture
def browser() -> Browser:
    return Browser()


def little_told(browser: Browser):
    nothing = {name: dict.fromkeys(typed) for name, typed in WAY.items()}
    told = {"who": WAY["who"], "consent": WAY["consent"], "message": WAY["message"]}
    return go_to(
        browser,
        "check",
        **{**nothing, **told, "contact": {**nothing["contact"], "preferred_channel": "page"}},
    )


def test_what_was_skipped_stands_in_one_closed_place_with_a_link_each(browser):
    page = little_told(browser)
    text = text_of(page)
    before, folded = text.split("<details>", 1)
    folded = folded.partition("</details>")[0]

    assert SKIPPED in folded
    labels = [row.label for row in page.context["left_empty"]]
    assert len(labels) > 8
    for row in page.context["left_empty"]:
        assert f'href="{step_path(page, row.step)}?from_check=1"' in folded
        assert row.label in folded
    assert "父のことで相談です。" in before
    assert before.count("summary-row") == len(page.context["rows"])


def test_who_answered_all_sees_no_such_place(browser):
    assert SKIPPED not in text_of(go_to(browser, "check"))


def test_it_leads_to_the_question_and_back(browser):
    page = little_told(browser)
    answer = browser.fill_in(browser.get(step_path(page, "patient") + "?from_check=1"), patient_age="78")
    assert location(answer) == page.request["PATH_INFO"]
    assert "patient_age" not in [row.step for row in browser.get(location(answer)).context["left_empty"]]


def test_the_patient_is_asked_about_oneself_and_reads_so_before_sending(browser):
    check = go_to(browser, "check", who={"relationship": "self"})
    for shown_page in (check, browser.get(step_path(check, "patient"))):
        assert "あなたの年齢" in text_of(shown_page)
        assert "患者さんの年齢" not in text_of(shown_page)
    assert "患者さんの年齢" in text_of(go_to(Browser(), "patient"))
