"""Short messages to a server that speaks Twilio's protocol: what leaves, what answers and reports mean."""

from __future__ import annotations

import base64
import hmac
import re
import socket
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone, translation

from consult import services
from consult.followups import sweep
from consult.followups.channels.sms import is_signed
from consult.followups.plan import way_to
from consult.models import FollowUp
from intake.forms import ContactForm
from tests.consult.family import open_status_page
from tests.consult.test_contact_put_right import put_right
from tests.factory import bring_to, make_explanation, submit_case
from tests.twilio import SENDER, SID, TOKEN
from tests.twilio import twilio as twilio

pytestmark = pytest.mark.django_db
NUMBER = "+819012345678"
TO_A_PHONE = {"preferred_channel": "sms", "email": "", "phone": "090-1234-5678"}


@pytest.fixture
def case(twilio, aoki):
    return submit_case(**TO_A_PHONE)


def sent(case) -> FollowUp:
    sweep()
    return case.followups.get()


def a_day_later() -> None:
    FollowUp.objects.filter(state="planned").update(due_at=timezone.now())


def report(client, message, status, *, sid="SM1", token=TOKEN, posted_to=""):
    """Posts what Twilio posts to the address that it was given, signed as it documents."""
    url = message["StatusCallback"]
    fields = {"MessageSid": sid, "MessageStatus": status, "To": NUMBER, "AccountSid": SID}
    text = url + "".join(name + fields[name] for name in sorted(fields))
    signature = base64.b64encode(hmac.digest(token.encode(), text.encode(), "sha1")).decode()
    address = urlsplit(posted_to or url)
    return client.post(f"{address.path}?{address.query}", fields, headers={"X-Twilio-Signature": signature})


def explain(case, counselor) -> None:
    services.send_explanation(
        case=case, explanation=make_explanation(), words="大切な話", occurrence="1", author=counselor.user,
        now=timezone.now(),
    )  # fmt: skip


class TestTaken:
    def test_it_is_out_once_with_the_providers_own_id(self, case, twilio, smtp):
        followup = sent(case)
        assert (followup.channel, followup.state, followup.last_error) == ("sms", "sent", "")
        assert followup.provider_id.startswith("SM")
        assert sweep() == 0
        assert (len(twilio.received), smtp.received) == (1, [])

    def test_it_says_that_something_waits_and_leads_to_the_page(self, case, twilio, client):
        sweep()
        (message,) = twilio.received
        assert (message["To"], message["From"]) == (NUMBER, SENDER)
        words, link = message["Body"].split("\n")
        assert words == "しるべ：ページに新しいお知らせがあります。"
        assert client.post(re.search(r"/s/\S+/", link)[0]).status_code == 302

    @pytest.mark.parametrize(
        ("language", "begins"), [("ja-easy", "しるべ：あなたの"), ("en", "Shirube: there is something")]
    )
    def test_in_the_familys_language(self, twilio, aoki, language, begins):
        submit_case(**TO_A_PHONE, language=language)
        sweep()
        assert twilio.received[0]["Body"].startswith(begins)

    def test_never_what_it_is_about(self, case, twilio, aoki):
        sweep()
        explain(case, aoki)
        sweep()
        first, second = (message["Body"].split("\n")[0] for message in twilio.received)
        assert first == second

    def test_a_messaging_service_is_named_as_such(self, case, twilio, settings):
        settings.TWILIO_FROM = "MG" + "1" * 32
        sweep()
        assert twilio.received[0]["MessagingServiceSid"] == settings.TWILIO_FROM
        assert "From" not in twilio.received[0]


