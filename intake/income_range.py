"""An estimate for a family that does not know its income: every income of the table, from least to most.

Nothing is guessed between them: each end is reckoned and told as for a family that chose that income.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from intake.costs.tables import CostTables
from intake.estimate_result import Sources, Told, tell_case, written_down
from intake.estimator import DetailsForm
from intake.fields import yen_in_words
from intake.models import Coverage
from intake.sources import StatedSource


@dataclass(frozen=True)
class Range:
    """`rows` are (income in words, what it leaves to pay), in the order of the table; never empty."""

    insurance: str
    rows: list[tuple[str, Told]]
    sources: list[StatedSource]

    self_pay = False

    @property
    def least(self) -> Told:
        return self._least_row()[1]

    @property
    def least_words(self) -> str:
        return self._least_row()[0]

    @property
    def most(self) -> Told:
        return self._most_row()[1]

    @property
    def most_words(self) -> str:
        return self._most_row()[0]

    @property
    def payable(self) -> str:
        return _from_to(told.payable_yen for told in self._tolds())

    @property
    def in_all(self) -> str:
        return _from_to(told.in_all_yen for told in self._tolds())

    @property
    def with_subsidy(self) -> str:
        """Empty without a certificate: then nobody knows."""
        return _from_to(told.with_subsidy_yen for told in self._tolds() if told.with_subsidy_yen is not None)

    @property
    def outside_yen(self) -> int | None:
        return self.least.outside_yen

    @property
    def planned(self) -> bool:
        return self.least.planned

    def _tolds(self) -> list[Told]:
        return [told for _words, told in self.rows]

    def _least_row(self) -> tuple[str, Told]:
        return min(self.rows, key=lambda row: row[1].payable_yen)

    def _most_row(self) -> tuple[str, Told]:
        return max(self.rows, key=lambda row: row[1].payable_yen)


def tell_range(form: DetailsForm, tables: CostTables, price: Coverage | None) -> Range:
    sources = Sources()
    rows = [(str(words), tell_case(form, case, tables, price, sources)) for words, case in form.by_income()]
    return Range(form.situation.insurance, rows, sources.listed)


def range_in_words(form: DetailsForm, told: Range) -> str:
    """As `in_words` of one income, with both ends."""
    results = [(_("Left to pay"), told.payable), (_("May be left with the subsidy"), told.with_subsidy)]
    return written_down(form, told.least.months, results)


def _from_to(amounts: Iterable[int]) -> str:
    found = sorted(amounts)
    if not found:
        return ""
    if found[0] == found[-1]:
        return yen_in_words(found[0])
    return _("%(least)s to %(most)s") % {"least": yen_in_words(found[0]), "most": yen_in_words(found[-1])}
