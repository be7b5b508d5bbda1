"""What every answer carries, whoever asks and whatever is answered; and that no address leads elsewhere."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.contrib import admin
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse

from consult.models import Case
from tests.consult.family import open_status_page
from tests.test_urls import address, patterns

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    "object-src 'none'",
    "report-uri /csp-report/",
}  # fmt: skip
CARRIED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Each tells a browser, in its own way, to go to another site.
ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example/",
    "https:evil.example", "http:///evil.example", "javascript:alert(1)", "data:text/html,x",
    "\t//evil.example", "/\t/evil.example", "%2f%2fevil.example", "https://testserver@evil.example/",
    "https://evil.example\\@testserver/", "/\r\nLocation: //evil.example", "／／evil.example",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _nothing_is_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    """Headers are set whatever stands in a page."""
    monkeypatch.setattr(Template, "render", lambda template, context=None, request=None: "")


def carries_everything(answer: Any, what: str) -> None:
    assert set(answer["Content-Security-Policy"].split("; ")) == POLICY, what
    assert {name: answer.get(name) for name in CARRIED} == CARRIED, what
    assert answer["X-Request-ID"], what
    assert "no-store" in answer["Cache-Control"] or "public" in answer["Cache-Control"], what


def test_to_a_stranger(client: Client) -> None:
    for pattern in patterns():
        for method in ("get", "post", "options"):
            carries_everything(getattr(client, method)(address(pattern)), f"{method} {pattern}")


def test_to_a_family_on_every_page_of_its_own(client: Client, case: Case) -> None:
    open_status_page(client, case.inquiry)
    statuses = set()
    for pattern in (pattern for pattern in patterns() if pattern.startswith("status/")):
        answer = client.get(address(pattern).replace("ZZZ-ZZZ-ZZZ", case.reference))
        statuses.add(answer.status_code)
        carries_everything(answer, pattern)
        assert "no-store" in answer["Cache-Control"], pattern
    assert statuses >= {200, 404}


def test_to_a_counselor_on_every_page_of_the_desk(client: Client, case: Case) -> None:
    assert case.assignee
    client.force_login(case.assignee.user)
    for pattern in (pattern for pattern in patterns() if pattern.startswith(("desk/", "account/"))):
        answer = client.get(address(pattern).replace("ZZZ-ZZZ-ZZZ", case.reference))
        carries_everything(answer, pattern)
        assert "no-store" in answer["Cache-Control"], pattern


def test_to_an_administrator_on_every_list(root: Client) -> None:
    for model in admin.site._registry:
        answer = root.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        assert answer.status_code == 200
        carries_everything(answer, str(model))
        assert "no-store" in answer["Cache-Control"], model


def test_a_view_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("consult.views.health.readiness", lambda now: 1 / 0)
    answer = Client(raise_request_exception=False).get("/readyz")
    assert answer.status_code == 500
    carries_everything(answer, "failed")


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("where", ["/language/", "/text-size/"])
def test_no_address_leads_to_another_site(client: Client, where: str, elsewhere: str) -> None:
    sent = {"next": elsewhere, "language": "en", "size": "large"}
    for answer in (client.post(where, sent), client.get(where, {"next": elsewhere})):
        assert where_a_browser_goes(answer.get("Location", "/")) == "testserver"


def where_a_browser_goes(location: str) -> str:
    """Browsers take a backslash for a slash, and read past tabs and line breaks."""
    read = re.sub(r"[\t\r\n]", "", location).replace("\\", "/")
    return urlsplit(urljoin("http://testserver/language/", read)).netloc
