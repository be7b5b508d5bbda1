"""Closing a case: once, with an outcome, and the counselor's place is free again."""

import pytest
from django.utils import timezone

from consult import services
from consult.models import Case
from tests.factory import make_explanation, submit_case

pytestmark = pytest.mark.django_db


def close(case: Case, outcome: str = "explained", author=None) -> None:
    services.close(case=case, outcome=outcome, author=author, now=timezone.now())


def test_it_is_closed_with_its_outcome_and_by_whom(case, aoki):
    close(case, "to_physician", aoki.user)
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "to_physician")
    assert case.closed_at is not None
    closed = case.events.last()
    assert (closed.kind, closed.actor, closed.data) == ("closed", aoki.user, {"outcome": "to_physician"})


def test_the_place_is_free_for_the_next_family(case, aoki):
    close(case)
    aoki.refresh_from_db()
    assert aoki.open_cases == 0
    assert submit_case().assignee == aoki


def test_only_its_own_counselor_gets_a_place_back(case, aoki):
    other = submit_case()
    close(case)
    aoki.refresh_from_db()
    assert aoki.open_cases == 1
    assert other.assignee == aoki


def test_a_case_that_nobody_had_frees_no_place(db, mori):
    case = submit_case()
    close(case)
    mori.refresh_from_db()
    assert mori.open_cases == 0


def test_twice_is_refused_and_counts_once(case, aoki):
    close(case, "explained")
    with pytest.raises(services.NotPossible):
        close(case, "other")
    case.refresh_from_db()
    aoki.refresh_from_db()
    assert (case.outcome, aoki.open_cases) == ("explained", 0)
    assert case.events.filter(kind="closed").count() == 1


def test_what_was_promised_to_the_family_still_goes_out(case, aoki):
    planned = send(case, aoki)
    close(case, "explained")
    planned.refresh_from_db()
    assert planned.state == "due"


def test_when_the_family_stopped_it_nothing_more_goes_out(case, aoki):
    planned = send(case, aoki)
    services.withdraw(case=case, now=timezone.now())
    planned.refresh_from_db()
    case.refresh_from_db()
    assert planned.state == "cancelled"
    assert case.outcome == "withdrawn"


def test_not_while_the_family_waits_for_a_person_to_look_again(case, aoki):
    task = services.ask_to_look_again(case=case, words="", now=timezone.now())
    with pytest.raises(services.FamilyWaits):
        close(case)
    case.refresh_from_db()
    aoki.refresh_from_db()
    assert (case.status, aoki.open_cases) == ("open", 1)
    services.finish_task(task=task, author=aoki.user, now=timezone.now())
    close(case)
    case.refresh_from_db()
    assert case.status == "closed"


def test_the_family_may_stop_it_all_the_same(case):
    services.ask_to_look_again(case=case, words="", now=timezone.now())
    services.withdraw(case=case, now=timezone.now())
    case.refresh_from_db()
    assert case.outcome == "withdrawn"


def test_the_desk_closes_it_and_shows_the_queue_again(case, aoki, client):
    client.force_login(aoki.user)
    answer = client.post(f"/desk/cases/{case.reference}/close/", {"outcome": "explained"}, follow=True)
    assert answer.redirect_chain == [("/desk/", 302)]
    assert case.reference not in answer.content.decode()


@pytest.mark.parametrize("outcome", ["", "cured"])
def test_the_desk_refuses_an_outcome_that_is_none(case, aoki, client, outcome):
    client.force_login(aoki.user)
    answer = client.post(f"/desk/cases/{case.reference}/close/", {"outcome": outcome})
    case.refresh_from_db()
    assert (answer.status_code, case.status) == (422, "open")


def test_the_desk_says_so_when_a_colleague_closed_it_first(case, aoki, client):
    client.force_login(aoki.user)
    close(case, "duplicate")
    answer = client.post(f"/desk/cases/{case.reference}/close/", {"outcome": "explained"})
    case.refresh_from_db()
    assert (answer.status_code, case.outcome) == (409, "duplicate")


def send(case, counselor):
    return services.send_explanation(
        case=case, explanation=make_explanation(), words="", occurrence="1", author=counselor.user,
        now=timezone.now(),
    )  # fmt: skip
