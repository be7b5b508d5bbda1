"""Pages that only a lead or an administrator has: mail that found no case, figures, the preview of a plan."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import DESK, Person
from tests.browser.inspector import NARROW, Inspector, violations

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize(
    ("locale", "viewport"), [("ja-JP", NARROW), ("en-GB", DESK)], ids=["ja-narrow", "en-desk"]
)
def test_a_leads_pages(person: Any, locale: str, viewport: ViewportSize) -> None:
    lead: Person = person(locale, viewport)
    inspector = Inspector(lead)
    lead.sign_in("lead")
    for address in ("/desk/mail/", "/desk/figures/", "/desk/mail/from-families/"):
        lead.goto(address)
        inspector.look()
    lead.page.locator("main form button").click()
    inspector.look(422)


def test_every_message_of_a_plan(person: Any) -> None:
    admin: Person = person("ja-JP", DESK)
    admin.sign_in("admin")
    admin.goto("/admin/consult/plan/1/preview/")
    page = admin.page
    # The rest is Django's own.
    assert violations(page, within="#content") == []
    mails = page.locator("iframe.mail-html")
    assert mails.count() >= 9
    for mail in mails.all():
        expect(mail.content_frame.locator("a").first).to_be_visible()
