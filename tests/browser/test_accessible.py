"""Every page in each of its states, in every language, on the narrowest phone: WCAG 2.2 AA by axe, no
sideways scrolling, light enough for a slow line. The status first: an error page can be accessible, too."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import ViewportSize

from tests.browser.conftest import DESK, Person, Service
from tests.browser.inspector import NARROW, InKnownColours, Inspector, WithReadings, family_pages, pages_of
from tests.browser.walk import walk_the_family_side, walk_the_wizard

# What a page looks like does not hang on the database; the whole way goes on each (see its own tests).
pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_family_page(person: Any, language: str) -> None:
    family: Person = person("ja-JP", NARROW)
    inspector = {"en": Inspector, "ja-easy": WithReadings}.get(language, InKnownColours)(family)
    walk_the_family_side(inspector, person, language)
    elsewhere = set() if language == "ja" else {"sent_explanation"}
    assert inspector.seen == family_pages() - elsewhere


@pytest.mark.parametrize(
    ("locale", "viewport"), [("ja-JP", NARROW), ("en-GB", DESK)], ids=["ja-narrow", "en-desk"]
)
def test_every_desk_page(person: Any, service: Service, locale: str, viewport: ViewportSize) -> None:
    walk_the_wizard(person("ja-JP"), lambda **kwargs: None)
    counselor: Person = person(locale, viewport)
    inspector = Inspector(counselor) if viewport == NARROW else InKnownColours(counselor)
    page = counselor.page
    counselor.goto("/desk/")
    inspector.look()
    page.locator("main form .actions button").click()
    inspector.look(refused=True)
    counselor.sign_in("sato")
    inspector.look()
    page.locator("main details summary").click()
    page.locator("form[action*='/views/'] button").click()
    inspector.look(422)
    counselor.goto("/desk/")
    page.locator("table.queue input[type=checkbox]").first.check()
    page.locator("button[value=ticked]").click()
    inspector.look()
    page.locator("main form .actions button").click()
    inspector.look(422)
    page.locator("input[value=snooze]").check()
    page.fill("#id_until", "2099-01-01")
    page.locator("main form .actions button").click()
    inspector.look(422)
    page.locator("input[value=close]").check()
    page.locator("table.queue input[type=checkbox]").first.uncheck()
    counselor.goto("/desk/?list=closed")
    inspector.look()
    counselor.goto("/desk/inquiries/new/")
    inspector.look()
    page.locator("main form .actions button").last.click()
    inspector.look(422)
    counselor.goto("/desk/for-me/")
    inspector.look()
    counselor.goto("/desk/absences/")
    inspector.look()
    page.locator("main form .actions button").click()
    inspector.look(422)
    page.locator(".desk-nav a[href$='/search/']").click()
    inspector.look()
    page.locator("main form button").click()
    inspector.look(422)
    page.fill("#id_words", "パーキンソン")
    page.locator("main form button").click()
    inspector.look()
    counselor.goto("/desk/")
    page.locator("table.queue a").first.click()
    inspector.look()
    case = page.url
    for action in ("message", "note", "explanation", "override", "hand-over", "snooze", "close"):
        form = page.locator(f"form[action$='/{action}/']")
        if not form.is_visible():
            page.locator("details", has=form).locator("summary").click()
        form.locator("button[type=submit]").click()
        inspector.look(422)
        page.go_back()
    write_a_letter(counselor, inspector, case)
    contact = page.locator("form[action$='/contact/']")
    page.locator("details", has=contact).locator("summary").click()
    contact.locator("[name=phone]").fill("12")
    contact.locator("button[type=submit]").click()
    inspector.look(422)
    page.goto(page.url.removesuffix("contact/"))
    page.locator("a[href*='/review/']").first.click()
    inspector.look()
    page.locator("input[name=diagnosis][value=yes]").check()
    page.locator("input[name=diagnosis_note]").fill("長い" * 300)
    page.locator("form.review button").first.click()
    inspector.look(422)
    page.locator("input[name=diagnosis_note]").fill("神経内科")
    page.locator("form.review button").first.click()
    inspector.look()
    counselor.goto("/desk/cases/AAA-AAA-AAA/", status=404)
    inspector.look(404)
    modules = (
        "consult.views.desk",
        "consult.views.queue",
        "consult.views.review",
        "consult.views.absences",
        "consult.views.for_me",
        "consult.views.letters",
        "consult.views.taken_down",
    )
    assert inspector.seen >= pages_of(*modules) | {"account_login"}


def write_a_letter(counselor: Person, inspector: Inspector, case: str) -> None:
    """A text put in, changed, left to a second reader; its author may look at it and no more."""
    page = counselor.page

    def press(name: str, status: int = 200) -> None:
        with page.expect_navigation():
            page.locator(f"main button[name={name}]").last.click()
        inspector.look(status)

    page.goto(f"{case}letter/")
    inspector.look()
    # Also where a former walk left a changed text: put in anew it is the approved one.
    page.select_option("#id_explanation", index=1)
    press("use")
    page.locator("details", has=page.locator("[name=day]")).locator("summary").click()
    press("later", 422)
    page.goto(f"{case}letter/")
    press("preview")
    page.fill("#id_text", "ちがう文です。")
    press("save")
    press("ask")
    page.locator("a[href*='/letters/']").click()
    inspector.look()
    page.goto(case)
