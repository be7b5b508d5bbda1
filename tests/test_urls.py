"""Every address of the project, and what somebody who is not signed in gets there.

A new address has to be written down here with the answer that a stranger should get.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

pytestmark = pytest.mark.django_db

# Address → status of a stranger's GET.
EXPECTED = {
    "": 200,
    "learn/": 200,
    "figures/": 200,
    # Of no such name, or not released: the page says so, and names those that can be read.
    "learn/<slug:slug>/": 404,
    "learn/<slug:slug>.pdf": 404,
    "estimate/": 200,
    "inquiry/new/": 200,
    "inquiry/<slug:public_id>/": 404,
    "inquiry/<slug:public_id>/check/": 404,
    "inquiry/<slug:public_id>/later/": 404,
    "inquiry/<slug:public_id>/estimate/": 404,
    "inquiry/<slug:public_id>/help/": 404,
    "inquiry/<slug:public_id>/self-pay/": 404,
    "inquiry/<slug:public_id>/<slug:name>/": 404,
    "resume/": 200,
    # The page with the button is the same for every link, known or not.
    "resume/<slug:public_id>/<str:secret>/": 200,
    "s/<str:secret>/": 200,
    "text-size/": 302,
    "status/<slug:reference>/": 404,
    "status/<slug:reference>/received/": 404,
    "status/<slug:reference>/stop/": 404,
    "status/<slug:reference>/look-again/": 404,
    "status/<slug:reference>/message/": 404,
    "status/<slug:reference>/call/": 404,
    "status/<slug:reference>/call/cancel/": 404,
    "status/<slug:reference>/call/calendar.ics": 404,
    "status/<slug:reference>/contact/": 404,
    "status/<slug:reference>/line/": 404,
    "status/<slug:reference>/consent/": 404,
    "status/<slug:reference>/hospital/": 404,
    "status/<slug:reference>/files/": 404,
    "status/<slug:reference>/files/<int:pk>/": 404,
    "status/<slug:reference>/files/<int:pk>/delete/": 404,
    "status/<slug:reference>/estimate/": 404,
    "status/<slug:reference>/follow-ups/": 404,
    "status/<slug:reference>/erasure/": 404,
    "status/<slug:reference>/copy/": 404,
    "status/<slug:reference>/copy/data.json": 404,
    "status/<slug:reference>/copy/data.pdf": 404,
    "status/<slug:reference>/for-the-doctor.pdf": 404,
    "status/<slug:reference>/renew-link/": 404,
    # Not signed by us: the same answer as for any link that opens nothing.
    "stop-mails/<str:token>/": 404,
    "new-link/": 200,
    "status/<slug:reference>/explanations/<int:pk>/": 404,
    "status/<slug:reference>/explanations/<int:pk>.pdf": 404,
    "desk/": 302,
    "desk/new/": 302,
    "desk/views/": 405,
    "desk/views/remove/": 405,
    "desk/many/": 302,
    "desk/cases.csv": 405,
    "desk/figures/": 302,
    "desk/figures.csv": 302,
    "desk/cases/<slug:reference>/snooze/": 302,
    "desk/cases/<slug:reference>/letter/": 302,
    "desk/cases/<slug:reference>/letters/<int:pk>/": 302,
    "desk/cases/<slug:reference>/undo/": 302,
    "desk/cases/<slug:reference>/wake/": 302,
    "desk/search/": 302,
    "desk/mail/": 302,
    "desk/mail/from-families/": 302,
    "desk/cases/<slug:reference>/": 302,
    "desk/cases/<slug:reference>/tasks/": 302,
    "desk/cases/<slug:reference>/link/": 302,
    "desk/cases/<slug:reference>/presence/": 302,
    "desk/inquiries/new/": 302,
    "desk/for-me/": 302,
    "desk/for-me/<int:pk>/": 405,
    "desk/absences/": 302,
    "desk/absences/<int:pk>/cancel/": 405,
    "desk/cases/<slug:reference>/claim/": 302,
    "desk/cases/<slug:reference>/take-over/": 302,
    "desk/cases/<slug:reference>/hand-over/": 302,
    "desk/cases/<slug:reference>/note/": 302,
    "desk/cases/<slug:reference>/explanation/": 302,
    "desk/cases/<slug:reference>/message/": 302,
    "desk/cases/<slug:reference>/call/": 302,
    "desk/cases/<slug:reference>/override/": 302,
    "desk/cases/<slug:reference>/task/": 302,
    "desk/cases/<slug:reference>/contact/": 302,
    "desk/cases/<slug:reference>/review/<slug:name>/": 302,
    "desk/cases/<slug:reference>/for-the-hospital.pdf": 302,
    "desk/cases/<slug:reference>/files/<int:pk>/": 302,
    "desk/cases/<slug:reference>/reopen/": 302,
    "desk/cases/<slug:reference>/close/": 302,
    "sign-in/": 200,
    "sign-in/code/": 302,
    r"^sign-in/password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": 200,
    "sign-in/password-chosen/": 302,
    "sign-out/": 405,
    "account/": 302,
    "account/again/": 302,
    "account/password/": 302,
    "account/password/none/": 302,
    "account/app/": 302,
    "account/app/remove/": 302,
    "account/recovery-codes/": 302,
    "account/recovery-codes/new/": 302,
    "account/passkeys/": 302,
    "account/passkeys/add/": 302,
    "account/passkeys/<int:pk>/remove/": 302,
    "account/sessions/": 302,
    "language/": 302,
    "demo/mail/": 404,
    "csp-report/": 405,
    "healthz": 200,
    # No worker and no beat were seen.
    "readyz": 503,
    # Without METRICS_TOKEN, and without providers that report, there are no such pages.
    "metrics": 404,
    "mail/reports": 404,
    "sms/reports": 404,
    "line/events": 404,
    "mail/inbound": 404,
    "admin/login/": 302,
}
# All of these lead to the admin's sign-in, but for what stands in EXPECTED.
ADMIN = "admin/"

FILLED_IN = {
    "public_id": "bcdfghjkmnpq",
    "name": "message",
    "slug": "no-such-page",
    "secret": "x" * 43,
    "reference": "ZZZ-ZZZ-ZZZ",
    "object_id": "1",
    "id": "1",
    "pk": "1",
    "content_type_id": "1",
    "app_label": "intake",
    "url": "anything",
    "uidb36": "1",
    "key": "nothing",
    "token": "nothing",
}


def names(resolver: URLResolver | None = None) -> Iterator[str]:
    """Of addresses outside any namespace."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if not isinstance(pattern, URLResolver):
            yield str(pattern.name)
        elif pattern.namespace is None:
            yield from names(pattern)


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from patterns(pattern, here)
        else:
            yield here


