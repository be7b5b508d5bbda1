"""Each way by which a follow-up reaches a family has its object; what leaves is told from what stands."""

import pytest
from django.utils import timezone

from consult import services
from consult.followups import sweep
from consult.followups.channels import _CHANNELS
from consult.models import FollowUp
from tests.consult.family import open_status_page
from tests.factory import make_explanation, submit_case


def test_every_channel_has_an_object():
    assert set(_CHANNELS) == set(FollowUp.Channel.values)


def test_what_is_ours_stands_on_the_page():
    assert {name for name, channel in _CHANNELS.items() if channel.is_ours} == set(FollowUp.ON_THE_PAGE)


@pytest.mark.django_db
def test_who_is_to_be_called_finds_it_on_the_page_and_gets_no_mail(aoki, smtp, client):
    case = submit_case(preferred_channel="phone", email=None, phone="03-1234-5678")
    explanation = make_explanation()
    services.send_explanation(
        case=case, explanation=explanation, words="", occurrence="1", author=aoki.user, now=timezone.now()
    )
    assert sweep() == 2
    assert set(case.followups.values_list("channel", "state")) == {("call", "sent")}
    assert (smtp.attempts, smtp.received) == (0, [])
    assert explanation.title in open_status_page(client, case.inquiry).content.decode()
    case.refresh_from_db()
    assert case.answered_at is not None
