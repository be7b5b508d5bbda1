"""A closed case is opened again: for who had it, with a place, and not against the family's own stop."""

from __future__ import annotations

from functools import partial

import pytest
from django.utils import timezone

from consult import services
from consult.models import Case, Counselor
from tests.consult.places import counts_agree
from tests.factory import make_counselor, submit_case

pytestmark = pytest.mark.django_db


def close(case, outcome="explained"):
    services.close(case=case, outcome=outcome, author=None, now=timezone.now())


def reopen(case, author):
    services.reopen(case=case, author=author, now=timezone.now())


def test_who_had_it_has_it_again(case, aoki, client):
    close(case)
    client.force_login(aoki.user)
    answer = client.post(f"/desk/cases/{case.reference}/reopen/", follow=True)
    assert "ケースをもう一度開きました。" in answer.content.decode()
    assert "以前からの担当" in answer.content.decode()
    case.refresh_from_db()
    assert (case.status, case.outcome, case.closed_at, case.assignee) == ("open", "", None, aoki)
    assert [event.kind for event in case.events.all()][-2:] == ["reopened", "assigned"]
    assert counts_agree()


def test_when_they_are_away_somebody_else_gets_it(case, aoki, honda):
    close(case)
    Counselor.objects.filter(pk=aoki.pk).update(accepting=False)
    other = make_counselor(tracks=["insured_specialist"], languages=["ja"])
    reopen(case, honda.user)
    case.refresh_from_db()
    assert case.assignee == other
    assert counts_agree()


def test_when_nobody_has_room_it_waits(case, aoki, honda):
    close(case)
    Counselor.objects.filter(pk=aoki.pk).update(capacity=0)
    reopen(case, honda.user)
    case.refresh_from_db()
    assert (case.status, case.assignee) == ("open", None)
    assert case.events.last().kind == "waiting"


def test_what_is_open_and_what_the_family_stopped_stay_as_they_are(case, aoki, client):
    with pytest.raises(services.NotPossible):
        reopen(case, aoki.user)
    services.withdraw(case=case, now=timezone.now())
    client.force_login(aoki.user)
    assert "/reopen/" not in client.get(f"/desk/cases/{case.reference}/").content.decode()
    assert client.post(f"/desk/cases/{case.reference}/reopen/").status_code == 409
    case.refresh_from_db()
    assert case.outcome == "withdrawn"
    assert counts_agree()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_pressed_by_many_it_takes_one_place(race):
    counselor = make_counselor()
    case = submit_case()
    close(case)
    case = Case.objects.get(pk=case.pk)
    answers = race(*[partial(reopen, case, counselor.user)] * 6)
    assert answers.count(None) == 1
    assert case.events.filter(kind="reopened").count() == 1
    assert counts_agree()
