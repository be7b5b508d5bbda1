"""A family at its browser: it posts what the page shows, with what it typed put in.

Cookies go where a browser would send them, so that two drafts in one browser are told apart as they are.
"""

from __future__ import annotations

import functools
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.test import Client
from django.utils import timezone, translation
from django.utils.datastructures import MultiValueDict
from django.utils.html import escape
from django.utils.translation import gettext

from consult import translations
from intake import services, steps, vocabulary
from intake.models import Draft

URLENCODED = "application/x-www-form-urlencoded"

MESSAGE = "父のことで相談です。\nクリニックで幹細胞の点滴を勧められ、来月までに返事をと言われました。"

# What is typed on each page on the way that asks everything there is to ask.
WAY: dict[str, dict[str, Any]] = {
    "who": {"relationship": "parent"},
    "consent": {"own": "on", "on_behalf": "on"},
    "message": {"message": MESSAGE},
    "condition": {"condition": "parkinsons", "condition_detail": "2018年から"},
    "medication": {"medication_response": "insufficient"},
    "treatment": {"treatment_kind": "stem_cell", "treatment_name": "幹細胞点滴 5回コース"},
    "payment": {"payment": "self_pay"},
    "provider": {"provider_kind": "clinic", "provider_name": "駅前クリニック"},
    "offer": {
        "quoted_fee_yen": "１９８万円",
        "decision_date_year": "令和12",
        "decision_date_month": "4",
        "decision_date_day": "30",
        "plan_number": "PB3210001",
    },
    "questions": {"questions": ["cost", "safety"]},
    "patient": {"patient_age": "７８歳", "prefecture": "JP-12"},
    "contact": {
        "contact_name": "山田 花子",
        "preferred_channel": "email",
        "email": "hanako@example.jp",
        "phone": "０３−１２３４−５６７８",
        "best_time_to_call": "morning",
    },
}


class Browser(Client):
    """Django's client, with each cookie kept to the path it was set for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.jar: dict[tuple[str, str], Any] = {}

    def request(self, **request: Any) -> Any:
        self.cookies = SimpleCookie()
        for (name, path), morsel in self.jar.items():
            if request.get("PATH_INFO", "/").startswith(path):
                self.cookies[name] = morsel.value
        response = super().request(**request)
        for name, morsel in response.cookies.items():
            if morsel["max-age"] == 0:
                self.jar.pop((name, morsel["path"]), None)
            else:
                self.jar[name, morsel["path"]] = morsel
        return response

    def cookie(self, name: str) -> Any:
        """The one cookie of this name, whatever its path."""
        (morsel,) = [morsel for (key, _path), morsel in self.jar.items() if key == name]
        return morsel

    def post_form(self, path: str, posted: dict[str, Any] | None = None, **extra: Any) -> Any:
        """Posts as a page's form does: line breaks as two characters."""
        lists = {
            name: value if isinstance(value, list) else [value] for name, value in (posted or {}).items()
        }
        lines = {name: [line_breaks(value) for value in values] for name, values in lists.items()}
        body = urlencode(lines, doseq=True)
        return self.post(path, body, content_type=URLENCODED, **extra)

    def fill_in(self, page: Any, *, press: str = "", **typed: Any) -> Any:
        """Posts the form of a page as it stands there with `typed` put in; None takes a field out.

        `press` is the button, as name=value; the page's own button has none.
        """
        posted = {name: value for name, value in {**shown(page), **typed}.items() if value is not None}
        if press:
            name, _, value = press.partition("=")
            posted[name] = value
        return self.post_form(address(page), posted)

    def fill_in_wrongly(self, page: Any, **typed: Any) -> Any:
        """Fills in the page; the same step again, telling what is wrong with it."""
        answer = self.fill_in(page, **typed)
        assert location(answer) == page.request["PATH_INFO"], "it was taken"
        same = self.get(answer["Location"])
        assert same.context["form"].errors, "nothing is told"
        return same

    def go_on(self, page: Any, **typed: Any) -> Any:
        """Fills in the page and follows to the next one, past what is only to be read."""
        here = self.get(self.fill_in(page, **typed)["Location"])
        while place(here) in ("help", "self-pay"):
            here = self.get(here.context["further"])
        return here

    def speak(self, language: str) -> None:
        """Presses a language button on the start page."""
        self.post_form("/language/", {"language": language, "next": "/"})


