"""Every figure that families are shown, from the rows that it is shown from, with its source.

Nothing is typed here a second time: a figure that an admin changes is another one on this page as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from intake.costs.tables import Band, CeilingTable, CopayRate, CostTables, SubsidyTable
from intake.estimate_result import Sources, in_own_language, price_source, source_of
from intake.estimator import KINDS, TIERS
from intake.fields import yen_in_words
from intake.incomes import YEARLY, band_in_words
from intake.models import Coverage, CrisisLine, Explanation, Treatment
from intake.ruby import marked, to_plain
from intake.sources import StatedSource

Words = str | Promise

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred|thousand|million"
)
_UNITS = "years?|months?|weeks?|days?|patients|people|sites|yen|per cent|percent"
_FIGURE = re.compile(
    rf"\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{4}}年\d{{1,2}}月(?:\d{{1,2}}日)?|\d{{1,2}}月\d{{1,2}}日"
    rf"|\d{{1,2}} (?:{_MONTHS})(?: \d{{4}})?|(?:{_MONTHS}) \d{{4}}"
    rf"|\d[\d,.]*(?<![,.])\s?(?:[年月日人円%歳回割]|万円?|億円?|か所|件|(?:{_UNITS})\b)?"
    rf"|[一二三四五六七八九十百千]+(?:年|人|円|割|歳|か所|パーセント)"
    rf"|\b(?:{_NUMBER_WORDS}) (?:{_UNITS})\b"
)
# The numbers of a list's lines and the mark V2 of a source are no figures.
_NO_FIGURE = re.compile(r"(?m)^(\d+\. |V2 \|)")


def figures_in(text: str) -> list[str]:
    """Every figure in a text, as it stands there, in narrow letters."""
    plain = unicodedata.normalize("NFKC", to_plain(marked(text)))
    return [found[0].strip() for found in _FIGURE.finditer(_NO_FIGURE.sub("", plain))]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the page: `figures` are words that each hold one, such as "annual ceiling: 530,000 yen".

    In a group with columns there is one for each, empty where the row has none. `sources` are numbers in the
    page's list of sources, as every `source` here.
    """

    label: Words
    figures: list[str]
    sources: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading; `source` is that of all of them, 0 where each has its own."""

    title: Words
    rows: list[Row]
    source: int = 0
    planned: bool = False
    columns: list[str] = field(default_factory=list)
    # What the first column holds.
    corner: str = ""
    note: str = ""


def all_figures(tables: CostTables, sources: Sources) -> list[Group]:
    """Of the tables, the catalogue and the telephone numbers; puts their sources into `sources`."""
    groups = [
        Group(
            _("The part that a patient pays, by age"), [_rate(rate, sources) for rate in tables.copay_rates]
        ),
        *(group for table in tables.ceilings for group in _ceilings(table, sources)),
        *(_subsidy(table, sources) for table in tables.subsidies),
        Group(_("Products: approval, insurance and price"), list(_products(sources))),
        Group(_("Telephone numbers for urgent help"), list(_telephone_numbers(sources))),
    ]
    return [group for group in groups if group.rows]


def _rate(rate: CopayRate, sources: Sources) -> Row:
    label = _("from the age of %(age)s") % {"age": rate.from_age}
    figure = _("%(percent)s %% of it") % {"percent": rate.percent}
    return Row(label, [figure], [sources.number(source_of(rate))])


def _ceilings(table: CeilingTable, sources: Sources) -> Iterator[Group]:
    groups = (
        (_("Monthly ceilings, under 70"), table.under_70, _("Standard monthly pay")),
        (_("Monthly ceilings, 70 and over"), table.from_70, _("Income")),
    )
    for title, bands, corner in groups:
        # Only the columns that a table has: before August 2026 there is no annual ceiling.
        columns = [
            (name, label)
            for name, label in _columns()
            if any(getattr(band, name) is not None for band in bands)
        ]
        rows = [
            Row(_income(band, table), [_cell(getattr(band, name)) for name, _label in columns])
            for band in bands
        ]
        number = sources.number(source_of(table)) if bands else 0
        lower = "annual_low_pay_yen" in dict(columns) and table.low_pay_until_yen
        note = (
            _("Lower pay: a standard monthly pay up to %(most)s yen.") % {"most": f"{lower:,}"}
            if lower
            else ""
        )
        yield Group(title, rows, number, table.planned, [label for _name, label in columns], corner, note)


def _income(band: Band, table: CeilingTable) -> Words:
    """Pay as figures alone: in easy Japanese the same words in each row would weigh more than the figures."""
    if band.pay_from_yen is None:
        return band_in_words(band, table)
    pay = f"{band.pay_from_yen:,} – {'' if band.pay_until_yen is None else f'{band.pay_until_yen:,}'}".strip()
    return f"{pay} ({YEARLY[band.code]})" if table.takes_letters else pay


def _columns() -> list[tuple[str, str]]:
    return [
        ("base_yen", _("a month")),
        ("threshold_yen", _("+ 1 % of the cost above")),
        ("many_times_yen", _("many times")),
        ("annual_yen", _("a year, August to July")),
        ("annual_low_pay_yen", _("a year, with lower pay")),
        ("outpatient_yen", _("outpatient, a month")),
        ("outpatient_annual_yen", _("outpatient, a year")),
        ("percent", _("part paid in percent, whatever the age")),
    ]


def _cell(amount: int | None) -> str:
    return "" if amount is None else f"{amount:,}"


def _subsidy(table: SubsidyTable, sources: Sources) -> Group:
    rows = [
        Row(label, [_cell(table.ceilings_yen[tier][kind]) for kind, _words in KINDS])
        for tier, label in TIERS
        if tier
    ]
    most = _("the part paid is at most %(percent)s %%") % {"percent": table.max_percent}
    title = _("Ceiling of the subsidy for intractable diseases, a month; %(most)s") % {"most": most}
    columns = [str(words) for _kind, words in KINDS]
    return Group(title, rows, sources.number(source_of(table)), columns=columns)


def _products(sources: Sources) -> Iterator[Row]:
    for treatment in Treatment.objects.prefetch_related("coverages", "sources"):
        figures = _approval(treatment)
        origins = [_source_of_approval(treatment)] if figures else []
        for coverage in treatment.coverages.all():
            if found := list(_insurance(coverage)):
                figures += found
                origins.append(price_source(coverage))
        if figures:
            name = treatment.name_en if get_language() == "en" else treatment.name_ja
            yield Row(name, figures, list(dict.fromkeys(sources.number(origin) for origin in origins)))


def _approval(treatment: Treatment) -> list[str]:
    days = [
        (_("approved: %(day)s"), treatment.approved_from),
        (_("ended: %(day)s"), treatment.approved_until),
    ]
    return [words % {"day": date_format(day, "DATE_FORMAT")} for words, day in days if day]


def _source_of_approval(treatment: Treatment) -> StatedSource:
    named = treatment.sources.all()
    title = in_own_language(named[0].title) if named else _("approval")
    return StatedSource(title, treatment.certainty, treatment.checked_on)


def _insurance(coverage: Coverage) -> Iterator[str]:
    if coverage.covered_from:
        yield _("insured from %(day)s") % {"day": date_format(coverage.covered_from, "DATE_FORMAT")}
    if coverage.price_yen is not None:
        yield _("price: %(amount)s") % {"amount": yen_in_words(coverage.price_yen)}


def _telephone_numbers(sources: Sources) -> Iterator[Row]:
    for line in CrisisLine.objects.order_by("name"):
        number = sources.number(StatedSource(line.source, "V", line.checked_on))
        yield Row(line.name, [line.number, line.hours], [number])


def pages_with_figures(pages: Sequence[Explanation]) -> list[tuple[Explanation, list[str]]]:
    """Each page with the figures in its text; where they come from stands on the page itself."""
    found = ((page, list(dict.fromkeys(figures_in(page.body)))) for page in pages)
    return [(page, figures) for page, figures in found if figures]
