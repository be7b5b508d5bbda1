"""A slip in the address is put right by the family or its counselor; whoever got the link is shut out."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone

from consult.followups import sweep
from consult.models import Case
from intake.services import issue_status_link
from tests.consult.family import open_status_page
from tests.factory import SON

pytestmark = pytest.mark.django_db

RIGHT = {
    "contact_name": "山田", "preferred_channel": "email", "email": "right@example.jp", "phone": "",
    "best_time_to_call": "",
}  # fmt: skip


@pytest.fixture
def stranger(case: Case) -> str:
    """The link that went to the mistyped address."""
    case.followups.update(state="sent", sent_at=timezone.now())
    return issue_status_link(inquiry=case.inquiry, now=timezone.now())


def put_right(client, case, **overrides):
    return client.post(f"/status/{case.reference}/contact/", {**RIGHT, **overrides})


def links_in(message) -> list[str]:
    return re.findall(r"/s/\S+/", message.get_body(("plain",)).get_content())


class TestByTheFamily:
    def test_the_page_shows_what_we_have(self, client, case):
        open_status_page(client, case.inquiry)

        shown = client.get(f"/status/{case.reference}/contact/").content.decode()
        assert SON["email"] in shown

    def test_the_new_address_gets_a_link_and_the_old_link_opens_nothing(self, client, case, stranger, smtp):
        open_status_page(client, case.inquiry)

        assert put_right(client, case).status_code == 302
        sweep()
        (mail,) = smtp.received
        assert mail["To"] == "right@example.jp"
        assert client.post(f"/s/{stranger}/").status_code == 404
        assert client.post(links_in(mail)[0]).status_code == 302

    def test_its_own_browser_stays_in(self, client, case):
        open_status_page(client, case.inquiry)
        put_right(client, case)

        assert client.get(f"/status/{case.reference}/").status_code == 200

    def test_what_happened_is_noted_without_what_was_typed(self, client, case):
        open_status_page(client, case.inquiry)
        put_right(client, case)

        (event,) = case.events.filter(kind="contact")
        assert set(event.data["fields"]) >= {"email"}
        assert "example" not in str(event.data)

    def test_saved_unchanged_nothing_is_sent(self, client, case, stranger, smtp):
        open_status_page(client, case.inquiry)
        inquiry = case.inquiry
        same = {name: getattr(inquiry, name) for name in RIGHT}

        put_right(client, case, **same)
        sweep()
        assert smtp.received == []
        assert client.post(f"/s/{stranger}/").status_code == 302


class TestByTheCounselor:
    def test_every_link_is_closed_and_a_new_one_mailed(self, client, case, aoki, stranger, smtp):
        client.force_login(aoki.user)

        answer = client.post(f"/desk/cases/{case.reference}/contact/", RIGHT)
        sweep()
        assert answer.status_code == 302
        assert client.post(f"/s/{stranger}/").status_code == 404
        assert smtp.received[0]["To"] == "right@example.jp"
        assert case.events.get(kind="contact").actor == aoki.user


class TestRefused:
    def test_a_mistake_keeps_what_was_typed(self, client, case):
        open_status_page(client, case.inquiry)

        refused = put_right(client, case, email="right@", phone="０９０１２３４５６７")
        assert refused.status_code == 422
        assert "right@" in refused.content.decode()
        assert "０９０１２３４５６７" in refused.content.decode()
        case.inquiry.refresh_from_db()
        assert case.inquiry.email == SON["email"]

    def test_another_family_changes_nothing(self, client, case):
        assert put_right(client, case).status_code == 404
