"""The page that reckons what would be left to pay: asked by POST, answered at once, kept nowhere."""

from __future__ import annotations

import re

import pytest

from intake.models import Coverage
from tests.intake.estimator import ADDRESS, PRICE, answers, shown, situation, the_steps

pytestmark = pytest.mark.django_db


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
        assert "窓口で3割：現役並み所得Ⅲ" in page
        assert "低所得Ⅱ（当てはまるかは、加入している健康保険か、市区町村の窓口で分かります）" in page
        assert "標準報酬月額（分かる場合）" not in page

        page = shown(client, situation(month_year="令和9", month_month="8月"))
        assert "標準報酬月額 1,030,000円〜1,210,000円" in page

    def test_no_price_stands_there_unless_it_is_asked_for(self, client):
        page = client.post(ADDRESS, situation()).content.decode()

        assert re.search(r'<input type="text" name="price_yen"(?![^>]*value=)', page)
        assert f"アムシェプリの場合：一つの記事だけにある値段 {PRICE}円 を入れる" in page

    def test_asked_for_it_stands_there_to_be_confirmed_and_nothing_typed_is_lost(self, client):
        typed = {**situation(), "details": "1", "price_yen": "", "use_price": "1"}
        page = client.post(ADDRESS, {**typed, "income": "C", "outside_yen": "5万"}).content.decode()

        assert re.search(rf'name="price_yen" value="{PRICE}"', page)
        assert re.search(r'name="income" value="C"[^>]* checked', page)
        assert 'name="outside_yen" value="5万"' in page
        assert 'name="use_price"' not in page
        page = client.post(ADDRESS, typed).content.decode()
        assert re.search(rf'name="price_yen" value="{PRICE}"', page)
        assert "一つの記事だけにあるアムシェプリの値段です。病院で確かめてください" in page
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
        assert page.count("あなたの割合ではありません") == 2  # 20 and 10 %
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

        assert "2026年5月13日の記事：アムシェプリの値段と、保険が始まる日 一つの記事だけに" in page
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
        assert "5月13日の記事" not in page
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
        assert "Article of 13 May 2026: the price of Amchepry" in page

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