def go_to(browser: Browser, name: str, **changes: dict[str, Any]) -> Any:
    """The page of the step `name` ("check" for the last page), with everything before it answered by WAY.

    `changes` are given by step: they are put over what WAY types there.
    """
    page = browser.go_on(browser.get("/inquiry/new/"), **{**WAY["who"], **changes.get("who", {})})
    draft = Draft.objects.get(public_id=draft_id(page))
    values: dict[str, Any] = {}
    for step in steps.STEPS:
        if step.name == name:
            break
        if step.name == "who" or not step.applies(values):
            continue
        blank = step.form(values=values)
        typed = {field: blank[field].initial for field in blank.fields if blank[field].initial}
        typed |= {**WAY[step.name], **changes.get(step.name, {})}
        posted = {field: v if isinstance(v, list) else [v] for field, v in typed.items() if v is not None}
        services.save_answer(draft=draft, step=step, posted=posted, seen_revision=0, now=timezone.now())
        form = step.form(MultiValueDict(posted), values=values)
        values |= form.cleaned_data if form.is_valid() else {}
        if step.name == "payment":
            services.note_self_pay_shown(draft=draft, now=timezone.now())
    return browser.get(f"/inquiry/{draft.public_id}/{name}/")


def walk_to(browser: Browser, name: str, **changes: dict[str, Any]) -> Any:
    """What `go_to` comes to, really walked: page by page."""
    page = browser.get("/inquiry/new/")
    while place(page) != name:
        page = browser.go_on(page, **{**WAY[place(page)], **changes.get(place(page), {})})
    return page


def send(browser: Browser, **changes: dict[str, Any]) -> Any:
    """The whole way; the page after sending."""
    return browser.go_on(go_to(browser, "check", **changes))


def line_breaks(typed: object) -> str:
    return str(typed).replace("\r\n", "\n").replace("\n", "\r\n")


def place(page: Any) -> str:
    """The step that a page shows, by the last part of its address."""
    name = page.request["PATH_INFO"].strip("/").rpartition("/")[2]
    return "who" if name == "new" else name


def address(page: Any) -> str:
    query = page.request.get("QUERY_STRING")
    return page.request["PATH_INFO"] + (f"?{query}" if query else "")


def draft_id(page: Any) -> str:
    return page.request["PATH_INFO"].split("/")[2]


def step_path(page: Any, name: str) -> str:
    """The address of another step of the same draft."""
    return f"/inquiry/{draft_id(page)}/{name}/"


def location(response: Any) -> str:
    return urlsplit(response["Location"]).path


def text_of(page: Any) -> str:
    return page.content.decode()


def shows(page: Any, words: object) -> bool:
    return escape(str(words)) in text_of(page)


def label_in(language: str, field: str, code: str) -> str:
    """The words of an answer that can be ticked."""
    with translation.override(language):
        return str(vocabulary.label(field, code))


def told(page: Any, field: str) -> list[str]:
    """What a page tells about a field, in the page's language."""
    language = text_of(page).partition('<html lang="')[2][:2]
    with translation.override(language):
        return [str(words) for words in page.context["form"].errors.get(field, [])]


@functools.cache
def _messages() -> frozenset[str]:
    return frozenset(str(message.id) for message in translations.read("ja") if message.id)


def in_words(language: str, msgid: str, **values: Any) -> str:
    """What the product says for a message in a language."""
    assert msgid in _messages(), f"nobody says {msgid!r} any more"
    with translation.override(language):
        return gettext(msgid) % values if values else gettext(msgid)


def shown(page: Any) -> dict[str, list[str]]:
    """What the main form of a page would post as it stands there."""
    reader = _FormReader()
    reader.feed(text_of(page))
    return reader.values


class _FormReader(HTMLParser):
    """Reads the last form of a page: the one in its main text (the language switch comes before it)."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._inside = False
        self._textarea = ""
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        name = has.get("name") or ""
        if tag == "form":
            self._inside, self.values = True, {}
        if not self._inside:
            return
        if tag == "input" and (has.get("type") not in ("radio", "checkbox") or "checked" in has):
            default = "on" if has.get("type") == "checkbox" else ""
            self.values.setdefault(name, []).append(has.get("value") or default)
        elif tag == "textarea":
            self._textarea = name
            self.values[name] = [""]
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in has or self._select not in self.values):
            self.values[self._select] = [has.get("value") or ""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            # HTML drops the line break that Django writes after the tag.
            self.values[self._textarea][0] = self.values[self._textarea][0].removeprefix("\n")
            self._textarea = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea][0] += data.replace("\r\n", "\n")
