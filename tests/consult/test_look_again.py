"""A family that doubts how it was sorted gets a person to look again."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from consult import services
from consult.models import Case, CaseTask, Counselor, Event
from intake.services import issue_status_link

WORDS = "保険の治療のことを聞いたつもりです。"


@pytest.fixture
def family(client: Client, case: Case) -> Client:
    """A browser that holds the family's status page open."""
    secret = issue_status_link(inquiry=case.inquiry, now=timezone.now())
    client.post(f"/s/{secret}/")
    return client


def test_the_request_reaches_the_counselor_as_a_task(family: Client, case: Case, aoki: Counselor) -> None:
    page = f"/status/{case.reference}/"
    assert "look-again" in family.get(page).content.decode()
    assert family.post(f"{page}look-again/", {"words": WORDS}).status_code == 302
    assert "look-again" not in family.get(page).content.decode()

    desk = Client()
    desk.force_login(aoki.user)
    assert case.reference in desk.get("/desk/?list=asked").content.decode()
    shown = desk.get(f"/desk/cases/{case.reference}/").content.decode()
    assert WORDS in shown
    task = case.tasks.get()
    desk.post(f"/desk/cases/{case.reference}/task/", {"task": task.pk})
    assert case.reference not in desk.get("/desk/?list=asked").content.decode()
    task.refresh_from_db()
    assert task.done_by == aoki.user
    kinds = list(case.events.values_list("kind", flat=True))
    assert kinds[-2:] == [Event.Kind.ASKED, Event.Kind.DONE]


def test_asked_twice_it_is_one_task(family: Client, case: Case) -> None:
    for _ in range(2):
        family.post(f"/status/{case.reference}/look-again/", {"words": WORDS})
    assert case.tasks.count() == 1


def test_once_it_is_done_the_family_may_ask_again(case: Case, aoki: Counselor) -> None:
    first = services.ask_to_look_again(case=case, words="", now=timezone.now())
    services.finish_task(task=first, author=aoki.user, now=timezone.now())
    second = services.ask_to_look_again(case=case, words="", now=timezone.now())
    assert second != first


def test_too_many_words_are_refused_and_kept(family: Client, case: Case) -> None:
    response = family.post(f"/status/{case.reference}/look-again/", {"words": "長い" * 1001})
    assert response.status_code == 422
    assert "長い" * 1001 in response.content.decode()
    assert not CaseTask.objects.exists()


def test_a_task_is_done_once(case: Case, aoki: Counselor) -> None:
    task = services.ask_to_look_again(case=case, words="", now=timezone.now())
    services.finish_task(task=task, author=aoki.user, now=timezone.now())
    with pytest.raises(services.NotPossible):
        services.finish_task(task=task, author=aoki.user, now=timezone.now())


def test_a_closed_case_takes_no_more(family: Client, case: Case) -> None:
    services.withdraw(case=case, now=timezone.now())
    family.post(f"/status/{case.reference}/look-again/", {"words": WORDS})
    assert not CaseTask.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "٣"])
def test_an_odd_task_number_is_told(case: Case, aoki: Counselor, client: Client, number: str) -> None:
    client.force_login(aoki.user)
    response = client.post(f"/desk/cases/{case.reference}/task/", {"task": number})
    assert response.status_code == 409


def test_without_the_familys_link_nothing_can_be_asked(client: Client, case: Case) -> None:
    assert client.post(f"/status/{case.reference}/look-again/", {"words": WORDS}).status_code == 404
    assert not CaseTask.objects.exists()
