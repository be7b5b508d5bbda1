"""What a worker left behind when it died: sent again only where the family surely got nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.followups import claim, recover_expired, send, sweep, tell_cases
from consult.followups.answers import OURS
from consult.models import FollowUp
from tests.factory import bring_to

pytestmark = pytest.mark.django_db


def abandoned(followup: FollowUp, state: str, *, seconds_ago: int = 1, attempts: int = 1) -> FollowUp:
    """As a worker leaves it that died in this state, with its lease run out `seconds_ago`."""
    until = timezone.now() - timedelta(seconds=seconds_ago)
    bring_to(state, FollowUp.objects.filter(pk=followup.pk), lease_until=until, attempts=attempts)
    return followup


def recovered(followup: FollowUp) -> FollowUp:
    recover_expired(now=timezone.now())
    tell_cases(now=timezone.now())
    followup.refresh_from_db()
    return followup


def test_died_before_the_handing_it_is_planned_again_and_leaves(acknowledgement, smtp):
    abandoned(acknowledgement, "claimed")
    assert sweep() == 1
    acknowledgement.refresh_from_db()
    assert (acknowledgement.state, acknowledgement.attempts) == ("sent", 2)
    assert len(smtp.received) == 1


def test_died_during_the_handing_it_is_unsure_and_never_sent_by_itself(acknowledgement, smtp):
    abandoned(acknowledgement, "handing")
    assert sweep() == 0
    acknowledgement.refresh_from_db()
    assert (acknowledgement.state, acknowledgement.last_error) == ("unsure", "lease expired")
    assert acknowledgement.case.events.last().kind == "unsure"
    assert smtp.received == []


@pytest.mark.parametrize("state", ["claimed", "handing"])
def test_a_worker_that_still_has_its_lease_is_left_alone(acknowledgement, state):
    assert recovered(abandoned(acknowledgement, state, seconds_ago=-30)).state == state


def test_a_message_that_kills_its_worker_every_time_is_given_up(acknowledgement):
    abandoned(acknowledgement, "claimed", attempts=OURS.attempts)
    assert recovered(acknowledgement).state == "failed"
    assert acknowledgement.case.events.last().kind == "failed"


@pytest.mark.parametrize(("state", "event"), [("claimed", "planned"), ("handing", "unsure")])
def test_recovered_twice_it_is_told_once(acknowledgement, state, event):
    abandoned(acknowledgement, state)
    recovered(acknowledgement)
    recovered(acknowledgement)
    assert acknowledgement.case.events.filter(kind=event).count() == 1


def test_the_worker_that_wakes_up_after_its_lease_sends_nothing(acknowledgement, smtp):
    late = claim(now=timezone.now())
    FollowUp.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    recover_expired(now=timezone.now())
    assert send(late) is False
    assert smtp.received == []
    assert sweep() == 1


def test_killed_at_the_very_hand_over_the_row_says_handing(acknowledgement, smtp, monkeypatch):
    """What tells the two apart after a crash: `handing` is committed before the server hears of the mail."""
    seen = []

    def killed(connection, messages):
        seen.append(FollowUp.objects.get().state)
        raise KeyboardInterrupt

    monkeypatch.setattr("django.core.mail.backends.smtp.EmailBackend.send_messages", killed)
    followup = claim(now=timezone.now())
    with pytest.raises(KeyboardInterrupt):
        send(followup)
    acknowledgement.refresh_from_db()
    assert seen == ["handing"]
    assert (acknowledgement.state, acknowledgement.lease_token) == ("handing", followup.lease_token)
