"""How many statements what a family waits for may take: each is a way to the database and back."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consult import audit
from consult.models import Case
from consult.services import send_explanation, write_note
from intake import services
from intake.catalogue import current_catalogue
from intake.models import Treatment
from tests.factory import fill_draft, make_counselor, make_explanation, submit_case, write_message
from tests.intake.family import WAY, Browser, go_to

pytestmark = pytest.mark.django_db

# Consents and case, decision and events, message and counselor: all of it between BEGIN and COMMIT.
SUBMISSION = 35
CASE_PAGE = 12
PAGE = 3
ANSWER = 8


def test_a_submission_with_all_that_follows_from_it() -> None:
    make_counselor()
    draft = fill_draft()
    with CaptureQueriesContext(connection) as asked:
        inquiry = services.submit(draft=draft, language="ja", now=timezone.now())
    assert len(asked) <= SUBMISSION, [one["sql"][:90] for one in asked.captured_queries]
    assert [event.number for event in inquiry.case.events.all()] == [1, 2, 3, 4]
    assert not list(audit.faults(case=inquiry.case.pk))
    kinds = [event.kind for event in inquiry.case.events.all()]
    assert kinds == ["received", "sorted", "planned", "assigned"]


@pytest.mark.parametrize("events", [30, 100])
def test_a_counselors_own_case_however_much_happened(client: Any, events: int) -> None:
    aoki = make_counselor()
    case = submit_case()
    now = timezone.now()
    write_message(case)
    text = make_explanation()
    send_explanation(case=case, explanation=text, words="", occurrence="1", author=aoki.user, now=now)
    while case.events.count() < events:
        write_note(case=case, author=aoki.user, body="電話で話した。", now=now)
    assert Case.objects.get(pk=case.pk).assignee == aoki
    client.force_login(aoki.user)
    client.get(f"/desk/cases/{case.reference}/")  # what is read once a process, and "seen" noted
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"/desk/cases/{case.reference}/")
    assert len(page.context["timeline"]) == events
    assert len(asked) <= CASE_PAGE, [one["sql"][:90] for one in asked.captured_queries]


def test_a_page_of_the_wizard_and_its_answer(django_assert_max_num_queries: Any) -> None:
    family = Browser()
    page = go_to(family, "condition")
    with django_assert_max_num_queries(PAGE):
        family.get(page.request["PATH_INFO"])
    with django_assert_max_num_queries(ANSWER):
        family.fill_in(page, **WAY["condition"])


def test_a_catalogue_that_an_admin_changed_is_read_at_once() -> None:
    before = current_catalogue()
    assert current_catalogue() is before, "and the same one as long as nothing changed"
    first = Treatment.objects.order_by("key")[0]
    first.names.create(spelling="さっき書いた名前")
    assert "さっき書いた名前" in current_catalogue().by_key(first.key).names
    first.names.filter(spelling="さっき書いた名前").delete()
    assert current_catalogue() == before
