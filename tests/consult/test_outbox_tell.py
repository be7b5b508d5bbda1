"""What follows from a mail that left is another task's: whatever goes wrong there sends nothing once more."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.followups import sweep, tell_cases
from consult.models import Event, FollowUp
from tests.factory import bring_to

pytestmark = pytest.mark.django_db


def test_it_stands_in_the_history_once(acknowledgement, smtp):
    sweep()
    tell_cases(now=timezone.now())
    acknowledgement.refresh_from_db()
    told = acknowledgement.case.events.get(kind="sent")
    assert (told.data["followup"], told.at) == (acknowledgement.pk, acknowledgement.sent_at)
    assert acknowledgement.told_at is not None


def test_a_history_that_can_not_be_written_sends_nothing_twice(acknowledgement, smtp, monkeypatch):
    def broken(**kwargs):
        raise ValueError

    with monkeypatch.context() as broken_for_now:
        broken_for_now.setattr("consult.followups.tell.record", broken)
        for _ in range(3):
            sweep()
    acknowledgement.refresh_from_db()
    assert (acknowledgement.state, acknowledgement.told_at, len(smtp.received)) == ("sent", None, 1)
    tell_cases(now=timezone.now())
    assert Event.objects.filter(kind="sent").count() == 1


def test_one_that_came_back_before_it_was_told_was_sent_all_the_same(acknowledgement):
    bring_to("bounced", told_at=None)
    tell_cases(now=timezone.now())
    assert acknowledgement.case.events.filter(kind="sent").count() == 1


def test_a_mail_that_can_not_be_sent_is_a_task_until_somebody_called(acknowledgement, aoki, client):
    bring_to("failed", told_at=None)
    tell_cases(now=timezone.now())
    client.force_login(aoki.user)
    address = f"/desk/cases/{acknowledgement.case.reference}/"
    task = acknowledgement.case.tasks.get()
    assert str(task.get_kind_display()) in client.get(address).content.decode()
    client.post(f"{address}task/", {"task": task.pk, "seen": task.newest})
    assert not acknowledgement.case.tasks.open().exists()


def test_a_planned_message_waits_for_its_time(acknowledgement, smtp):
    now = timezone.now()
    FollowUp.objects.update(state="planned", due_at=now + timedelta(hours=1))
    assert sweep() == 0
    FollowUp.objects.update(due_at=now)
    assert sweep() == 1
