"""The page that reckons what would be left to pay: asked by POST, answered at once, kept nowhere."""

from __future__ import annotations

import html
import logging
import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from intake.models import Coverage
from tests.factory import make_counselor, submit_case
from tests.intake.family import Browser, go_to

pytestmark = pytest.mark.django_db

ADDRESS = "/estimate/"
PRICE = "55,306,737"


def situation(**changes: str) -> dict[str, str]:
    given = {"insurance": "employees", "month_year": "2026", "month_month": "9", "age": "66"}
    return {**given, **changes}


def answers(**changes: str) -> dict[str, str]:
    """Everything that the page posts for the product's price alone, in band C, in September 2026."""
    return {**situation(), "details": "1", "income": "C", "price_yen": PRICE, **changes}


def shown(client: Client, data: dict[str, Any] | None = None, *, status: int = 200) -> str:
    """The words of the page, without tags and with spaces as one."""
    answer = client.get(ADDRESS) if data is None else client.post(ADDRESS, data)
    assert answer.status_code == status, words_of(answer.content.decode())
    return words_of(answer.content.decode())


def words_of(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", main)))


def the_steps(client: Client, data: dict[str, Any]) -> dict[str, str]:
    """What the first table says: label → amount."""
    page = client.post(ADDRESS, data).content.decode()
    table = page[page.index('<table class="steps">') : page.index("</table>")]
    rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td class="number">(.*?)</td>', table, re.DOTALL)
    return {words(label): words(amount) for label, amount in rows}


def words(markup: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", markup))).strip()


class TestTheWay:
    def test_the_situation_is_asked_first_and_names_nobody(self, client):
        page = shown(client)

        assert "ここに書いたことは保存しません" in page
        assert "治療を受ける月" in page
        assert "収入の区分" not in page
        assert "名前" not in page.replace("お名前も聞きません", "")

    def test_then_the_income_bands_of_that_age_and_month(self, client):
        page = shown(client, situation())
        assert "年収 約370万円〜約770万円（標準報酬月額 280,000円〜500,000円）" in page
        assert "現役並み" not in page

        page = shown(client, situation(age="７２歳"))
        assert "現役並み所得Ⅲ" in page
        assert "標準報酬月額（分かる場合）" not in page

        page = shown(client, situation(month_year="令和9", month_month="8月"))
        assert "標準報酬月額 1,030,000円〜1,210,000円" in page

    def test_the_reported_price_stands_there_to_be_confirmed_and_nothing_else_does(self, client):
        page = client.post(ADDRESS, situation()).content.decode()

        assert re.search(rf'name="price_yen" value="{PRICE}"', page)
        assert "報道されたものです。病院で確かめてください" in page
        for name in ("other_insured_yen", "outside_yen", "next_month_yen", "paid_this_year_yen"):
            assert re.search(rf'<input type="text" name="{name}"(?![^>]*value=)', page), name

    def test_without_a_price_in_the_catalogue_none_is_shown(self, client):
        Coverage.objects.update(price_yen=None)
        page = client.post(ADDRESS, situation()).content.decode()

        assert PRICE not in page
        assert "アムシェプリ" not in page

    def test_what_was_answered_first_can_be_changed_and_the_rest_is_not_lost(self, client):
        page = client.post(ADDRESS, {**answers(outside_yen="5万"), "change_situation": "1"}).content.decode()

        assert re.search(r'name="age" value="66"', page)
        assert '<input type="hidden" name="outside_yen" value="5万">' in page
        again = client.post(ADDRESS, {**situation(age="67"), "income": "C", "outside_yen": "5万"})
        assert re.search(r'name="outside_yen" value="5万"', again.content.decode())

    def test_a_result_is_short_and_its_answers_can_be_changed(self, client):
        page = client.post(ADDRESS, answers(outside_yen="5万", subsidy_tier="upper"))
        assert "患者さんの収入の区分" not in page.content.decode()

        again = client.post(
            ADDRESS, {**answers(outside_yen="5万", subsidy_tier="upper"), "change_details": "1"}
        )
        assert again.status_code == 200
        assert 'name="outside_yen" value="5万"' in again.content.decode()
        assert re.search(r'name="subsidy_tier" value="upper"[^>]* checked', again.content.decode())
        assert "636,007" not in again.content.decode()


class TestTheResult:
    def test_the_price_becomes_the_ceiling_with_its_formula(self, client):
        steps = the_steps(client, answers())
        page = shown(client, answers())

        assert steps["製品の値段（保険を使う前）"] == f"{PRICE}円"
        assert (steps["その30%"], steps["その20%"], steps["その10%"]) == (
            "16,592,020円", "11,061,350円", "5,530,670円",
        )  # fmt: skip
        assert steps["この月の上限（自己負担限度額）"] == "636,007円"
        assert steps["この月のご負担の目安"] == "636,007円"
        assert "85,800 + (55,306,737 − 286,000) × 1% = 636,007" in page

    @pytest.mark.parametrize(
        ("month", "income", "left"),
        [
            (("2026", "7"), "C", "630,497円"),
            (("2026", "8"), "A", "814,357円"),
            (("2026", "8"), "B", "726,197円"),
            (("2026", "8"), "D", "61,500円"),
            (("2026", "8"), "E", "36,900円"),
        ],
    )
    def test_what_families_are_told_elsewhere(self, client, month, income, left):
        steps = the_steps(client, answers(month_year=month[0], month_month=month[1], income=income))
        assert steps["この月のご負担の目安"] == left

    def test_what_comes_back_later_and_when(self, client):
        steps = the_steps(client, answers())
        page = shown(client, answers())

        assert steps["年間の上限"] == "530,000円"
        assert steps["あとで戻ることがある額"] == "106,007円"
        assert "2027年7月までの1年が終わったあと" in page
        assert "すでに支払った額は、ないものとして計算しました" in page
        assert (
            the_steps(client, answers(paid_this_year_yen="530000"))["あとで戻ることがある額"] == "636,007円"
        )

    def test_the_subsidy_is_only_a_perhaps(self, client):
        page = shown(client, answers(subsidy_tier="general_2"))

        assert (
            the_steps(client, answers(subsidy_tier="general_2"))["助成が使えた場合のご負担の目安"]
            == "20,000円"
        )
        assert "20,000円になることがあります。病院と保健所で確かめてください" in page
        assert "助成が使えるかどうかは、当センターの推測です" in page
        assert "助成が使えた場合" not in shown(client, answers()).replace(
            "助成が使えた場合の目安を計算できます", ""
        )

    def test_the_fourth_month_and_low_pay_and_the_part_at_the_counter(self, client):
        page = shown(client, answers(months_at_ceiling="３か月"))
        assert "44,400円" in page
        assert "多数回該当" in page
        assert the_steps(client, answers(income="D_low_pay"))["年間の上限"] == "410,000円"
        old = answers(age="80", income="general", price_yen="100000", copay_rate="20")
        assert the_steps(client, old)["この月のご負担の目安"] == "20,000円"

    def test_a_flat_ceiling_and_one_for_outpatients(self, client):
        assert "この収入区分では、決まった額です" in shown(client, answers(income="E"))
        outpatient = answers(age="72", income="general", setting="outpatient")
        assert the_steps(client, outpatient)["この月のご負担の目安"] == "22,000円"
        assert "年間では216,000円" in shown(client, outpatient)

    def test_what_is_not_in_it_and_what_was_written_for_it(self, client):
        page = shown(client, answers(other_insured_yen="150万円", outside_yen="５万円"))

        assert "この治療でいくらかかるかは、当センターでは分かりません" in page
        assert "食事代と個室代。上限の計算には入りません" in page
        assert "56,806,737円" in page  # together, before insurance
        assert "701,007円です" in page  # 651,007 and 50,000

    def test_whom_to_ask_and_that_it_is_no_decision(self, client):
        page = shown(client, answers())
        assert "これは計算による目安です" in page
        for office in ("医療ソーシャルワーカー", "加入している健康保険の窓口", "保健所"):
            assert office in page
        assert "国民健康保険の窓口" in shown(client, answers(insurance="national"))

    def test_every_figure_names_its_source_with_day_and_certainty(self, client):
        page = shown(client, answers(subsidy_tier="upper"))

        assert "創刊記事（2026年5月13日） 報道でのみ伝えられていること：病院や窓口で確かめてください" in page
        assert "（2026年8月から2027年7月まで） 公的な資料の書き起こし" in page
        assert (
            "指定難病の医療費助成についての公開ページ 公開されているページで確認 · 2026年11月1日に確認"
            in page
        )
        assert page.count("2026年11月1日に確認") == 4
        for number in (1, 2, 3, 4):
            assert f"（出どころ {number}）" in page

    def test_a_price_that_the_family_wrote_has_no_source(self, client):
        page = shown(client, answers(price_yen="120万円"))
        assert "創刊記事" not in page
        assert "ご記入の金額" in page

    def test_the_general_knowledge_for_small_children_says_so(self, client):
        assert "確かめていない" in shown(client, answers(age="3")) or "未確認" in shown(
            client, answers(age="3")
        )

    def test_by_the_tables_before_and_after(self, client):
        page = shown(client, answers())
        assert "2018年8月から2026年7月まで 630,497円 ありません" in page
        assert "2026年8月から2027年7月まで ご記入の月 636,007円 530,000円" in page
        assert "2027年8月から 予定の表 この表には標準報酬月額が必要です" in page

        by_pay = answers(income="", standard_monthly_pay_yen="30万円")
        assert "2027年8月から 予定の表 636,007円 530,000円" in shown(client, by_pay)
        assert "この年齢の表がまだそろっていない" in shown(client, answers(age="70", income="general"))

    def test_a_planned_table_is_said_to_be_planned(self, client):
        later = answers(month_year="2027", month_month="8", income="pay_280000")
        page = shown(client, later)
        assert "予定の表" in page
        assert "予定：2027年8月から" in page


class TestOverTheEndOfAMonth:
    def test_two_calculations_and_why_that_costs_more(self, client):
        page = shown(client, answers(next_month_yen="100万円"))

        assert "2026年9月と2026年10月を合わせたご負担の目安 728,947円" in page
        assert "85,800 + (1,000,000 − 286,000) × 1% = 92,940" in page
        assert "上限が二つになります" in page
        assert "2か月に分かれた場合 728,947円" in page
        assert "最初の月だけで終わった場合 646,007円" in page
        assert "差額 82,940円" in page

    def test_each_month_by_its_own_table(self, client):
        page = shown(client, answers(month_month="7", next_month_yen="1000000"))
        assert "80,100 + (55,306,737 − 267,000) × 1% = 630,497" in page
        assert "85,800 + (1,000,000 − 286,000) × 1% = 92,940" in page

    def test_where_the_next_month_has_no_table(self, client):
        page = shown(client, answers(month_year="2027", month_month="7", next_month_yen="1万"), status=422)
        assert "次の月の計算には、標準報酬月額が必要です" in page
        old = answers(month_year="2027", month_month="7", age="75", income="low_1", next_month_yen="1万")
        assert "次の月について、この年齢の表がまだそろっていません" in shown(client, old, status=422)


class TestSelfPay:
    def test_the_whole_sum_and_that_nothing_applies(self, client):
        first = situation(insurance="self_pay")
        assert "収入の区分" not in shown(client, first)
        page = shown(client, {**first, "details": "1", "whole_price_yen": "330万円"})

        assert "ご負担は、全額です 3,300,000円" in page
        assert "高額療養費制度がはたらかないため" in page
        assert "指定難病の医療費助成も使えません" in page
        assert "表が変わる前とあと" not in page

    def test_no_price_stands_there(self, client):
        page = client.post(ADDRESS, situation(insurance="self_pay")).content.decode()
        assert PRICE not in page

    def test_also_for_a_month_and_an_age_without_table(self, client):
        data = situation(insurance="self_pay", month_year="2030", age="80")
        assert "1,000,000円" in shown(client, {**data, "details": "1", "whole_price_yen": "百万円"})


class TestThePicture:
    def test_it_says_what_the_table_says(self, client):
        page = client.post(ADDRESS, answers(subsidy_tier="general_2")).content.decode()
        picture = page[page.index("<svg") : page.index("</svg>")]

        assert 'role="img"' in picture
        assert re.search(r"<title[^>]*>値段からご負担の目安まで（2026年9月）</title>", picture)
        described = re.search(r"<desc[^>]*>(.*?)</desc>", picture)
        assert described
        for amount in (f"{PRICE}円", "16,592,020円", "636,007円", "530,000円", "20,000円"):
            assert amount in described[1]
            assert amount in page[page.index("</svg>") :]
        widths = [float(width) for width in re.findall(r'cost-bar-\d"[^>]*width="([\d.]+)"', picture)]
        assert widths == [340.0, 102.0, 3.9, 3.3, 2.0]

    def test_no_style_and_no_script_in_it_and_no_ruby(self, client):
        client.cookies["django_language"] = "ja-easy"
        page = client.post(ADDRESS, answers()).content.decode()
        picture = page[page.index("<svg") : page.index("</svg>")]
        assert not re.search(r"style=|<script|<ruby|\{", picture)
        assert "<ruby>上限" in page

    def test_nothing_to_pay_draws_nothing(self, client):
        page = client.post(ADDRESS, answers(price_yen="0")).content.decode()
        assert 'cost-bar-0" x="0" y="26" width="0"' in page


class TestLanguages:
    def test_in_english(self, client):
        client.cookies["django_language"] = "en"
        page = shown(client, answers(subsidy_tier="general_2"))
        assert "Left to pay for September 2026 636,007 yen" in page
        assert "please confirm" in page
        assert "Founding article of 13 May 2026" in page

    def test_another_language_for_a_result_keeps_it_and_every_answer(self, client):
        answer = client.post(ADDRESS, {**answers(outside_yen="5万"), "set_language": "en"})
        page = answer.content.decode()

        assert '<html lang="en"' in page
        assert answer["Content-Language"] == "en"
        assert "636,007 yen" in page
        assert 'value="5万"' in page
        assert client.cookies["django_language"].value == "en"

    @pytest.mark.parametrize("data", [{}, {"age": "６"}, {**situation(), "details": "1", "outside_yen": "x"}])
    def test_a_page_half_filled_in_is_not_told_off_for_it(self, client, data):
        answer = client.post(ADDRESS, {**data, "text_size": "large"})
        page = answer.content.decode()

        assert answer.status_code == 200
        assert "error-summary" not in page
        assert client.cookies["text_size"].value == "large"
        for typed in set(data.values()) & {"６", "x"}:
            assert f'value="{typed}"' in page


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
        self.refused(client, data, "全部の料金を")


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
        assert f'href="{ADDRESS}"' in go_to(Browser(), step).content.decode()

    def test_from_a_case_at_the_desk(self, client):
        case = submit_case()
        client.force_login(make_counselor().user)
        page = client.get(reverse("case", args=[case.reference]))
        assert page.status_code == 200
        assert f'href="{ADDRESS}"' in page.content.decode()
