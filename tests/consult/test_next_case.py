"""Done with a case, the next one of the list that it was opened from comes up."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consult.models import Counselor
from tests.consult.many_cases import many_cases
from tests.factory import submit_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(aoki, client) -> list:
    """Three of Aoki's cases in the order of the list; the page of the list was shown."""
    client.force_login(aoki.user)
    many_cases(2, assignee=aoki)
    submit_case()
    Counselor.objects.filter(pk=aoki.pk).update(open_cases=3)
    return client.get("/desk/").context["cases"]


def close(client, case) -> str:
    return client.post(f"/desk/cases/{case.reference}/close/", {"outcome": "no_answer"}).url


def test_the_one_behind_it_and_behind_the_last_the_first_that_is_left(mine, client):
    first, second, third = mine
    assert close(client, second) == f"/desk/cases/{third.reference}/"
    assert close(client, third) == f"/desk/cases/{first.reference}/"
    assert close(client, first) == "/desk/"


def test_put_aside_as_well(mine, client):
    day = timezone.localdate() + timedelta(days=2)
    answer = client.post(f"/desk/cases/{mine[0].reference}/snooze/", {"until": day.isoformat()})
    assert answer.url == f"/desk/cases/{mine[1].reference}/"


def test_of_the_list_as_it_was_narrowed(mine, client):
    client.get("/desk/?list=mine&priority=urgent")
    assert close(client, mine[0]) == "/desk/"


def test_a_cookie_that_is_none_of_ours_does_no_harm(mine, client):
    client.cookies["desk_list"] = "list=%00&track=%ff&counselor=1e9"
    assert close(client, mine[0]) == f"/desk/cases/{mine[1].reference}/"
