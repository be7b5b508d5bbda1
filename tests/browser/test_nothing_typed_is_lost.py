"""Back, two tabs, another phone, another language: what was typed is still there."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Person


def test_the_browsers_back_button_shows_what_was_typed(person: Any) -> None:
    family = at_the_message(person)
    family.page.fill("#id_message", "父のことです。")
    family.go_on()
    family.page.go_back()
    expect(family.page.locator("#id_message")).to_have_value("父のことです。")


@pytest.mark.parametrize(("language", "lang"), [("en", "en"), ("ja-easy", "ja")])
def test_changing_the_language_keeps_what_was_typed(person: Any, language: str, lang: str) -> None:
    family = at_the_message(person)
    family.page.fill("#id_message", "まだ{途中|とちゅう}です")
    family.page.locator(f"button[name=set_language][value={language}]").click()
    expect(family.page.locator(f"button[value={language}]")).to_have_attribute("aria-current", "true")
    expect(family.page.locator("html")).to_have_attribute("lang", lang)
    expect(family.page.locator("#id_message")).to_have_value("まだ{途中|とちゅう}です")


def test_two_tabs_on_one_step_show_both_answers(person: Any) -> None:
    family = at_the_message(person)
    address = family.page.url
    other = family.context.new_page()
    other.goto(address)
    family.page.fill("#id_message", "一つ目の窓")
    family.go_on()
    other.fill("#id_message", "二つ目の窓")
    other.locator("#step-form .actions button").first.click()
    expect(other.get_by_text("一つ目の窓")).to_be_visible()
    expect(other.locator("#id_message")).to_have_value("二つ目の窓")
    other.locator("#step-form .actions button").first.click()
    other.goto(address)
    expect(other.locator("#id_message")).to_have_value("二つ目の窓")


def test_another_phone_goes_on_by_the_link(person: Any) -> None:
    family = at_the_message(person)
    family.page.fill("#id_message", "続きは娘の電話で")
    family.page.locator("button[name=save_for_later]").click()
    link = family.page.locator("main .panel a").inner_text()
    daughter: Person = person("ja-JP")
    daughter.page.goto(link)
    daughter.page.locator("main form button").click()
    daughter.page.wait_for_url("**/condition/")
    daughter.page.locator(".back a").click()
    expect(daughter.page.locator("#id_message")).to_have_value("続きは娘の電話で")


def test_a_lost_connection_loses_nothing(person: Any) -> None:
    family = at_the_message(person)
    family.page.fill("#id_message", "電波が切れました")
    family.context.set_offline(True)
    family.page.locator("#step-form .actions button").first.click()
    expect(family.page.locator("#offline")).to_be_visible()
    expect(family.page.locator("#id_message")).to_have_value("電波が切れました")
    family.context.set_offline(False)
    family.go_on()
    assert "/condition/" in family.page.url


def at_the_message(person: Any) -> Person:
    family: Person = person("ja-JP")
    family.goto("/inquiry/new/")
    family.page.check("input[value=self]")
    family.go_on()
    family.page.check("#id_own")
    family.go_on()
    assert "/message/" in family.page.url
    return family
