"""Handing a message over to a real mail server: whatever it answers ends in the state that is true."""

import socket
from datetime import timedelta

import pytest
from django.utils import timezone

from consult import services
from consult.followups import claim, send, sweep
from consult.followups.answers import MAILBOX, OURS, UNREACHABLE, wait
from consult.models import FollowUp
from tests.consult.family import open_status_page
from tests.factory import make_explanation, submit_case

pytestmark = pytest.mark.django_db


def sent_state() -> FollowUp:
    """The only message, after one round of the worker."""
    sweep()
    return FollowUp.objects.get()


def a_day_later() -> None:
    FollowUp.objects.filter(state="planned").update(due_at=timezone.now())


class TestTaken:
    def test_the_mail_is_out_once_and_stands_as_sent(self, acknowledgement, smtp):
        followup = sent_state()
        assert (followup.state, followup.last_error, followup.attempts) == ("sent", "", 1)
        assert followup.sent_at is not None
        assert smtp.recipients == ["sato@example.jp"]
        assert [event.kind for event in followup.case.events.all()].count("sent") == 1

    def test_the_next_round_sends_nothing_more(self, acknowledgement, smtp):
        sweep()
        assert sweep() == 0
        assert len(smtp.received) == 1

    def test_an_acknowledgement_is_no_answer_but_an_explanation_is(self, case, aoki, smtp):
        sweep()
        case.refresh_from_db()
        assert case.answered_at is None
        explain(case, aoki)
        case.refresh_from_db()
        assert case.answered_at is None
        sweep()
        case.refresh_from_db()
        assert case.answered_at is not None

    def test_the_first_answer_stays_the_first(self, case, aoki, smtp):
        explain(case, aoki)
        sweep()
        first = type(case).objects.get().answered_at
        explain(case, aoki, occurrence="2")
        sweep()
        assert type(case).objects.get().answered_at == first

    def test_a_server_that_is_rude_at_the_end_changes_nothing(self, acknowledgement, smtp, monkeypatch):
        def rude(connection):
            raise OSError

        monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.close", rude)
        assert sent_state().state == "sent"


class TestRefused:
    @pytest.mark.parametrize("command", ["MAIL", "RCPT", "DATA"])
    def test_for_good_it_is_failed_and_not_tried_again(self, acknowledgement, smtp, command):
        smtp.answer(command, "550 5.1.1 sato@example.jp: no such user")
        followup = sent_state()
        assert (followup.state, followup.last_error) == ("failed", "550")
        assert followup.case.events.last().kind == "failed"
        assert followup.case.tasks.open().get().kind == "reach"
        a_day_later()
        assert sweep() == 0
        assert smtp.attempts == 1

    @pytest.mark.parametrize(
        ("command", "reply"),
        [
            ("MAIL", "421 4.7.0 too many connections"),
            ("RCPT", "450 4.2.1 mailbox busy"),
            ("DATA", "451 4.3.0 try again later"),
        ],
    )
    def test_for_now_it_is_planned_again_for_later(self, acknowledgement, smtp, command, reply):
        smtp.answer(command, reply)
        before = timezone.now()
        followup = sent_state()
        assert (followup.state, followup.last_error) == ("planned", reply[:3])
        assert followup.due_at >= before + timedelta(seconds=20)
        assert followup.lease_token is None

    def test_once_the_server_is_kind_again_it_leaves(self, acknowledgement, smtp):
        smtp.answer("RCPT", "450 4.2.1 mailbox busy")
        sweep()
        smtp.be_kind()
        a_day_later()
        followup = sent_state()
        assert (followup.state, followup.attempts, followup.last_error) == ("sent", 2, "")

    def test_the_attempts_are_bounded(self, acknowledgement, smtp):
        smtp.answer("RCPT", "450 4.2.1 mailbox busy")
        FollowUp.objects.update(attempts=MAILBOX.attempts - 2)
        for _ in range(4):
            sweep()
            a_day_later()
        followup = FollowUp.objects.get()
        assert (followup.state, followup.attempts, smtp.attempts) == ("failed", MAILBOX.attempts, 2)

    def test_what_the_server_said_is_not_kept(self, acknowledgement, smtp):
        smtp.answer("RCPT", "550 5.1.1 sato@example.jp: no such user")
        followup = sent_state()
        assert "sato" not in followup.last_error
        assert "sato" not in str([event.data for event in followup.case.events.all()])

    def test_one_refused_mail_does_not_hold_up_the_next(self, aoki, smtp):
        wrong = submit_case(email="tanaka@example.jp")
        right = submit_case()
        smtp.answer("RCPT", "550 5.1.1 no such user")
        send(claim(now=timezone.now()))
        smtp.be_kind()
        sweep()
        assert wrong.followups.get().state == "failed"
        assert right.followups.get().state == "sent"


