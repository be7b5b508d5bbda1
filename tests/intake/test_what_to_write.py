"""Each box says what to write: an example beside it, and a mistake in words that tell how to mend it."""

from __future__ import annotations

import pytest
from django import forms
from django.utils import translation

from intake import steps
from intake.forms import ResumeForm
from tests.intake.family import Browser, go_to, in_words, shown, shows, told

pytestmark = pytest.mark.django_db

TYPED = (forms.CharField,)


def boxes() -> list[tuple[str, forms.Field]]:
    forms_of = [ResumeForm(), *(step.form() for step in steps.STEPS)]
    return [
        (name, field)
        for form in forms_of
        for name, field in form.fields.items()
        if isinstance(field, TYPED) and not field.widget.is_hidden
    ]


def test_every_box_that_takes_text_has_an_example_beside_it():
    assert len(boxes()) > 9
    without = [name for name, field in boxes() if not field.help_text]
    assert without == []


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(
    ("name", "box", "most"),
    [
        ("condition", "condition_detail", 500),
        ("provider", "provider_name", 200),
        ("contact", "contact_name", 100),
    ],
)
def test_too_long_says_by_how_much(language, name, box, most):
    browser = Browser()
    browser.speak(language)
    page = go_to(browser, name)
    long = "あ" * (most + 7)

    answer = browser.fill_in_wrongly(page, **{box: long, "preferred_channel": "page"})

    msgid = "This is %(show_value)d characters long; we can take %(limit_value)d. Please shorten it."
    assert told(answer, box) == [in_words(language, msgid, show_value=most + 7, limit_value=most)]
    assert shown(answer)[box] == [long]


def test_a_first_answer_that_does_not_exist_says_to_choose():
    answer = Browser().post_form("/inquiry/new/", {"relationship": "nonsense"})

    assert answer.status_code == 422
    with translation.override("ja"):
        assert told(answer, "relationship") == [in_words("ja", "Choose one of the answers shown here.")]


@pytest.mark.parametrize("name", [step.name for step in steps.STEPS])
def test_every_question_but_consent_and_contact_can_be_skipped_by_a_button(name):
    browser = Browser()
    page = go_to(browser, name) if name != "who" else browser.get("/inquiry/new/")
    skips = shows(page, in_words("ja", "Skip this question"))

    assert skips == (name not in ("consent", "contact"))
    if skips:
        assert browser.fill_in(page, press="skip=1").status_code == 302


def test_what_was_answered_is_not_offered_to_be_skipped():
    browser = Browser()
    page = go_to(browser, "condition")
    browser.fill_in(page, condition="als")

    again = browser.get(page.request["PATH_INFO"])

    assert not shows(again, in_words("ja", "Skip this question"))


def test_what_cannot_be_taken_can_be_skipped_and_the_rest_of_the_page_stays():
    browser = Browser()
    page = go_to(browser, "offer")
    browser.fill_in(page, quoted_fee_yen="たくさん", plan_number="PB3210001")

    refused = browser.get(page.request["PATH_INFO"])
    assert shows(refused, in_words("ja", "Skip this question"))
    assert browser.fill_in(refused, press="skip=1").url.endswith("/questions/")

    again = browser.get(page.request["PATH_INFO"])
    assert shown(again)["quoted_fee_yen"] == [""]
    assert shown(again)["plan_number"] == ["PB3210001"]
