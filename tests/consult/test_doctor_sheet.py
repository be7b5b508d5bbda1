"""A page that a family takes along to its doctor: what it told us, in Japanese, and no more."""

from __future__ import annotations

import pytest

from intake import handouts
from tests.consult.family import open_status_page
from tests.factory import submit_case
from tests.intake.pdf import pages_of_pdf, text_of_pdf
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
        "書いた人から見て",
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


HARM = "先週クリニックで幹細胞の点滴を受けたあと、熱が39度あり、息が苦しいです。"


def page_of(client, case):
    open_status_page(client, case.inquiry)
    return client.get(address(case)).content.decode()


class TestAfterHarm:
    def test_it_leads_with_what_happened_and_whom_to_call(self, no_press, aoki, mori, client):
        case = submit_case(message=HARM, treatment_kind="stem_cell", payment="self_pay", treatment_name="")
        assert "adverse_event" in case.flags
        page = page_of(client, case)

        order = [
            "119番に電話", "治療を受けた所にも", "何が起きたか", "いつから", "何を、どのように", HARM,
            "今日、診察や治療",
        ]  # fmt: skip
        places = [page.index(words) for words in order]
        assert places == sorted(places)
        assert "専門の医師に相談したほうがよいですか" not in page
        assert "いまの治療に影響しますか。" not in page

    def test_without_harm_nothing_of_it_stands_there(self, no_press, case, client):
        page = page_of(client, case)
        assert "何が起きたか" not in page
        assert "専門の医師に相談したほうがよいですか" in page


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("PB3210001", "PB3210001"), ("ｐｂ ３２１-０００１", "PB3210001"), ("hello!!", ""), ("申請中です", "")],
)
def test_only_a_plan_number_is_shown_as_one(no_press, aoki, mori, client, typed, shown):
    case = submit_case(plan_number=typed, payment="self_pay", provider_kind="clinic")
    page = page_of(client, case)
    assert ("提供計画の番号" in page) == bool(shown)
    assert shown in page
    assert typed == shown or typed not in page


@needs_pango
@pytest.mark.engine_free
@pytest.mark.parametrize("length", [0, 120, 240, 330, 400, 480, 560])
def test_no_page_holds_nothing_but_the_foot(aoki, mori, client, length):
    case = submit_case(message=HARM + "とても心配です。" * (length // 8))
    open_status_page(client, case.inquiry)
    pages = pages_of_pdf(client.get(address(case)).content)
    for page in pages[1:]:
        assert "ほかに聞きたいこと" in page or "119番" not in page
