"""The page of all figures: each from the row that it is shown from, with source, day and certainty."""

from __future__ import annotations

import html
import re

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from intake import ruby
from intake.costs.tables import load_tables
from intake.models import CeilingBand, CopayRate, Coverage, CrisisLine, Explanation
from tests.factory import make_explanation, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_static_files")]

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def page(client: Client, language: str = "ja") -> str:
    answer = client.get(f"/figures/?lang={language}")
    assert answer.status_code == 200
    return answer.content.decode()


def words(markup: str) -> str:
    bare = re.sub(r"<rp>.*?(?=</ruby>)", "", markup, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", bare)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_amount_of_every_table_stands_there_with_its_source(client, language):
    shown = words(page(client, language))
    tables = load_tables()
    source = {"ja": "source_ja", "en": "source", "ja-easy": "source_easy"}[language]
    for table in tables.ceilings:
        assert ruby.to_plain(ruby.marked(getattr(table, source))) in shown
        for band in (*table.under_70, *table.from_70):
            amounts = (band.base_yen, band.threshold_yen, band.many_times_yen, band.annual_yen,
                       band.annual_low_pay_yen, band.outpatient_yen, band.outpatient_annual_yen)  # fmt: skip
            assert [yen for yen in amounts if yen is not None and f"{yen:,}" not in shown] == []
    for amounts in tables.subsidies[0].ceilings_yen.values():
        assert [yen for yen in amounts.values() if f"{yen:,}" not in shown] == []
    for rate in tables.copay_rates:
        assert f"{rate.percent}%" in shown.replace(" %", "%")
    # What a table has not got makes no column.
    assert shown.count("410,000") == 4


def test_what_one_article_alone_says_is_to_be_confirmed(client):
    shown = page(client, "en")
    product = shown[shown.index("<dt>Amchepry</dt>") :].partition("<dt>")[2].partition("<dt>")[0]
    assert "price: 55,306,737 yen" in product
    assert "insured from 20 May 2026" in product
    sources = [shown.partition(f'id="source-{number}">')[2].partition("</li>")[0]
               for number in re.findall(r"#source-(\d+)", product)]  # fmt: skip
    assert len(sources) == 2
    assert "on a public page" in sources[0]
    assert "Article of 13 May 2026" in sources[1]
    assert "in one article alone: please confirm it with the hospital or office" in sources[1]
    assert "checked on 1 November 2026" in sources[1]


def test_every_row_leads_to_a_source(client):
    shown = page(client, "en")
    for section in shown.split("<section>")[1:-2]:
        assert section.count("#source-") >= max(1, section.count("<dt>"))
    assert set(re.findall(r"#source-(\d+)", shown)) == set(re.findall(r'id="source-(\d+)"', shown))


def test_a_planned_table_says_so(client):
    assert words(page(client, "en")).count("planned table") == 1


def test_a_row_that_changes_changes_the_page(client):
    CeilingBand.objects.filter(base_yen=85_800).update(base_yen=85_900)
    CopayRate.objects.filter(from_age=0).update(percent=25)
    Coverage.objects.filter(price_yen=55_306_737).update(price_yen=44_000_000)
    shown = words(page(client, "en"))
    for figure in ("85,900", "25 % of it", "44,000,000 yen"):
        assert figure in shown
    assert "55,306,737" not in shown


def test_figures_of_our_pages_lead_to_where_their_sources_stand(client):
    make_explanation(key="a", public=True, title="薬の値段", body="55,306,737円。7年。7年。")
    make_explanation(key="b", public=True, title="数字のない話", body="本文")
    make_explanation(key="c", public=True, title="まだ", body="99円", approved=False)
    shown = page(client)
    assert '<a href="/learn/a/">薬の値段</a>' in shown
    assert "<dd>55,306,737円 · 7年</dd>" in shown
    assert "数字のない話" not in shown
    assert "99円" not in shown


def test_telephone_numbers_too(client):
    CrisisLine.objects.create(
        name="窓口",
        number="0120-000-000",
        hours="10-17",
        language="ja",
        source="公式",
        checked_on="2026-11-01",
    )
    shown = words(page(client))
    assert "0120-000-000" in shown
    assert "公式" in shown


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_light_and_may_be_kept_by_proxies(client, language):
    Explanation.objects.filter(approved_at=None).update(
        approved_by=make_user("physician"), approved_at=timezone.now()
    )
    page(client, language)
    answer = client.get(f"/figures/?lang={language}")
    assert answer["Cache-Control"] == "public, max-age=300"
    assert len(answer.content) < 50_000
    assert client.post("/figures/").status_code == 405


def test_the_ways_to_it(client):
    assert 'href="/figures/"' in client.get("/learn/").content.decode()
