"""Whatever is typed, sent or piped in, the answer is an answer: never a breakdown.

The short form runs with the tests; `make fuzz INPUTS=100000` is the long one. Addresses come from the URL
configuration, the names of boxes from the pages themselves: what is new is fuzzed without being named here.
"""

from __future__ import annotations

import contextlib
import html
import io
import json
import os
import re
import sys
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consult.models import Case
from tests.consult.family import open_status_page
from tests.engines import ROOT
from tests.factory import make_explanation, send_file, start_filled_draft, write_message
from tests.photos import photo
from tests.test_urls import FILLED_IN, patterns

pytestmark = pytest.mark.django_db
INPUTS = int(os.environ.get("FUZZ_INPUTS", "100"))
AS_OFTEN_AS_ASKED = settings(
    max_examples=INPUTS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)

# What has broken somebody's service before.
CORPUS = [json.loads(line) for line in (ROOT / "tests" / "strange.jsonl").read_text().splitlines()]
CORPUS += ["9" * 5000, "x" * 300, "あ" * 12_000]
TYPED = st.one_of(
    st.sampled_from(CORPUS),
    st.text(st.characters(), max_size=40),
    st.integers().map(str),
    st.lists(st.sampled_from(CORPUS), max_size=3).map("".join),
)
# A worker and a beat were never seen here.
NOT_READY = {"readyz"}
COOKIES = ["draft", "status", "django_language", "messages", "csrftoken", "text_size", "known_browser"]
LEAVES = {"sign-out/", "admin/logout/", "account/sessions/"}


@dataclass
class Somebody:
    client: Client
    user: User | None = None
    paths: list[str] = field(default_factory=list)
    # Names and values of the boxes on each page.
    boxes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def boxes_on(self, path: str) -> list[tuple[str, str]]:
        """Looked at once: all pages at the start would take longer than the short form itself. An address
        that only takes a form has the boxes of the page above it."""
        if path not in self.boxes:
            answer = self.client.get(path, follow=True)
            shown = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
            self.boxes[path] = boxes_of(answer.content.decode()) if shown else []
        return self.boxes[path]

    def come_back(self) -> None:
        if self.user and "sessionid" not in self.client.cookies:
            self.client.force_login(self.user)


def boxes_of(page: str) -> list[tuple[str, str]]:
    tags = re.findall(r"<(?:input|textarea|select|button)\b[^>]*>", page)
    found = [(re.search(r'\bname="([^"]+)"', tag), re.search(r'\bvalue="([^"]*)"', tag)) for tag in tags]
    return [(name[1], html.unescape(value[1]) if value else "") for name, value in found if name]


@pytest.fixture
def everybody(case: Case, settings: Any, plain_static_files: None) -> list[Somebody]:
    """A stranger, a family with a draft and a page, its counselor, and an administrator."""
    settings.LIMITS_TIMES = 10**6
    settings.ACCOUNT_RATE_LIMITS = False
    assert case.assignee
    text = make_explanation()
    write_message(case)
    sent = send_file(case)
    draft, secret = start_filled_draft()
    known = {"reference": case.reference, "pk": str(sent.pk), "public_id": draft.public_id, "slug": text.key}
    family = Client()
    family.cookies["draft"] = secret
    open_status_page(family, case.inquiry)
    root = User.objects.create_superuser("root")
    of_a_case = FILLED_IN | known
    people = [
        Somebody(Client(), None, paths(FILLED_IN, but="admin/")),
        Somebody(family, None, paths(of_a_case, but="admin/")),
        Somebody(Client(), case.assignee.user, paths(of_a_case, "desk/")),
        Somebody(Client(), root, paths(FILLED_IN, "admin/", "account/")),
    ]
    return people


def paths(parts: dict[str, str], *begin: str, but: str = "-") -> list[str]:
    """Of the whole service, or of what begins so."""
    ours = [pattern for pattern in patterns() if pattern not in LEAVES and not pattern.startswith(but)]
    return [filled(pattern, parts) for pattern in ours if pattern.startswith(begin or ("",))]


def filled(pattern: str, parts: dict[str, str]) -> str:
    named = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
    path = named.sub(lambda found: parts[found[1] or found[2]], pattern)
    return "/" + path.replace("^", "").replace("$", "")


def encoded(boxes: list[tuple[str, str]]) -> str:
    """As a browser would send it, and as none would: half a pair of surrogates included."""
    pairs = [
        (quote(name.encode("utf-8", "surrogatepass")), quote(value.encode("utf-8", "surrogatepass")))
        for name, value in boxes
    ]
    return "&".join(f"{name}={value}" for name, value in pairs)