class TestRefused:
    @pytest.mark.parametrize("code", [21211, 21610, 21614])
    def test_for_good_it_is_a_task_and_not_tried_again(self, case, twilio, code):
        twilio.answer = (400, code)
        followup = sent(case)
        assert (followup.state, followup.last_error) == ("failed", str(code))
        assert case.tasks.open().get().kind == "reach"
        a_day_later()
        assert sweep() == 0

    @pytest.mark.parametrize(
        "answer", [(429, 20429), (400, 21611), (401, 20003), (403, 20005), (404, 20404), (400, 21606)]
    )
    def test_for_now_or_by_our_own_fault_it_leaves_once_that_is_over(self, case, twilio, answer):
        twilio.answer = answer
        followup = sent(case)
        assert (followup.state, followup.last_error) == ("planned", str(answer[1]))
        twilio.answer = (201, None)
        a_day_later()
        assert sent(case).state == "sent"

    def test_a_wrong_token_waits_for_an_operator(self, case, twilio, settings):
        settings.TWILIO_AUTH_TOKEN = "wrong"
        assert (sent(case).state, twilio.received) == ("planned", [])

    def test_so_does_a_configuration_that_is_gone(self, case, twilio, settings):
        settings.TWILIO_ACCOUNT_SID = ""
        followup = sent(case)
        assert (followup.state, followup.last_error) == ("planned", "ImproperlyConfigured")


class TestNotKnown:
    @pytest.mark.parametrize("how", ["hang_up", "say_nothing"])
    def test_no_answer_after_the_message_was_given_is_unsure_and_never_sent_again(self, case, twilio, how):
        setattr(twilio, how, True)
        assert sent(case).state == "unsure"
        a_day_later()
        assert (sweep(), len(twilio.received)) == (0, 1)

    def test_so_is_a_provider_that_fails(self, case, twilio):
        twilio.answer = (503, None)
        assert sent(case).state == "unsure"

    def test_a_worker_that_died_handing_it_over_leaves_a_doubt(self, case, twilio):
        bring_to("handing", lease_until=timezone.now() - timedelta(seconds=1))
        assert (sent(case).state, twilio.received) == ("unsure", [])

    def test_a_doubt_is_resolved_by_the_providers_report(self, case, twilio, client):
        twilio.hang_up = True
        sent(case)
        assert report(client, twilio.received[0], "delivered").status_code == 204
        followup = case.followups.get()
        assert (followup.state, followup.provider_id) == ("delivered", "SM1")


def test_a_provider_that_is_not_there_is_tried_again(case, settings):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refuses whoever comes
        settings.TWILIO_API = f"http://127.0.0.1:{taken.getsockname()[1]}"
        followup = sent(case)
    assert (followup.state, followup.last_error) == ("planned", "ConnectionRefusedError")


class TestReports:
    def test_delivered_it_stands_so_once(self, case, twilio, client):
        sent(case)
        for status in ("sent", "delivered", "delivered", "sent"):
            assert report(client, twilio.received[0], status).status_code == 204
        assert case.followups.get().state == "delivered"
        assert case.events.filter(kind="delivered").count() == 1

    @pytest.mark.parametrize("status", ["undelivered", "failed"])
    def test_what_did_not_arrive_is_a_task_and_stays_so(self, case, twilio, client, status):
        sent(case)
        report(client, twilio.received[0], status)
        report(client, twilio.received[0], "delivered")
        assert case.followups.get().state == "bounced"
        assert case.tasks.open().get().kind == "reach"

    def test_only_what_was_delivered_stops_the_clock(self, case, twilio, client, aoki):
        sweep()
        explain(case, aoki)
        sweep()
        case.refresh_from_db()
        assert case.answered_at is None
        report(client, twilio.received[1], "delivered", sid="SM2")
        case.refresh_from_db()
        assert case.answered_at is not None

    def test_nobody_else_may_report(self, case, twilio, client, settings):
        sent(case)
        message = twilio.received[0]
        assert report(client, message, "delivered", token="another").status_code == 403
        assert client.post("/sms/reports", {"MessageStatus": "delivered"}).status_code == 403
        settings.TWILIO_ACCOUNT_SID = ""
        assert report(client, message, "delivered").status_code == 404
        assert case.followups.get().state == "sent"

    def test_a_signature_is_good_for_its_own_message_only(self, case, twilio, client):
        sent(case)
        submit_case(**TO_A_PHONE)
        sweep()
        first, second = twilio.received
        assert report(client, first, "delivered", posted_to=second["StatusCallback"]).status_code == 403
        assert set(FollowUp.objects.values_list("state", flat=True)) == {"sent"}

    def test_of_a_message_that_is_not_ours_it_changes_nothing(self, case, twilio, client):
        sent(case)
        address = twilio.received[0]["StatusCallback"].split("?")[0]
        assert report(client, {"StatusCallback": f"{address}?followup=x"}, "delivered").status_code == 204
        assert case.followups.get().state == "sent"


