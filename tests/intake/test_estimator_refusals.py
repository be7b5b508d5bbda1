"""What the estimator does not answer, it says why; and whatever is sent, nothing of it is kept."""

from __future__ import annotations

import logging
import re

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.factory import make_counselor, submit_case
from tests.intake.estimator import ADDRESS, answers, situation, words_of
from tests.intake.family import Browser, go_to

pytestmark = pytest.mark.django_db


class TestRefusals:
    """A clear sentence at the question, with what to write; and what was typed is still there."""

    def refused(self, client: Client, data: dict[str, str], sentence: str) -> str:
        answer = client.post(ADDRESS, data)
        page = answer.content.decode()
        assert answer.status_code == 422
        assert sentence in words_of(page)
        assert "error-summary" in page
        return page

    def test_nothing_at_all(self, client):
        page = self.refused(client, {}, "治療を受ける年と月を、2026、9のように書いてください")
        assert "保険か自費かを選んでください" in page

    @pytest.mark.parametrize(
        ("year", "month"),
        [
            ("26", "9"),
            ("2026", "13"),
            ("abc", "9"),
            ("2026", ""),
            ("令和", "8"),
            ("9999", "1"),
            ("0001", "1"),
        ],
    )
    def test_a_month_that_is_none(self, client, year, month):
        page = self.refused(
            client, situation(month_year=year, month_month=month), "年と月を、それぞれの枠に書いてください"
        )
        assert f'value="{year}"' in page

    @pytest.mark.parametrize("year", ["2018", "1989", "平成30"])
    def test_a_month_before_our_tables(self, client, year):
        self.refused(client, situation(month_year=year, month_month="7"), "その月の上限の表がありません")

    def test_an_age_without_table_is_not_guessed(self, client):
        late = situation(month_year="2027", month_month="8", age="70")
        self.refused(client, late, "この年齢の表がまだそろっていません。推測の金額はお出ししません")

    @pytest.mark.parametrize("age", ["-1", "131", "六十", "1960", "９" * 20])
    def test_an_age_that_is_none(self, client, age):
        answer = client.post(ADDRESS, situation(age=age))
        if age == "六十":  # kanji are numbers, too
            assert answer.status_code == 200
        else:
            assert answer.status_code == 422

    def test_no_income(self, client):
        self.refused(client, answers(income=""), "収入の区分を選んでください")

    @pytest.mark.parametrize("income", ["general", "Z", "pay_280000", "pay_", "C\0x", "_low_pay"])
    def test_an_income_of_another_age_or_table(self, client, income):
        self.refused(client, answers(income=income), "この年齢と月に合う収入の区分を選んでください")

    def test_a_pay_between_the_steps(self, client):
        page = self.refused(
            client,
            answers(income="", standard_monthly_pay_yen="270000"),
            "標準報酬月額は決まった段階の額です",
        )
        assert 'value="270000"' in page

    @pytest.mark.parametrize(
        ("income", "pay", "month"),
        [("A", "300000", "9"), ("D_low_pay", "200000", "9"), ("pay_280000", "200000", "8")],
    )
    def test_a_pay_that_contradicts_the_income(self, client, income, pay, month):
        year = "2027" if income.startswith("pay") else "2026"
        data = answers(income=income, standard_monthly_pay_yen=pay, month_year=year, month_month=month)
        self.refused(client, data, "選んだ収入の区分と、書いた標準報酬月額が合いません")

    @pytest.mark.parametrize("amount", ["たくさん", "-5", "1e9", "9" * 30, "99999999999", "NaN", "1.5.5"])
    def test_an_amount_that_is_none(self, client, amount):
        page = self.refused(client, answers(other_insured_yen=amount), "金額")
        assert f'value="{amount}"' in page

    @pytest.mark.parametrize("count", ["13", "-1", "many", "1.5", "9" * 20])
    def test_a_count_that_is_none(self, client, count):
        self.refused(client, answers(months_at_ceiling=count), "0から12までの数字")

    @pytest.mark.parametrize(
        ("name", "value"), [("subsidy_tier", "rich"), ("setting", "home"), ("subsidy_kind", "x")]
    )
    def test_a_choice_that_there_is_not(self, client, name, value):
        self.refused(client, answers(age="72", income="general", **{name: value}), "ここにある答えの中から")

    def test_no_price(self, client):
        self.refused(client, answers(price_yen=""), "保険を使う前の費用を")
        data = {**situation(insurance="self_pay"), "details": "1"}
        self.refused(client, data, "費用の総額を")


