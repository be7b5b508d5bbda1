"""The family's pages in the dark, in a reader's own colours, twice as large, with very long words, and on
paper. Each way of seeing is walked once, in one language."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Person
from tests.browser.inspector import COLOURS, NARROW, Inspector, family_pages, refuse_sideways_scrolling
from tests.browser.walk import walk_the_family_side

pytestmark = pytest.mark.engine_free

# In a style sheet it would be refused by our own rules; no page has a font size of its own on <html>.
_TWICE_AS_LARGE = (
    """addEventListener("DOMContentLoaded", () => { document.documentElement.style.fontSize = "200%"; })"""
)
# Boxes that cut off what does not fit in.
_CUT = """() => [...document.querySelectorAll("body *")].filter(box => {
    if (box.closest(".visually-hidden, .not-for-people, textarea, input, select, svg")) return false;
    const style = getComputedStyle(box);
    return (style.overflowX !== "visible" && box.scrollWidth > box.clientWidth + 1)
        || (style.overflowY !== "visible" && box.scrollHeight > box.clientHeight + 1);
}).map(box => box.outerHTML.slice(0, 200))"""
_LONG = "W" * 9990


class InOtherColours(Inspector):
    """Looks at the one thing that colours change."""

    rules = COLOURS


@pytest.mark.parametrize(
    "way", [{"color_scheme": "dark"}, {"forced_colors": "active"}], ids=["dark", "forced-colours"]
)
def test_in_the_readers_own_colours(person: Any, way: dict[str, str]) -> None:
    inspector = InOtherColours(person("ja-JP", NARROW, **way))
    walk_the_family_side(inspector, person, "en")
    assert inspector.seen == family_pages() - {"sent_explanation"}


class Reader(Inspector):
    """Sees whether all words are on the page, none cut off."""

    def judge(self, name: str, status: int) -> None:
        refuse_sideways_scrolling(self.person.page, name)
        assert self.person.page.evaluate(_CUT) == [], name


def test_text_twice_as_large(person: Any) -> None:
    family: Person = person("ja-JP", NARROW)
    family.context.add_init_script(_TWICE_AS_LARGE)
    reader = Reader(family)
    walk_the_family_side(reader, person, "ja")
    assert reader.seen == family_pages()


def test_very_long_words(person: Any) -> None:
    family: Person = person("en-GB", NARROW)
    reader = Reader(family)
    family_page = write_at_length(family, reader)
    family.page.fill("#id_body", _LONG)
    family.page.locator("form[action$='/message/'] button").click()
    family.page.wait_for_url("**/status/*/")
    reader.look()
    family.goto(f"{family_page}copy/")
    reader.look()


def write_at_length(family: Person, reader: Reader) -> str:
    """Fills every box with as much as it takes, and returns the path of the family's page."""
    page = family.page
    family.goto("/inquiry/new/")
    page.check("input[value=self]")
    family.go_on()
    page.check("#id_own")
    family.go_on()
    page.fill("#id_message", _LONG)
    while "/contact/" not in page.url:
        fill_to_the_brim(page)
        family.go_on()
    page.check("input[value=email]")
    page.fill("#id_contact_name", "W" * 100)
    page.fill("#id_email", f"{'w' * 64}@{'w' * 60}.{'w' * 60}.example.jp")
    family.go_on()
    page.wait_for_url("**/check/")
    reader.look()
    page.locator("main form .actions button").click()
    page.wait_for_url("**/received/")
    reader.look()
    page.locator(".actions a.button").last.click()
    page.wait_for_url("**/status/*/")
    reader.look()
    return page.url.removeprefix(family.service.url)


def fill_to_the_brim(page: Page) -> None:
    for box in ("#id_condition_detail", "#id_treatment_name", "#id_provider_name"):
        if page.locator(box).is_visible():
            page.fill(box, "W" * int(page.locator(box).get_attribute("maxlength") or 100))


def test_on_paper(person: Any) -> None:
    family: Person = person("en-GB", color_scheme="dark", java_script_enabled=False)
    reader = Reader(family)
    family_page = write_at_length(family, reader)
    for path in (family_page, "/learn/self-pay-questions/"):
        family.goto(path)
        printed = pypdfium2.PdfDocument(family.page.pdf())
        words = "\n".join(sheet.get_textpage().get_text_range() for sheet in printed)
        assert family.heading().replace("\n", " ") in " ".join(words.split())
        for navigation in (
            "日本語",
            "Larger text",
            "Skip to the main text",
            "Send the message",
            "Start an inquiry",
        ):
            assert navigation not in words, path
        if path == family_page:
            assert "WWWW" in words, "what opens on a press is open on paper"
        assert share_of_dark(printed[0]) < 0.2, path


def share_of_dark(sheet: Any) -> float:
    grey = sheet.render(scale=0.5).to_pil().convert("L")
    dark = sum(count for level, count in enumerate(grey.histogram()) if level < 128)
    return float(dark / (grey.width * grey.height))
