"""An estimate told step by step: each figure with how it was reached and where it comes from.

Words only: what is reckoned is reckoned in intake/costs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intake.costs.case import CostCase
from intake.costs.comparison import ByTable, TwoMonths, by_every_table, over_two_months, year_ends_in
from intake.costs.estimate import (
    CeilingRule,
    Cover,
    Estimate,
    ceiling_rule,
    copayment_yen,
    estimate,
    find_cover,
)
from intake.costs.tables import CeilingTable, CopayRate, CostTables, SubsidyTable, copay_rate_at, subsidies_in
from intake.estimator import SELF_PAY, DetailsForm
from intake.fields import yen_in_words
from intake.models import Coverage
from intake.ruby import marked, to_plain
from intake.sources import StatedSource

COPAY_PERCENTS = (30, 20, 10)
DERIVED = "D"


@dataclass(frozen=True)
class Line:
    """One step. `source` is the number of its source in the list below the table; 0: the reader's own figure
    or a calculation with those above it, which `derived` says."""

    label: str
    yen: int | None
    how: str = ""
    source: int = 0
    derived: bool = False
    result: bool = False
    # Of the parts at the counter: theirs, or another one, which stands there to compare.
    theirs: bool | None = None


@dataclass(frozen=True)
class Bar:
    label: str
    yen: int


@dataclass
class Sources:
    """The sources of one page, each with one number, in the order in which they were first named."""

    listed: list[StatedSource] = field(default_factory=list)

    def number(self, source: StatedSource) -> int:
        if source not in self.listed:
            self.listed.append(source)
        return self.listed.index(source) + 1


@dataclass(frozen=True)
class MonthTold:
    """One calendar month: `lines` for the table, `bars` for the picture."""

    month: str
    found: Estimate
    lines: list[Line]
    bars: list[Bar]


@dataclass(frozen=True)
class Told:
    """Everything that the page shows of a result; `second` and `over` only of a stay that crosses a month.

    `payable_yen`, `given_back_yen` and `with_subsidy_yen` are of both months together.
    """

    insurance: str
    first: MonthTold
    second: MonthTold | None = None
    over: TwoMonths | None = None
    tables: list[ByTable] = field(default_factory=list)
    sources: list[StatedSource] = field(default_factory=list)
    outside_yen: int | None = None

    @property
    def self_pay(self) -> bool:
        return self.insurance == SELF_PAY

    @property
    def months(self) -> list[MonthTold]:
        return [month for month in (self.first, self.second) if month]

    @property
    def payable_yen(self) -> int:
        return sum(month.found.payable_yen for month in self.months)

    @property
    def in_all_yen(self) -> int:
        return self.payable_yen + (self.outside_yen or 0)

    @property
    def given_back_yen(self) -> int:
        return sum(month.found.refund_later_yen or 0 for month in self.months)

    @property
    def with_subsidy_yen(self) -> int | None:
        if self.first.found.payable_with_subsidy_yen is None:
            return None
        return sum(month.found.payable_with_subsidy_yen or 0 for month in self.months)

    @property
    def planned(self) -> bool:
        return any(month.found.planned for month in self.months)


def tell(form: DetailsForm, tables: CostTables, price: Coverage | None) -> Told:
    """The result of a valid form: of one income, or of self-pay (of every income: intake/income_range.py)."""
    if form.situation.self_pay:
        outside = form.cleaned_data.get("outside_yen")
        return Told(SELF_PAY, _by_oneself(form.case(), tables), outside_yen=outside)
    return tell_case(form, form.case(), tables, price, Sources())


def tell_case(
    form: DetailsForm, case: CostCase, tables: CostTables, price: Coverage | None, sources: Sources
) -> Told:
    """One case of a valid form; several can share the numbers of their sources."""
    found, following_cost = estimate(case, tables), form.cleaned_data.get("next_month_yen")
    lines = [*_costs(form, price, sources), *_steps(case, found, tables, sources)]
    over = over_two_months(case, following_cost, tables) if following_cost else None
    return Told(
        insurance=form.situation.insurance,
        first=MonthTold(case.treatment_month, found, lines, _bars(found, case)),
        second=_second_month(over, tables, sources) if over else None,
        over=over,
        tables=by_every_table(case, tables),
        sources=sources.listed,
        outside_yen=form.cleaned_data.get("outside_yen"),
    )


def _by_oneself(case: CostCase, tables: CostTables) -> MonthTold:
    found = estimate(case, tables)
    lines = [Line(_("The whole price"), case.total_cost_yen, _("as you wrote it")), _to_pay_by_oneself(found)]
    bars = [Bar(_("The whole price"), case.total_cost_yen), Bar(_("Left to pay"), found.payable_yen)]
    return MonthTold(case.treatment_month, found, lines, bars)


def in_words(form: DetailsForm, told: Told) -> str:
    """The result in a few lines, as a family may put it into an inquiry: no more than the page shows.

    Triage reads messages. So this says what the family chose and nothing that the page put there by itself:
    the price of a product would sort an inquiry under that product.
    """
    return written_down(
        form,
        told.months,
        [
            (_("Left to pay"), yen_in_words(told.payable_yen)),
            (
                _("What may be given back later"),
                yen_in_words(told.given_back_yen) if told.given_back_yen else "",
            ),
            (
                _("May be left with the subsidy"),
                "" if told.with_subsidy_yen is None else yen_in_words(told.with_subsidy_yen),
            ),
        ],
    )


def written_down(form: DetailsForm, months: list[MonthTold], results: list[tuple[str, str]]) -> str:
    """What was chosen and written, and then the results that have words."""
    situation, given = form.situation, form.cleaned_data
    lines = [situation.insurance_in_words]
    if not situation.self_pay:
        lines += [
            f"{_('Month of the treatment')}: {' / '.join(month_in_words(month.month) for month in months)}",
            f"{_('Age of the patient in that month')}: {situation.age}",
        ]
    if income := income_in_words(form):
        lines.append(f"{_('Income')}: {income}")
    amounts = [(_("The whole price"), given.get("whole_price_yen")), (_("Before insurance"), _written(form))]
    lines += [f"{label}: {yen_in_words(amount)}" for label, amount in amounts if amount is not None]
    lines += [f"{label}: {words}" for label, words in results if words]
    return to_plain("\n".join([_("Result of the estimate:"), *(f"- {line}" for line in lines)]))


def income_in_words(form: DetailsForm) -> str:
    """The chosen income band; empty for self-pay, for which none is asked."""
    if form.situation.self_pay:
        return ""
    asked: dict[str, Any] = dict(form.fields["income"].choices)  # type: ignore[attr-defined]
    return str(asked.get(form.cleaned_data.get("income") or "", ""))


def _written(form: DetailsForm) -> int | None:
    """The cost that the family wrote; None for the one that stood there."""
    price: int | None = form.cleaned_data.get("price_yen")
    return None if price == form.reported_yen else price


def _second_month(over: TwoMonths, tables: CostTables, sources: Sources) -> MonthTold:
    case, found = over.following_case, over.following
    cost = Line(_("Insured cost of this month, before insurance"), case.total_cost_yen, _("as you wrote it"))
    return MonthTold(
        case.treatment_month, found, [cost, *_steps(case, found, tables, sources)], _bars(found, case)
    )


def _to_pay_by_oneself(found: Estimate) -> Line:
    how = _("no part is paid by insurance, no ceiling and no subsidy counts")
    return Line(_("Left to pay"), found.payable_yen, how, result=True)


def _costs(form: DetailsForm, price: Coverage | None, sources: Sources) -> Iterator[Line]:
    given = form.cleaned_data
    reported = price is not None and price.price_yen == given["price_yen"]
    if price is not None and reported:
        number = sources.number(price_source(price))
        yield Line(
            _("Price of the product, before insurance"),
            given["price_yen"],
            _("as reported of Amchepry"),
            number,
        )
    else:
        yield Line(_("Cost of the treatment, before insurance"), given["price_yen"], _("as you wrote it"))
    if given.get("other_insured_yen"):
        label = _("Surgery, hospital stay and tests, before insurance")
        yield Line(label, given["other_insured_yen"], _("as you wrote it"))
        yield Line(_("Together"), given["price_yen"] + given["other_insured_yen"])


def _steps(case: CostCase, found: Estimate, tables: CostTables, sources: Sources) -> Iterator[Line]:
    cover = find_cover(case, tables)
    yield from _copayments(case, cover, tables, sources)
    table = sources.number(source_of(cover.table))
    yield Line(_("Ceiling of the month"), found.ceiling_yen, _ceiling_in_words(case, cover, found), table)
    how = _("the smaller of the part at the counter and the ceiling")
    yield Line(_("Left to pay for this month"), found.payable_yen, how, derived=True, result=True)
    yield from _given_back(case, found, table)
    yield from _with_subsidy(case, found, tables, sources)


def _copayments(case: CostCase, cover: Cover, tables: CostTables, sources: Sources) -> Iterator[Line]:
    rate = copay_rate_at(case.age, tables)
    number = sources.number(source_of(cover.table if cover.band.percent else rate))
    for percent in sorted({*COPAY_PERCENTS, cover.percent}, reverse=True):
        yours = percent == cover.percent
        how = _("your part, by age and income; without a ceiling you would pay this")
        if case.copay_rate and not cover.band.percent:
            how = _("your part, as you chose it; without a ceiling you would pay this")
        yield Line(
            _("%(percent)s %% of it") % {"percent": percent},
            copayment_yen(case.total_cost_yen, percent),
            how if yours else _("not your part: only to compare"),
            number if yours else 0,
            theirs=yours,
        )


def _ceiling_in_words(case: CostCase, cover: Cover, found: Estimate) -> str:
    rule, band = ceiling_rule(case, cover.band), cover.band
    if rule == CeilingRule.MANY_TIMES:
        return _("three or more of the last 12 months reached the ceiling: the lower amount for many times")
    if rule == CeilingRule.OUTPATIENT:
        if band.outpatient_annual_yen is None:
            return _("the ceiling of this income for outpatient care, a fixed amount")
        return _("the ceiling of this income for outpatient care, a fixed amount; %(yearly)s yen a year") % {
            "yearly": f"{band.outpatient_annual_yen:,}"
        }
    if rule == CeilingRule.FLAT or band.threshold_yen is None:
        return _("a fixed amount for this income")
    if case.total_cost_yen <= band.threshold_yen:
        return _("the basic amount, as the cost is not above %(threshold)s yen") % {
            "threshold": f"{band.threshold_yen:,}"
        }
    return (
        f"{band.base_yen:,} + ({case.total_cost_yen:,} − {band.threshold_yen:,}) × 1% = {found.ceiling_yen:,}"
    )


def _given_back(case: CostCase, found: Estimate, table: int) -> Iterator[Line]:
    if found.annual_ceiling_yen is None:
        yield Line(_("Annual ceiling"), None, _("the table of this month has none"), table)
        return
    how = (
        _("for August to July; worked out with %(paid)s yen paid before")
        if case.paid_this_year_yen
        else _("for August to July; worked out as if nothing was paid before")
    )
    yield Line(
        _("Annual ceiling"), found.annual_ceiling_yen, how % {"paid": f"{case.paid_this_year_yen:,}"}, table
    )
    if found.refund_later_yen:
        how = _("not at the counter: it is repaid after the year, which ends with %(month)s") % {
            "month": month_in_words(year_ends_in(case.treatment_month))
        }
    else:
        how = _("nothing for this month, as the sum is not above the annual ceiling")
    yield Line(_("What may be given back later"), found.refund_later_yen, how, derived=True)


def _with_subsidy(case: CostCase, found: Estimate, tables: CostTables, sources: Sources) -> Iterator[Line]:
    row = subsidies_in(case.treatment_month, tables)
    if found.subsidy_ceiling_yen is None or row is None:
        return
    number = sources.number(source_of(row))
    yield Line(
        _("Ceiling of the subsidy for intractable diseases"), found.subsidy_ceiling_yen, _("a month"), number
    )
    how = _(
        "the smallest of 20 per cent at most, the ceiling, and the ceiling of the subsidy. Perhaps: whether "
        "this stay falls under the subsidy is our own conclusion. Only at designated institutions, only for "
        "insured care, without meals. Ask the hospital and the public health office."
    )
    yield Line(
        _("May be left with the subsidy"), found.payable_with_subsidy_yen, how, derived=True, result=True
    )


def _bars(found: Estimate, case: CostCase) -> list[Bar]:
    bars = [
        Bar(_("Before insurance"), case.total_cost_yen),
        Bar(_("Your part without a ceiling"), found.copayment_yen or 0),
        Bar(_("Left to pay this month"), found.payable_yen),
    ]
    if found.refund_later_yen:
        bars.append(Bar(_("After what may come back"), found.payable_yen - found.refund_later_yen))
    if found.payable_with_subsidy_yen is not None:
        bars.append(Bar(_("Perhaps, with the subsidy"), found.payable_with_subsidy_yen))
    return bars


def price_source(price: Coverage) -> StatedSource:
    title = in_own_language(price.source_title)
    return StatedSource(title, price.certainty, price.treatment.checked_on)


def in_own_language(title: str) -> str:
    """The catalogue writes the titles of its sources for both languages, the Japanese first."""
    parts = [part.strip() for part in title.split("/")]
    return parts[-1] if get_language() == "en" else parts[0]


def source_of(row: CeilingTable | CopayRate | SubsidyTable) -> StatedSource:
    """In the reader's language; that of a table of ceilings with its months."""
    title = {"en": row.source, "ja-easy": marked(row.source_easy)}.get(get_language() or "", row.source_ja)
    checked = date.fromisoformat(row.checked_on) if row.checked_on else None
    if isinstance(row, CeilingTable):
        months = (
            _("planned: %(months)s") % {"months": span_in_words(row)} if row.planned else span_in_words(row)
        )
        title = f"{title} ({months})" if get_language() == "en" else f"{title}（{months}）"
    return StatedSource(title or row.source, row.certainty, checked)


def span_in_words(table: CeilingTable) -> str:
    """The months in which a table is in force."""
    first = month_in_words(table.from_month)
    if table.until_month is None:
        return _("from %(first)s") % {"first": first}
    return _("%(first)s to %(last)s") % {"first": first, "last": month_in_words(table.until_month)}


def month_in_words(month: str) -> str:
    return date_format(date(int(month[:4]), int(month[5:]), 1), "YEAR_MONTH_FORMAT")
