"""A family that wants no more mail gets what it asks for, and nothing else; its inquiry goes on."""

import uuid
from functools import partial

import pytest
from django.utils import timezone

from consult import conversation, services, wishes
from consult.followups import claim, send, sweep
from consult.models import Case, FollowUp
from tests.consult.family import open_status_page
from tests.factory import bring_to, make_counselor, make_explanation, submit_case, write_message

pytestmark = pytest.mark.django_db


def explain(case, author):
    return services.send_explanation(
        case=case, explanation=make_explanation(title="五つの質問"), words="", occurrence=str(uuid.uuid4()),
        author=author, now=timezone.now(),
    )  # fmt: skip


def stop(case):
    wishes.stop_followups(case=case, now=timezone.now())


@pytest.fixture
def answered(case, aoki):
    """The first answer is out: what a counselor sends now, nobody asked for."""
    Case.objects.filter(pk=case.pk).update(answered_at=timezone.now())
    bring_to("sent", case.followups.all())
    case.refresh_from_db()
    return case


def test_what_was_planned_and_not_asked_for_is_cancelled(answered, aoki, smtp, client):
    planned = explain(answered, aoki.user)
    open_status_page(client, answered.inquiry)
    page = f"/status/{answered.reference}/follow-ups/"
    assert client.get(page).status_code == 200
    client.post(page, {"wish": "stop"})
    planned.refresh_from_db()
    answered.refresh_from_db()
    assert (planned.state, answered.status) == ("cancelled", "open")
    newest = answered.events.order_by("-pk").values_list("kind", flat=True)
    assert list(newest[:2]) == ["cancelled", "stopped"]
    assert sweep() == 0
    assert smtp.received == []


def test_the_first_answer_still_comes_by_mail(case, aoki, smtp):
    planned = explain(case, aoki.user)
    stop(case)
    later = explain(case, aoki.user)
    sweep()
    assert set(FollowUp.objects.filter(pk__in=[planned.pk, later.pk]).values_list("state", "channel")) == {
        ("sent", "email")
    }


def test_an_answer_to_a_message_still_comes_by_mail(answered, aoki, smtp):
    stop(answered)
    message = write_message(answered)
    conversation.write_to_family(
        case=answered, words="お返事です", seen=message.pk, occurrence="1", author=aoki.user,
        now=timezone.now(),
    )  # fmt: skip
    sweep()
    assert len(smtp.received) == 1


def test_what_else_a_counselor_writes_stands_on_the_page_alone(answered, aoki, smtp, client):
    stop(answered)
    explain(answered, aoki.user)
    sweep()
    assert smtp.received == []
    assert "五つの質問" in open_status_page(client, answered.inquiry).content.decode()


def test_the_counselor_is_told_before_writing(answered, aoki, client):
    client.force_login(aoki.user)
    address = f"/desk/cases/{answered.reference}/"
    before = client.get(address).content.decode().count("notice-caution")
    stop(answered)
    assert client.get(address).content.decode().count("notice-caution") == before + 1


def test_stopped_while_the_worker_prepares_it_nothing_leaves(answered, aoki, smtp):
    explain(answered, aoki.user)
    followup = claim(now=timezone.now())
    stop(answered)
    assert send(followup) is False
    followup.refresh_from_db()
    assert followup.state == "cancelled"
    assert smtp.received == []


def test_taken_back_mails_come_again_but_not_what_was_cancelled(answered, aoki, smtp, client):
    planned = explain(answered, aoki.user)
    stop(answered)
    open_status_page(client, answered.inquiry)
    client.post(f"/status/{answered.reference}/follow-ups/", {"wish": "resume"})
    explain(answered, aoki.user)
    sweep()
    planned.refresh_from_db()
    assert (planned.state, len(smtp.received)) == ("cancelled", 1)
    assert answered.events.filter(kind="resumed").exists()


def test_twice_it_is_one_event(answered, client):
    open_status_page(client, answered.inquiry)
    for _ in range(2):
        assert client.post(f"/status/{answered.reference}/follow-ups/").status_code == 302
    assert answered.events.filter(kind="stopped").count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_planned_at_the_same_moment_it_is_cancelled_or_for_the_page(race):
    author = make_counselor().user
    case = submit_case()
    Case.objects.update(answered_at=timezone.now())
    bring_to("sent")
    text = make_explanation()
    planned, stopped = race(
        partial(
            services.send_explanation, case=case, explanation=text, words="", occurrence="1", author=author,
            now=timezone.now(),
        ),
        partial(stop, case),
    )  # fmt: skip
    assert stopped is None
    planned.refresh_from_db()
    assert (planned.state, planned.channel) in {("cancelled", "email"), ("due", "page")}
