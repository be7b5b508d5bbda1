"""A family that does not know its income gets the range over every income; nothing in between is guessed."""

from __future__ import annotations

import re

import pytest

from tests.intake.estimator import ADDRESS, answers, shown, situation, words_of

pytestmark = pytest.mark.django_db


def test_from_the_lowest_to_the_highest_each_with_its_formula(client):
    page = shown(client, answers(income="unknown"))

    assert "36,900円から814,357円まで" in page
    assert "270,300 + (55,306,737 − 901,000) × 1% = 814,357" in page
    assert "いちばん低い場合：住民税が非課税" in page
    assert "いちばん高い場合：年収 約1,160万円以上" in page
    for left in ("61,500円", "636,007円", "726,197円"):
        assert left in page
    assert "病院や窓口で確かめてください" in page


def test_from_70_by_the_incomes_of_that_age(client):
    page = shown(client, answers(age="72", income="unknown"))
    assert "15,700円から814,357円まで" in page
    assert "低所得" in page


def test_the_planned_table_needs_no_pay_for_it(client):
    page = shown(client, answers(month_year="2027", month_month="8", income="unknown"))
    assert "予定の表" in page
    assert "36,900円から" in page


def test_a_pay_that_was_written_decides_alone(client):
    page = shown(client, answers(income="unknown", standard_monthly_pay_yen="30万円"))
    assert "636,007円" in page
    assert "から814,357円まで" not in page


def test_a_stay_over_the_end_of_a_month_and_what_comes_on_top(client):
    page = shown(client, answers(income="unknown", next_month_yen="100万円", outside_yen="5万円"))
    assert "2026年9月と2026年10月を合わせた" in page
    # 36,900 twice; the highest: 814,357 + 270,300 + (1,000,000 − 901,000) × 1 %
    assert "73,800円から1,085,647円まで" in page
    assert "123,800円から1,135,647円まで" in page
    last = answers(month_year="2027", month_month="7", income="unknown", next_month_yen="1万")
    assert "次の月の計算には、標準報酬月額が必要です" in shown(client, last, status=422)


def test_the_subsidy_has_its_own_ceiling_at_every_income(client):
    page = shown(client, answers(income="unknown", subsidy_tier="general_2"))
    assert "指定難病の医療費助成が使えた場合は、20,000円になることがあります" in page


def test_its_answers_can_be_changed_and_it_can_be_taken_along(client):
    page = client.post(ADDRESS, answers(income="unknown")).content.decode()
    assert 'name="income" value="unknown"' in page
    answer = client.post(ADDRESS, {**answers(income="unknown"), "take_along": "1"})
    assert (answer.status_code, answer["Location"]) == (302, "/inquiry/new/")


def test_nothing_chosen_is_still_asked_for(client):
    page = shown(client, answers(income=""), status=422)
    assert "分からないときは「分からない」を選んでください" in page


class TestSelfPay:
    """Neither month nor age counts for it, so neither is needed."""

    def test_nothing_but_the_price_is_needed(self, client):
        asked = {"insurance": "self_pay", "month_year": "", "month_month": "", "age": ""}
        page = shown(client, asked)
        assert "治療を受ける月" not in page
        result = shown(client, {**asked, "details": "1", "whole_price_yen": "330万円"})
        assert "3,300,000円" in result

    def test_what_can_not_be_read_there_is_no_mistake(self, client):
        asked = situation(insurance="self_pay", month_month="13", age="みそじ")
        assert client.post(ADDRESS, asked).status_code == 200

    def test_for_insured_care_both_are(self, client):
        page = client.post(
            ADDRESS, {"insurance": "employees", "month_year": "", "month_month": "", "age": ""}
        )
        assert page.status_code == 422
        assert len(re.findall('<a href="#id_', page.content.decode())) == 2
        assert "年と月" in words_of(page.content.decode())
