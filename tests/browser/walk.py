"""The way over every page of a family in each of its states. Who looks at each: inspector.py, and with a
camera shown.py."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import FilePayload, Page, expect

from tests.browser.conftest import DESK, Person
from tests.browser.inspector import Inspector
from tests.photos import photo


def walk_the_family_side(inspector: Inspector, person: Any, language: str) -> None:
    """Every page of a family and every public page, in one language."""
    family = inspector.person
    family.goto("/")
    family.page.locator(f".language button[value={language}]").click()
    expect(family.page.locator(f".language button[value={language}]")).to_have_attribute(
        "aria-current", "true"
    )
    walk_the_wizard(family, inspector.look)
    if language == "ja":  # sato, who answers, has the cases in Japanese
        read_what_was_sent(family, person, inspector)
    walk_around(family, inspector)


def walk_the_wizard(family: Person, look: Callable[..., None]) -> None:
    """Through every step, clean and refused, to the family's own page."""
    page = family.page
    family.goto("/")
    look()
    family.goto("/inquiry/new/")
    look()
    page.check("input[value=parent]")
    family.go_on()
    look()
    family.go_on()
    look(refused=True)
    page.check("#id_own")
    page.check("#id_on_behalf")
    family.go_on()
    look()
    page.fill("#id_message", "長い文章です。" * 1500)
    family.go_on()
    look(refused=True)
    page.fill("#id_message", "父はパーキンソン病です。アムシェプリのことを教えてください。")
    family.go_on()
    look()
    page.check("input[value=parkinsons]")
    while "/contact/" not in page.url:
        if "/offer/" in page.url:
            page.fill("#id_quoted_fee_yen", "たくさん")
            page.fill("#id_decision_date_0", "令和")
            family.go_on()
            look(refused=True)
            page.fill("#id_quoted_fee_yen", "198万円")
            page.fill("#id_decision_date_0", "令和8")
            page.fill("#id_decision_date_1", "12")
            page.fill("#id_decision_date_2", "24")
        family.go_on()
        look()
    family.go_on()
    look(refused=True)
    page.check("input[value=page]")
    family.go_on()
    page.locator("main details summary").click()
    look()
    page.locator("main form .actions button").click()
    page.wait_for_url("**/received/")
    look()


def read_what_was_sent(family: Person, person: Any, inspector: Inspector) -> None:
    """A counselor sends an explanation; the family reads it by itself, in both languages."""
    confirmation = family.page.url
    send_explanation_of(family.page.locator(".reference").inner_text(), person("ja-JP", DESK))
    family.page.locator(".actions a.button").click()
    link = family.page.locator("main a[href*='/explanations/']:not([href$='.pdf'])")
    while not link.count():  # until the worker has sent it; the test's own time limit ends a wait in vain
        family.page.wait_for_timeout(200)
        family.page.reload()
    inspector.look()
    link.click()
    inspector.look()
    for language in ("en", "ja"):
        address = family.page.url
        family.page.goto(f"{family.service.url}/learn/?lang={language}")
        family.page.goto(address)
        inspector.look()
    family.page.goto(confirmation)


def send_explanation_of(reference: str, counselor: Person) -> None:
    page = counselor.page
    counselor.sign_in("sato")
    page.get_by_role("link", name=reference).click()
    page.select_option("#id_explanation", index=1)
    page.locator("form[action$='/explanation/'] button").click()
    page.wait_for_load_state()


