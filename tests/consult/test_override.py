"""A person sorts a case anew: a decision of their own beside the rules' one, with the reason for it."""

import pytest
from django.utils import timezone

from consult import services
from consult.models import Case
from tests.factory import submit_case

pytestmark = pytest.mark.django_db
REASON = "治療はエクソソームの点滴で、保険の話ではない"


def override(case: Case, author) -> None:
    services.override_track(
        case=case, track="self_pay_review", reason=REASON, author=author.user, now=timezone.now()
    )


def test_the_new_decision_counts_and_keeps_what_else_was_decided(case, aoki):
    first = case.inquiry.decision
    override(case, aoki)
    case.refresh_from_db()
    decision = case.inquiry.decision
    assert case.track == decision.track == "self_pay_review"
    assert (decision.made_by, decision.override_reason) == (aoki.user, REASON)
    kept = ("treatment_kind", "physician_judgment", "priority", "flags")
    assert [getattr(decision, name) for name in kept] == [getattr(first, name) for name in kept]


def test_the_rules_decision_stays_as_it_was(case, aoki):
    first = case.inquiry.decision
    override(case, aoki)
    first.refresh_from_db()
    assert (first.track, first.made_by) == ("insured_specialist", None)
    assert case.inquiry.decisions.count() == 2


def test_what_happened_says_from_what_to_what(case, aoki):
    override(case, aoki)
    event = case.events.last()
    assert (event.kind, event.actor) == ("overridden", aoki.user)
    assert (event.data["instead_of"], event.data["track"]) == ("insured_specialist", "self_pay_review")


def test_a_waiting_case_finds_a_counselor_of_its_new_track(db, mori):
    case = submit_case()
    assert case.assignee is None
    override(case, mori)
    services.assign_waiting(now=timezone.now())
    case.refresh_from_db()
    assert case.assignee == mori


def test_a_closed_case_stays_as_it_was_sorted(case, aoki):
    services.close(case=case, outcome="explained", author=None, now=timezone.now())
    with pytest.raises(services.NotPossible):
        override(case, aoki)
    case.refresh_from_db()
    assert case.track == "insured_specialist"
    assert case.inquiry.decisions.count() == 1


def test_the_desk_shows_the_reason_beside_the_rules_reasons(case, aoki, client):
    client.force_login(aoki.user)
    posted = {"track": "self_pay_review", "reason": REASON}
    answer = client.post(f"/desk/cases/{case.reference}/override/", posted, follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert REASON in page
    assert case.inquiry.decisions.earliest("pk").ruleset in page


def test_the_desk_wants_a_reason(case, aoki, client):
    client.force_login(aoki.user)
    answer = client.post(f"/desk/cases/{case.reference}/override/", {"track": "unsorted", "reason": " "})
    case.refresh_from_db()
    assert (answer.status_code, case.track) == (422, "insured_specialist")


def test_a_waiting_case_that_leaves_ones_own_track_leads_back_to_the_queue(aoki, client):
    aoki.accepting = False
    aoki.save()
    case = submit_case()
    client.force_login(aoki.user)
    posted = {"track": "self_pay_review", "reason": REASON}
    answer = client.post(f"/desk/cases/{case.reference}/override/", posted, follow=True)
    case.refresh_from_db()
    assert (case.track, answer.status_code) == ("self_pay_review", 200)
    assert answer.redirect_chain == [("/desk/", 302)]
