"""The tables behind estimates: shipped into the database, kept by admins, refused where nothing could be
estimated with them."""

from __future__ import annotations

import io
import json
import sys
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.test import Client

from intake import cost_tables
from intake.cost_tables import current_tables, tables_for_commands
from intake.costs.tables import load_tables
from intake.models import CeilingBand, CeilingTable, CopayRate, SubsidyCeiling, SubsidyTable
from tests.admin_pages import address, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_static_files")]


def as_posted(client: Client, row: Any) -> dict[str, Any]:
    """What the browser would post for a row's page, unchanged."""
    page = client.get(address(type(row), "change", row.pk))
    context = page.context["adminform"].form
    data = {name: context[name].value() for name in context.fields}
    for inline in page.context["inline_admin_formsets"]:
        formset = inline.formset
        data |= {f"{formset.management_form.prefix}-{name}": formset.management_form[name].value()
                 for name in formset.management_form.fields}  # fmt: skip
        for form in formset.initial_forms:
            data |= {form.add_prefix(name): form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in data.items() if value is not False}


def change(client: Client, row: Any, **changes: Any) -> tuple[int, str]:
    answer = client.post(address(type(row), "change", row.pk), {**as_posted(client, row), **changes})
    return answer.status_code, answer.content.decode()


def table(month: str) -> CeilingTable:
    return CeilingTable.objects.get(from_month=month)


class TestShipped:
    def test_the_rows_say_what_the_file_says(self):
        found, shipped = current_tables(), load_tables()

        assert found == shipped
        assert found.ceilings[1].under_70[2].threshold_yen == 286_000

    def test_one_page_asks_a_handful_of_times(self, django_assert_num_queries):
        with django_assert_num_queries(5):
            current_tables()

    def test_without_any_row_the_file_is_used(self):
        for model in (CeilingTable, SubsidyTable, CopayRate):
            model.objects.all().delete()
        assert current_tables() == load_tables()

    def test_before_anything_was_migrated_commands_use_the_file(self, monkeypatch):
        def fails(**kwargs: Any) -> None:
            raise DatabaseError("no such table")

        monkeypatch.setattr(cost_tables, "current_tables", fails)
        assert tables_for_commands() == load_tables()


class TestWhoReadsThem:
    def test_the_command(self, monkeypatch, capsys):
        CeilingBand.objects.filter(table=table("2026-08"), code="D").update(base_yen=99_000)
        case = {"id": 1, "treatment_month": "2026-08", "age": 60, "band": "D", "total_cost_yen": 9_000_000}
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(json.dumps(case).encode())))
        call_command("estimate", stdout=sys.stdout)

        assert json.loads(capsys.readouterr().out)["payable_yen"] == 99_000

    def test_the_page(self, root):
        CeilingBand.objects.filter(table=table("2026-08"), code="C").update(base_yen=85_801)
        CeilingTable.objects.filter(from_month="2026-08").update(source_ja="別の資料", certainty="K")
        data = {"insurance": "other", "month_year": "2026", "month_month": "9", "age": "66", "details": "1",
                "income": "C", "price_yen": "55306737"}  # fmt: skip
        page = root.post("/estimate/", data).content.decode()

        assert "636,008" in page
        assert "別の資料（2026年8月から2027年7月まで）" in page


class TestTheAdmin:
    def test_an_amount_can_be_changed(self, root):
        row = CeilingBand.objects.get(table=table("2026-08"), code="C")
        place = list(table("2026-08").bands.all()).index(row)
        status, page = change(root, table("2026-08"), **{f"bands-{place}-base_yen": "90000"})

        assert status == 302, page
        assert {band.base_yen for band in current_tables().ceilings[1].under_70 if band.code == "C"} == {
            90_000
        }

    @pytest.mark.parametrize(
        ("month", "changes", "why"),
        [
            ("2018-08", {"until_month": "2026-08"}, "overlap"),
            ("2018-08", {"until_month": "2026-06"}, "gap"),
            ("2026-08", {"from_month": "2026-09"}, "gap"),
            ("2026-08", {"until_month": ""}, "overlap"),
            ("2026-08", {"bands-1-code": "general"}, "another age group"),
            ("2026-08", {"bands-1-code": "A"}, "two rows for one band"),
            ("2026-08", {"bands-1-pay_from_yen": ""}, "no standard pay"),
            ("2026-08", {"bands-1-pay_until_yen": "900000"}, "overlap"),
        ],
    )
    def test_what_no_estimate_could_be_made_with_is_refused(self, root, month, changes, why):
        before = current_tables()
        status, page = change(root, table(month), **changes)

        assert status == 200
        assert "この表では計算ができません" in page or "No estimate could be made" in page
        assert why in page
        assert current_tables() == before

    @pytest.mark.parametrize("month", ["2026-8", "2026-13", "x", "2026-08\n9"])
    def test_a_month_that_is_none_is_refused(self, root, month):
        status, _page = change(root, table("2026-08"), from_month=month)
        assert status == 200
        assert table("2026-08")

    def test_a_subsidy_needs_every_tier(self, root):
        row = SubsidyTable.objects.get()
        status, page = change(root, row, **{"ceilings-0-DELETE": "on"})
        assert status == 200
        assert "has no amount for every kind" in page
        assert SubsidyCeiling.objects.count() == 6

    def test_a_part_for_every_age(self, root):
        status, page = change(root, CopayRate.objects.get(from_age=0), from_age="1")
        assert status == 200
        assert "none from age 0" in page
        assert change(root, CopayRate.objects.get(from_age=0), percent="30")[0] == 302

    def test_only_what_can_be_done_without_is_deleted(self, root):
        for row, status in (
            (table("2026-08"), 403),
            (CopayRate.objects.get(from_age=0), 403),
            (table("2027-08"), 302),
            (CopayRate.objects.get(from_age=75), 302),
        ):
            answer = root.post(address(type(row), "delete", row.pk), {"post": "yes"})
            assert answer.status_code == status, row
        assert [row.from_month for row in current_tables().ceilings] == ["2018-08", "2026-08"]

    def test_several_at_once_are_not_deleted(self, root):
        data = {"action": "delete_selected", "_selected_action": [table("2026-08").pk], "post": "yes"}
        root.post(address(CeilingTable, "changelist"), data)
        assert CeilingTable.objects.count() == 3

    def test_staff_without_the_permission_change_nothing(self, client):
        client.force_login(staff("reader", "view_ceilingtable"))
        row = table("2026-08")
        assert client.get(address(CeilingTable, "change", row.pk)).status_code == 200
        assert client.post(address(CeilingTable, "change", row.pk), {}).status_code == 403
