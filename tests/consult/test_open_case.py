"""What a submission makes on the desk's side, all of it or nothing."""

from datetime import datetime

import pytest
from django.test import override_settings

from consult.due import JAPAN
from consult.models import Case, Counselor, Event, FollowUp
from intake.models import Consent, Decision, Draft, Inquiry
from intake.services import submit
from intake.signals import inquiry_submitted
from tests.factory import fill_draft, submit_case, submit_inquiry

pytestmark = pytest.mark.django_db

TUESDAY_MORNING = datetime(2026, 6, 2, 10, 30, tzinfo=JAPAN)


def test_the_case_is_sorted_as_the_decision_says_and_due_in_business_hours(aoki):
    case = submit_case(now=TUESDAY_MORNING)
    decision = case.inquiry.decision
    assert (case.track, case.treatment_kind, case.priority, case.flags) == (
        decision.track, decision.treatment_kind, decision.priority, decision.flags,
    )  # fmt: skip
    assert case.track == "insured_specialist"
    assert case.status == Case.Status.OPEN
    assert case.opened_at == TUESDAY_MORNING
    # Routine: 14 business hours are two working days of seven hours.
    assert case.due_at == datetime(2026, 6, 4, 10, 30, tzinfo=JAPAN)


def test_it_goes_to_the_counselor_of_its_track_who_has_one_place_less(aoki, mori):
    case = submit_case()
    aoki.refresh_from_db()
    mori.refresh_from_db()
    assert case.assignee == aoki
    assert (aoki.open_cases, mori.open_cases) == (1, 0)
    assert case.assigned_why["chosen_among"] == 1


def test_what_happened_stands_on_the_case_in_order(aoki):
    case = submit_case()
    assert [event.kind for event in case.events.all()] == ["received", "sorted", "planned", "assigned"]


def test_without_a_free_counselor_the_case_waits_and_says_so(db):
    case = submit_case()
    assert case.assignee is None
    assert [event.kind for event in case.events.all()] == ["received", "sorted", "planned", "waiting"]


def test_a_counselor_on_leave_gets_no_case(aoki):
    Counselor.objects.update(accepting=False)
    assert submit_case().assignee is None


def test_the_acknowledgement_is_due_at_once_by_the_channel_that_was_chosen(db):
    case = submit_case(now=TUESDAY_MORNING)
    followup = case.followups.get()
    assert (followup.kind, followup.state) == ("acknowledgement", "due")
    assert (followup.channel, followup.language) == ("email", "ja")
    assert followup.due_at == TUESDAY_MORNING


@pytest.mark.parametrize(
    ("contact", "channel"),
    [
        ({"preferred_channel": "page"}, "page"),
        ({"preferred_channel": "page", "email": None}, "page"),
        ({"preferred_channel": "phone", "email": None, "phone": "03-1234-5678"}, "call"),
        ({"preferred_channel": "phone", "phone": "03-1234-5678"}, "email"),
    ],
)
def test_who_wants_no_mail_or_gave_no_address_gets_none(db, contact, channel):
    assert submit_case(**contact).followups.get().channel == channel


def test_the_worker_is_woken_once_the_submission_is_committed(
    aoki, wakes, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        submit_inquiry()
        assert wakes == []
    assert wakes == ["mail"]


def test_pressed_twice_it_is_one_case_with_one_acknowledgement(aoki):
    draft = fill_draft()
    first = submit(draft=draft, language="ja", now=TUESDAY_MORNING)
    assert submit(draft=draft, language="ja", now=TUESDAY_MORNING) == first
    assert Case.objects.count() == 1
    assert FollowUp.objects.count() == 1
    aoki.refresh_from_db()
    assert aoki.open_cases == 1


def test_a_receiver_that_raises_leaves_nothing_at_all(aoki):
    def breaks(**kwargs):
        raise RuntimeError

    draft = fill_draft()
    inquiry_submitted.connect(breaks, weak=False)
    try:
        with pytest.raises(RuntimeError):
            submit(draft=draft, language="ja", now=TUESDAY_MORNING)
    finally:
        inquiry_submitted.disconnect(breaks)
    for model in (Inquiry, Consent, Decision, Case, Event, FollowUp):
        assert not model.objects.exists(), model
    aoki.refresh_from_db()
    assert aoki.open_cases == 0
    # And the family can press the button again: what they wrote is still there.
    assert Draft.objects.get().submitted_at is None
    assert submit(draft=draft, language="ja", now=TUESDAY_MORNING).case.assignee == aoki


@override_settings(LANGUAGE_CODE="en")
def test_the_family_is_written_to_in_the_language_it_wrote_in(db):
    case = submit_case(language="ja")
    assert (case.language, case.followups.get().language) == ("ja", "ja")