def walk_around(family: Person, inspector: Inspector) -> None:
    """The pages beside the way."""
    page = family.page
    page.locator(".actions a.button").click()
    inspector.look()
    link = page.locator(".panel a").inner_text()
    page.locator("a[href$='/look-again/']").click()
    inspector.look()
    page.fill("#id_words", "長い文章です。" * 300)
    page.locator("main form .actions button").click()
    inspector.look(422)
    page.fill("#id_words", "保険の治療のことを聞いたつもりです。")
    page.locator("main form .actions button").click()
    page.wait_for_url("**/status/*/")
    inspector.look()
    walk_around_what_can_be_asked_for(family, inspector)
    page.locator("a[href$='/stop/']").click()
    inspector.look()
    page.check("#id_sure")
    page.locator("main form button").click()
    page.wait_for_url("**/status/*/")
    inspector.look()
    withdraw_the_consent(family, inspector)
    page.goto(link)
    inspector.look()
    page.goto(link[:-3] + "A/")
    page.locator("main form button").click()
    inspector.look(404)
    page.locator("a[href='/new-link/']").click()
    inspector.look()
    page.locator("main form button").click()
    inspector.look(422)
    page.fill("#id_reference", "k7p4qxm2t")
    page.fill("#id_email", "somebody@example.jp")
    page.locator("main form button").click()
    inspector.look()
    # What it says to a link of ours needs a mail: tests/consult/test_one_click.py.
    family.goto("/stop-mails/nothing/", status=404)
    inspector.look(404)
    family.goto("/inquiry/new/")
    page.check("input[value=self]")
    family.go_on()
    page.locator("button[name=save_for_later]").click()
    inspector.look()
    link = page.locator(".panel a").inner_text()
    family.goto("/resume/")
    inspector.look()
    page.fill("#id_reference", "ZZZZ-ZZZZ-ZZZZ")
    page.fill("#id_code", "ZZZZ-ZZZZ")
    page.locator("main form .actions button").click()
    inspector.look(422)
    page.goto(link)
    inspector.look()
    page.locator("main form button").click()
    page.wait_for_url("**/consent/")
    walk_past_the_pages_between(family, inspector)
    walk_the_public_pages(family, inspector)
    walk_the_estimator(family, inspector)
    family.goto("/inquiry/aaaaaaaaaaaa/check/", status=404)
    inspector.look(404)
    family.goto("/")
    inspector.look()


def withdraw_the_consent(family: Person, inspector: Inspector) -> None:
    """What is taken back closes what it was given for: files are shown, and no more are taken."""
    page = family.page
    here = page.url
    page.goto(here + "consent/")
    withdraw = page.locator("main form button").last
    withdraw.click()
    inspector.look(422)
    page.check("#id_sure")
    withdraw.click()
    page.wait_for_load_state()
    inspector.look()
    page.goto(here + "files/")
    inspector.look()
    page.goto(here)
    inspector.look()


def walk_past_the_pages_between(family: Person, inspector: Inspector) -> None:
    """From the consent: a message of harm, then a calm one and a tick for self-pay."""
    page = family.page
    page.check("#id_own")
    family.go_on()
    page.fill("#id_message", "先月の幹細胞の点滴のあと、高い熱が続いています。")
    family.go_on()
    page.wait_for_url("**/help/*")
    inspector.look()
    page.locator(".back a").click()
    page.fill("#id_message", "膝のことで相談です。")
    family.go_on()
    while "/payment/" not in page.url:
        family.go_on()
    page.locator("details summary").click()
    page.locator("details a[href*='/estimate/']").click()
    inspector.look()
    page.locator(".back a").click()
    page.check("input[value=self_pay]")
    family.go_on()
    page.wait_for_url("**/self-pay/*")
    inspector.look()


