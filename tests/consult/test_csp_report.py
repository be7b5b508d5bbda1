"""What browsers report of the policy: noted by rule and page, bounded, and never with an address."""

from __future__ import annotations

import json

import pytest

pytestmark = pytest.mark.django_db
SECRET = "Zb1xYt9cQ0wVn4mK8sLdE2rUhG6jFaPo-3iNqTeM5vC"


def send(client, report, kind="application/csp-report"):
    body = report if isinstance(report, bytes) else json.dumps({"csp-report": report}).encode()
    return client.post("/csp-report/", body, content_type=kind)


def test_a_report_says_which_rule_and_which_page(client, log_lines):
    report = {
        "document-uri": f"http://testserver/s/{SECRET}/",
        "effective-directive": "script-src",
        "blocked-uri": f"https://evil.example/{SECRET}",
        "script-sample": SECRET,
    }
    assert send(client, report).status_code == 204
    assert "directive=script-src" in log_lines.getvalue()
    assert "s/<str:secret>/" in log_lines.getvalue()
    assert SECRET not in log_lines.getvalue()
    assert "evil" not in log_lines.getvalue()


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{", b"\xff\xfe", b'{"csp-report": 1}', b'{"csp-report": {}}', b"[" * 15_000,
     b'{"csp-report": {"effective-directive": "a b c' + SECRET.encode() + b'"}}',
     b'{"csp-report": {"effective-directive": "script-src", "document-uri": "http://["}}',
     b"x" * 20_000],
)  # fmt: skip
def test_what_is_no_report_is_answered_alike_and_not_noted(client, log_lines, body):
    assert send(client, body).status_code == 204
    assert "policy" not in log_lines.getvalue()


def test_a_flood_fills_no_log(client, log_lines):
    for _ in range(30):
        assert (
            send(client, {"effective-directive": "img-src", "document-uri": "http://x/"}).status_code == 204
        )
    assert log_lines.getvalue().count("the policy stopped something") == 20