def test_the_signature_is_the_one_of_twilios_own_documentation(settings):
    settings.TWILIO_AUTH_TOKEN = "12345"
    fields = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    signature = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
    assert is_signed(url=url, parameters=fields.items(), signature=signature)
    assert not is_signed(url=url, parameters=[*fields.items(), ("To", "+1")], signature=signature)
    assert not is_signed(url=url, parameters=fields.items(), signature="é")


class TestWhoGetsOne:
    @pytest.mark.parametrize(
        ("contact", "channel"),
        [
            ({"preferred_channel": "email", "phone": NUMBER}, "email"),
            ({"preferred_channel": "phone", "phone": NUMBER, "email": ""}, "call"),
            ({"preferred_channel": "page", "phone": NUMBER}, "page"),
            ({"preferred_channel": "sms", "phone": NUMBER}, "sms"),
        ],
    )
    def test_only_who_chose_it(self, twilio, aoki, contact, channel):
        assert submit_case(**contact).followups.get().channel == channel

    @pytest.mark.parametrize(("email", "channel"), [("", "page"), ("sato@example.jp", "email")])
    def test_where_none_are_sent_any_more_the_next_goes_another_way(
        self, twilio, aoki, settings, email, channel
    ):
        inquiry = submit_case(**{**TO_A_PHONE, "email": email}).inquiry
        settings.TWILIO_ACCOUNT_SID = ""
        assert way_to(inquiry, FollowUp.Kind.MESSAGE) == channel

    def test_who_asks_for_the_number_says_who_gets_it(self, twilio, settings):
        with translation.override("en"):
            assert "Twilio" in ContactForm().explanation
            settings.TWILIO_ACCOUNT_SID = ""
            assert "Twilio" not in ContactForm().explanation

    def test_it_is_offered_only_where_it_is_sent(self, twilio, settings):
        assert "sms" in dict(ContactForm().fields["preferred_channel"].choices)
        settings.TWILIO_ACCOUNT_SID = ""
        assert "sms" not in dict(ContactForm().fields["preferred_channel"].choices)

    @pytest.mark.parametrize("phone", ["", "03-1234-5678", "12"])
    def test_it_needs_a_mobile_phone(self, twilio, phone):
        form = ContactForm({"preferred_channel": "sms", "phone": phone})
        assert set(form.errors) == {"phone"}

    @pytest.mark.parametrize("phone", ["090-1234-5678", "+44 7700 900123"])
    def test_one_abroad_may_be_one(self, twilio, phone):
        assert ContactForm({"preferred_channel": "sms", "phone": phone}).is_valid()

    def test_the_page_after_sending_names_the_number(self, case, client):
        open_status_page(client, case.inquiry)
        shown = client.get(f"/status/{case.reference}/received/").content.decode()
        assert "090-1234-5678" in shown

    def test_who_stopped_gets_none(self, case, twilio):
        services.withdraw(case=case, now=timezone.now())
        assert (sent(case).state, twilio.received) == ("cancelled", [])


class TestPutRight:
    def test_another_number_gets_a_link_and_the_old_link_opens_nothing(self, case, twilio, client):
        sweep()
        open_status_page(client, case.inquiry)
        put_right(client, case, **{**TO_A_PHONE, "phone": "080-1111-2222"})
        sweep()
        old, new = twilio.received
        assert new["To"] == "+818011112222"
        assert client.post(re.search(r"/s/\S+/", old["Body"])[0]).status_code == 404
        assert client.post(re.search(r"/s/\S+/", new["Body"])[0]).status_code == 302

    def test_what_has_not_left_goes_the_new_way(self, case, twilio, client, smtp):
        open_status_page(client, case.inquiry)
        put_right(client, case)
        sweep()
        assert twilio.received == []
        assert set(smtp.recipients) == {"right@example.jp"}
