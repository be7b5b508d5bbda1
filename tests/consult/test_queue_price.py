"""What the queue costs: as many queries for a few cases as for a hundred times as many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult import queue
from tests.consult.many_cases import many_cases

pytestmark = pytest.mark.django_db

FEW, HUNDREDFOLD = 20, 2_000
LISTS = (
    "mine", "overdue", "due_soon", "late", "asked", "waiting_insured_specialist", "family", "snoozed",
    "closed", "all",
)  # fmt: skip


def opened(client, name: str, **narrow) -> list[str]:
    """The queries that one page of the queue makes."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/desk/", {"list": name, **narrow}).status_code == 200
    return [query["sql"] for query in asked]


def of_every_list(number: int, counselor) -> None:
    now = timezone.now()
    mixed = {"assignee": counselor, "answered_at": now}
    many_cases(number // 4, assignee=counselor)
    many_cases(number // 4, due_at=now - timedelta(hours=1))
    many_cases(number // 4, **mixed)
    many_cases(number // 8, **mixed, snoozed_until=now + timedelta(days=1))
    many_cases(number // 8, **mixed, status="closed", outcome="explained", closed_at=now)


def test_a_page_takes_eight_queries_at_most_with_few_cases_and_with_a_hundred_times_as_many(honda, client):
    client.force_login(honda.user)
    client.get("/desk/")  # what is read once a process
    of_every_list(FEW, honda)
    few = {name: len(opened(client, name)) for name in LISTS}
    of_every_list(HUNDREDFOLD, honda)
    many = {name: len(opened(client, name, priority="routine")) for name in LISTS}
    assert many == few
    assert max(many.values()) <= 8


def test_counting_stops_where_it_would_get_slow(aoki):
    many_cases(queue.COUNT_UP_TO + 30, assignee=aoki)
    lists = queue.lists(user=aoki.user, counselor=aoki, now=timezone.now())
    with CaptureQueriesContext(connection) as counting:
        counts = queue.overview(lists).counts
    assert (counts["mine"], counts["overdue"]) == (f"{queue.COUNT_UP_TO}+", "0")
    [asked] = counting
    assert asked["sql"].count(f"LIMIT {queue.COUNT_UP_TO + 1}") == len(lists)


def test_exactly_as_many_as_are_counted_are_not_called_more(aoki):
    many_cases(queue.COUNT_UP_TO, assignee=aoki)
    lists = queue.lists(user=aoki.user, counselor=aoki, now=timezone.now())
    assert queue.overview(lists).counts["mine"] == "99"
