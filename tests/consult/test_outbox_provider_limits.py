"""What a provider wants and offers: so many mails a second, and keys under which it drops repetitions."""

from datetime import timedelta

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone

from consult.followups import rate, recover_expired, sweep
from consult.followups.repeated import name_once
from tests.factory import bring_to, submit_case

pytestmark = pytest.mark.django_db


def test_no_more_leave_in_a_second_than_the_provider_takes(aoki, smtp, settings, monkeypatch):
    settings.MAIL_PER_SECOND = 2
    clock, waits = [1000.0], []

    def sleep(seconds):
        waits.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr(rate.time, "time", lambda: clock[0])
    monkeypatch.setattr(rate.time, "sleep", sleep)
    for _ in range(5):
        submit_case()
    assert sweep() == 5
    # Two in each second; a third second begins with the fifth, and its turn to look for a sixth.
    assert waits == [1.0, 1.0]


def test_a_cache_that_is_down_holds_up_no_mail(acknowledgement, smtp, settings):
    settings.MAIL_PER_SECOND = 1
    settings.CACHES = {"default": {"BACKEND": "no.such.Cache"}}
    assert sweep() == 1


class TestKeys:
    def key_of(self, settings, provider, **keys):
        settings.EMAIL_BACKEND = f"anymail.backends.{provider}.EmailBackend"
        settings.ANYMAIL = keys
        connection = get_connection()
        connection.open()
        message = EmailMultiAlternatives(headers={})
        name_once(message, connection, "key-1")
        return connection.session.headers.get("Idempotency-Key") or message.extra_headers.get(
            "idempotencyKey"
        )

    def test_providers_that_drop_repetitions_are_given_one(self, settings):
        assert self.key_of(settings, "resend", RESEND_API_KEY="x") == "key-1"
        assert self.key_of(settings, "brevo", BREVO_API_KEY="x") == "key-1"
        assert self.key_of(settings, "postmark", POSTMARK_SERVER_TOKEN="x") is None

    @pytest.mark.parametrize(("provider", "hours", "state"), [
        ("resend", 1, "due"), ("resend", 13, "unsure"), ("postmark", 1, "unsure"),
    ])  # fmt: skip
    def test_only_there_and_while_it_remembers_a_doubt_is_handed_over_again(
        self, acknowledgement, settings, provider, hours, state
    ):
        settings.EMAIL_BACKEND = f"anymail.backends.{provider}.EmailBackend"
        bring_to("handing", lease_until=timezone.now() - timedelta(hours=hours))
        recover_expired(now=timezone.now())
        acknowledgement.refresh_from_db()
        assert acknowledgement.state == state
