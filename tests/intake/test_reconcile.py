"""A draft that is older than the questions of today: nothing breaks, what no longer fits is shown once."""

from __future__ import annotations

import pytest
from django import forms

from intake.forms import MessageForm, StepForm
from intake.models import Draft, DraftAnswer, Inquiry
from intake.reconcile import fit
from tests.intake.family import Browser, draft_id, go_to, in_words, location, shown, shows, step_path

pytestmark = pytest.mark.django_db

CHANGED = "This question has changed since you answered it. Please look at it once more."


class Form(StepForm):
    colour = forms.ChoiceField(choices=[("red", "Red"), ("blue", "Blue")], required=False)
    ticks = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], required=False)
    words = forms.CharField(required=False)


@pytest.mark.parametrize(
    ("kept", "posted", "dropped", "changed"),
    [
        ({"colour": ["red"], "words": ["x y"]}, {"colour": ["red"], "words": ["x y"]}, [], False),
        ({"colour": ["green"]}, {"colour": []}, [], True),
        ({"ticks": ["a", "gone"]}, {"ticks": ["a"]}, [], True),
        ({"older": ["My words"]}, {}, ["My words"], True),
        ({"older": [""]}, {}, [], False),
        ({"older": ["a_code"]}, {}, [], True),
        ({"colour": "red", "words": [1]}, {}, [], False),
        ([], {}, [], False),
        ("x", {}, [], False),
        (None, {}, [], False),
    ],
)
def test_what_fits_is_kept(kept, posted, dropped, changed):
    fitted = fit(Form, kept)

    assert (fitted.posted, fitted.dropped, fitted.changed) == (posted, dropped, changed)


def older(page, step: str, **data) -> None:
    """The answer as a former version of the form kept it."""
    answer = DraftAnswer.objects.get(draft__public_id=draft_id(page), step=step)
    answer.data = {**answer.data, **data}
    answer.save(update_fields=["data"])


def test_a_choice_that_is_gone_is_asked_again_once():
    browser = Browser()
    check = go_to(browser, "check")
    older(check, "treatment", treatment_kind=["cells_of_old"])

    assert location(browser.get(check.request["PATH_INFO"])) == step_path(check, "treatment")
    page = browser.get(step_path(check, "treatment"))
    assert shows(page, in_words("ja", CHANGED))
    assert not page.context["form"].errors
    browser.fill_in(page)
    assert browser.get(check.request["PATH_INFO"]).status_code == 200
    assert not shows(browser.get(step_path(check, "treatment")), in_words("ja", CHANGED))


def test_what_was_typed_in_a_box_that_is_gone_is_shown_once():
    browser = Browser()
    page = go_to(browser, "payment")
    older(page, "condition", former_box=["十年前に手術しました"])

    further = browser.get(f"/inquiry/{draft_id(page)}/")
    again = browser.get(location(further))

    assert location(further) == step_path(page, "condition")
    assert shows(again, "十年前に手術しました")
    browser.fill_in(again)
    assert not shows(browser.get(step_path(page, "condition")), "十年前に手術しました")


def test_a_step_that_is_gone_is_told_before_sending_and_not_sent():
    browser = Browser()
    check = go_to(browser, "check")
    draft = Draft.objects.get(public_id=draft_id(check))
    DraftAnswer.objects.create(
        draft=draft, step="former", data={"a": ["昔の答え"], "b": ["code"]}, saved_at=draft.updated_at
    )

    page = browser.get(check.request["PATH_INFO"])
    browser.fill_in(page)

    assert shows(page, "昔の答え")
    assert "昔の答え" not in str(Inquiry.objects.values().get())


# -- Refusals ----------------------------------------------------------------------------------


def test_a_box_that_has_become_required_leads_there_from_sending(monkeypatch):
    browser = Browser()
    check = go_to(browser, "check", message={"message": ""})
    monkeypatch.setattr(MessageForm.base_fields["message"], "required", True)

    answer = browser.fill_in(check)

    assert location(answer) == step_path(check, "message")
    assert not Inquiry.objects.exists()


def test_a_changed_question_is_answered_before_it_is_sent():
    browser = Browser()
    check = go_to(browser, "check")
    older(check, "questions", questions=["cost", "gone"])

    answer = browser.fill_in(check)

    assert location(answer) == step_path(check, "questions")
    assert shown(browser.get(location(answer)))["questions"] == ["cost"]


@pytest.mark.parametrize("data", [[], "x", 5, {"message": "text"}, {"message": [1]}, {"message": {}}])
def test_nothing_that_stands_there_breaks_a_page(data):
    browser = Browser()
    check = go_to(browser, "check")
    answer = DraftAnswer.objects.get(step="message")
    answer.data = data
    answer.save(update_fields=["data"])

    for name in ("check", "message", "condition", "later"):
        assert browser.get(step_path(check, name)).status_code in (200, 302), name
