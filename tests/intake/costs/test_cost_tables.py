"""The shipped rows, and what no set of rows may look like."""

import json
from dataclasses import replace

import pytest

from intake.costs.case import CaseError, CostCase, SubsidyKind, SubsidyTier
from intake.costs.estimate import estimate
from intake.costs.tables import (
    BANDS_FROM_70,
    BANDS_UNDER_70,
    CostTables,
    ceilings_in,
    default_percent,
    load_tables,
    subsidies_in,
)

pytestmark = pytest.mark.engine_free

TABLES = load_tables()
OLD, NOW, PLAN = TABLES.ceilings


def test_tables_follow_each_other_without_a_gap():
    spans = [(table.from_month, table.until_month, table.planned) for table in TABLES.ceilings]

    assert spans == [
        ("2018-08", "2026-07", False),
        ("2026-08", "2027-07", False),
        ("2027-08", None, True),
    ]


@pytest.mark.parametrize("table", [OLD, NOW])
def test_each_band_has_one_row(table):
    assert tuple(band.code for band in table.under_70) == BANDS_UNDER_70
    assert tuple(band.code for band in table.from_70) == BANDS_FROM_70


def test_the_plan_divides_the_letters_more_finely_and_has_nothing_from_70():
    assert [band.code for band in PLAN.under_70] == [*"AAABBBCCCDDDE"]
    assert not PLAN.takes_letters
    assert PLAN.from_70 == ()


@pytest.mark.parametrize(("table", "amounts"), [(OLD, [144_000, None, None]), (NOW, [216_000, 96_000, None])])
def test_the_year_of_outpatient_care_is_there_to_be_shown(table, amounts):
    assert [band.outpatient_annual_yen for band in table.from_70[3:]] == amounts


@pytest.mark.parametrize("table", [OLD, NOW])
def test_working_level_pays_as_the_letters_do(table):
    letters = {band.code: band for band in table.under_70}
    for band, letter in zip(table.from_70, "ABC", strict=False):
        same = letters[letter]
        assert replace(same, code=band.code, percent=30, pay_from_yen=None, pay_until_yen=None) == band


@pytest.mark.parametrize("table", TABLES.ceilings)
def test_a_threshold_is_where_thirty_percent_reach_the_base(table):
    for band in (*table.under_70, *table.from_70):
        if band.threshold_yen is not None:
            assert band.threshold_yen * 30 == band.base_yen * 100


@pytest.mark.parametrize("table", TABLES.ceilings)
def test_many_times_is_below_the_base_and_the_year_above_it(table):
    for band in (*table.under_70, *table.from_70):
        assert band.many_times_yen is None or band.many_times_yen < band.base_yen
        assert (band.annual_yen is None) == (table is OLD)
        assert band.annual_yen is None or band.annual_yen > band.base_yen


def test_every_subsidy_tier_has_every_kind():
    (subsidy,) = TABLES.subsidies

    assert set(subsidy.ceilings_yen) == set(SubsidyTier)
    assert all(set(ceilings) == set(SubsidyKind) for ceilings in subsidy.ceilings_yen.values())


def test_every_table_says_where_it_comes_from_and_how_sure_that_is():
    for row in (*TABLES.copay_rates, *TABLES.ceilings, *TABLES.subsidies):
        assert row.source
        assert row.certainty in {"V", "V2", "K"}


def test_the_rate_of_small_children_is_marked_as_not_checked():
    assert [rate.certainty for rate in TABLES.copay_rates if rate.from_age == 0] == ["K"]
    assert [default_percent(age, TABLES) for age in (0, 5, 6, 69, 70, 74, 75)] == [20, 20, 30, 30, 20, 20, 10]


def test_a_month_finds_its_table():
    assert ceilings_in("2018-07", TABLES) is None
    assert ceilings_in("2026-07", TABLES) is OLD
    assert ceilings_in("2026-08", TABLES) is NOW
    assert ceilings_in("2050-01", TABLES) is PLAN


def test_a_dated_subsidy_holds_for_its_months_only():
    (subsidy,) = TABLES.subsidies
    dated = replace(TABLES, subsidies=(replace(subsidy, from_month="2026-08", until_month="2026-12"),))
    case = CostCase(
        treatment_month="2027-01", age=58, total_cost_yen=1, band="C", subsidy_tier=SubsidyTier.UPPER
    )

    assert subsidies_in("2026-12", dated) is not None
    with pytest.raises(CaseError, match=r"^subsidy_tier$"):
        estimate(case, dated)


