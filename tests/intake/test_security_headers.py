"""What every answer of the family's side carries, errors included, and what no page may hold."""

from __future__ import annotations

import functools
import re
from html.parser import HTMLParser

import pytest
from django.conf import settings

from intake import services
from intake.services import issue_status_link
from tests.factory import submit_inquiry
from tests.intake.family import WAY, Browser, draft_id, go_to, text_of

pytestmark = pytest.mark.django_db

CSP = {
    "default-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
    "report-uri": ["/csp-report/"],
}


@functools.cache
def answers() -> dict[str, object]:
    """One of every kind of answer, by what it is. Asked for once: every test looks at the same."""
    browser = Browser()
    page = go_to(browser, "check")
    inquiry_path = f"/inquiry/{draft_id(page)}/"
    message = browser.get(f"{inquiry_path}message/")
    found = {
        "start": browser.get("/"),
        "first step": Browser().get("/inquiry/new/"),
        "draft": browser.get(inquiry_path),
        "check": page,
        "later": browser.get(f"{inquiry_path}later/"),
        "help": browser.get(f"{inquiry_path}help/?after=message"),
        "self-pay": browser.get(f"{inquiry_path}self-pay/?after=payment"),
        "resume form": browser.get("/resume/"),
        "resume form refused": browser.post_form("/resume/", {"reference": "a", "code": "b"}),
        "saved while typing": browser.fill_in(message, press="autosave=1", message="途中"),
        "resume link": browser.get("/resume/a/b/"),
        "status link": browser.get("/s/abc/"),
        "told a mistake": Browser().post_form("/inquiry/new/", {"relationship": "nonsense"}),
        "conflict": browser.post_form(f"{inquiry_path}message/", {"message": "他の窓"}),
        "no such draft": browser.get("/inquiry/zzzzzzzzzzzz/who/"),
        "no such page": browser.get("/no/such/page/"),
        "wrong method": browser.delete("/inquiry/new/"),
        "form expired": Browser(enforce_csrf_checks=True).post_form(
            "/inquiry/new/", {"relationship": "self"}, headers={"sec-fetch-site": "same-origin"}
        ),
        "too large": browser.post_form("/inquiry/new/", {"relationship": "x" * 1_100_000}),
        "sign in": browser.get("/sign-in/"),
        "sign in to the admin": browser.get("/admin/login/"),
        "desk": browser.get("/desk/"),
        "healthz": browser.get("/healthz"),
        "answered": browser.fill_in(message, message="もう一度"),
    }
    for name in WAY:
        found[name] = browser.get(f"{inquiry_path}{name}/")
    inquiry = submit_inquiry()
    secret = issue_status_link(inquiry=inquiry, now=inquiry.submitted_at)
    found["link pressed"] = browser.post_form(f"/s/{secret}/")
    status = f"/status/{inquiry.reference}/"
    found |= {
        name or "status": browser.get(f"{status}{name}") for name in ("", "received/", "stop/", "look-again/")
    }
    found["stranger's status"] = Browser().get(status)
    found["sent"] = browser.fill_in(page)
    return found


def broken_down(monkeypatch) -> object:
    browser = Browser(raise_request_exception=False)
    page = go_to(browser, "message")

    def breaks(draft):
        raise RuntimeError("a marker that must not be shown")

    monkeypatch.setattr(services, "read_answers", breaks)
    answer = browser.get(page.request["PATH_INFO"])
    monkeypatch.undo()
    assert answer.status_code == 500
    return answer


def policy_of(answer) -> dict[str, list[str]]:
    directives = [part.split() for part in answer["Content-Security-Policy"].split(";")]
    return {name: values for name, *values in directives}


def test_every_answer_carries_the_headers(monkeypatch):
    found = answers() | {"broken down": broken_down(monkeypatch)}

    assert {answer.status_code for answer in found.values()} >= {200, 302, 400, 403, 404, 405, 409, 422, 500}
    for what, answer in found.items():
        assert policy_of(answer) == CSP, what
        assert answer["X-Content-Type-Options"] == "nosniff", what
        assert answer["Referrer-Policy"] == "same-origin", what
        assert answer["X-Frame-Options"] == "DENY", what
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", what
        assert "no-store" in answer["Cache-Control"], what
        assert "public" not in answer["Cache-Control"], what


@pytest.mark.parametrize(("path", "host"), [("/s/abc", "testserver"), ("/", "evil.example")])
def test_answers_given_before_any_view_carry_them_too(path, host):
    """A redirect that adds the slash is kept by browsers for ever, with the secret in both addresses."""
    answer = Browser().get(path, headers={"host": host})

    assert answer.status_code in (301, 400)
    assert policy_of(answer) == CSP
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.get("Cache-Control", "")


class Inline(HTMLParser):
    """What a strict policy would block: scripts, styles and handlers in the page, javascript: and data:."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "style" or (tag == "script" and not (has.get("src") or "").startswith("/static/")):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = (value or "").strip().lower()
            if name == "style" or name.startswith("on") or address.startswith(("javascript:", "data:")):
                self.found.append(f"<{tag} {name}={value}>")
            loads = tag in ("script", "img", "link", "iframe", "source") and name in ("src", "href")
            if loads and re.match(r"(https?:)?//", address):
                self.found.append(f"<{tag} {name}={value}>")


def test_no_page_holds_a_script_or_a_style_of_its_own(monkeypatch):
    for what, answer in (answers() | {"broken down": broken_down(monkeypatch)}).items():
        inline = Inline()
        inline.feed(text_of(answer))
        assert inline.found == [], what


def test_pages_without_personal_data_tell_no_one_anything(monkeypatch):
    answer = broken_down(monkeypatch)

    assert "a marker" not in text_of(answer)
    assert "Traceback" not in text_of(answer)


def test_cookies_are_kept_from_scripts_and_other_sites():
    for what, answer in answers().items():
        for name, cookie in answer.cookies.items():
            if cookie["max-age"] == 0:
                continue
            assert cookie["httponly"], (what, name)
            assert cookie["samesite"] in ("Lax", "Strict"), (what, name)
            assert bool(cookie["secure"]) == settings.HTTPS, (what, name)


def test_secrets_stand_in_no_address_that_is_kept():
    browser = Browser()
    page = go_to(browser, "message")
    secret = browser.cookie("draft").value

    for name in ("message", "condition", "contact"):
        assert secret not in text_of(browser.get(f"/inquiry/{draft_id(page)}/{name}/"))
