"""What a counselor goes through with a family: the five lenses for a self-pay offer, the preparation for a
specialist where the treatment is insured. Questions are the family's, too: what nobody could answer is what
it can ask.

The five lenses are those of the founding article (S), with questions from the patients' guide of the
International Society for Stem Cell Research, adapted (V); the public sheet in intake/data/pages asks the
same. Keys are kept with the answers, so a key that was used is never given to another question.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True)
class Part:
    heading: Words
    questions: dict[str, Words]


@dataclass(frozen=True)
class Sheet:
    """`name` stands in addresses; `track` is where it is offered."""

    name: str
    track: str
    heading: Words
    parts: tuple[Part, ...]
    red_flags: dict[str, Words]

    @property
    def questions(self) -> dict[str, Words]:
        return {key: words for part in self.parts for key, words in part.questions.items()}


_SELF_PAY = Sheet(
    name="five-lenses",
    track="self_pay_review",
    heading=_("Review by the five lenses"),
    parts=(
        Part(
            _("Source material"),
            {
                "whose": _("Is it said whose cells they are, or which product it is?"),
                "maker": _("Is it said where it comes from and who makes it?"),
                "lot": _("Is there a lot certificate to look at?"),
                "where_processed": _("Is it said whether it is processed in Japan or abroad?"),
            },
        ),
        Part(
            _("Quality control"),
            {
                "tests": _("Is it tested for sterility, and for what is in it?"),
                "storage": _("Is it said how it is stored and carried?"),
                "listed": _("Where cells are used: is there a plan number, and is it on the public list?"),
            },
        ),
        Part(
            _("Physician involvement"),
            {
                "examines": _("Is it said who examines, and is that doctor named in the plan?"),
                "night": _("Is it said who answers at night and in an emergency?"),
                "own_doctor": _("Has the patient's own doctor been told?"),
            },
        ),
        Part(
            _("Fees"),
            {
                "whole_price": _("Is the whole price there in writing?"),
                "sessions": _("Is the number of sessions fixed?"),
                "refund": _("Is it said when money is returned?"),
                "after_harm": _("Is it said who pays for the care if it does harm?"),
            },
        ),
        Part(
            _("Explanation"),
            {
                "written": _("Is there a written explanation, and time to think at home?"),
                "evidence": _("Is evidence shown for this very disease?"),
                "alternatives": _("Are other ways named?"),
                "trials": _("Is it said what it means for joining a trial later?"),
            },
        ),
    ),
    red_flags={
        "testimonials": _("Testimonials stand in place of evidence."),
        "every_disease": _("One treatment is offered for every disease."),
        "own_so_safe": _("“They are your own cells, so there is nothing to worry about.”"),
        "filed_as_approved": _("“Filed with the government” is told as if the government stood behind it."),
        "prepaid": _("The whole price is asked for in advance, without terms for getting it back."),
    },
)

_INSURED = Sheet(
    name="preparation",
    track="insured_specialist",
    heading=_("Preparation for the specialist"),
    parts=(
        Part(
            _("Diagnosis"),
            {
                "diagnosis": _("Was the diagnosis made by a specialist?"),
                "since": _("Is it known since when?"),
                "operations": _("Are earlier operations and devices known, such as deep brain stimulation?"),
            },
        ),
        Part(
            _("Medicine"),
            {
                "medicines": _("Are the present medicines known?"),
                "response": _("Is it known how well they work over the day?"),
            },
        ),
        Part(
            _("What to ask the specialist"),
            {
                "own_doctor_asked": _("Has the patient's own doctor been asked about it?"),
                "hospital": _("Is it clear that few hospitals give the treatment, to few patients?"),
                "who_decides": _("Is it clear that a team of specialists examines and decides?"),
                "conditional": _("Is it clear what conditional, time-limited approval means?"),
            },
        ),
        Part(
            _("Costs and certificates"),
            {
                "certificate": _("Is there a certificate for the designated intractable disease?"),
                "band": _("Is the income band for the ceilings known?"),
            },
        ),
    ),
    red_flags={},
)

SHEETS = {sheet.name: sheet for sheet in (_SELF_PAY, _INSURED)}

ANSWERS: dict[str, Words] = {"yes": _("yes"), "no": _("no"), "not_said": _("not said")}


def sheets_for(track: str) -> list[Sheet]:
    """The sheet of this track; both while nobody knows which it is."""
    return [sheet for sheet in SHEETS.values() if sheet.track == track] or list(SHEETS.values())
