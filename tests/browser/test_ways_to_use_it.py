"""The whole way in each language: with the keyboard alone, or without script; and the proof of work while
somebody reads."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Person


def test_with_the_keyboard_alone(person: Any) -> None:
    family: Person = person("ja-JP")
    page = family.page
    family.goto("/inquiry/new/")
    tab_to(page, "input[value=parent]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/consent/")
    for box in ("#id_own", "#id_on_behalf"):
        tab_to(page, box)
        page.keyboard.press("Space")
    press_button(page)
    page.wait_for_url("**/message/")
    tab_to(page, "#id_message")
    page.keyboard.type("父のことで相談です。")
    while "/contact/" not in page.url:
        with page.expect_navigation():
            press_button(page)
    tab_to(page, "input[name=preferred_channel]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    press_button(page)
    page.wait_for_url("**/check/")
    press_button(page, "main form .actions button")
    page.wait_for_url("**/received/")
    press_button(page, "main .actions a.button")
    page.wait_for_url("**/status/*/")
    tab_to(page, "#id_body")
    page.keyboard.type("もう一つ聞いてもよいですか。")
    press_button(page, "form[action$='/message/'] button")
    expect(page.locator(".note-theirs")).to_contain_text("もう一つ聞いてもよいですか。")
    assert family.complaints == []


@pytest.mark.parametrize(("language", "larger"), [("en", "Larger text"), ("ja-easy", "文字を大きく")])
def test_without_script(person: Any, language: str, larger: str) -> None:
    family: Person = person("ja-JP", java_script_enabled=False)
    statuses: list[int] = []
    page = family.page
    page.on("response", lambda response: statuses.append(response.status))
    family.goto("/")
    page.locator(f".language button[value={language}]").click()
    family.goto("/inquiry/new/")
    page.check("input[value=self]")
    family.go_on()
    page.check("#id_own")
    family.go_on()
    page.fill("#id_message", "膝のことで相談です。")
    page.locator(".text-size").click()
    expect(page.locator("html")).to_have_class(re.compile("text-large"))
    expect(page.locator("#id_message")).to_have_value("膝のことで相談です。")
    family.go_on()
    while "/contact/" not in page.url:
        if "/payment/" in page.url:
            page.check("input[value=self_pay]")
        family.go_on()
    page.check("input[value=page]")
    family.go_on()
    page.locator("main form .actions button").click()
    page.wait_for_url("**/received/")
    page.locator(".actions a.button").click()
    page.wait_for_url("**/status/*/")
    assert max(statuses) < 400
    expect(page.locator("html")).to_have_class(re.compile("text-large"))
    page.locator(".text-size").click()
    expect(page.locator("html")).not_to_have_class(re.compile("text-large"))
    assert page.locator(".text-size").evaluate(_WITHOUT_READINGS) == larger
    page.fill("#id_body", "もう一つ聞いてもよいですか。")
    page.locator("form[action$='/message/'] button").click()
    expect(page.locator(".note-theirs")).to_contain_text("もう一つ聞いてもよいですか。")


def test_the_proof_is_done_while_one_reads_and_a_press_before_waits_for_it(person: Any) -> None:
    for press_at_once in (False, True):
        family: Person = person("ja-JP")
        page = family.page
        go_to_check(family)
        if not press_at_once:
            expect(page.locator("[name=proof]")).not_to_have_value("", timeout=30_000)
        with page.expect_request(lambda request: request.method == "POST") as sent:
            page.locator("main form .actions button").click()
        assert "proof=ey" in (sent.value.post_data or "")
        page.wait_for_url("**/received/")
        assert family.complaints == []


_WITHOUT_READINGS = """button => { button.querySelectorAll("rt, rp").forEach(one => one.remove());
    return button.textContent; }"""


def go_to_check(family: Person) -> None:
    page = family.page
    family.goto("/inquiry/new/")
    page.check("input[value=self]")
    family.go_on()
    page.check("#id_own")
    while "/contact/" not in page.url:
        family.go_on()
    page.check("input[value=page]")
    family.go_on()


def tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        if page.locator(selector).first.evaluate("element => element === document.activeElement || "
                                                 "element.name === document.activeElement.name"):  # fmt: skip
            break
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"the Tab key never comes to {selector}")
    if selector.startswith("input[value="):
        while not page.locator(selector).is_checked():
            page.keyboard.press("ArrowDown")


def press_button(page: Page, selector: str = "#step-form .actions button") -> None:
    for _ in range(80):
        if page.locator(selector).first.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never comes to {selector}")


def test_the_link_can_be_copied(person: Any) -> None:
    family: Person = person("ja-JP", permissions=["clipboard-read", "clipboard-write"])
    page = family.page
    family.goto("/inquiry/new/")
    page.check("input[value=self]")
    family.go_on()
    page.locator("button[name=save_for_later]").click()
    page.get_by_role("button", name="リンクをコピーする").click()
    expect(page.get_by_role("status").filter(has_text="コピーしました")).to_be_visible()
    link = page.locator(".panel a").inner_text()
    assert page.evaluate("navigator.clipboard.readText()") == link
    assert family.complaints == []
