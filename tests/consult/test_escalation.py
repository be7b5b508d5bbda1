"""A late first answer becomes known: once a level, to whoever has the case and then to the leads."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consult.escalation import escalate
from consult.models import Case, Counselor, Escalation, EscalationLevel, Notice
from tests.factory import make_counselor, submit_case

pytestmark = pytest.mark.django_db


def late(case: Case, **past) -> Case:
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(**past))
    return case


def told() -> set[tuple[str, int]]:
    return {(notice.to.username, notice.about) for notice in Notice.objects.all()}


def test_first_to_whoever_has_it_then_to_the_leads_each_once(case, aoki, honda, client):
    EscalationLevel.objects.filter(level=2).update(business_hours=40)
    late(case, minutes=1)
    assert (escalate(now=timezone.now()), escalate(now=timezone.now())) == (1, 0)
    assert told() == {("aoki", 1)}
    late(case, days=30)
    assert (escalate(now=timezone.now()), escalate(now=timezone.now())) == (1, 0)
    assert told() == {("aoki", 1), ("aoki", 2), ("honda", 2)}
    assert [event.data["level"] for event in case.events.filter(kind="escalated")] == [1, 2]
    client.force_login(honda.user)
    for page in ("/desk/?list=overdue", f"/desk/cases/{case.reference}/", "/desk/for-me/"):
        assert "段階2" in client.get(page).content.decode(), page


def test_what_nobody_has_is_the_leads_at_once(db):
    make_counselor(username="honda", lead=True, accepting=False)
    late(submit_case(), minutes=1)
    escalate(now=timezone.now())
    assert told() == {("honda", 1)}


@pytest.mark.parametrize(
    "change", [{"answered_at": timezone.now()}, {"due_at": timezone.now() + timedelta(hours=1)}]
)
def test_what_is_answered_or_in_time_is_left_alone(case, change):
    late(case, days=30)
    Case.objects.filter(pk=case.pk).update(**change)
    assert escalate(now=timezone.now()) == 0


def test_the_database_refuses_a_second_row_of_a_level(case):
    Escalation.objects.create(case=case, level=1, at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Escalation.objects.create(case=case, level=1, at=timezone.now())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_schedulers_at_once_raise_it_once(race):
    make_counselor(username="aoki")
    case = late(submit_case(), minutes=1)
    assert sum(race(*[partial(escalate, now=timezone.now())] * 4)) == 1
    assert case.escalations.count() == case.events.filter(kind="escalated").count() == 1
    assert Counselor.objects.get().user.notices.count() == 1