def walk_around_what_can_be_asked_for(family: Person, inspector: Inspector) -> None:
    """Messages, a call, the copy, mails and erasure; ends on the status page."""
    page = family.page
    here = page.url
    send = page.locator("form[action$='/message/'] button")
    page.fill("#id_body", "長い文章です。" * 1500)
    send.click()
    inspector.look(422)
    page.fill("#id_body", "もう一つ聞いてもよいですか。")
    send.click()
    page.wait_for_url("**/status/*/")
    inspector.look()
    page.locator("a[href$='/call/']").click()
    inspector.look()
    page.locator(".tabs a").last.click()
    inspector.look()
    choose = page.locator("form:has(#id_phone) button")
    choose.click()
    inspector.look(422)
    page.locator("input[name=slot]").first.check()
    page.fill("#id_phone", "03-1234-5678")
    choose.click()
    page.wait_for_url("**/status/*/")
    inspector.look()
    page.goto(here + "call/")
    inspector.look()
    page.locator("form[action$='/call/cancel/'] button").click()
    page.wait_for_url("**/status/*/")
    inspector.look()
    page.locator("a[href$='/copy/']").click()
    inspector.look()
    page.goto(here + "follow-ups/")
    inspector.look()
    page.locator("main form button").click()
    page.wait_for_url("**/status/*/")
    inspector.look()
    page.goto(here + "follow-ups/")
    inspector.look()
    page.goto(here + "contact/")
    inspector.look()
    page.fill("#id_phone", "12")
    page.locator("main form .actions button").click()
    inspector.look(422)
    page.goto(here + "line/")
    inspector.look()
    page.locator("main form button").click()
    inspector.look()
    page.goto(here + "files/")
    inspector.look()
    send_files(page, ("説明書" * 30 + ".txt", b"no photo"), ("見積書.png", photo(name="PNG")))
    inspector.look(422)
    send_files(page, ("チラシ.jpg", photo("teal")))
    inspector.look()
    page.goto(here + "estimate/")
    inspector.look()
    reckon(page)
    inspector.look()
    page.locator("[name=take_along]").click()
    page.wait_for_url("**/status/*/")
    page.goto(here + "consent/")
    inspector.look()
    page.goto(here + "hospital/")
    inspector.look()
    page.locator("main form button").click()
    inspector.look(422)
    page.fill("[name=recipient]", "中央病院")
    page.check("[name=agree]")
    page.locator("main form button").click()
    page.wait_for_load_state()
    inspector.look()
    page.goto(here + "erasure/")
    inspector.look()
    page.check("#id_sure")
    page.locator("main form button").click()
    page.wait_for_load_state()
    inspector.look()
    page.goto(here)


def send_files(page: Page, *files: tuple[str, bytes]) -> None:
    chosen: list[FilePayload] = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files
    ]
    page.set_input_files("#id_photos", chosen)
    with page.expect_navigation():
        page.locator("form:has(#id_photos) button").click()


def walk_the_public_pages(family: Person, inspector: Inspector) -> None:
    page = family.page
    family.goto("/")
    page.locator("main a[href$='/learn/']").click()
    inspector.look()
    for address in page.locator("main .pages a").evaluate_all("links => links.map(link => link.pathname)"):
        family.goto(address)
        inspector.look()
    family.goto("/learn/no-such-page/", status=404)
    inspector.look(404)
    family.goto("/figures/")
    inspector.look()


def walk_the_estimator(family: Person, inspector: Inspector) -> None:
    """Both questions, clean and refused; a stay over the end of a month, and self-pay."""
    page = family.page
    press = page.locator("#step-form .actions button")
    family.goto("/estimate/")
    inspector.look()
    press.click()
    inspector.look(422)
    page.check("input[name=insurance][value=unsure]")
    press.click()
    inspector.look()
    page.check("input[name=insurance][value=employees]")
    page.fill("[name=month_year]", "令和8")
    page.fill("[name=month_month]", "９")
    page.fill("[name=age]", "66")
    press.click()
    inspector.look()
    press.click()
    inspector.look(422)
    page.locator("[name=use_price]").click()
    inspector.look()
    page.check("input[name=income][value=C]")
    page.check("input[name=subsidy_tier][value=general_2]")
    page.fill("[name=next_month_yen]", "100万円")
    page.fill("[name=outside_yen]", "5万")
    press.click()
    inspector.look()
    page.locator("[name=change_details]").click()
    inspector.look()
    page.check("input[name=income][value=unknown]")
    press.click()
    inspector.look()
    page.locator("[name=change_details]").click()
    page.locator("[name=change_situation]").click()
    page.check("input[name=insurance][value=self_pay]")
    press.click()
    page.fill("[name=whole_price_yen]", "３３０万円")
    press.click()
    inspector.look()


def reckon(page: Page) -> None:
    """From the estimator's first question to its result: band C, in September 2026."""
    press = page.locator("#step-form .actions button")
    page.check("input[name=insurance][value=employees]")
    page.fill("[name=month_year]", "2026")
    page.fill("[name=month_month]", "9")
    page.fill("[name=age]", "66")
    press.click()
    page.check("input[name=income][value=C]")
    page.fill("[name=price_yen]", "55306737")
    press.click()
