"""A draft is read on every page: through the forms of what was answered, and no others."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.datastructures import MultiValueDict

from intake import services, steps
from intake.forms import StepForm
from intake.models import Draft
from intake.views.check import _rows
from tests.factory import fill_draft
from tests.intake.family import Browser, draft_id, go_to

pytestmark = pytest.mark.django_db


def test_forms_are_made_of_what_was_answered_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = Draft.objects.get(public_id=draft_id(go_to(Browser(), "condition")))
    made = _count(monkeypatch)
    answers = services.read_answers(draft)
    assert made == list(answers.forms) == ["who", "consent", "message"]


@pytest.mark.parametrize("step", steps.STEPS, ids=lambda step: step.name)
def test_what_can_be_skipped_is_what_its_form_would_take_empty(step: steps.Step) -> None:
    assert step.form.needs_an_answer() == (not step.form(MultiValueDict({})).is_valid())


@pytest.mark.parametrize("name", ["consent", "contact"])
def test_what_needs_an_answer_is_missing_without_one(name: str) -> None:
    draft = fill_draft()
    draft.answers.filter(step=name).delete()
    missing = services.read_answers(draft).missing
    assert missing is not None
    assert missing.name == name


def test_what_was_skipped_is_shown_as_left_empty() -> None:
    draft = fill_draft()
    draft.answers.filter(step="condition").delete()
    rows = {row.step: row.shown for row in _rows(services.read_answers(draft))}
    assert rows["condition"] == []
    assert rows["treatment"]
    assert "medication" not in rows, "it is asked of some conditions only"


def _count(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the steps whose forms are made from now on."""
    made: list[str] = []
    names = {step.form: step.name for step in steps.STEPS}
    initialise = StepForm.__init__

    def noted(self: StepForm, *args: Any, **kwargs: Any) -> None:
        made.append(names[type(self)])
        initialise(self, *args, **kwargs)

    monkeypatch.setattr(StepForm, "__init__", noted)
    return made