@st.composite
def boxes_filled_in(draw: Any, somebody: Somebody, path: str) -> list[tuple[str, str]]:
    """Boxes of the page as they are, some with what nobody would type, and one that is not there."""
    of_the_page = somebody.boxes_on(path) or [("q", ""), ("next", ""), ("message", ""), ("pk", "1")]
    chosen = draw(st.lists(st.sampled_from(of_the_page), max_size=12))
    strange = draw(st.lists(st.tuples(st.sampled_from([name for name, _ in of_the_page]), TYPED), max_size=6))
    others = draw(st.lists(st.tuples(TYPED, TYPED), max_size=1))
    return [*chosen, *strange, *others]


def test_no_form_and_no_address_breaks_down(everybody: list[Somebody]) -> None:
    @AS_OFTEN_AS_ASKED
    @given(st.data())
    def one(data: st.DataObject) -> None:
        somebody = data.draw(st.sampled_from(everybody), label="who")
        path = data.draw(st.sampled_from(somebody.paths), label="where")
        somebody.come_back()
        kind = data.draw(st.sampled_from(["form"] * 5 + ["query", "json", "path", "cookie"]), label="how")
        answer = send(data, somebody, path, kind)
        fine = answer.status_code < 500 or path.strip("/") in NOT_READY
        assert fine, (answer.status_code, path)

    one()


def send(data: st.DataObject, somebody: Somebody, path: str, kind: str) -> Any:
    client = somebody.client
    if kind == "form":
        body = encoded(data.draw(boxes_filled_in(somebody, path), label="typed"))
        return client.post(path, body, content_type="application/x-www-form-urlencoded")
    if kind == "query":
        return client.get(f"{path}?{encoded(data.draw(boxes_filled_in(somebody, path), label='asked'))}")
    if kind == "json":
        sent_bytes = data.draw(
            st.one_of(st.binary(max_size=60), a_json().map(lambda sent: json.dumps(sent).encode()))
        )
        return client.post(path, sent_bytes, content_type="application/json")
    if kind == "path":
        parts = path.split("/")
        place = data.draw(st.integers(0, len(parts) - 1))
        parts[place] = quote(data.draw(TYPED).encode("utf-8", "surrogatepass"))
        return client.get("/" + "/".join(parts).lstrip("/"))
    name = data.draw(
        st.sampled_from(["draft", "status", "django_language", "messages", "csrftoken", "text_size"])
    )
    sent = data.draw(TYPED).encode("ascii", "ignore").decode().replace(";", "")
    return client.get(path, headers={"cookie": f'{name}="{sent}"', "accept-language": sent[:50]})


def a_json() -> st.SearchStrategy[Any]:
    leaves = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TYPED)
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TYPED, inner, max_size=3),
    )


def as_bytes(value: Any) -> bytes:
    return json.dumps(value).encode()


def test_no_upload_breaks_down(everybody: list[Somebody]) -> None:
    family = everybody[1]
    files = next(path for path in family.paths if path.endswith("/files/"))
    whole = [photo(), photo(name="PNG"), b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"]

    @settings(AS_OFTEN_AS_ASKED, max_examples=max(INPUTS // 50, 5))
    @given(st.sampled_from(whole), st.integers(0, 2000), st.binary(max_size=40), TYPED)
    def one(data: bytes, at: int, spoilt: bytes, name: str) -> None:
        sent = SimpleUploadedFile("x", data[:at] + spoilt + data[at + len(spoilt) :])
        sent.name = name.encode("utf-8", "ignore").decode() or "x"
        assert family.client.post(files, {"photos": [sent]}).status_code < 500

    one()


@pytest.mark.parametrize("command", ["triage", "estimate"])
def test_no_line_breaks_a_command_down(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    known = {
        "triage": [
            "id",
            "message",
            "condition",
            "treatment_kind",
            "payment",
            "questions",
            "age",
            "prefecture",
        ],
        "estimate": ["id", "insurance", "age", "income", "month", "price_yen", "subsidy", "months"],
    }[command]
    a_line = st.one_of(
        st.binary(max_size=80),
        a_json().map(lambda sent: json.dumps(sent).encode()),
        st.dictionaries(st.sampled_from(known), a_json(), max_size=5).map(
            lambda sent: json.dumps(sent).encode()
        ),
    ).map(lambda line: line.replace(b"\n", b" ").replace(b"\r", b" "))

    @settings(AS_OFTEN_AS_ASKED, max_examples=max(INPUTS // 20, 10))
    @given(st.lists(a_line, min_size=1, max_size=20))
    def one(lines: list[bytes]) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"\n".join(lines))))
        out, err = io.StringIO(), io.StringIO()
        with contextlib.suppress(CommandError):  # a line that was refused
            call_command(command, stdout=out, stderr=err)
        answered = [json.loads(line) for line in out.getvalue().splitlines()]
        assert len(answered) == sum(bool(line.strip()) for line in lines)
        assert "Traceback" not in err.getvalue()

    one()
