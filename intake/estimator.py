"""What the page "What would be left to pay" asks, and the case that follows from the answers.

Two forms on one page: the situation decides which income bands there are to choose from, so it is asked
first. Nothing here is stored, and nothing is asked that would tell who it is about.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from intake.costs.case import CaseError, CostCase, Setting, SubsidyKind, SubsidyTier
from intake.costs.estimate import find_cover
from intake.costs.tables import (
    Band,
    CeilingTable,
    CostTables,
    ceilings_in,
    month_after,
)
from intake.fields import AgeField, BoxedMonthField, CountField, YenField
from intake.forms import say_what_to_write
from intake.incomes import LOW_PAY, PAY, income_keys, incomes, value_by_pay, where_it_stands
from intake.vocabulary import Choices

SELF_PAY = "self_pay"
# Of the insurances: any sum for it would mislead, so the page says what to ask instead.
UNSURE = "unsure"
# Of the incomes: then the result is a range, each end of it reckoned as for any other income.
UNKNOWN = "unknown"
INSURANCES: Choices = [
    ("employees", _("Insured, by an employer's health insurance")),
    ("national", _("Insured, by national health insurance (kokuho)")),
    ("other", _("Insured, but by another one or I don't know by which")),
    (SELF_PAY, _("Self-pay: public insurance does not pay for it")),
    (UNSURE, _("I don't know whether insurance pays")),
]
SETTINGS: Choices = [
    (Setting.INPATIENT, _("Stay in a hospital")),
    (Setting.OUTPATIENT, _("Outpatient visits only")),
]
TIERS: Choices = [
    ("", _("No certificate, or I don't know")),
    (SubsidyTier.ASSISTANCE, _("Public assistance")),
    (SubsidyTier.LOW_1, _("Low income I: exempt from municipal tax, own income up to the line")),
    (SubsidyTier.LOW_2, _("Low income II: exempt from municipal tax, above the line")),
    (SubsidyTier.GENERAL_1, _("General I: municipal tax below 71,000 yen")),
    (SubsidyTier.GENERAL_2, _("General II: municipal tax from 71,000 to below 251,000 yen")),
    (SubsidyTier.UPPER, _("Upper: municipal tax of 251,000 yen or more")),
]
KINDS: Choices = [
    (SubsidyKind.GENERAL, _("General")),
    (SubsidyKind.LONG_TERM, _("High-cost long-term")),
    (SubsidyKind.VENTILATOR, _("Ventilator or the like")),
]
RATES: Choices = [("", _("I don't know")), ("10", _("10 %")), ("20", _("20 %")), ("30", _("30 %"))]
_MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True)
class Situation:
    """`month` is "YYYY-MM". For self-pay neither month, age nor table counts: they are "", 0 and None."""

    month: str
    age: int
    insurance: str
    table: CeilingTable | None

    @property
    def self_pay(self) -> bool:
        return self.insurance == SELF_PAY

    @property
    def insurance_in_words(self) -> str:
        return str(dict(INSURANCES)[self.insurance])


class SituationForm(forms.Form):
    """Insurance, month and age. Refuses what no table of ours answers, in words.

    Without script all three stand on one page; what self-pay does not need is not looked at for it.
    """

    use_required_attribute = False
    insurance = forms.ChoiceField(
        label=_("Who pays for the treatment?"),
        choices=INSURANCES,
        widget=forms.RadioSelect,
        help_text=_("If the clinic calls it “self-pay” (jiyū shinryō), choose “Self-pay”."),
        error_messages={"required": _("Choose who pays. If you are not sure, choose the last.")},
    )
    month = BoxedMonthField(
        label=_("Month of the treatment"),
        help_text=_(
            "Year and month. For example: 2026 9. The year may also be of a Japanese era, such as R8. "
            "Not needed for self-pay."
        ),
        error_messages={"required": _("Write the year and the month of the treatment, such as 2026 and 9.")},
    )
    age = AgeField(
        label=_("Age of the patient in that month"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "class": "width-3", "autocomplete": "off"}),
        help_text=_("In years, such as 68. Not needed for self-pay."),
        error_messages={"required": _("Write the age as a number, such as 68.")},
    )

    def __init__(self, *args: Any, tables: CostTables, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tables = tables
        for field in self.fields.values():
            say_what_to_write(field)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        month, insurance = cleaned.get("month"), cleaned.get("insurance")
        if insurance in (SELF_PAY, UNSURE):
            for name in ("month", "age"):
                self.errors.pop(name, None)
        elif month and insurance:
            self._refuse_without_table(month, cleaned.get("age"))
        return cleaned

    def _refuse_without_table(self, month: str, age: int | None) -> None:
        table = ceilings_in(month, self.tables)
        if table is None:
            self.add_error(
                "month",
                _(
                    "We have no table of ceilings for that month. Please check year and month, or ask your "
                    "insurer."
                ),
            )
        elif age is not None and not rows_for(age, table):
            self.add_error(
                "month",
                _(
                    "For that month we have no complete table for this age, and we don't guess. Write an "
                    "earlier month, or ask your insurer."
                ),
            )

    @property
    def unsure(self) -> bool:
        """Only of a valid form."""
        return bool(self.cleaned_data["insurance"] == UNSURE)

    def situation(self) -> Situation:
        """What was answered; only of a valid form, and not of one that is `unsure`."""
        given = self.cleaned_data
        if given["insurance"] == SELF_PAY:
            return Situation("", 0, SELF_PAY, None)
        table = ceilings_in(given["month"], self.tables)
        return Situation(given["month"], given["age"], given["insurance"], table)


def rows_for(age: int, table: CeilingTable) -> tuple[Band, ...]:
    return table.from_70 if age >= 70 else table.under_70


def _money(**kwargs: Any) -> YenField:
    widget = forms.TextInput({"class": "width-10", "autocomplete": "off"})
    widget.suffix = _("yen")  # type: ignore[attr-defined]
    return YenField(max_length=40, widget=widget, **kwargs)


def _one_of(choices: Any, **kwargs: Any) -> forms.ChoiceField:
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, required=False, **kwargs)


class DetailsForm(forms.Form):
    """Income and costs, as far as the situation asks for them."""

    use_required_attribute = False
    mark_optional = True

    income = _one_of(
        [],
        label=_("Income of the patient's household"),
    )
    standard_monthly_pay_yen = _money(
        label=_("Standard monthly pay, if you know it"),
        required=False,
        help_text=_(
            "The amount by which the premium is set (hyōjun hōshū getsugaku), in yen. For example: 300000. "
            "The employer or the insurer can tell it. Then you need not choose above."
        ),
    )
    copay_rate = _one_of(RATES, label=_("What part is paid at the counter?"))
    whole_price_yen = _money(
        label=_("The whole price"),
        help_text=_("What the clinic asks for everything, in yen. For example: 1980000 or 1.98 million."),
        error_messages={
            "required": _(
                "Write the whole price in yen, such as 1980000. If you don't know it, ask the clinic."
            )
        },
    )
    price_yen = _money(
        label=_("Cost of the treatment in that month, before insurance"),
        help_text=_("What the hospital told you. If you don't know it yet, ask there: we don't guess."),
        error_messages={"required": _("Write the cost before insurance in yen, such as 1980000.")},
    )
    other_insured_yen = _money(
        label=_("Surgery, hospital stay and tests in that month, before insurance"),
        required=False,
        help_text=_("Only if the hospital told you. It is not known to us, and we put no figure here."),
    )
    next_month_yen = _money(
        label=_("If the stay goes on into the next month: the insured cost of that month"),
        required=False,
        help_text=_("Before insurance. Ceilings count by calendar month, so we then make two calculations."),
    )
    outside_yen = _money(
        label=_("Meals, room and other things that insurance does not pay"),
        required=False,
        help_text=_("Only if you were told. No ceiling counts for them; we add them at the end."),
    )
    setting = _one_of(SETTINGS, label=_("In hospital, or outpatient?"), initial=Setting.INPATIENT)
    months_at_ceiling = CountField(
        label=_("How many of the last 12 months reached the ceiling?"),
        most=_MONTHS_OF_A_YEAR,
        required=False,
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "class": "width-3", "autocomplete": "off"}),
        help_text=_(
            "From the fourth month on, the ceiling may be lower. If you leave this empty, we count none."
        ),
    )
    paid_this_year_yen = _money(
        label=_("Paid since last August for insured care, up to the ceilings"),
        required=False,
        help_text=_("It counts towards the annual ceiling. If you leave this empty, we count nothing."),
    )
    subsidy_tier = _one_of(
        TIERS,
        label=_("Certificate of the subsidy for designated intractable diseases"),
        help_text=_("The tier is written on the certificate. Parkinson's disease is one of these diseases."),
    )
    subsidy_kind = _one_of(KINDS, label=_("Kind of the subsidy"), initial=SubsidyKind.GENERAL)

    def __init__(
        self,
        *args: Any,
        situation: Situation,
        tables: CostTables,
        price_yen: int | None = None,
        price_is_meant: bool = False,
        **kwargs: Any,
    ) -> None:
        """`price_yen` is the reported price of one product, which stands in its box only if it is meant."""
        super().__init__(*args, **kwargs)
        self.situation, self.tables, self.reported_yen = situation, tables, price_yen
        self.offered_yen = None if price_is_meant or situation.self_pay else price_yen
        for name in set(self.fields) - set(asked_in(situation)):
            del self.fields[name]
        for field in self.fields.values():
            say_what_to_write(field)
        if not situation.self_pay:
            self._fit_to_the_table()
            if price_is_meant and price_yen is not None:
                self._put_the_price(price_yen)

    def _fit_to_the_table(self) -> None:
        income = self.fields["income"]
        known = incomes(self.situation.age, self.situation.table)
        income.choices = [*known, (UNKNOWN, _("I don't know"))]  # type: ignore[attr-defined]
        # Not optional, though the pay may stand in its place.
        income.is_needed = True  # type: ignore[attr-defined]
        income.error_messages["invalid_choice"] = _("Choose the income that fits this age and month.")
        income.help_text = str(where_it_stands(self.situation.age))

    def _put_the_price(self, price_yen: int) -> None:
        price = self.fields["price_yen"]
        price.initial = f"{price_yen:,}"
        price.help_text = _(
            "The amount here is the price of Amchepry that one article alone gives: please confirm it "
            "with the hospital. For another treatment, write its cost."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.situation.self_pay or self.errors:
            return cleaned
        if not cleaned.get("income") and cleaned.get("standard_monthly_pay_yen") is None:
            self.add_error("income", _("Choose the income, or “I don't know”."))
            return cleaned
        self._refuse_what_has_no_row()
        return cleaned

    def by_income(self) -> list[tuple[Any, CostCase]]:
        """(income in words, case) for each income that it may be; one alone where that was said."""
        given = self.cleaned_data
        known = incomes(self.situation.age, self.situation.table)
        if given.get("income") != UNKNOWN or given.get("standard_monthly_pay_yen") is not None:
            return [(dict(known).get(given.get("income") or "", ""), self.case())]
        return [(words, self.case(**income_keys(value, None))) for value, words in known]

    def _refuse_what_has_no_row(self) -> None:
        if len(self.by_income()) > 1:
            if self.cleaned_data.get("next_month_yen"):
                self._refuse_a_next_month_without_table()
            return
        try:
            band = find_cover(self.case(), self.tables).band
        except CaseError as error:
            self.add_error(*_WHERE_AND_WHY.get(error.key, _WHERE_AND_WHY["band"]))
            return
        if not self._pay_fits(band):
            self.add_error(*_WHERE_AND_WHY["band"])
            return
        if self.cleaned_data.get("next_month_yen"):
            self._refuse_a_next_month_without_table()

    def _pay_fits(self, band: Band) -> bool:
        """Whether a pay that was written says the same as the income that was chosen beside it."""
        chosen, pay = self._chosen(), self.cleaned_data.get("standard_monthly_pay_yen")
        if pay is None or not chosen:
            return True
        if chosen.startswith(PAY):
            return value_by_pay(band) == chosen
        most = self.situation.table.low_pay_until_yen if self.situation.table else None
        return not chosen.endswith(LOW_PAY) or most is None or pay <= most

    def _refuse_a_next_month_without_table(self) -> None:
        month = month_after(self.situation.month)
        table = ceilings_in(month, self.tables)
        try:
            for _words, case in self.by_income():
                find_cover(replace(case, treatment_month=month), self.tables)
        except CaseError:
            known = table is not None and rows_for(self.situation.age, table)
            self.add_error("next_month_yen", _NEEDS_THE_PAY if known else _NO_TABLE_FOR_THE_NEXT)

    def _chosen(self) -> str:
        """The income that was chosen; empty also where nobody knows it."""
        chosen: str = self.cleaned_data.get("income") or ""
        return "" if chosen == UNKNOWN else chosen

    def case(self, **changes: Any) -> CostCase:
        """The case of the contract. CaseError where two answers don't go together."""
        given = self.cleaned_data
        if self.situation.self_pay:
            return CostCase(
                treatment_month=self.situation.month,
                age=self.situation.age,
                total_cost_yen=given["whole_price_yen"],
                self_pay=True,
            )
        values: dict[str, Any] = {
            "treatment_month": self.situation.month,
            "age": self.situation.age,
            "total_cost_yen": given["price_yen"] + (given.get("other_insured_yen") or 0),
            **income_keys(self._chosen(), given.get("standard_monthly_pay_yen")),
            "setting": Setting(given.get("setting") or Setting.INPATIENT),
            "months_at_ceiling": given.get("months_at_ceiling") or 0,
            "paid_this_year_yen": given.get("paid_this_year_yen") or 0,
            "subsidy_tier": SubsidyTier(given["subsidy_tier"]) if given.get("subsidy_tier") else None,
            "subsidy_kind": SubsidyKind(given.get("subsidy_kind") or SubsidyKind.GENERAL),
            "copay_rate": int(given["copay_rate"]) if given.get("copay_rate") else None,
        }
        return CostCase(**{**values, **changes})