def address(pattern: str) -> str:
    """An address that the pattern takes."""
    named = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
    path = named.sub(lambda found: FILLED_IN[found[1] or found[2]], pattern)
    return "/" + path.replace("^", "").replace("$", "")


@pytest.fixture
def stranger(settings) -> Client:
    backend = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": backend}}
    return Client()


def test_a_stranger_gets_what_is_written_down(stranger):
    found = {pattern: stranger.get(address(pattern)).status_code for pattern in EXPECTED}

    assert found == EXPECTED


def test_every_address_is_written_down():
    unknown = [pattern for pattern in patterns() if pattern not in EXPECTED and not pattern.startswith(ADMIN)]

    assert unknown == []


def test_what_is_written_down_exists():
    assert [pattern for pattern in EXPECTED if pattern not in set(patterns())] == []


def test_no_two_addresses_have_one_name():
    """The first one of a name would lead to the last."""
    assert [name for name, times in Counter(names()).items() if times > 1] == []


def test_the_desk_leads_to_its_sign_in(stranger):
    for pattern in (pattern for pattern in EXPECTED if pattern.startswith("desk/")):
        for answer in (stranger.get(address(pattern)), stranger.post(address(pattern))):
            # What is only read or only written may say so to anybody.
            if answer.status_code != 405:
                assert answer.status_code == 302, pattern
                assert answer["Location"].startswith("/sign-in/?next="), pattern


def test_the_admin_leads_to_its_sign_in(stranger):
    closed = [pattern for pattern in patterns() if pattern.startswith(ADMIN) and pattern not in EXPECTED]

    assert len(closed) > 50
    for pattern in closed:
        for answer in (stranger.get(address(pattern)), stranger.post(address(pattern))):
            assert answer.status_code == 302, pattern
            leads_to = {"admin/logout/": "/admin/", "admin/login/": "/sign-in/"}.get(pattern, "/admin/login/")
            assert answer["Location"].partition("?")[0] == leads_to, pattern


def test_an_address_that_is_not_ours_is_not_found(stranger):
    assert stranger.get("/no/such/page/").status_code == 404
    assert stranger.get("/static/../consult/settings.py").status_code == 404
