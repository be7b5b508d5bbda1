"""What is out of date is a task for editors until somebody put it right."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from intake import editor_tasks
from intake.models import CeilingTable, CopayRate, EditorTask, Explanation, Treatment
from tests.admin_pages import address, staff
from tests.factory import make_explanation

pytestmark = pytest.mark.django_db

CHECKED = date(2026, 11, 1)
STILL_GOOD = datetime(2027, 1, 30, 3, tzinfo=UTC)  # the ninetieth day
TOO_OLD = datetime(2027, 1, 31, 3, tzinfo=UTC)


def make_page(**overrides: Any) -> Explanation:
    defaults: dict[str, Any] = {"sources": f"V | PMDA | 2026-12-31\nS | 記事 | {CHECKED}"}
    return make_explanation(**{**defaults, **overrides})


def tasks_of(row: object) -> list[str]:
    return [task.reason for task in EditorTask.objects.open() if task.subject == row]


def test_a_source_checked_more_than_ninety_days_ago():
    page = make_page()
    editor_tasks.renew(now=STILL_GOOD)
    assert tasks_of(page) == []
    editor_tasks.renew(now=TOO_OLD)
    editor_tasks.renew(now=TOO_OLD)
    assert tasks_of(page) == ["source_old"]


def test_a_source_without_a_day_counts_as_never_checked():
    page = make_page(sources="センター作成")
    editor_tasks.renew(now=STILL_GOOD)
    assert tasks_of(page) == ["source_old"]


def test_a_table_that_ended():
    page = make_page(cost_month="2026-08")
    editor_tasks.renew(now=datetime(2027, 7, 31, 3, tzinfo=UTC))
    assert "table_ended" not in tasks_of(page)
    editor_tasks.renew(now=datetime(2027, 8, 1, 3, tzinfo=UTC))
    assert "table_ended" in tasks_of(page)


def test_it_is_done_once_a_newer_version_stands():
    page = make_page()
    editor_tasks.renew(now=TOO_OLD)
    newer = make_page(key=page.key, version=2, sources="V | PMDA | 2027-01-30")
    editor_tasks.renew(now=TOO_OLD)
    assert (tasks_of(page), tasks_of(newer)) == ([], [])
    assert page.tasks.get().done_at == TOO_OLD
    # Out of date a second time is a second task.
    Explanation.objects.filter(pk=newer.pk).update(published_until=TOO_OLD.date())
    later = make_page(key=page.key, version=3)
    editor_tasks.renew(now=TOO_OLD)
    assert tasks_of(later) == ["source_old"]


def test_what_nobody_is_shown_is_no_task():
    drafted = make_page(approved=False)
    over = make_page(published_until="2026-12-01")
    editor_tasks.renew(now=TOO_OLD)
    assert tasks_of(drafted) == tasks_of(over) == []


def test_tables_and_products_too_but_not_those_that_ended():
    editor_tasks.renew(now=TOO_OLD)
    assert tasks_of(CopayRate.objects.first()) == ["source_old"]
    assert tasks_of(CeilingTable.objects.get(from_month="2026-08")) == ["source_old"]
    assert tasks_of(Treatment.objects.get(key="amchepry")) == ["source_old"]
    assert tasks_of(CeilingTable.objects.get(from_month="2018-08")) == []
    assert tasks_of(Treatment.objects.get(key="heartsheet")) == []


def test_editors_see_them(client: Client, plain_static_files: None):
    page = make_page(title="{薬|くすり}の値段")
    editor_tasks.renew(now=TOO_OLD)
    client.force_login(staff("editor", "view_editortask", "view_explanation"))
    shown = client.get(address(EditorTask, "changelist"), {"show": "open"}).content.decode()
    assert "薬の値段 (ja, 1)" in shown
    assert address(Explanation, "change", page.pk) in shown
    assert "薬の値段" not in client.get(address(EditorTask, "changelist"), {"show": "done"}).content.decode()
    listed = client.get(address(Explanation, "changelist"), {"q": page.key}).content.decode()
    assert "出典を確かめてから90日を過ぎています" in listed
