"""A counselor's day at the keyboard: letters, the commands, and the next case after an action."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import DESK, Person
from tests.browser.walk import walk_the_wizard


def test_without_a_mouse(person: Any) -> None:
    for _ in range(3):
        walk_the_wizard(person("ja-JP"), lambda **kwargs: None)
    counselor: Person = person("en-GB", DESK)
    counselor.sign_in("sato")
    page = counselor.page
    press = page.keyboard.press
    links = page.locator("table.queue th a")
    first, second = links.nth(0).inner_text(), links.nth(1).inner_text()
    press("j")
    press("j")
    expect(links.nth(1)).to_be_focused()
    press("k")
    expect(links.nth(0)).to_be_focused()
    press("o")
    page.wait_for_url(f"**/cases/{first}/")
    press("n")
    expect(page.locator("#id_body")).to_be_focused()
    page.keyboard.type("j is a letter here")
    press("Escape")
    page.locator("h1").click()
    # The commands open, are searched, and lead to a form that was folded away.
    press("Control+k")
    expect(page.locator("#palette-box")).to_be_focused()
    page.keyboard.type("close")
    press("Enter")
    expect(page.locator("#id_outcome")).to_be_focused()
    press("ArrowDown")
    press("Tab")
    press("Enter")
    # Done with, it makes room for the next one of the list.
    page.wait_for_url(f"**/cases/{second}/")
    assert counselor.complaints == []


def test_letters_can_be_switched_off_and_the_commands_stay(person: Any) -> None:
    counselor: Person = person("en-GB", DESK)
    counselor.sign_in("brown")
    page = counselor.page
    page.keyboard.press("?")
    expect(page.locator("dialog#palette")).to_be_visible()
    page.locator("#palette-letters").uncheck()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#palette")).to_be_hidden()
    page.keyboard.press("/")
    # Had it led away, this page would be gone before the answer comes.
    assert page.evaluate("fetch('/healthz').then(() => location.pathname)") == "/desk/"
    page.locator("#palette-open").click()
    page.locator("#palette-letters").check()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.wait_for_url("**/search/")
