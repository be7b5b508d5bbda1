"""A slip in the address is put right by the family or its counselor; whoever got the link is shut out."""

from __future__ import annotations

import re
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from consult import contact, services
from consult.followups import claim, send, sweep
from consult.models import Case, FollowUp
from consult.wishes import ask_for_link
from intake.services import issue_status_link
from tests.consult.family import open_status_page
from tests.factory import SON, bring_to

pytestmark = pytest.mark.django_db

RIGHT = {
    "contact_name": "山田", "preferred_channel": "email", "email": "right@example.jp", "phone": "",
    "best_time_to_call": "",
}  # fmt: skip


@pytest.fixture
def stranger(case: Case) -> str:
    """The link that went to the mistyped address."""
    bring_to("sent", case.followups.all())
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

    def test_a_stranger_who_is_on_the_page_already_is_shut_out(self, client, case, stranger):
        strangers = Client()
        assert strangers.post(f"/s/{stranger}/", follow=True).status_code == 200
        open_status_page(client, case.inquiry)
        put_right(client, case)

        assert strangers.get(f"/status/{case.reference}/").status_code == 404

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
        assert not case.events.filter(kind="contact").exists()
        assert client.post(f"/s/{stranger}/").status_code == 302


class TestMailThatHasNotLeft:
    @pytest.fixture
    def claimed(self, acknowledgement: FollowUp) -> FollowUp | None:
        """A worker has it in hand, with the address as it was."""
        return claim(now=timezone.now())

    def test_goes_to_the_new_address_alone(self, client, case, claimed, smtp):
        open_status_page(client, case.inquiry)
        put_right(client, case)

        assert send(claimed) is False
        sweep()
        assert set(smtp.recipients) == {"right@example.jp"}
        assert {followup.state for followup in case.followups.all()} == {"sent"}

    @pytest.mark.parametrize(
        ("wanted", "channel"),
        [
            ({"preferred_channel": "page"}, "page"),
            ({"preferred_channel": "page", "email": SON["email"]}, "page"),
            ({"preferred_channel": "phone", "email": "", "phone": "03-1234-5678"}, "call"),
        ],
    )
    def test_stands_on_the_page_where_no_mail_is_wanted(self, client, case, claimed, smtp, wanted, channel):
        open_status_page(client, case.inquiry)
        put_right(client, case, **wanted)

        assert send(claimed) is False
        sweep()
        assert SON["email"] not in smtp.recipients
        claimed.refresh_from_db()
        assert (claimed.channel, claimed.state) == (channel, "sent")

    def test_a_link_that_was_asked_for_by_mail_still_goes_out(self, client, case, smtp):
        sweep()
        ask_for_link(reference=case.reference, email=SON["email"], now=timezone.now())
        open_status_page(client, case.inquiry)
        put_right(client, case, preferred_channel="page", email=SON["email"])
        sweep()

        assert case.followups.get(kind="link").channel == "email"
        assert len(smtp.received) == 2


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestAtTheMomentOfSending:
    def test_no_link_that_went_to_the_old_address_opens_the_page(self, case, acknowledgement, smtp):
        claimed = claim(now=timezone.now())
        with ThreadPoolExecutor(1) as worker:
            with transaction.atomic():
                contact.put_right(case=case, contact=RIGHT, now=timezone.now())
                sending = worker.submit(send_on_its_own, claimed)
                until_it_waits_or_is_done(sending)
            sending.result(timeout=60)

        sweep()
        assert set(smtp.recipients) == {"right@example.jp"}


def send_on_its_own(followup: FollowUp) -> bool:
    try:
        return send(followup)
    finally:
        connections.close_all()


def until_it_waits_or_is_done(sending: Future[bool]) -> None:
    """PostgreSQL says when a connection waits for a lock. On SQLite it can but wait: one writes at a time."""
    waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    while connection.vendor == "postgresql" and not sending.done():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(waiting)
            if cursor.fetchone():
                return


class TestByTheCounselor:
    def test_every_link_is_closed_and_a_new_one_mailed(self, client, case, aoki, stranger, smtp):
        client.force_login(aoki.user)

        answer = client.post(f"/desk/cases/{case.reference}/contact/", RIGHT)
        sweep()
        assert answer.status_code == 302
        assert client.post(f"/s/{stranger}/").status_code == 404
        assert smtp.received[0]["To"] == "right@example.jp"
        assert case.events.get(kind="contact").actor == aoki.user

    def test_on_a_closed_case_too(self, client, case, aoki, stranger, smtp):
        services.close(case=case, outcome="withdrawn", author=aoki.user, now=timezone.now())
        client.force_login(aoki.user)

        page = client.get(f"/desk/cases/{case.reference}/").content.decode()
        assert f"/desk/cases/{case.reference}/contact/" in page

        client.post(f"/desk/cases/{case.reference}/contact/", RIGHT)
        case.inquiry.refresh_from_db()
        assert case.inquiry.email == "right@example.jp"


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