class TestNotKnown:
    def test_a_line_cut_after_the_mail_was_given_is_unsure_and_never_sent_again(self, acknowledgement, smtp):
        smtp.hang_up("DATA")
        followup = sent_state()
        assert followup.state == "unsure"
        assert followup.case.events.last().kind == "unsure"
        smtp.be_kind()
        a_day_later()
        assert sweep() == 0
        assert len(smtp.received) == 1

    def test_no_answer_after_the_mail_was_given_is_unsure(self, acknowledgement, smtp):
        smtp.say_nothing("DATA")
        followup = sent_state()
        assert (followup.state, len(smtp.received)) == ("unsure", 1)

    def test_an_unsure_explanation_does_not_stop_the_clock(self, case, aoki, smtp):
        explain(case, aoki)
        smtp.hang_up("DATA")
        sweep()
        case.refresh_from_db()
        assert case.answered_at is None


class TestSurelyNotSent:
    def test_a_server_that_is_not_there(self, acknowledgement, settings):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))  # bound and not listening: refuses whoever comes
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
            followup = sent_state()
        assert (followup.state, followup.last_error) == ("planned", "ConnectionRefusedError")
        assert followup.due_at > timezone.now()

    def test_a_server_that_takes_the_call_and_says_nothing(self, acknowledgement, settings):
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()  # the system takes the call; nobody answers
            settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
            settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
            settings.EMAIL_TIMEOUT = 0.2
            followup = sent_state()
        assert (followup.state, followup.attempts) == ("planned", 1)

    def test_a_server_that_hangs_up_or_falls_silent_at_the_hello(self, acknowledgement, smtp):
        smtp.hang_up("EHLO")
        assert sent_state().state == "planned"
        smtp.say_nothing("EHLO")
        a_day_later()
        followup = sent_state()
        assert (followup.state, followup.attempts, smtp.received) == ("planned", 2, [])

    def test_a_mail_that_cannot_be_made(self, acknowledgement, smtp, monkeypatch):
        def breaks(template, context):
            raise ValueError("佐藤")

        monkeypatch.setattr("consult.emails.render_to_string", breaks)
        followup = sent_state()
        assert (followup.state, followup.last_error) == ("planned", "ValueError")

    @pytest.mark.parametrize("command", ["MAIL", "RCPT"])
    def test_a_server_that_hangs_up_before_it_had_the_mail_never_gets_it_twice(
        self, acknowledgement, smtp, command
    ):
        # smtplib does not say how far it came, so this may be sent again or left to a person; never both.
        smtp.hang_up(command)
        followup = sent_state()
        assert followup.state in ("planned", "unsure")
        assert smtp.received == []


class TestStopped:
    def test_a_family_that_stopped_gets_nothing_more(self, case, acknowledgement, smtp):
        followup = claim(now=timezone.now())
        services.withdraw(case=case, now=timezone.now())
        assert send(followup) is False
        acknowledgement.refresh_from_db()
        assert (acknowledgement.state, smtp.received) == ("cancelled", [])

    def test_nor_on_its_page(self, aoki, client):
        case = submit_case(preferred_channel="page", email=None)
        followup = claim(now=timezone.now())
        services.withdraw(case=case, now=timezone.now())
        assert send(followup) is False
        followup.refresh_from_db()
        assert followup.state == "cancelled"


class TestOnThePageOnly:
    def test_it_stands_on_the_page_and_no_mail_leaves(self, aoki, smtp, client):
        case = submit_case(preferred_channel="page")
        explanation = explain(case, aoki).explanation
        assert sweep() == 2
        assert set(case.followups.values_list("state", flat=True)) == {"sent"}
        assert (smtp.attempts, smtp.received) == (0, [])
        assert explanation.title in open_status_page(client, case.inquiry).content.decode()

    def test_it_needs_no_mail_server(self, aoki, settings):
        settings.EMAIL_BACKEND = "no.such.Backend"
        submit_case(preferred_channel="page")
        assert sent_state().state == "sent"


@pytest.mark.parametrize(
    ("patience", "attempts", "seconds"),
    [(OURS, 1, 30), (OURS, 3, 120), (OURS, 8, 3600), (UNREACHABLE, 300, 300), (MAILBOX, 1, 300)],
)
def test_each_wait_is_twice_the_last_up_to_what_such_an_answer_is_worth(patience, attempts, seconds):
    waits = {wait(patience, attempts).total_seconds() for _ in range(50)}
    assert all(0.75 * seconds <= wait <= 1.25 * seconds for wait in waits)
    assert len(waits) > 1, "retries would come in step"


def explain(case, counselor, occurrence="1") -> FollowUp:
    return services.send_explanation(
        case=case, explanation=make_explanation(), words="", occurrence=occurrence, author=counselor.user,
        now=timezone.now(),
    )  # fmt: skip
