"""Many cases at once: each by itself, and a page that says of each what became of it."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from consult import bulk, services
from consult.models import Case, Counselor
from tests.consult.many_cases import many_cases
from tests.factory import make_counselor, write_message

pytestmark = pytest.mark.django_db


def post(client, cases, **given):
    return client.post("/desk/many/", {"case": [case.reference for case in cases], **given})


def told(answer) -> str:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def owned(counselor: Counselor, number: int) -> list[Case]:
    Counselor.objects.filter(pk=counselor.pk).update(open_cases=number)
    return many_cases(number, assignee=counselor)


def test_two_hundred_are_closed_and_the_three_that_cannot_be_say_why(aoki, client):
    cases = owned(aoki, bulk.AT_ONCE)
    waiting, closed, gone = cases[0], cases[100], cases[-1]
    write_message(waiting)
    services.close(case=closed, outcome="other", author=aoki.user, now=timezone.now())
    Case.objects.filter(pk=gone.pk).update(assignee=make_counselor())
    client.force_login(aoki.user)
    page = told(post(client, cases, action="close", outcome="no_answer"))
    assert Case.objects.filter(outcome="no_answer").count() == bulk.AT_ONCE - 3
    assert Case.objects.open().filter(pk__in=[waiting.pk, gone.pk]).count() == 2
    assert page.count('<th scope="row"') == bulk.AT_ONCE
    assert page.count("Not done:") + page.count("できませんでした") >= 3
    assert page.rstrip().endswith("</html>")


def test_each_row_says_its_own_reason(aoki, client, settings):
    done, waiting, closed, gone = owned(aoki, 4)
    write_message(waiting)
    services.close(case=closed, outcome="other", author=aoki.user, now=timezone.now())
    Case.objects.filter(pk=gone.pk).update(assignee=make_counselor())
    until = timezone.now() + timedelta(days=3)
    results = bulk.each(
        [case.reference for case in (done, waiting, closed, gone)],
        action="snooze", given={"until": until}, counselor=aoki, now=timezone.now(),
    )  # fmt: skip
    reasons = {result.reference: result.why_not for result in results}
    assert reasons[done.reference] == ""
    assert len({reasons[case.reference] for case in (waiting, closed, gone)} - {""}) == 3
    done.refresh_from_db()
    assert done.snoozed_until == until


def test_an_error_of_ours_in_one_row_leaves_the_others_done(aoki, monkeypatch):
    first, second = owned(aoki, 2)
    snooze = services.snooze

    def broken(*, case, **given):
        if case == first:
            raise RuntimeError
        snooze(case=case, **given)

    monkeypatch.setattr(services, "snooze", broken)
    given = {"until": timezone.now() + timedelta(days=1)}
    results = list(
        bulk.each(
            [first.reference, second.reference],
            action="snooze",
            given=given,
            counselor=aoki,
            now=timezone.now(),
        )
    )
    assert [bool(result.why_not) for result in results] == [True, False]


def test_a_lead_gives_them_to_a_counselor_as_far_as_there_is_room(honda, client):
    to = make_counselor(capacity=2)
    cases = many_cases(3)
    client.force_login(honda.user)
    page = told(post(client, cases, action="assign", to=to.pk, told="お願いします"))
    to.refresh_from_db()
    assert to.open_cases == Case.objects.filter(assignee=to).count() == 2
    assert cases[2].reference in page


def test_a_counselor_takes_what_nobody_has_and_gives_away_only_their_own(aoki, client):
    [free] = many_cases(1)
    client.force_login(aoki.user)
    told(post(client, [free], action="assign", to=aoki.pk))
    free.refresh_from_db()
    assert free.assignee == aoki
    [other] = many_cases(1)
    told(post(client, [other], action="assign", to=make_counselor().pk, told="…"))
    other.refresh_from_db()
    assert other.assignee is None


def test_whoever_may_not_take_cases_takes_none_here_either(aoki, client):
    [free] = many_cases(1)
    aoki.user.user_permissions.remove(Permission.objects.get(codename="take_case"))
    client.force_login(aoki.user)
    told(post(client, [free], action="assign", to=aoki.pk))
    free.refresh_from_db()
    assert free.assignee is None


def test_first_one_chooses_what_to_do_with_what_is_ticked_or_with_all_of_the_list(aoki, client):
    cases = owned(aoki, 30)
    client.force_login(aoki.user)
    answer = post(client, cases[:2], choose="ticked")
    assert [case.reference for case in answer.context["cases"]] == [case.reference for case in cases[:2]]
    assert len(client.post("/desk/many/?list=mine", {"choose": "all"}).context["cases"]) == 30


@pytest.mark.parametrize(
    "given",
    [
        {}, {"action": "x"}, {"action": "close"}, {"action": "assign"}, {"action": "snooze"},
        {"action": "snooze", "until": "2020-01-01"}, {"action": "assign", "to": "0"},
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_the_ticks_are_kept(aoki, client, given):
    cases = owned(aoki, 2)
    client.force_login(aoki.user)
    answer = post(client, cases, **given)
    assert answer.status_code == 422
    assert len(answer.context["cases"]) == 2


def test_more_than_go_at_once_and_none_are_refused(aoki, client):
    client.force_login(aoki.user)
    answer = client.post(
        "/desk/many/", {"case": [f"AAA-{n}" for n in range(201)], "action": "close", "outcome": "other"}
    )
    assert answer.status_code == 422
    assert client.post("/desk/many/", {"case": ["\0", "<b>"]}).status_code == 302
