"""What would be left to pay, on a phone and without script, in each language: from the pages for everyone to
the result, its PDF, and the inquiry that it is taken into."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.conftest import Person
from tests.browser.walk import reckon

# What a page looks like does not hang on the database.
pytestmark = pytest.mark.engine_free

LEFT = {"ja": "636,007円", "ja-easy": "636,007", "en": "636,007 yen"}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_from_the_first_question_to_the_inquiry(person: Any, language: str) -> None:
    family: Person = person("ja-JP", java_script_enabled=False)
    page = family.page
    family.goto(f"/learn/?lang={language}")
    page.locator("main a[href='/estimate/']").click()
    page.locator("#step-form .actions button").click()
    # Refused in words, and what was typed stays.
    expect(page.locator(".error-summary a")).to_have_count(3)
    reckon(page)

    expect(page.locator("html")).to_have_attribute("lang", language[:2])
    expect(page.locator(".sum")).to_contain_text(LEFT[language])
    expect(page.locator("svg.cost-picture")).to_be_visible()
    expect(page.locator("table.steps")).to_contain_text("85,800 + (55,306,737 − 286,000) × 1% = 636,007")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    if page.locator("[name=pdf]").count():
        with page.expect_download() as saved:
            page.locator("[name=pdf]").click()
        assert saved.value.suggested_filename == "shirube-estimate.pdf"
    page.locator("[name=take_along]").click()
    page.wait_for_url("**/inquiry/new/")
    # The browser says that the empty answers were refused, and nothing else.
    assert [words for words in family.complaints if "422" not in words] == []
