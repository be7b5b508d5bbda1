"""What holds for every case, whatever the numbers."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.costs.case import (
    COPAY_RATES,
    KEYS,
    CostCase,
    Setting,
    SubsidyKind,
    SubsidyTier,
)
from intake.costs.estimate import estimate, estimate_json, find_cover
from intake.costs.tables import BANDS_FROM_70, BANDS_UNDER_70, load_tables

pytestmark = pytest.mark.engine_free

TABLES = load_tables()
PLAN = TABLES.ceilings[2]
quick = settings(max_examples=80)

costs = st.integers(0, 200_000_000)
months = st.sampled_from(["2018-08", "2026-07", "2026-08", "2027-07"])
plan_pays = st.sampled_from([band.pay_from_yen for band in PLAN.under_70 if band.pay_from_yen is not None])


@st.composite
def incomes(draw):
    """Month, age and band that have a table."""
    if draw(st.booleans()):
        return {
            "treatment_month": draw(months),
            "age": draw(st.integers(70, 110)),
            "band": draw(st.sampled_from(BANDS_FROM_70)),
        }
    age = draw(st.integers(0, 69))
    if draw(st.booleans()):
        return {"treatment_month": "2027-08", "age": age, "standard_monthly_pay_yen": draw(plan_pays)}
    return {"treatment_month": draw(months), "age": age, "band": draw(st.sampled_from(BANDS_UNDER_70))}


@st.composite
def cases(draw):
    return CostCase(
        **draw(incomes()),
        total_cost_yen=draw(costs),
        setting=draw(st.sampled_from(Setting)),
        months_at_ceiling=draw(st.integers(0, 12)),
        paid_this_year_yen=draw(st.integers(0, 3_000_000)),
        low_pay=draw(st.booleans()),
        subsidy_tier=draw(st.none() | st.sampled_from(SubsidyTier)),
        subsidy_kind=draw(st.sampled_from(SubsidyKind)),
        copay_rate=draw(st.none() | st.sampled_from(COPAY_RATES)),
    )


@quick
@given(cases())
def test_never_negative_and_never_more_than_the_copayment_or_the_ceiling(case):
    found = estimate(case, TABLES)

    assert 0 <= found.payable_yen == min(found.copayment_yen, found.ceiling_yen)


@quick
@given(cases())
def test_the_copayment_is_a_multiple_of_ten_within_five_yen_of_the_rate(case):
    found = estimate(case, TABLES)
    exact_hundredths = case.total_cost_yen * find_cover(case, TABLES).percent

    assert found.copayment_yen % 10 == 0
    # Half up: five yen more is reached, five yen less is not.
    assert -500 < found.copayment_yen * 100 - exact_hundredths <= 500


@quick
@given(cases(), st.integers(1, 1_000_000) | st.integers(1, 200))
def test_a_higher_cost_is_never_cheaper(case, more):
    less = estimate(case, TABLES)
    higher = estimate(replace(case, total_cost_yen=case.total_cost_yen + more), TABLES)

    assert less.copayment_yen <= higher.copayment_yen
    assert less.ceiling_yen <= higher.ceiling_yen
    assert less.payable_yen <= higher.payable_yen
    assert less.refund_later_yen <= higher.refund_later_yen
    if case.subsidy_tier is not None:
        assert less.payable_with_subsidy_yen <= higher.payable_with_subsidy_yen


@quick
@given(cases(), st.integers(-100, 100))
def test_no_jump_at_a_threshold(case, near):
    """At 30 % the copayment meets the ceiling there, so both sides of it agree within one yen."""
    band = find_cover(case, TABLES).band
    if band.threshold_yen is None:
        return
    case = replace(case, months_at_ceiling=0, age=max(case.age, 6), copay_rate=30)
    at = estimate(replace(case, total_cost_yen=band.threshold_yen), TABLES)
    beside = estimate(replace(case, total_cost_yen=band.threshold_yen + near), TABLES)

    assert at.payable_yen == at.ceiling_yen == band.base_yen
    assert 0 <= beside.ceiling_yen - band.base_yen <= 1
    # Below the threshold the copayment falls by 30 yen a hundred, in steps of 10.
    assert -35 <= beside.payable_yen - at.payable_yen <= 1


@quick
@given(cases())
def test_the_next_yen_never_costs_more_than_a_step_of_rounding(case):
    found = estimate(case, TABLES)
    following = estimate(replace(case, total_cost_yen=case.total_cost_yen + 1), TABLES)

    assert following.payable_yen - found.payable_yen in (0, 1, 10)
    assert following.ceiling_yen - found.ceiling_yen in (0, 1)


@quick
@given(cases(), months)
def test_no_band_is_cheaper_than_the_one_below_it(case, month):
    codes = BANDS_UNDER_70 if case.age < 70 else BANDS_FROM_70
    ladder = [
        estimate(replace(case, treatment_month=month, band=code, standard_monthly_pay_yen=None), TABLES)
        for code in codes
    ]

    for above, below in pairwise(ladder):
        assert above.ceiling_yen >= below.ceiling_yen
        assert above.payable_yen >= below.payable_yen
        assert (above.annual_ceiling_yen or 0) >= (below.annual_ceiling_yen or 0)


@quick
@given(cases(), st.integers(0, 69))
def test_no_row_of_the_plan_is_cheaper_than_the_one_below_it(case, age):
    plan = replace(case, treatment_month="2027-08", age=age, band=None)
    pays = [band.pay_from_yen for band in PLAN.under_70 if band.pay_from_yen is not None]
    ladder = [estimate(replace(plan, standard_monthly_pay_yen=pay), TABLES) for pay in pays]
    exempt = estimate(replace(plan, standard_monthly_pay_yen=None, tax_exempt=True), TABLES)

    for above, below in zip(ladder, [*ladder[1:], exempt], strict=True):
        assert above.ceiling_yen >= below.ceiling_yen
        assert above.payable_yen >= below.payable_yen
        assert above.annual_ceiling_yen >= below.annual_ceiling_yen


@quick
@given(cases())
def test_many_times_and_outpatient_never_cost_more(case):
    plain = estimate(replace(case, months_at_ceiling=0, setting=Setting.INPATIENT), TABLES)
    many = estimate(replace(case, months_at_ceiling=3, setting=Setting.INPATIENT), TABLES)
    outpatient = estimate(replace(case, setting=Setting.OUTPATIENT), TABLES)

    assert many.payable_yen <= plain.payable_yen
    assert outpatient.payable_yen <= plain.payable_yen


@quick
@given(cases())
def test_a_subsidy_never_raises_what_is_paid(case):
    found = estimate(case, TABLES)
    if case.subsidy_tier is None:
        assert found.payable_with_subsidy_yen is None
        assert found.subsidy_ceiling_yen is None
        return
    without = estimate(replace(case, subsidy_tier=None), TABLES)

    assert 0 <= found.payable_with_subsidy_yen <= found.payable_yen == without.payable_yen
    assert found.payable_with_subsidy_yen <= found.subsidy_ceiling_yen


@quick
@given(cases())
def test_what_is_repaid_is_part_of_what_was_paid(case):
    found = estimate(case, TABLES)

    assert 0 <= found.refund_later_yen <= found.payable_yen
    if found.annual_ceiling_yen is None:
        assert found.refund_later_yen == 0


@quick
@given(st.lists(st.tuples(costs, st.integers(0, 12)), min_size=1, max_size=12))
def test_over_a_year_the_family_is_left_with_no_more_than_the_annual_ceiling(year):
    """Month after month, what is repaid adds up to what was paid above the annual ceiling."""
    paid = repaid = 0
    for cost, at_ceiling in year:
        found = estimate(
            CostCase(
                treatment_month="2026-08",
                age=58,
                band="C",
                total_cost_yen=cost,
                months_at_ceiling=at_ceiling,
                paid_this_year_yen=paid,
            ),
            TABLES,
        )
        paid += found.payable_yen
        repaid += found.refund_later_yen

    assert paid - repaid == min(paid, 530_000)


@quick
@given(cases())
def test_self_pay_is_the_whole_sum_whatever_the_cover(case):
    found = estimate(replace(case, self_pay=True), TABLES)

    assert found.payable_yen == case.total_cost_yen
    assert found.copayment_yen is found.ceiling_yen is found.refund_later_yen is found.planned is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@quick
@given(
    st.dictionaries(st.sampled_from(sorted(KEYS)) | st.text(max_size=8), json_values, max_size=16),
    st.booleans(),
)
def test_any_object_gets_an_answer(obj, as_a_sound_case):
    """An estimate or the name of a key of the contract or of the input, never an exception."""
    sound = {"id": "any", "treatment_month": "2026-08", "age": 58, "band": "C", "total_cost_yen": 1}
    answer = estimate_json({**obj, **sound} if as_a_sound_case else obj, TABLES)

    assert "payable_yen" in answer or answer["error"] in {*KEYS, *obj}
