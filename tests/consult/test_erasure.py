"""A family asks that what is held about it be erased: a request that a person carries out."""

import pytest
from django.utils import timezone, translation

from consult import queue, services
from consult.calendar import in_business_days
from intake.dates import day_in_full
from tests.consult.family import open_status_page
from tests.factory import submit_case

pytestmark = pytest.mark.django_db


def address(case) -> str:
    return f"/status/{case.reference}/erasure/"


def test_it_is_a_task_with_a_time_an_event_and_said_on_the_page(case, aoki, settings, client):
    settings.ERASURE_ANSWER_BUSINESS_DAYS = 3
    open_status_page(client, case.inquiry)
    before = client.get(address(case)).content.decode()
    answer = client.post(address(case), {"sure": "on"}, follow=True)
    task = case.tasks.open().get(kind="erasure")
    assert task.due_at == in_business_days(task.asked_at, 3)
    assert case.events.last().kind == "erasure_asked"
    assert answer.content.decode() != before
    assert address(case) in client.get(f"/status/{case.reference}/").content.decode()
    client.force_login(aoki.user)
    assert str(task.get_kind_display()) in client.get(f"/desk/cases/{case.reference}/").content.decode()


def test_asked_first_nothing_is_done_by_looking(case, client):
    open_status_page(client, case.inquiry)
    assert client.get(address(case)).status_code == 200
    assert not case.tasks.exists()


def test_a_button_pressed_by_mistake_asks_for_nothing(case, client):
    open_status_page(client, case.inquiry)
    answer = client.post(address(case))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["sure"])
    assert not case.tasks.exists()


@pytest.mark.parametrize("channel", ["email", "page"])
def test_the_end_of_the_link_is_told_apart_from_how_long_it_is_kept(channel, client):
    case = submit_case(preferred_channel=channel, email="a@example.jp" if channel == "email" else "")
    client.cookies["django_language"] = "en"
    open_status_page(client, case.inquiry)
    with translation.override("en"):
        until = day_in_full(case.inquiry.status_links.latest("pk").expires_at)
    shown = client.get(address(case)).content.decode()
    assert "until you ask us to erase it" in shown
    assert until in shown
    assert ('href="/new-link/"' in shown.partition("<main")[2]) == (channel == "email")


def test_twice_it_is_one_request(case, client):
    open_status_page(client, case.inquiry)
    for _ in range(2):
        assert client.post(address(case), {"sure": "on"}).status_code == 302
    assert case.tasks.count() == case.events.filter(kind="erasure_asked").count() == 1


def test_on_a_closed_case_too_and_its_counselor_sees_it(case, aoki, client):
    services.close(case=case, outcome="explained", author=None, now=timezone.now())
    open_status_page(client, case.inquiry)
    client.post(address(case), {"sure": "on"})
    lists = queue.lists(user=aoki.user, counselor=aoki, now=timezone.now())
    assert case in queue.page(next(one for one in lists if one.name == "asked")).rows


def test_nothing_is_erased_by_it(case, client):
    open_status_page(client, case.inquiry)
    client.post(address(case), {"sure": "on"})
    case.inquiry.refresh_from_db()
    assert case.inquiry.message


def test_nobody_asks_for_others(case, client):
    other = submit_case()
    open_status_page(client, case.inquiry)
    assert client.post(address(other), {"sure": "on"}).status_code == 404
    assert not other.tasks.exists()
