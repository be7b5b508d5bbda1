"""The income bands of a table as a family can choose among them, and what the choice means to an estimate."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from intake.costs.tables import TAX_EXEMPT_BAND, Band, CeilingTable
from intake.vocabulary import Choices

# Past incomes of a year by letter, as the published tables name them: "about".
YEARLY: dict[str, str | Promise] = {
    "A": _("about 11.6 million yen a year or more"),
    "B": _("about 7.7 to 11.6 million yen a year"),
    "C": _("about 3.7 to 7.7 million yen a year"),
    "D": _("up to about 3.7 million yen a year"),
}
_FROM_70: dict[str, str | Promise] = {
    "working_3": _("Working-level income III (the ceilings are those of about 11.6 million yen or more)"),
    "working_2": _("Working-level income II (the ceilings are those of about 7.7 to 11.6 million yen)"),
    "working_1": _("Working-level income I (the ceilings are those of about 3.7 to 7.7 million yen)"),
    "general": _("General"),
    "low_2": _("Low income II"),
    "low_1": _("Low income I"),
}
# The same by what a pensioner knows: the part at the counter. Where the line of low income is, no source of
# ours says.
_KNOWN_FROM_70: dict[str, str | Promise] = {
    "working_3": _("30 % at the counter: working-level III (ceilings as of about 11.6 million yen a year)"),
    "working_2": _("30 % at the counter: working-level II (ceilings as of about 7.7 to 11.6 million yen)"),
    "working_1": _("30 % at the counter: working-level I (ceilings as of about 3.7 to 7.7 million yen)"),
    "general": _("20 % or 10 % at the counter, and not of low income: General"),
    "low_2": _("Low income II (your insurer or the office of your city or town can tell)"),
    "low_1": _("Low income I (your insurer or the office of your city or town can tell)"),
}
LOW_PAY = "_low_pay"
PAY = "pay_"


def incomes(age: int, table: CeilingTable | None) -> Choices:
    """The income bands of the month's table for this age, each with a value that `income_keys` reads; none
    for self-pay, for which no table counts."""
    if table is None:
        return []
    if age >= 70:
        return [choice for band in table.from_70 for choice in _bands_from_70(band, table)]
    if not table.takes_letters:
        return [(value_by_pay(band), _pay_in_words(band)) for band in table.under_70]
    return [choice for band in table.under_70 for choice in _letters(band, table)]


def where_it_stands(age: int) -> Promise:
    """Where somebody of this age finds which income is theirs."""
    return _AT_THE_COUNTER if age >= 70 else _BY_THE_PAY


_AT_THE_COUNTER = _(
    "Look at the part that you pay at the counter: 30 %, 20 % or 10 %. That it goes with the income is "
    "general knowledge, not checked by us: your insurer, or the office of your city or town, can confirm "
    "which income is yours. If you don't know, choose the last: then we show the lowest and the highest."
)
_BY_THE_PAY = _(
    "Employees: look at the pay slip, or ask the employer or the insurer for the standard monthly pay. "
    "National health insurance: look at the tax notice, or ask the office of your city or town. If you don't "
    "know, choose the last: then we show the lowest and the highest."
)


def band_in_words(band: Band, table: CeilingTable) -> str | Promise:
    """One row of a table, whichever age group it is of."""
    if band.code in _FROM_70:
        return _FROM_70[band.code]
    if band.code == TAX_EXEMPT_BAND or not table.takes_letters:
        return _pay_in_words(band)
    return _("%(yearly)s (%(pay)s)") % {"yearly": YEARLY[band.code], "pay": _pay_in_words(band)}


def _bands_from_70(band: Band, table: CeilingTable) -> Choices:
    label = _KNOWN_FROM_70[band.code]
    if band.annual_low_pay_yen is None or table.low_pay_until_yen is None:
        return [(band.code, label)]
    low = _("the same, still employed, and the standard monthly pay is %(most)s yen or less") % {
        "most": f"{table.low_pay_until_yen:,}"
    }
    return [(band.code, label), (band.code + LOW_PAY, low)]


def _letters(band: Band, table: CeilingTable) -> Choices:
    label = band_in_words(band, table)
    if band.annual_low_pay_yen is None or table.low_pay_until_yen is None:
        return [(band.code, label)]
    low = _("the same, and the standard monthly pay is %(most)s yen or less") % {
        "most": f"{table.low_pay_until_yen:,}"
    }
    return [(band.code, label), (band.code + LOW_PAY, low)]


_EXEMPT = _("Exempt from municipal tax (resident tax)")


def value_by_pay(band: Band) -> str:
    return band.code if band.pay_from_yen is None else f"{PAY}{band.pay_from_yen}"


def _pay_in_words(band: Band) -> str | Promise:
    if band.pay_from_yen is None:
        return _EXEMPT
    least, most = f"{band.pay_from_yen:,}", f"{band.pay_until_yen or 0:,}"
    if band.pay_until_yen is None:
        return _("standard monthly pay %(least)s yen or more") % {"least": least}
    if band.pay_from_yen == 0:
        return _("standard monthly pay up to %(most)s yen") % {"most": most}
    return _("standard monthly pay %(least)s to %(most)s yen") % {"least": least, "most": most}


def income_keys(value: str, pay_yen: int | None) -> dict[str, Any]:
    """The contract's keys for a chosen income (of `incomes`) and a pay that was written."""
    if value.startswith(PAY):
        chosen = int(value.removeprefix(PAY))
        return {"standard_monthly_pay_yen": chosen if pay_yen is None else pay_yen}
    if value == TAX_EXEMPT_BAND:
        # Not by the letter alone: the tables from 2027-08 take none.
        return {"tax_exempt": True, "band": None}
    band = value.removesuffix(LOW_PAY) or None
    return {"band": band, "low_pay": value.endswith(LOW_PAY), "standard_monthly_pay_yen": pay_yen}
