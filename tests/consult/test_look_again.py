"""A family that thinks it was sorted wrongly asks a person to look again, and a counselor sees that."""

import pytest
from django.utils import timezone, translation

from consult import queue, services
from consult.models import CaseTask
from intake.dates import moment_in_full
from tests.consult.family import open_status_page
from tests.factory import submit_case

pytestmark = pytest.mark.django_db
WORDS = "保険の話ではなく、クリニックの点滴の話です"


@pytest.fixture
def asked(case) -> CaseTask:
    return services.ask_to_look_again(case=case, words=WORDS, now=timezone.now())


def address(case) -> str:
    return f"/status/{case.reference}/look-again/"


def test_it_stands_on_the_case_and_in_a_list_of_the_counselor(case, aoki, client):
    open_status_page(client, case.inquiry)
    answer = client.post(address(case), {"words": WORDS})
    assert answer.url == f"/status/{case.reference}/"
    client.force_login(aoki.user)
    assert WORDS in client.get(f"/desk/cases/{case.reference}/").content.decode()
    assert case.reference in client.get("/desk/?list=asked").content.decode()
    assert case.events.last().kind == "asked"


def test_the_family_reads_by_when(case, asked, client):
    open_status_page(client, case.inquiry)
    with translation.override("ja"):
        by = moment_in_full(asked.due_at)
    assert (
        f"{by}（日本時間）までに、相談員がもう一度読みます"
        in client.get(f"/status/{case.reference}/").content.decode()
    )


def test_asked_twice_it_is_one_task(case, client):
    open_status_page(client, case.inquiry)
    for _ in range(2):
        assert client.post(address(case), {"words": WORDS}).status_code == 302
    assert case.tasks.count() == 1


def test_done_it_leaves_the_list_and_the_family_may_ask_again(case, asked, aoki, client):
    client.force_login(aoki.user)
    answer = client.post(f"/desk/cases/{case.reference}/task/", {"task": asked.pk})
    asked.refresh_from_db()
    assert (answer.status_code, asked.done_by) == (302, aoki.user)
    lists = queue.lists(user=aoki.user, counselor=aoki, now=timezone.now())
    assert queue.overview(lists).counts["asked"] == "0"
    services.ask_to_look_again(case=case, words="まだ違います", now=timezone.now())
    assert case.tasks.count() == 2


def test_done_twice_the_second_is_told(case, asked, aoki, client):
    services.finish_task(task=asked, author=aoki.user, now=timezone.now())
    client.force_login(aoki.user)
    assert client.post(f"/desk/cases/{case.reference}/task/", {"task": asked.pk}).status_code == 409
    assert case.events.filter(kind="done").count() == 1


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "１"])
def test_a_task_that_is_none_is_refused(case, asked, aoki, client, number):
    client.force_login(aoki.user)
    assert client.post(f"/desk/cases/{case.reference}/task/", {"task": number}).status_code == 409


def test_a_task_of_another_case_is_not_reached_through_ones_own(asked, aoki, client):
    own = submit_case()
    client.force_login(aoki.user)
    assert client.post(f"/desk/cases/{own.reference}/task/", {"task": asked.pk}).status_code == 409
    asked.refresh_from_db()
    assert asked.done_at is None


def test_on_a_closed_case_nothing_is_asked(case, client):
    services.close(case=case, outcome="explained", author=None, now=timezone.now())
    open_status_page(client, case.inquiry)
    assert client.post(address(case), {"words": WORDS}).status_code == 302
    assert case.tasks.count() == 0
