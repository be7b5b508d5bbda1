"""A stay over the end of a month, and the same case by every table."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.costs.case import CaseError, CostCase, Setting
from intake.costs.comparison import by_every_table, over_two_months, year_ends_in
from intake.costs.estimate import estimate
from intake.costs.tables import BANDS_FROM_70, BANDS_UNDER_70, load_tables, month_after

pytestmark = pytest.mark.engine_free

TABLES = load_tables()
CASE = CostCase(treatment_month="2026-09", age=66, band="C", total_cost_yen=55_306_737)
quick = settings(max_examples=80)
costs = st.integers(0, 200_000_000)


def test_the_ceiling_starts_anew_with_the_month():
    found = over_two_months(CASE, 1_000_000, TABLES)

    assert (found.first.payable_yen, found.following.payable_yen) == (636_007, 92_940)
    assert found.in_one_month.payable_yen == 85_800 + (56_306_737 - 286_000) // 100 == 646_007
    assert (found.payable_yen, found.more_yen) == (728_947, 82_940)


def test_what_was_paid_and_reached_counts_in_the_next_month():
    found = over_two_months(replace(CASE, months_at_ceiling=2), 1_000_000, TABLES)

    assert found.following_case.paid_this_year_yen == 636_007
    assert found.following.refund_later_yen == found.following.payable_yen == 44_400


def test_a_month_below_the_ceiling_does_not_count_as_one_that_reached_it():
    small = replace(CASE, total_cost_yen=10_000, months_at_ceiling=2)
    assert over_two_months(small, 1_000_000, TABLES).following_case.months_at_ceiling == 2


def test_august_begins_another_year_and_another_table():
    july = replace(CASE, treatment_month="2026-07", paid_this_year_yen=400_000)
    found = over_two_months(july, 1_000_000, TABLES)

    assert (found.first.table, found.following.table) == ("2018-08", "2026-08")
    assert found.following_case.paid_this_year_yen == 0


def test_never_more_than_twelve_months_at_the_ceiling():
    assert (
        over_two_months(replace(CASE, months_at_ceiling=12), 1, TABLES).following_case.months_at_ceiling == 12
    )


def test_a_month_without_table_is_not_guessed():
    with pytest.raises(CaseError, match=r"^standard_monthly_pay_yen$"):
        over_two_months(replace(CASE, treatment_month="2027-07"), 1, TABLES)
    old = replace(CASE, treatment_month="2027-07", age=72, band="general")
    with pytest.raises(CaseError, match=r"^treatment_month$"):
        over_two_months(old, 1, TABLES)


def test_by_every_table_in_the_order_of_time():
    rows = by_every_table(CASE, TABLES)

    assert [(row.table.from_month, row.error) for row in rows] == [
        ("2018-08", ""),
        ("2026-08", ""),
        ("2027-08", "standard_monthly_pay_yen"),
    ]
    assert [row.estimate.payable_yen for row in rows if row.estimate] == [630_497, 636_007]
    by_pay = replace(CASE, band=None, standard_monthly_pay_yen=300_000)
    assert [row.estimate.planned for row in by_every_table(by_pay, TABLES)] == [False, False, True]


@pytest.mark.parametrize(
    ("month", "after", "year_ends"),
    [
        ("2026-07", "2026-08", "2026-07"),
        ("2026-08", "2026-09", "2027-07"),
        ("2026-12", "2027-01", "2027-07"),
        ("2027-01", "2027-02", "2027-07"),
    ],
)
def test_months(month, after, year_ends):
    assert month_after(month) == after
    assert year_ends_in(month) == year_ends


@st.composite
def cases(draw):
    age = draw(st.integers(6, 110))
    return CostCase(
        treatment_month=draw(st.sampled_from(["2018-08", "2026-07", "2026-08", "2027-06"])),
        age=age,
        band=draw(st.sampled_from(BANDS_UNDER_70 if age < 70 else BANDS_FROM_70)),
        total_cost_yen=draw(costs),
        setting=draw(st.sampled_from(Setting)),
        months_at_ceiling=draw(st.integers(0, 12)),
        paid_this_year_yen=draw(st.integers(0, 3_000_000)),
    )


@quick
@given(cases(), costs)
def test_two_months_are_two_estimates_and_nothing_else(case, cost):
    found = over_two_months(case, cost, TABLES)

    assert found.first == estimate(case, TABLES)
    assert found.following == estimate(found.following_case, TABLES)
    assert found.more_yen == found.payable_yen - found.in_one_month.payable_yen
    assert 0 <= found.first.payable_yen <= found.payable_yen


@quick
@given(cases(), costs)
def test_within_one_table_a_flat_ceiling_is_at_most_paid_twice(case, cost):
    found = over_two_months(case, cost, TABLES)
    if found.first.table == found.following.table:
        assert found.payable_yen <= found.first.ceiling_yen + found.following.ceiling_yen
        # Rounding to ten yen, twice, is the most by which two months could be cheaper at the same ceiling.
        if found.first.ceiling_yen == found.following.ceiling_yen == found.in_one_month.ceiling_yen:
            assert found.more_yen >= -10
