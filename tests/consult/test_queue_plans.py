"""Each list of the queue is read from an index in the list's own order, on PostgreSQL.

How PostgreSQL reads a table depends on how full it is: a small one it rightly reads as a whole. So the test
takes the ways that grow away from it. Where an index can answer, none of them is needed; where none can, they
are taken all the same, and stand in the plan.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult import queue
from tests.consult.many_cases import many_cases

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="how PostgreSQL plans"),
]

IN_ORDER = [
    "mine", "overdue", "due_soon", "waiting_insured_specialist", "family", "snoozed", "closed", "all",
]  # fmt: skip
BY_THEIR_TASKS = ["late", "asked"]


def plan_of(shown: queue.Shown, **bookmark: str) -> str:
    with CaptureQueriesContext(connection) as asked:
        queue.page(shown, **bookmark)
    with connection.cursor() as cursor:
        for way in ("seqscan", "sort", "bitmapscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute(f"EXPLAIN {asked[0]['sql']}")
        return "\n".join(line for (line,) in cursor.fetchall())


def list_named(name: str, counselor) -> queue.Shown:
    lists = queue.lists(user=counselor.user, counselor=counselor, now=timezone.now())
    return next(one for one in lists if one.name == name)


@pytest.mark.parametrize("name", IN_ORDER)
def test_a_list_comes_in_its_order_from_an_index(honda, name):
    plan = plan_of(list_named(name, honda))
    assert "Seq Scan on consult_case" not in plan, plan
    assert "Sort" not in plan, plan


def test_so_do_a_counselors_own(aoki):
    for name in ("mine", "waiting_insured_specialist"):
        plan = plan_of(list_named(name, aoki))
        assert "Seq Scan on consult_case" not in plan, plan
        assert "Sort" not in plan, plan


@pytest.mark.parametrize("name", BY_THEIR_TASKS)
def test_what_is_to_do_is_found_by_its_tasks(honda, name):
    plan = plan_of(list_named(name, honda))
    assert "Seq Scan on consult_case" not in plan, plan


def test_a_bookmark_is_a_place_in_the_index_not_rows_to_skip(honda):
    many_cases(queue.PAGE + 2)
    shown = list_named("all", honda)
    plan = plan_of(shown, after=queue.page(shown).later)
    assert "Index Cond: (ROW(rank, due_at, id) > ROW(" in plan, plan
    assert "Sort" not in plan, plan
