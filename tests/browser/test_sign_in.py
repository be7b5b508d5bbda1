"""Somebody new comes in the real way: a password, an app, recovery codes, then a passkey. Every page of it is
looked at on the way, as test_accessible.py does with the others."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.cast import PASSWORD
from tests.browser.conftest import Person
from tests.browser.inspector import NARROW, NO_PAGES, Inspector, pages_of
from tests.staff import code_from

pytestmark = pytest.mark.engine_free
# Leads on by itself.
ONWARD = {"mfa_list_webauthn", "account_set_password", "account_reset_password_from_key_done"}


@pytest.fixture
def newcomer(person: Any) -> Person:
    """At localhost: browsers keep no passkey for an address of numbers."""
    found: Person = person("ja-JP", NARROW)
    url = found.service.url.replace("127.0.0.1", "localhost")
    found.service = dataclasses.replace(found.service, url=url)
    return found


def test_somebody_new_sets_up_what_the_desk_asks_for(newcomer: Person) -> None:
    inspector, page = Inspector(newcomer), newcomer.page
    give_a_security_key(page)
    newcomer.goto("/desk/")
    inspector.look()
    send(page)
    inspector.look(refused=True)
    type_password(page)
    inspector.look()

    page.locator("main a[href='/account/app/']").click()
    inspector.look()
    send(page)
    inspector.look(refused=True)
    page.fill("#id_code", code_from(page.locator("code").inner_text()))
    send(page)
    inspector.look()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10

    newcomer.goto("/account/passkeys/add/")
    inspector.look()
    page.fill("#id_name", "鍵")
    page.locator("form[data-passkey] button").click()
    expect(page.locator("h1")).to_have_text("ログインの方法")
    inspector.look()
    for address in (
        "/account/password/",
        "/account/recovery-codes/new/",
        "/account/app/remove/",
        "/account/sessions/",
    ):
        newcomer.goto(address)
        inspector.look()
    newcomer.goto("/account/")
    page.locator("main a[href*='/remove/']", has_text="鍵").click()
    inspector.look()

    sign_out(newcomer)
    type_password(page)
    inspector.look()
    page.fill("#id_code", codes[0])
    send(page)
    expect(page).to_have_url(newcomer.service.url + "/desk/")

    sign_out(newcomer)
    type_password(page)
    page.locator("form[data-passkey] button").click()
    expect(page).to_have_url(newcomer.service.url + "/desk/")
    newcomer.goto("/account/again/")
    inspector.look()
    newcomer.goto("/sign-in/password/1-nothing/")
    inspector.look()

    assert newcomer.complaints == []
    assert inspector.seen >= pages_of("allauth") - NO_PAGES - ONWARD


def give_a_security_key(page: Page) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": True, "hasUserVerification": True,
           "isUserVerified": True}  # fmt: skip
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key})


def send(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form .actions button").first.click()


def type_password(page: Page) -> None:
    page.fill("#id_login", "newcomer")
    page.fill("#id_password", PASSWORD)
    send(page)


def sign_out(person: Person) -> None:
    with person.page.expect_navigation():
        person.page.locator("header form[action='/sign-out/'] button").click()
