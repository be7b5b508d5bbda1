"""A page that a family takes along to its doctor: what it told us, in Japanese, and no more."""

from __future__ import annotations

import pytest

from intake import handouts
from tests.consult.family import open_status_page
from tests.factory import submit_case
from tests.intake.pdf import text_of_pdf
from tests.intake.test_handouts import needs_pango

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_press(monkeypatch):
    monkeypatch.setattr(handouts, "available", lambda: True)
    monkeypatch.setattr(handouts, "_print", lambda html: b"%PDF-1.7 " + html.encode())


def address(case):
    return f"/status/{case.reference}/for-the-doctor.pdf"


@needs_pango
def test_it_says_what_the_family_told_us(case, client):
    assert address(case) in open_status_page(client, case.inquiry).content.decode()
    answer = client.get(address(case))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"
    text = text_of_pdf(answer.content)
    for words in (
        "主治医の先生へのメモ",
        "パーキンソン病",
        "アムシェプリ",
        "父は八年前から",
        "紹介状を書いていただけますか。",
        "119番",
    ):
        assert words in text


def test_who_wrote_in_english_has_it_in_japanese_for_the_doctor(no_press, aoki, client):
    case = submit_case(language="en", message="My mother has Parkinson's. <b>What now?</b>")
    open_status_page(client, case.inquiry)
    page = client.get(address(case)).content.decode()
    assert "主治医の先生へのメモ" in page
    assert "&lt;b&gt;What now?&lt;/b&gt;" in page


def test_how_the_family_is_reached_and_what_counselors_found_is_not_on_it(no_press, case, client):
    open_status_page(client, case.inquiry)
    page = client.get(address(case)).content.decode()
    for words in (case.inquiry.email, case.inquiry.contact_name, case.reference):
        assert words not in page


def test_an_offer_is_asked_about_in_its_own_way(no_press, mori, client):
    offer = {
        "message": "エクソソームの点滴を30万円ですすめられました。",
        "treatment_kind": "exosome",
        "payment": "self_pay",
    }
    case = submit_case(**offer, treatment_name="", provider_kind="clinic")
    assert case.track == "self_pay_review"
    open_status_page(client, case.inquiry)
    page = client.get(address(case)).content.decode()
    assert "いまの治療に影響しますか。" in page
    assert "紹介状を書いていただけますか。" not in page


def test_nobody_gets_that_of_another(no_press, case, client):
    other = submit_case()
    open_status_page(client, other.inquiry)
    assert client.get(address(case)).status_code == 404


def test_where_no_pdf_can_be_made_it_is_not_offered(case, client, monkeypatch):
    monkeypatch.setattr(handouts, "available", lambda: False)
    assert address(case) not in open_status_page(client, case.inquiry).content.decode()
    assert client.get(address(case)).status_code == 404
