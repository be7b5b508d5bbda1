"""Who looks at each page on the way, with axe and a scale; and which pages there are to look at."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from django.urls import URLPattern, get_resolver, resolve
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import Person
from tests.browser.weight import MOST_BYTES, Scales

NARROW = ViewportSize(width=320, height=640)
_AXE = Axe()
_RULES = {
    # What passes is not told apart: a quarter of the time.
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
# No pages of ours: answers for machines, and what only takes a POST.
NO_PAGES = {
    "healthz", "readyz", "csp_report", "set_language", "text_size", "account_logout", "claim", "take_over",
    "reopen", "hand_over", "write_note",
    "send_explanation", "override", "finish_task", "close", "draft", "demo_mail", "put_contact_right",
    "write_to_family", "settle_call", "cancel_call", "cancel_absence", "open_notice",
    "add_task", "link_case", "presence",
    "call_calendar", "copy_data", "renew_link", "line_events",
    "own_file", "take_back_file", "case_file",
    "whats_new", "save_view", "forget_view", "export_cases", "snooze", "wake", "undo", "figures_csv",
    "doctor_sheet", "copy_pdf", "explanation_pdf", "sent_explanation_pdf",
}  # fmt: skip


class Inspector:
    """Looks at the page that a person is on, and remembers which pages were looked at."""

    rules: dict[str, Any] = _RULES

    def __init__(self, person: Person) -> None:
        self.person = person
        self.seen: set[str] = set()
        self.status = 0
        self.scales = Scales(person.context, person.page)
        person.page.on("response", self._note_status)

    def _note_status(self, response: Any) -> None:
        if response.request.is_navigation_request() and response.frame == self.person.page.main_frame:
            self.status = response.status

    def look(self, status: int = 200, *, refused: bool = False) -> None:
        page = self.person.page
        page.wait_for_load_state()
        assert self.status == status, page.url
        assert page.locator(".error-summary").is_visible() == (refused or status == 422), page.url
        name = str(resolve(page.url.removeprefix(self.person.service.url).partition("?")[0]).url_name)
        self.seen.add(name)
        self.judge(name, status)

    def judge(self, name: str, status: int) -> None:
        assert violations(self.person.page, self.rules) == [], f"{name} ({status})"
        refuse_sideways_scrolling(self.person.page, name)
        assert self.scales.bytes < MOST_BYTES, f"{name} weighs {self.scales.bytes} bytes"


class InKnownColours(Inspector):
    """Leaves out colours, which are the same in every language and take axe longer than all else together."""

    rules = {**_RULES, "rules": {"color-contrast": {"enabled": False}}}


# Readings that look otherwise than the words below them.
_ODD_READINGS = """() => [...document.querySelectorAll("rt")].filter(reading => {
    const [its, words] = [getComputedStyle(reading), getComputedStyle(reading.parentElement)];
    return its.color !== words.color || its.opacity !== "1" || its.backgroundColor !== "rgba(0, 0, 0, 0)";
}).map(reading => reading.outerHTML)"""


class WithReadings(InKnownColours):
    """A page of easy Japanese has hundreds of readings, in the colours of their words."""

    def judge(self, name: str, status: int) -> None:
        super().judge(name, status)
        assert self.person.page.evaluate(_ODD_READINGS) == [], f"{name} ({status})"


def violations(page: Page, rules: dict[str, Any] = _RULES, *, within: str = "body") -> list[Any]:
    found = _AXE.run(page, context=within, options=rules).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]


def refuse_sideways_scrolling(page: Page, name: str) -> None:
    width, shown = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width <= shown, f"{name} scrolls sideways: {width} px"


def family_pages() -> set[str]:
    family_side = (
        "call_back",
        "consents",
        "contact",
        "copy_page",
        "estimate",
        "files",
        "line",
        "status",
        "wishes",
    )
    return pages_of("intake.views", *(f"consult.views.{name}" for name in family_side))


def pages_of(*modules: str) -> set[str]:
    """The names of the pages in these modules, from the URL configuration: a new page can't be forgotten."""
    return {
        str(pattern.name)
        for pattern in _patterns(get_resolver().url_patterns)
        if pattern.callback.__module__.startswith(modules) and pattern.name not in NO_PAGES
    }


def _patterns(entries: list[Any]) -> list[URLPattern]:
    return [
        pattern
        for entry in entries
        for pattern in ([entry] if isinstance(entry, URLPattern) else _patterns(entry.url_patterns))
    ]
