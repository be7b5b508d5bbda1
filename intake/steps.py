"""The questions a family is asked, in order. Each step knows its form and when it applies.

To add a question: write its form in forms.py, add it here, and give the inquiry a field of the same name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from intake import forms

Values = Mapping[str, Any]

# Conditions for which existing medicines are what a specialist looks at first.
CONDITIONS_WITH_MEDICINE = ("parkinsons", "heart_failure", "als", "dementia", "diabetes")


def _always(values: Values) -> bool:
    return True


def _has_medicine(values: Values) -> bool:
    return values.get("condition") in CONDITIONS_WITH_MEDICINE


# Where a price and a date are named also for what is called insured, or a trial: there they matter most.
SELLERS = ("clinic", "overseas", "non_medical")


def _may_have_an_offer(values: Values) -> bool:
    provider = values.get("provider_kind")
    if provider == "none":
        return False
    return provider in SELLERS or values.get("payment") not in ("insured", "trial")


@dataclass(frozen=True)
class Step:
    name: str
    form: type[forms.StepForm]
    applies: Callable[[Values], bool] = _always
    # A template with what is good to know for this answer, shown below the heading.
    aside: str = ""


STEPS = (
    Step("who", forms.WhoForm),
    # Before anything about health is asked: APPI wants consent first.
    Step("consent", forms.ConsentForm, aside="intake/_not_agreed_yet.html"),
    Step("message", forms.MessageForm),
    Step("condition", forms.ConditionForm),
    Step("medication", forms.MedicationForm, _has_medicine),
    Step("treatment", forms.TreatmentForm, aside="intake/_kind.html"),
    Step("payment", forms.PaymentForm, aside="intake/_difference.html"),
    Step("provider", forms.ProviderForm),
    Step("offer", forms.OfferForm, _may_have_an_offer, aside="intake/_left_to_pay.html"),
    Step("questions", forms.QuestionsForm),
    Step("patient", forms.PatientForm),
    Step("contact", forms.ContactForm),
)

_BY_NAME = {step.name: step for step in STEPS}
FIRST = STEPS[0]


def find(name: str) -> Step | None:
    return _BY_NAME.get(name)


def applicable(values: Values) -> list[Step]:
    """The steps that apply to what was answered so far, in order."""
    return [step for step in STEPS if step.applies(values)]


def following(step: Step, values: Values) -> Step | None:
    """The next step that applies after this one; None leads to "check your answers"."""
    later = STEPS[STEPS.index(step) + 1 :]
    return next((candidate for candidate in later if candidate.applies(values)), None)


def preceding(step: Step, values: Values) -> Step | None:
    earlier = STEPS[: STEPS.index(step)]
    return next((candidate for candidate in reversed(earlier) if candidate.applies(values)), None)