class TestWhateverIsSent:
    @pytest.mark.parametrize(
        "data",
        [
            {"details": "1"},
            {"details": ["1", "2"], "income": ["C", "A"], **situation()},
            {**situation(), "age": ["66", "1\0"]},
            answers(income="\ufff9C\ufffax\ufffb"),
            {**answers(), "standard_monthly_pay_yen": "1" * 5000},
            {**answers(), "set_language": "xx\0", "text_size": "huge" * 99},
            {**answers(), "month": "2026-09", "month_day": "31", "unknown": "x"},
            answers(month_year="2100", month_month="12", income="pay_280000"),
            answers(month_year="2100", month_month="12", income="pay_280000", next_month_yen="5"),
        ],
    )
    def test_is_answered(self, client, data):
        assert client.post(ADDRESS, data).status_code in (200, 422)

    def test_other_methods_and_what_is_no_form(self, client):
        assert client.head(ADDRESS).status_code == 200
        assert client.put(ADDRESS).status_code == 405
        assert client.post(ADDRESS, data=b"{}", content_type="application/json").status_code == 422


class TestNothingIsKept:
    def test_no_row_no_cookie_no_address_and_no_log(self, client, caplog, django_assert_max_num_queries):
        before = counted()
        caplog.set_level(logging.DEBUG)
        with django_assert_max_num_queries(12):
            answer = client.post(ADDRESS, answers(outside_yen="43210", paid_this_year_yen="98765"))

        assert answer.status_code == 200
        assert counted() == before
        assert set(answer.cookies) <= {"csrftoken"}
        assert answer["Cache-Control"] == "no-store"
        assert not [record for record in caplog.records if re.search("43210|98765", record.getMessage())]

    def test_answers_in_an_address_are_not_read(self, client):
        answer = client.get(ADDRESS, answers())
        assert "636,007" not in answer.content.decode()
        assert reverse("estimator") == ADDRESS

    def test_the_form_posts(self, client):
        assert '<form method="post" id="step-form"' in client.get(ADDRESS).content.decode()

    def test_a_page_that_lay_open_too_long_loses_nothing(self):
        strict = Client(enforce_csrf_checks=True)
        answer = strict.post(ADDRESS, answers(outside_yen="5万"), headers={"sec-fetch-site": "same-origin"})
        assert answer.status_code == 403
        assert 'name="outside_yen" value="5万"' in answer.content.decode()


def counted() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


class TestTheWayThere:
    @pytest.mark.parametrize("address", ["/", "/learn/"])
    def test_from_the_public_pages(self, client, address):
        assert f'href="{ADDRESS}"' in client.get(address).content.decode()

    @pytest.mark.parametrize("step", ["payment", "offer"])
    def test_from_the_steps_about_money(self, step):
        assert f'/estimate/?after={step}"' in go_to(Browser(), step).content.decode()

    def test_from_a_case_at_the_desk(self, client):
        case = submit_case()
        client.force_login(make_counselor().user)
        page = client.get(reverse("case", args=[case.reference]))
        assert page.status_code == 200
        assert f'href="{ADDRESS}"' in page.content.decode()


@pytest.mark.parametrize("beside", [{}, situation()], ids=["alone", "with the rest"])
def test_who_does_not_know_whether_insurance_pays_gets_no_sum_but_what_to_ask(client, beside):
    answer = client.post(ADDRESS, {**beside, "insurance": "unsure"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "病院やクリニックに「保険診療ですか」と聞いてから" in words_of(page)
    assert "error-summary" not in page
    assert "55,306,737" not in page
    assert ('value="66"' in page) is bool(beside)
    assert "保険診療ですか" not in client.get(ADDRESS).content.decode()
