"""Three families write on the same evening; each reaches the right counselor, and reads the answer."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import DESK, Person, Service

JA = {
    "message": "父（74歳）がパーキンソン病になって八年です。薬がだんだん効かなくなりました。"
    "アムシェプリというiPSの治療が保険になったと聞きました。どこに相談すればよいですか。",
    "email": "musuko@example.jp",
}
EN = {
    "message": "A beauty clinic in Chiba quoted us 1,980,000 yen for five exosome drips for my "
    "mother's knees. They say it is safe as it comes from stem cells. Should we believe that?",
    "email": "daughter@example.com",
}

EASY = {"message": "妻がパーキンソン病です。iPSの治療の値段がわかりません。", "email": "otto@example.jp"}


def test_a_son_writes_in_japanese_about_the_insured_product(person: Any, service: Service) -> None:
    son = person("ja-JP")
    reference = write_inquiry(son, JA, kind="unknown")
    assert "専門の医師" in son.page.locator("main").inner_text()

    letter = service.wait_for_mail(JA["email"])
    assert reference in letter.subject
    assert not any(word in letter.whole for word in ("パーキンソン", "iPS", "アムシェプリ"))

    counselor = answer_as(
        "sato", person, reference, words="お父さまのこと、ご心配ですね。まず主治医の先生に。"
    )
    assert counselor.complaints == []

    read_on_status_page(son, service, JA["email"], "お父さまのこと、ご心配ですね。")
    assert son.complaints == []


def test_a_daughter_writes_in_english_about_an_exosome_drip(person: Any, service: Service) -> None:
    daughter = person("en-GB")
    reference = write_inquiry(daughter, EN, kind="exosome")
    assert "Self-pay care" in daughter.page.locator("main").inner_text()

    letter = service.wait_for_mail(EN["email"])
    assert reference in letter.subject
    assert "exosome" not in letter.whole.lower()

    answer_as("brown", person, reference, words="Please take your time; there is no hurry to sign.")
    read_on_status_page(daughter, service, EN["email"], "Please take your time")
    assert daughter.complaints == []


def test_a_husband_writes_in_easy_japanese(person: Any, service: Service) -> None:
    husband = person("ja-JP")
    reference = write_inquiry(husband, EASY, kind="unknown", language="ja-easy")
    # Ruby on the page; in a mail, which has none, the reading stands behind the word.
    assert husband.page.locator("main ruby").count() > 20

    letter = service.wait_for_mail(EASY["email"])
    assert reference in letter.subject
    assert "相談（そうだん）" in letter.text

    answer_as("sato", person, reference, words="ごしんぱいですね。")
    read_on_status_page(husband, service, EASY["email"], "ごしんぱいですね。")
    assert husband.page.locator("main ruby").count() > 20
    assert husband.complaints == []


def write_inquiry(family: Person, said: dict[str, str], *, kind: str, language: str = "") -> str:
    """From the start page to the confirmation; returns the reference."""
    page = family.page
    family.goto("/")
    if language:
        page.locator(f".language button[value={language}]").click()
    page.locator("main a.button").click()
    page.check("input[value=parent]")
    family.go_on()
    page.check("#id_own")
    page.check("#id_on_behalf")
    family.go_on()
    page.fill("#id_message", said["message"])
    family.go_on()
    while "/contact/" not in page.url:
        if "/treatment/" in page.url:
            page.check(f"input[value={kind}]")
        family.go_on()
    page.check("input[value=email]")
    page.fill("#id_email", said["email"])
    family.go_on()
    assert "/check/" in page.url
    assert said["message"] in page.locator("main").inner_text()
    page.locator("main form .actions button").click()
    page.wait_for_url("**/received/")
    reference = page.locator(".reference").inner_text()
    assert re.fullmatch(r"[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}", reference)
    return reference


def answer_as(username: str, person: Any, reference: str, *, words: str) -> Person:
    """The counselor finds the case among their own, writes a note, sends an explanation, and closes it."""
    counselor: Person = person("ja-JP", DESK)
    page = counselor.page
    counselor.sign_in(username)
    page.get_by_role("link", name=reference).click()
    page.fill("#id_body", "電話では話せないとのこと。")
    page.locator("form[action$='/note/'] button").click()
    expect(page.get_by_role("paragraph").filter(has_text="電話では話せないとのこと。")).to_be_visible()
    page.select_option("#id_explanation", index=1)
    page.fill("#id_words", words)
    page.locator("form[action$='/explanation/'] button").click()
    page.wait_for_load_state()
    page.locator("summary").last.click()
    page.select_option("#id_outcome", "explained")
    page.locator("form[action$='/close/'] button").click()
    # On the next case of the list, or on the list when there is none.
    expect(page.get_by_text("ケースを終了しました。")).to_be_visible()
    return counselor


def read_on_status_page(family: Person, service: Service, email: str, words: str) -> None:
    """By the link in the second mail, on a browser that holds no cookie of ours."""
    letter = service.wait_for_mail(email, count=2)
    link = re.search(rf"{re.escape(service.url)}/s/\S+", letter.text)
    assert link
    family.context.clear_cookies()
    family.goto(link[0].removeprefix(service.url))
    family.page.locator("main form button").click()
    family.page.wait_for_url("**/status/*/")
    expect(family.page.get_by_text(words)).to_be_visible()
