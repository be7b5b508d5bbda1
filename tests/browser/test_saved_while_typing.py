"""What is typed is saved as it is typed, says so, and gives way to nobody's words: the connection cut,
two tabs, and when a button is pressed at once."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import Person
from tests.browser.test_nothing_typed_is_lost import at_the_message

SAVED = re.compile("に保存しました")
# Typed on each page of a family's way while the connection is cut.
TYPED = {
    "message": ("#id_message", "父のことです"),
    "condition": ("#id_condition_detail", "2018年から"),
    "treatment": ("#id_treatment_name", "点滴"),
    "provider": ("#id_provider_name", "駅前"),
    "offer": ("#id_quoted_fee_yen", "198万"),
    "patient": ("#id_patient_age", "68"),
    "contact": ("#id_contact_name", "娘"),
}


def test_what_is_typed_is_there_without_pressing_anything(person: Any) -> None:
    family = at_the_message(person)
    family.page.locator("#id_message").press_sequentially("書きかけ")
    expect(family.page.locator("#autosave-state")).to_have_text(SAVED)
    family.page.goto(family.page.url)
    expect(family.page.locator("#id_message")).to_have_value("書きかけ")
    assert family.complaints == []


def test_a_button_pressed_at_once_is_no_conflict_with_ones_own_typing(person: Any) -> None:
    family = at_the_message(person)
    message = family.page.locator("#id_message")
    message.fill("はじめ")
    expect(family.page.locator("#autosave-state")).to_have_text(SAVED)
    message.fill("はじめと、おわり")
    family.go_on()
    assert "/condition/" in family.page.url
    family.page.go_back()
    expect(message).to_have_value("はじめと、おわり")


def test_the_other_tabs_words_are_not_overwritten(person: Any) -> None:
    family = at_the_message(person)
    other = family.context.new_page()
    other.goto(family.page.url)
    family.page.fill("#id_message", "一つ目の窓")
    expect(family.page.locator("#autosave-state")).to_have_text(SAVED)
    other.fill("#id_message", "二つ目の窓")
    expect(other.locator("#autosave-state")).to_have_text(re.compile("別の画面"))
    expect(other.locator("#id_message")).to_have_value("二つ目の窓")
    other.locator("#step-form .actions button").first.click()
    expect(other.get_by_text("一つ目の窓")).to_be_visible()
    expect(other.locator("#id_message")).to_have_value("二つ目の窓")


def test_the_connection_is_cut_on_every_page(person: Any) -> None:
    family = at_the_message(person)
    page = family.page
    seen = set()
    while "/check/" not in page.url:
        name = re.sub(r"[?].*", "", page.url).rstrip("/").rpartition("/")[2]
        box, typed = TYPED.get(name, ("", ""))
        if box:
            cut_and_mend(family, box, typed)
            seen.add(name)
        if name == "contact":
            page.check("input[value=page]")
        family.go_on()
    assert seen == TYPED.keys()
    for _box, typed in TYPED.values():
        expect(page.locator(".summary").first).to_contain_text("1,980,000" if typed == "198万" else typed)


def cut_and_mend(family: Person, box: str, typed: str) -> None:
    """Typed without a connection: said, still there, and saved once there is one."""
    page = family.page
    family.context.set_offline(True)
    page.fill(box, typed)
    expect(page.locator("#autosave-state")).to_have_text(re.compile("通信ができません"))
    page.locator("#step-form .actions button").first.click()
    expect(page.locator("#offline")).to_be_visible()
    expect(page.locator(box)).to_have_value(typed)
    family.context.set_offline(False)
    expect(page.locator("#autosave-state")).to_have_text(SAVED)
