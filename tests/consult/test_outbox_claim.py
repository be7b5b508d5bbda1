"""Taking a due message out of the outbox: one owner, one lease."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from consult.followups import claim, send
from consult.models import FollowUp
from tests.factory import bring_to, submit_inquiry

RACERS = 8


def plan(number: int) -> None:
    for _ in range(number):
        submit_inquiry()


@pytest.mark.django_db
class TestOneWorker:
    def test_it_is_leased_for_a_while_and_the_attempt_is_counted(self, acknowledgement, settings):
        now = timezone.now()
        claimed = claim(now=now)
        assert claimed == acknowledgement
        assert (claimed.state, claimed.attempts) == ("claimed", 1)
        assert claimed.lease_token is not None
        assert claimed.lease_until == now + timedelta(seconds=settings.LEASE_SECONDS)

    def test_what_is_due_longest_goes_first(self, db):
        plan(3)
        first, second, third = FollowUp.objects.order_by("pk")
        now = timezone.now()
        for followup, hours in ((first, 1), (second, 3), (third, 2)):
            FollowUp.objects.filter(pk=followup.pk).update(due_at=now - timedelta(hours=hours))
        assert [claim(now=now) for _ in range(4)] == [second, third, first, None]

    def test_what_is_not_due_yet_waits(self, acknowledgement):
        assert claim(now=acknowledgement.due_at - timedelta(seconds=1)) is None
        assert claim(now=acknowledgement.due_at) == acknowledgement

    @pytest.mark.parametrize("state", ["planned", "sent", "bounced", "failed", "unsure", "cancelled"])
    def test_what_is_settled_is_never_taken_again(self, acknowledgement, state):
        now = timezone.now()
        bring_to(state)
        assert claim(now=now + timedelta(days=365)) is None

    @pytest.mark.parametrize("state", ["claimed", "handing"])
    def test_what_another_worker_has_is_left_to_it(self, acknowledgement, state):
        now = timezone.now()
        bring_to(state, lease_until=now)
        assert claim(now=now + timedelta(days=365)) is None

    def test_one_that_another_worker_settled_in_between_is_not_taken_back(self, acknowledgement, monkeypatch):
        """Where the database neither skips locked rows nor locks at the start, the update itself decides."""
        now, token = timezone.now(), uuid4()

        def meanwhile():
            FollowUp.objects.update(state="cancelled")
            return token

        monkeypatch.setattr("uuid.uuid4", meanwhile)
        assert claim(now=now) is None
        acknowledgement.refresh_from_db()
        assert acknowledgement.state == "cancelled"


@pytest.mark.django_db
class TestStaleLease:
    """A worker was stopped for longer than its lease; another one has the message now."""

    def test_the_stale_worker_sends_nothing(self, acknowledgement, smtp):
        stale = claim(now=timezone.now())
        FollowUp.objects.update(lease_token=uuid4())
        assert send(stale) is False
        assert smtp.received == []
        acknowledgement.refresh_from_db()
        assert acknowledgement.state == "claimed"

    def test_a_lease_that_ran_out_sends_nothing_even_if_nobody_took_over(self, acknowledgement, smtp):
        late = claim(now=timezone.now() - timedelta(hours=-1))
        FollowUp.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        assert send(late) is False
        assert smtp.received == []
        acknowledgement.refresh_from_db()
        # Left as it is for recovery, not cancelled: the family still waits for it.
        assert acknowledgement.state == "claimed"

    def test_what_was_settled_meanwhile_is_not_overwritten(self, acknowledgement, smtp, monkeypatch):
        followup = claim(now=timezone.now())

        def recovered_during_the_handing(connection, messages):
            FollowUp.objects.update(state="unsure", lease_token=None, lease_until=None)
            return len(messages)

        backend = "django.core.mail.backends.smtp.EmailBackend.send_messages"
        monkeypatch.setattr(backend, recovered_during_the_handing)
        assert send(followup) is False
        acknowledgement.refresh_from_db()
        assert (acknowledgement.state, acknowledgement.sent_at) == ("unsure", None)
        assert not acknowledgement.case.events.filter(kind="sent").exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestManyWorkers:
    def test_every_message_has_exactly_one_owner(self, race):
        plan(5)
        now = timezone.now()
        taken = race(*([lambda: claim(now=now)] * RACERS))
        assert not [answer for answer in taken if isinstance(answer, Exception)], taken
        assert sorted(answer.pk for answer in taken if answer) == sorted(
            FollowUp.objects.values_list("pk", flat=True)
        )
        assert set(FollowUp.objects.values_list("attempts", flat=True)) == {1}

    def test_workers_sweeping_together_send_each_mail_once(self, race, smtp):
        from consult.followups import sweep

        plan(6)
        sent = race(*([sweep] * 4))
        assert sum(sent) == 6
        assert len(smtp.received) == 6
        assert len({mail["Message-ID"] for mail in smtp.received}) == 6