_NEEDS_THE_PAY = _(
    "For the month after it we need the standard monthly pay: the planned table divides incomes more "
    "finely. Write it above, or leave this empty."
)
_NO_TABLE_FOR_THE_NEXT = _(
    "For the month after it we have no complete table for this age, and we don't guess. Leave this empty, "
    "or ask your insurer."
)
_WHERE_AND_WHY: Mapping[str, tuple[str, Any]] = {
    # Where the pay alone would do, only a contradiction leads here.
    "band": (
        "income",
        _("This income and the standard monthly pay don't go together. Leave one of them out."),
    ),
    "standard_monthly_pay_yen": (
        "standard_monthly_pay_yen",
        _(
            "The standard monthly pay goes in steps, and this amount is none of them. Please look at it "
            "once more, or leave it empty and choose the income above."
        ),
    ),
}


def asked_in(situation: Situation) -> list[str]:
    """The names of the questions for a situation, in the order in which they are asked."""
    if situation.self_pay:
        return ["whole_price_yen", "outside_yen"]
    names = ["income", "standard_monthly_pay_yen", "copay_rate", "price_yen", "other_insured_yen",
             "next_month_yen", "outside_yen", "setting", "months_at_ceiling", "paid_this_year_yen",
             "subsidy_tier", "subsidy_kind"]  # fmt: skip
    left_out = {"setting", "copay_rate"} if situation.age < 70 else {"standard_monthly_pay_yen"}
    # Below 75 the age alone tells the part, but for working-level income, which the income tells.
    return [name for name in names if name not in left_out and (name != "copay_rate" or situation.age >= 75)]