def test_a_table_without_rows_for_the_young_answers_nothing_for_them():
    bare = replace(TABLES, ceilings=(replace(NOW, under_70=()),))
    case = CostCase(treatment_month="2026-08", age=58, total_cost_yen=1, band="C")

    with pytest.raises(CaseError, match=r"^treatment_month$"):
        estimate(case, bare)


def test_the_estimate_follows_the_tables_that_it_is_given():
    dearer = replace(NOW, under_70=tuple(replace(band, base_yen=99_000) for band in NOW.under_70))
    case = CostCase(treatment_month="2026-08", age=58, total_cost_yen=55_306_737, band="D")

    assert estimate(case, TABLES).payable_yen == 61_500
    assert estimate(case, replace(TABLES, ceilings=(OLD, dearer, PLAN))).payable_yen == 99_000


def refused(**changes) -> str:
    with pytest.raises(
        ValueError, match=r"overlap|none from|gap|band|tier|before it begins|amount|pay"
    ) as refusal:
        replace(TABLES, **changes)
    return str(refusal.value)


def test_two_answers_for_one_month_age_or_pay_are_refused():
    (subsidy,) = TABLES.subsidies
    wide_d = replace(NOW.under_70[3], pay_until_yen=280_000)
    rows = (*NOW.under_70[:3], wide_d, *NOW.under_70[4:])

    assert "2018-08" in refused(ceilings=(replace(OLD, until_month="2026-08"), NOW, PLAN))
    assert "2026-08" in refused(ceilings=(PLAN, replace(NOW, until_month=None), OLD))
    assert "bands from 2026-08" in refused(ceilings=(OLD, replace(NOW, under_70=rows), PLAN))
    assert "subsidy" in refused(subsidies=(subsidy, subsidy))
    assert "copayment" in refused(copay_rates=(*TABLES.copay_rates, TABLES.copay_rates[1]))


def test_an_age_without_a_rate_is_refused():
    assert "age 0" in refused(copay_rates=TABLES.copay_rates[1:])


def test_a_month_between_two_tables_has_one():
    (subsidy,) = TABLES.subsidies
    before = replace(subsidy, until_month="2026-06")

    assert "gap" in refused(ceilings=(OLD, PLAN))
    assert "gap" in refused(subsidies=(before, replace(subsidy, from_month="2026-08")))
    assert replace(TABLES, subsidies=(before, replace(subsidy, from_month="2026-07")))


def test_rows_that_no_case_can_have_are_refused():
    (subsidy,) = TABLES.subsidies
    bare = {tier: kinds for tier, kinds in subsidy.ceilings_yen.items() if tier != "upper"}
    c = NOW.under_70[2]

    def with_rows(*rows, **changes):
        return (OLD, replace(NOW, under_70=rows, **changes), PLAN)

    assert "upper has no amount" in refused(subsidies=(replace(subsidy, ceilings_yen=bare),))
    assert "another age group" in refused(ceilings=with_rows(replace(c, code="general")))
    assert "no standard pay" in refused(ceilings=with_rows(replace(c, pay_from_yen=None)))
    assert "two rows" in refused(ceilings=with_rows(c, replace(c, pay_from_yen=1, pay_until_yen=2)))
    assert "before it begins" in refused(ceilings=(replace(OLD, until_month="2018-07"),))


def test_tables_are_read_from_any_file_of_that_form(tmp_path):
    path = tmp_path / "tables.json"
    rate = {"from_age": 0, "percent": 30, "source": "a test", "certainty": "K"}
    path.write_text(json.dumps({"copay_rates": [rate], "ceilings": [], "subsidies": []}), encoding="utf-8")

    assert load_tables(path) == CostTables(
        copay_rates=load_tables(path).copay_rates, ceilings=(), subsidies=()
    )
    path.write_text(json.dumps({"copay_rates": [{**rate, "colour": 1}], "ceilings": [], "subsidies": []}))
    with pytest.raises(TypeError, match=r"colour"):
        load_tables(path)
