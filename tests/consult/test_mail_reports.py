"""The provider's reports: who may send them, and that they only ever lead forward."""

import base64
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from consult.followups import resolve
from consult.followups.answers import Outcome
from consult.followups.send import _settle
from consult.followups.tell import tell_cases
from consult.models import FollowUp
from tests.factory import bring_to

pytestmark = pytest.mark.django_db
SECRET = "user:a-long-secret"


@pytest.fixture
def reports(settings, client):
    """Posts what Postmark posts."""
    settings.EMAIL_BACKEND = "anymail.backends.postmark.EmailBackend"
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "x", "WEBHOOK_SECRET": SECRET}

    def post(kind, followup, secret=SECRET, **more):
        body = {"RecordType": kind, "MessageID": "m-1", "Recipient": "a@example.jp", "Email": "a@example.jp",
                "Metadata": {"followup": str(followup.message_id)}, **more}  # fmt: skip
        if kind == "Bounce":
            body |= {"Type": "HardBounce", "ID": 1, "BouncedAt": "2026-11-28T00:00:00Z"}
        key = base64.b64encode(secret.encode()).decode()
        headers = {"authorization": f"Basic {key}"}
        kind_of_body = "application/json"
        return client.post("/mail/reports", json.dumps(body), content_type=kind_of_body, headers=headers)

    return post


@pytest.fixture
def sent(acknowledgement):
    bring_to("sent", provider_id="m-1")
    acknowledgement.refresh_from_db()
    return acknowledgement


def state() -> str:
    return FollowUp.objects.get().state


def test_delivered_it_stands_so_once(sent, reports):
    for _ in range(2):
        assert reports("Delivery", sent).status_code == 200
    assert state() == "delivered"
    assert sent.case.events.filter(kind="delivered").count() == 1


def test_a_mail_that_came_back_is_a_task_for_the_counselor(sent, reports):
    reports("Bounce", sent)
    assert state() == "bounced"
    assert sent.case.tasks.open().get().kind == "reach"


def test_a_late_delivered_does_not_take_back_that_it_came_back(sent, reports):
    reports("Bounce", sent)
    reports("Delivery", sent)
    assert state() == "bounced"


def test_a_doubt_is_resolved_by_the_provider(acknowledgement, reports):
    bring_to("unsure")
    reports("Delivery", acknowledgement, MessageID="m-9")
    acknowledgement.refresh_from_db()
    assert (acknowledgement.state, acknowledgement.provider_id) == ("delivered", "m-9")


def test_a_report_that_comes_before_the_workers_note_is_not_lost(acknowledgement, reports):
    bring_to("handing")
    reports("Delivery", acknowledgement)
    acknowledgement.refresh_from_db()
    assert not _settle(acknowledgement, FollowUp.State.HANDING, Outcome(FollowUp.State.SENT))
    tell_cases(now=timezone.now())
    acknowledgement.refresh_from_db()
    assert (acknowledgement.state, acknowledgement.lease_token) == ("delivered", None)
    kinds = acknowledgement.case.events.filter(kind__in=["sent", "delivered"]).values_list("kind", flat=True)
    assert sorted(kinds) == ["delivered", "sent"]


def test_a_report_that_overtakes_the_workers_note_leaves_its_time(acknowledgement, reports, monkeypatch):
    bring_to("handing")
    noted_at = timezone.now() - timedelta(seconds=1)
    real = resolve._lock

    def while_the_worker_notes(followup):
        bring_to("sent", sent_at=noted_at)
        real(followup)

    monkeypatch.setattr(resolve, "_lock", while_the_worker_notes)
    reports("Delivery", acknowledgement)
    assert (state(), FollowUp.objects.get().sent_at) == ("delivered", noted_at)


def test_a_complaint_stops_the_mails(sent, reports):
    reports("SpamComplaint", sent, BouncedAt="2026-11-28T00:00:00Z", ID=1, Type="SpamComplaint")
    sent.case.refresh_from_db()
    assert sent.case.followups_stopped_at is not None


def test_by_the_providers_own_id_where_our_key_is_missing(sent, reports):
    reports("Delivery", sent, Metadata={})
    assert state() == "delivered"


def test_a_report_on_a_mail_that_is_not_ours_changes_nothing(sent, reports):
    assert reports("Delivery", sent, Metadata={"followup": "x"}, MessageID="other").status_code == 200
    assert state() == "sent"


def test_nobody_else_may_report(sent, reports, settings):
    assert reports("Bounce", sent, secret="user:wrong").status_code in (400, 403)
    settings.ANYMAIL = {"POSTMARK_SERVER_TOKEN": "x"}
    assert reports("Bounce", sent).status_code == 404
    assert state() == "sent"
