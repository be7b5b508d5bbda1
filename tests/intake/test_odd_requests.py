"""Whatever is sent to a family's address, the answer is a page and never a breakdown."""

from __future__ import annotations

import pytest

from intake.models import DraftAnswer, Inquiry
from intake.services import issue_status_link
from tests.factory import start_filled_draft, submit_inquiry
from tests.intake.family import URLENCODED, WAY, Browser, location

pytestmark = pytest.mark.django_db

METHODS = ("get", "head", "post", "put", "patch", "delete", "options", "trace")
NAMES = (*WAY, "check", "later", "help", "self-pay", "nosuchstep")
RAW = b"\xff\xfe\x80=%ED%A0%80&%FF=\xc0\xaf&message=%00%01&revision=-1&=&&&=;"


class OpenBrowser(Browser):
    """Knows the addresses of what it holds open."""

    inquiry_path = ""
    paths: list[str] = []
    forms: list[str] = []


@pytest.fixture
def browser() -> OpenBrowser:
    """With an open draft, a sent inquiry's page, and their addresses."""
    browser = OpenBrowser()
    draft, secret = start_filled_draft()
    inquiry = submit_inquiry()
    link = issue_status_link(inquiry=inquiry, now=inquiry.submitted_at)
    browser.post_form(f"/resume/{draft.public_id}/{secret}/")
    browser.post_form(f"/s/{link}/")
    status = f"/status/{inquiry.reference}/"
    browser.inquiry_path = f"/inquiry/{draft.public_id}/"
    browser.paths = [
        "/",
        "/inquiry/new/",
        browser.inquiry_path,
        *(f"{browser.inquiry_path}{name}/" for name in NAMES),
        "/resume/",
        f"/resume/{draft.public_id}/{secret}/",
        f"/s/{link}/",
        status,
        f"{status}received/",
        f"{status}stop/",
        f"{status}look-again/",
        "/language/",
    ]
    # One of each kind that takes a form.
    browser.forms = [
        "/inquiry/new/",
        *(
            f"{browser.inquiry_path}{name}/"
            for name in ("consent", "message", "offer", "contact", "check", "later")
        ),
        "/resume/",
        f"/s/{link}/",
        f"{status}stop/",
        f"{status}look-again/",
        "/language/",
    ]
    return browser


def assert_a_page(answer, what: object = "") -> None:
    assert answer.status_code in (200, 204, 301, 302, 400, 403, 404, 405, 409, 410, 413, 414, 422), (
        what,
        answer.status_code,
    )


@pytest.mark.parametrize("method", METHODS)
def test_every_method_gets_a_page(browser, method):
    stranger = Browser()
    for path in browser.paths:
        assert_a_page(getattr(browser, method)(path), path)
        assert_a_page(getattr(stranger, method)(path), path)


@pytest.mark.parametrize("method", ["put", "patch", "delete", "trace"])
def test_a_method_that_changes_things_elsewhere_changes_nothing_here(browser, method):
    before = list(DraftAnswer.objects.order_by("pk").values())

    for path in browser.paths:
        getattr(browser, method)(path)

    assert list(DraftAnswer.objects.order_by("pk").values()) == before
    assert Inquiry.objects.get().case.status == "open"


@pytest.mark.parametrize(
    "body",
    [
        RAW,
        b"",
        b"\x00" * 100,
        b"revision=-1&message=a",
        b"revision=1e9&message=a",
        b"revision=99999999999999999999&message=a",
        "revision=１&message=a".encode(),
        b"revision=%00&message=a",
        b"message=a&message=b&message=c&relationship=parent&relationship=self",
        b"own=on&own=&own=on&own_version=1&own_version=2",
        b"condition=parkinsons&condition=nonsense&condition[]=x&condition.x=y",
        b"decision_date=2026-01-01&decision_date_month=%00&decision_date_day=" + b"9" * 5000,
        b"decision_date_year=a&decision_date_year=2026&decision_date_month=1",
        b"questions=cost&questions=cost&questions=__proto__&questions=" + b"x" * 5000,
        b"patient_age=" + b"9" * 4000,
        b"quoted_fee_yen=999999999999999%E4%B8%87",
        b"phone=%2B" + b"1" * 39,
        b"prefecture=JP-99&preferred_channel=fax&best_time_to_call=night",
        b"set_language=&set_language=../../etc",
        b"set_language=" + b"x" * 5000,
        b"set_language=en&save_for_later=1&from_check=1",
        b"__class__=x&self=1&draft=1&draft_id=1&submitted_at=1&step=contact&public_id=x",
        b"csrfmiddlewaretoken=" + b"x" * 5000,
        b"autosave=1&page=%00&revision=%00&message=%00",
        b"autosave=&autosave=2&page=" + b"x" * 5000,
        b"reference=%00%ED%A0%80&code=%FF",
        b"reference=" + b"x" * 39 + b"&code=%E3%81%82",
        b"proof=%FF%00&website=&website=x",
        b"next=//evil.example/&language=en",
        b"next=javascript:alert(1)&language=en",
    ],
    ids=range(30),
)
def test_any_form_gets_a_page(browser, body):
    for path in browser.forms:
        answer = browser.post(path, body, content_type=URLENCODED)
        assert_a_page(answer, path)
        assert "evil" not in answer.get("Location", "")
    for path in browser.forms:
        assert_a_page(browser.get(path), path)


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=nonsense",
        "application/x-www-form-urlencoded; charset=utf-7",
        "",
    ],
)
def test_any_content_type_gets_a_page(browser, content_type):
    body = b'--x\r\nContent-Disposition: form-data; name="message"; filename="a.txt"\r\n\r\nabc\r\n--x--'

    for path in browser.forms:
        # Not `post`, which would have to know the charset.
        assert_a_page(browser.generic("POST", path, body, content_type), path)


