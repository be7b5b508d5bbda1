"""Figures of a span of days: right numbers, for leads, with nothing about any one family."""

import csv
import io
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult import services
from consult.due import JAPAN
from consult.figures import Span, tables
from consult.models import Case
from tests.consult.many_cases import many_cases
from tests.factory import SON, submit_case

pytestmark = pytest.mark.django_db

OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))


def in_october(day: int, hour: int = 12) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=JAPAN)


def figures(span: Span = OCTOBER) -> dict[str, list[list]]:
    return {table.name: table.rows for table in tables(span, now=timezone.now())}


def test_days_are_whole_days_in_japan():
    for at in (in_october(1, 0), datetime(2026, 10, 31, 23, 59, 59, tzinfo=JAPAN)):
        many_cases(1, opened_at=at, due_at=at)
    for at in (datetime(2026, 9, 30, 23, 59, tzinfo=JAPAN), datetime(2026, 11, 1, tzinfo=JAPAN)):
        many_cases(1, opened_at=at, due_at=at)
    assert figures()["per_track"][0][1] == 2


def test_half_were_answered_within_the_median_and_nine_in_ten_within_the_ninetieth():
    opened = in_october(5)
    for hours in range(1, 11):
        many_cases(
            1,
            opened_at=opened,
            due_at=opened + timedelta(hours=8),
            answered_at=opened + timedelta(hours=hours),
        )
    many_cases(1, opened_at=opened, due_at=opened)
    [_track, number, median, ninetieth, late] = figures()["first_answers"][0]
    assert (number, median, ninetieth, late) == (10, 6.0, 10.0, 20.0)
    assert figures()["first_answers"][1][2:] == [None, None, None]
    assert figures()["overdue"][0][1] == 1


def test_how_cases_ended_and_what_was_sorted_anew(aoki):
    today = Span(timezone.localdate(timezone=JAPAN), timezone.localdate(timezone=JAPAN))
    case, other = submit_case(), submit_case()
    services.close(case=other, outcome="to_physician", author=aoki.user, now=timezone.now())
    services.override_track(
        case=case, track="unsorted", reason="まだわからない", author=aoki.user, now=timezone.now()
    )
    found = figures(today)
    assert found["overrides"][0][1:] == [2, 1, 50.0]
    assert sum(row[1] for row in found["outcomes"]) == 1
    assert sum(row[1] for row in found["followups"]) == 2
    assert found["per_track"][-1][1:] == [2, 1]
    assert [row[1] for row in found["loads"]] == [Case.objects.open().count()]


class TestPage:
    def test_pictures_and_tables_say_the_same(self, honda, client):
        many_cases(3, opened_at=in_october(3), due_at=in_october(4))
        client.force_login(honda.user)
        page = client.get("/desk/figures/", {"first": "2026-10-01", "last": "2026-10-31"}).content.decode()
        assert page.count("<svg") == 6
        assert page.count("<table") == 7
        assert '<td class="number">3</td>' in page
        assert ">3</text>" in page

    def test_it_names_no_family(self, case, honda, client):
        client.force_login(honda.user)
        for address in ("/desk/figures/", "/desk/figures.csv"):
            said = client.get(address).content.decode()
            for words in (case.reference, SON["contact_name"], SON["email"]):
                assert words not in said

    def test_as_a_table_for_a_spreadsheet(self, honda, client):
        many_cases(3, opened_at=in_october(3), due_at=in_october(4))
        client.force_login(honda.user)
        answer = client.get("/desk/figures.csv", {"first": "2026-10-01", "last": "2026-10-31"})
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[0] == ["2026-10-01", "2026-10-31"]
        assert rows[2][2:] == ["3", "0"]

    @pytest.mark.parametrize(
        ("first", "last"),
        [("", ""), ("x", "2026-10-01"), ("2026-10-02", "2026-10-01"), ("2020-01-01", "2026-10-01"),
         ("9999-12-31", "9999-12-31"), ("2026-10-01", "\0")],
    )  # fmt: skip
    def test_days_that_are_none_are_refused(self, honda, client, first, last):
        client.force_login(honda.user)
        for address in ("/desk/figures/", "/desk/figures.csv"):
            assert client.get(address, {"first": first, "last": last}).status_code == 422

    def test_a_counselor_may_not(self, aoki, client):
        client.force_login(aoki.user)
        assert client.get("/desk/figures/").status_code == 403
        assert "/desk/figures/" not in client.get("/desk/").content.decode()

    def test_more_cases_cost_no_more_queries(self, honda, client):
        client.force_login(honda.user)
        many_cases(2, answered_at=timezone.now())
        client.get("/desk/figures/")
        with CaptureQueriesContext(connection) as few:
            client.get("/desk/figures/")
        many_cases(40, answered_at=timezone.now())
        with CaptureQueriesContext(connection) as many:
            client.get("/desk/figures/")
        assert len(many) == len(few)
