"""A result as PDF: made of what was posted, and kept nowhere."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache

from intake import handouts
from intake.models import Draft
from tests.intake.estimator import ADDRESS, answers, situation
from tests.intake.pdf import text_of_pdf
from tests.intake.test_handouts import needs_pango

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_press(monkeypatch):
    monkeypatch.setattr(handouts, "available", lambda: True)
    monkeypatch.setattr(handouts, "_print", lambda html: b"%PDF-1.7 " + html.encode())


def as_pdf(client, **changes: str):
    return client.post(ADDRESS, {**answers(**changes), "pdf": "1"})


@needs_pango
def test_it_holds_what_was_answered_and_each_step(client):
    answer = as_pdf(client, subsidy_tier="general_2", next_month_yen="100万円")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="shirube-estimate.pdf"'
    text = text_of_pdf(answer.content)
    told = ["2026年9月", "66", "年収約370万円〜約770万円", "85,800+(55,306,737−286,000)×1%=636,007",
            "病院や窓口で確かめてください", "119番"]  # fmt: skip
    assert [words for words in told if words not in text] == []


@pytest.mark.usefixtures("no_press")
class TestWithoutAPress:
    def test_the_result_offers_it(self, client):
        assert 'name="pdf"' in client.post(ADDRESS, answers()).content.decode()

    @pytest.mark.parametrize("language", ["ja", "ja-easy", "en"])
    def test_in_the_readers_language(self, client, language):
        client.cookies["django_language"] = language
        answer = as_pdf(client)
        assert answer["Content-Language"] == language
        assert "636,007" in answer.content.decode()
        assert not set("\ufff9\ufffa\ufffb") & set(answer.content.decode())

    def test_the_bars_have_colours_that_need_no_style_sheet(self, client):
        """None reaches into a picture on paper: all of them would be black."""
        pictures = re.findall(r"<rect[^>]*>", as_pdf(client).content.decode())
        assert pictures
        assert [one for one in pictures if " fill=" not in one] == []

    def test_of_self_pay_too(self, client):
        answer = as_pdf(client, insurance="self_pay", whole_price_yen="3300000")
        assert "3,300,000" in answer.content.decode()

    def test_nothing_is_kept(self, client):
        answer = as_pdf(client)
        assert "no-store" in answer["Cache-Control"]
        assert not list(cache._cache)
        assert Draft.objects.count() == 0
        assert not answer.cookies

    def test_what_cannot_be_reckoned_is_none(self, client):
        assert as_pdf(client, income="").status_code == 422
        assert client.post(ADDRESS, {**situation(), "pdf": "1"})["Content-Type"].startswith("text/html")


def test_without_pango_it_is_not_offered_and_the_page_says_how_to_print(client, monkeypatch):
    monkeypatch.setattr(handouts, "available", lambda: False)
    shown = client.post(ADDRESS, answers()).content.decode()
    assert 'name="pdf"' not in shown
    assert "「印刷」" in shown
    assert as_pdf(client).status_code == 404