@pytest.mark.parametrize(
    "cookie",
    [
        "draft=",
        "draft=" + "x" * 100_000,
        'draft="\\000\\000"; status="\\000"; latest_draft="\\000"',
        "draft=\xff\xfe; status=\xe3\x81\x82",
        "latest_draft=../../../; draft=a",
        "latest_draft=bcdfghjkmnpq; draft=a",
        "latest_draft=ああああああああああああ".encode().decode("latin-1"),
        "django_language=xx; sessionid=x; csrftoken=x",
        "django_language=../../x; messages=garbage",
        'sessionid="\\000aaaaaaaaaaaaaaa"; messages="\\000"',
        "=; ;;; =a; a",
        "csrftoken=" + "x" * 5000,
    ],
    ids=range(12),
)
def test_any_cookie_gets_a_page(browser, cookie):
    stranger = Browser()
    for path in (*browser.forms, "/sign-in/", "/desk/", "/admin/"):
        assert_a_page(stranger.get(path, headers={"cookie": cookie}), path)
        assert_a_page(stranger.post_form(path, {"message": "a"}, headers={"cookie": cookie}), path)


@pytest.mark.parametrize(
    "path",
    [
        "/inquiry/../../etc/passwd/",
        "/inquiry/%2e%2e/%2e%2e/",
        "/inquiry/new/who/",
        "/inquiry/new/check/",
        "/inquiry/%00/",
        "/inquiry/a%00b/who/",
        "/inquiry/" + "x" * 8000 + "/",
        "/inquiry/あ/",
        "/inquiry/%FF%FE/who/",
        "/inquiry/-/-/",
        "/inquiry//who/",
        "/s/%00/",
        "/s/%ED%A0%80/",
        "/s/%FF/",
        "/s/" + "x" * 8000 + "/",
        "/s/%2F%2Fevil.example/",
        "/s/..%2f..%2fx/",
        "/resume/a/%00/",
        "/resume/a/%ED%A0%80/",
        "/resume/%00/x/",
        "/status/%00/",
        "/status/" + "Z" * 5000 + "/",
        "/status/zzz-zzz-zzz/stop/",
        "/status/%FF/received/",
        "//evil.example/",
        "/%5cevil.example/",
        "/inquiry/new/?besides=" + "x" * 5000,
        "/inquiry/new/?besides=%00&from_check=%FF",
        "/?%00=%FF&a[]=b",
    ],
)
def test_any_address_gets_a_page(path):
    for method in ("get", "head", "post"):
        answer = getattr(Browser(), method)(path)
        assert_a_page(answer, method)
        assert not answer.get("Location", "").startswith(("//", "http://evil", "\\"))


def test_any_header_gets_a_page(browser):
    odd = {
        "accept-language": "xx-" + "y" * 5000 + ", ja;q=nonsense, *;q=\x00",
        "accept": "nonsense",
        "referer": "\xff\xfe",
        "sec-fetch-site": "\xff",
        "x-forwarded-for": "'; DROP TABLE",
        "x-forwarded-proto": "https, http",
        "range": "bytes=0-0,-1",
        "if-modified-since": "never",
        "content-language": "\xff",
    }

    for path in browser.paths:
        assert_a_page(browser.get(path, headers=odd), path)


@pytest.mark.parametrize("host", ["evil.example", "a" * 300, "[::1", "evil.example:80@testserver"])
def test_a_host_that_is_not_ours_is_refused(host):
    assert Browser().get("/", headers={"host": host}).status_code == 400


def test_a_step_that_was_not_asked_does_no_harm(browser):
    """Typed by hand: the condition is joint, so medicines are not asked about."""
    browser.post_form(f"{browser.inquiry_path}condition/", {"revision": "1", "condition": "joint"})
    path = f"{browser.inquiry_path}medication/"

    assert browser.get(path).status_code == 200
    assert location(browser.post_form(path, {"revision": "1", "medication_response": "good"})) == (
        f"{browser.inquiry_path}treatment/"
    )


def test_only_the_forms_own_fields_are_kept(browser):
    path = f"{browser.inquiry_path}message/"
    typed = {"message": "あ", "condition": "cancer", "message_year": "x", "unknown": "y", "revision": "1"}

    browser.post_form(path, typed)

    kept = DraftAnswer.objects.get(step="message").data
    assert kept.keys() <= {"message", "message_year"}
    assert kept["message"] == ["あ"]
