"""Mail in doubt: a page lists it with what is known, and a person decides, with a reason."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from consult.followups import sweep, tell_cases
from consult.models import FollowUp
from tests.factory import bring_to, make_counselor, submit_case

pytestmark = pytest.mark.django_db
PAGE = "/desk/mail/"


@pytest.fixture
def unsure(acknowledgement):
    bring_to("unsure", last_error="SMTPServerDisconnected")
    acknowledgement.refresh_from_db()
    return acknowledgement


@pytest.fixture
def desk(client, aoki):
    client.force_login(aoki.user)
    return client


def decide(desk, followup, way, why="記録で確かめました"):
    return desk.post(PAGE, {"followup": followup.pk, "way": way, "why": why}, follow=True)


def test_the_page_says_what_is_known(unsure, desk):
    page = desk.get(PAGE).content.decode()
    for known in (unsure.case.reference, str(unsure.message_id), "SMTPServerDisconnected"):
        assert known in page


def test_sent_once_more_it_leaves_with_the_same_message_id(unsure, desk, smtp):
    assert decide(desk, unsure, "resend").status_code == 200
    assert sweep() == 1
    assert str(unsure.message_id) in smtp.received[0]["Message-ID"]
    unsure.refresh_from_db()
    assert unsure.state == "sent"
    assert unsure.case.events.filter(kind="resolved", data__resolved="resend").exists()
    assert unsure.case.notes.get().body == "記録で確かめました"


def test_counted_as_sent_an_answer_stops_the_clock(case, aoki, desk):
    answer = FollowUp.objects.create(
        case=case, kind="message", occurrence="1", channel="email", language="ja", words="お返事",
        state="due", planned_at=timezone.now(), due_at=timezone.now(),
    )  # fmt: skip
    bring_to("unsure")
    decide(desk, answer, "sent")
    answer.refresh_from_db()
    case.refresh_from_db()
    assert (answer.state, case.answered_at) == ("sent", answer.sent_at)


def test_that_it_did_not_arrive_becomes_a_task(unsure, desk):
    decide(desk, unsure, "failed")
    assert unsure.case.tasks.open().get().kind == "reach"


def test_without_a_reason_nothing_is_done_and_nothing_is_lost(unsure, desk):
    answer = desk.post(PAGE, {"followup": unsure.pk, "way": "resend", "why": " "})
    assert answer.status_code == 422
    assert "checked" in answer.content.decode()
    unsure.refresh_from_db()
    assert unsure.state == "unsure"


def test_found_out_meanwhile_it_is_not_sent_again(unsure, desk, smtp):
    bring_to("delivered")
    assert decide(desk, unsure, "resend").status_code in (200, 404)
    assert sweep() == 0


def test_mail_of_another_counselors_case_is_not_shown_and_not_decided(unsure, client):
    client.force_login(make_counselor().user)
    assert unsure.case.reference not in client.get(PAGE).content.decode()
    assert decide(client, unsure, "resend").status_code == 404
    unsure.refresh_from_db()
    assert unsure.state == "unsure"


class TestCommand:
    def test_it_lists_by_state_and_names_nobody(self, unsure, capsys):
        call_command("followups", "list", "--state", "unsure")
        told = capsys.readouterr().out
        assert str(unsure.message_id) in told
        assert "sato@" not in told

    def test_what_failed_is_tried_again_and_drained(self, acknowledgement, aoki, smtp, capsys):
        bring_to("failed")
        by = {"by": aoki.user.username, "reason": "サーバーが直りました"}
        call_command("followups", "retry", str(acknowledgement.pk), **by)
        call_command("followups", "drain")
        assert len(smtp.received) == 1
        assert acknowledgement.case.notes.exists()

    def test_what_is_sent_is_not_resolved(self, acknowledgement, aoki, smtp):
        sweep()
        with pytest.raises(CommandError):
            call_command("followups", "resolve", str(acknowledgement.pk), way="resend", by="aoki", reason="x")
        assert sweep() == 0


def test_a_desk_that_is_late_says_so(acknowledgement, desk, client, settings):
    settings.OLDEST_UNSENT_LIMIT_SECONDS = 60
    before = desk.get(PAGE).content.decode().count("notice-caution")
    FollowUp.objects.update(due_at=timezone.now() - timedelta(minutes=5))
    assert desk.get(PAGE).content.decode().count("notice-caution") == before + 1
    assert client.get("/readyz").json()["mail_is_late"] is True


def test_the_log_says_that_mail_is_late(aoki, settings, log_lines):
    from consult.tasks import tell_cases as task

    settings.OLDEST_UNSENT_LIMIT_SECONDS = 60
    submit_case()
    FollowUp.objects.update(due_at=timezone.now() - timedelta(minutes=5))
    task()
    assert "mail is late" in log_lines.getvalue()
    assert tell_cases(now=timezone.now()) == 0
