"""`manage.py seed_demo`: every row as the services would have left it, whichever way it was written."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q
from django.test import Client, override_settings
from django.utils import timezone, translation

from consult import seeding, services
from consult.demo import DEMO_SIGN_INS
from consult.models import Case, Counselor, Event, FollowUp, Note
from consult.seeding import people
from consult.seeding.families import family, texts
from consult.seeding.one_by_one import posted_answers
from consult.seeding.places import Places
from intake.catalogue import current_catalogue
from intake.models import Decision, Draft, DraftAnswer, Explanation, Inquiry
from intake.services import read_answers
from intake.triage.decide import decide
from tests.factory import make_counselor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_quick_password(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    people._hashed.cache_clear()


def seed_demo(**options: Any) -> str:
    said = StringIO()
    with override_settings(DEMO=True):
        call_command("seed_demo", stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def in_bulk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any number of inquiries is written in bulk, in several batches."""
    monkeypatch.setattr(seeding, "MOST_ONE_BY_ONE", 0)
    monkeypatch.setattr(seeding.bulk, "BATCH", 40)


def assert_places_are_right() -> None:
    counted = Counselor.objects.annotate(really=Count("cases", filter=Q(cases__status="open")))
    assert not counted.exclude(open_cases=F("really")).exists()
    assert not counted.filter(open_cases__gt=F("capacity")).exists()


# -- Both ways -------------------------------------------------------------------------------------


@pytest.mark.parametrize("most_one_by_one", [0, 200])
def test_the_same_seed_makes_the_same_families(most_one_by_one: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seeding, "MOST_ONE_BY_ONE", most_one_by_one)
    seed_demo(inquiries=14, seed=7)
    expected = {
        (who.reference, who.facts["message"]) for who in (family(seed=7, number=n) for n in range(14))
    }
    assert {(one.reference, one.message) for one in Inquiry.objects.all()} == expected


@pytest.mark.parametrize("most_one_by_one", [0, 200])
def test_a_second_run_adds_nothing_and_a_larger_one_only_the_rest(
    most_one_by_one: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seeding, "MOST_ONE_BY_ONE", most_one_by_one)
    seed_demo(inquiries=6, counselors=6)
    there = {model: model.objects.count() for model in (User, Counselor, Inquiry, Case, Event, FollowUp)}
    assert "0 inquiries added" in seed_demo(inquiries=6, counselors=6)
    for model, count in there.items():
        assert model.objects.count() == count
    assert "2 inquiries added" in seed_demo(inquiries=8, counselors=6)
    assert_places_are_right()


def test_another_seed_makes_other_families() -> None:
    seed_demo(inquiries=3, seed=1)
    assert "3 inquiries added" in seed_demo(inquiries=3, seed=2)


# -- A small demo ----------------------------------------------------------------------------------


def test_a_small_demo_goes_through_the_real_services() -> None:
    seed_demo(inquiries=12, counselors=4)
    assert Case.objects.count() == Inquiry.objects.count() == Decision.objects.count() == 12
    assert Draft.objects.exclude(submitted_at=None).count() == 12
    assert not DraftAnswer.objects.exists()
    acknowledgements = FollowUp.objects.filter(kind=FollowUp.Kind.ACKNOWLEDGEMENT)
    assert acknowledgements.filter(state=FollowUp.State.DUE).count() == 12
    assert_places_are_right()


def test_a_small_demo_shows_every_track_and_work_in_every_state() -> None:
    seed_demo(inquiries=12, counselors=4)
    assert set(Case.objects.values_list("track", flat=True)) == {
        "insured_specialist",
        "self_pay_review",
        "unsorted",
    }
    assert Case.objects.filter(status=Case.Status.CLOSED).exists()
    assert Note.objects.exists()
    assert FollowUp.objects.filter(kind=FollowUp.Kind.EXPLANATION).exists()
    for username in ("sato", "brown", "tanaka"):
        assert Case.objects.open().filter(assignee__user__username=username).exists(), username


@pytest.mark.parametrize("number", range(len(texts())))
def test_every_text_passes_the_familys_steps_whole(number: int) -> None:
    """A fact that a step would drop or change stands in the file wrongly."""
    now = timezone.now()
    who = family(seed=1, number=number)
    with translation.override(who.language):
        draft = Draft.objects.create(secret_hash="x", created_at=now, updated_at=now)
        for step, posted in posted_answers(who, now).items():
            DraftAnswer.objects.create(draft=draft, step=step, data=posted, saved_at=now)
        answers = read_answers(draft)
    assert answers.missing is None
    for name, value in {**who.facts_on(timezone.localdate(now)), **who.contact}.items():
        assert answers.values[name] == value, name


# -- In bulk ---------------------------------------------------------------------------------------


def test_in_bulk_a_desk_is_as_the_services_would_have_left_it(in_bulk: None) -> None:
    make_counselor(capacity=3)
    seed_demo(inquiries=300, counselors=4)
    assert_places_are_right()
    assert_spare_cases_wait()
    assert_decisions_are_the_rules_own()
    assert_hardly_any_mail_is_due()
    assert_time_runs_forwards()
    assert_events_name_the_rows_they_are_about()


def assert_spare_cases_wait() -> None:
    for case in Case.objects.unassigned():
        free = Counselor.objects.available()
        able = [one for one in free if case.track in one.tracks and case.language in one.languages]
        assert not able
        assert case.events.filter(kind=Event.Kind.WAITING).exists()


def assert_decisions_are_the_rules_own() -> None:
    catalogue = current_catalogue()
    for inquiry in Inquiry.objects.prefetch_related("decisions")[:80]:
        first = min(inquiry.decisions.all(), key=lambda decision: decision.pk)
        expected = decide(inquiry.facts(), catalogue)
        assert (first.track, first.priority, first.flags) == (
            expected.track,
            expected.priority,
            list(expected.flags),
        )


def assert_hardly_any_mail_is_due() -> None:
    assert FollowUp.objects.filter(state=FollowUp.State.SENT).count() > 300
    assert not FollowUp.objects.due(timezone.now()).exists()


def assert_time_runs_forwards() -> None:
    now = timezone.now()
    assert not Case.objects.filter(due_at__lte=F("opened_at")).exists()
    assert not Case.objects.filter(answered_at__lt=F("opened_at")).exists()
    assert not Case.objects.filter(answered_at__gt=F("closed_at")).exists()
    assert not FollowUp.objects.filter(sent_at__lt=F("planned_at")).exists()
    assert not FollowUp.objects.filter(read_at__lt=F("sent_at")).exists()
    assert not Event.objects.filter(at__gt=now).exists()
    assert Inquiry.objects.filter(submitted_at__lt=now - timedelta(days=60)).exists()
    for case in Case.objects.prefetch_related("events")[:50]:
        times = [event.at for event in case.events.all()]
        assert times == sorted(times)


def assert_events_name_the_rows_they_are_about() -> None:
    followups = dict(FollowUp.objects.values_list("pk", "case_id"))
    for event in Event.objects.filter(kind__in=[Event.Kind.PLANNED, Event.Kind.SENT, Event.Kind.READ]):
        assert followups[event.data["followup"]] == event.case_id
    overrides = Decision.objects.exclude(made_by=None)
    assert overrides
    for decision in overrides:
        overridden = Event.objects.get(kind=Event.Kind.OVERRIDDEN, data__decision=decision.pk)
        assert overridden.case.inquiry_id == decision.inquiry_id


def test_in_bulk_a_full_centre_leaves_cases_waiting(in_bulk: None) -> None:
    seed_demo(inquiries=0)
    Counselor.objects.update(capacity=1)
    seed_demo(inquiries=120)
    assert Case.objects.unassigned().exists()
    assert_places_are_right()
    assert services.assign_waiting(now=timezone.now()) == 0


def test_in_bulk_closing_a_case_frees_its_place(in_bulk: None) -> None:
    seed_demo(inquiries=40)
    case = Case.objects.open().exclude(assignee=None)[0]
    services.close(case=case, outcome="explained", author=None, now=timezone.now())
    assert_places_are_right()


def test_places_go_as_the_service_would_give_them() -> None:
    seed_demo(inquiries=0)
    Counselor.objects.update(accepting=False)
    for capacity in (2, 5, 3):
        make_counselor(capacity=capacity)
    places = Places(Counselor.objects.all(), now=timezone.now())
    seed_demo(inquiries=7)
    assigned = Event.objects.filter(kind=Event.Kind.ASSIGNED).order_by("pk")
    chosen = [places.take("self_pay_review", "ja") for _ in range(7)]
    assert [event.data["counselor"] for event in assigned] == [one and one.counselor_id for one in chosen]
    assert places.taken == Counter(
        {one.pk: one.open_cases for one in Counselor.objects.filter(accepting=True)}
    )


# -- People ----------------------------------------------------------------------------------------


def test_everyone_on_the_list_can_sign_in() -> None:
    seed_demo(inquiries=0)
    for username, password, role in DEMO_SIGN_INS:
        assert authenticate(username=username, password=password), username
        assert str(role)


def test_they_may_do_what_their_role_says() -> None:
    seed_demo(inquiries=0)
    user = {one.username: User.objects.get(username=one.username) for one in DEMO_SIGN_INS}
    assert user["sato"].counselor.tracks == ["insured_specialist"]
    assert user["sato"].counselor.languages == ["ja"]
    assert set(user["brown"].counselor.languages) == {"en", "ja"}
    assert user["lead"].has_perm("consult.view_every_case")
    assert not user["tanaka"].has_perm("consult.view_every_case")
    assert user["physician"].has_perm("intake.approve_explanation")
    assert user["physician"].is_staff
    assert not user["physician"].is_superuser
    assert user["admin"].is_superuser
    assert not user["sato"].is_staff


def test_a_password_that_was_changed_stays(db: None) -> None:
    seed_demo(inquiries=0)
    sato = User.objects.get(username="sato")
    sato.set_password("something else entirely")
    sato.save()
    seed_demo(inquiries=0)
    assert authenticate(username="sato", password="something else entirely")


def test_there_are_as_many_counselors_as_asked_for() -> None:
    seed_demo(inquiries=0, counselors=9)
    assert Counselor.objects.count() == 9
    seed_demo(inquiries=0, counselors=2)
    assert Counselor.objects.count() == 9
    made_up = User.objects.filter(username__startswith="counselor-")
    assert not any(user.has_usable_password() for user in made_up)


def test_the_shipped_explanations_are_approved_by_nobody_but_the_demo(
    client: Client, settings: Any, plain_static_files: None
) -> None:
    seed_demo(inquiries=0)
    assert not Explanation.objects.filter(approved_at=None).exists()
    assert set(Explanation.objects.values_list("approved_by__username", flat=True)) == {"demo"}
    settings.DEMO = True
    assert "approved by: demo" in client.get("/learn/conditional-approval/?lang=en").content.decode()


# -- Refusals --------------------------------------------------------------------------------------


def test_outside_the_demo_nothing_is_made() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="in the demo only"):
        call_command("seed_demo", inquiries=1)
    assert not User.objects.exists()
    assert not Inquiry.objects.exists()


def test_a_negative_number_is_refused() -> None:
    with pytest.raises(CommandError, match="from 0 up"):
        seed_demo(inquiries=-1)


def test_the_demo_shows_no_gap_that_a_centre_has_to_fill_in() -> None:
    seed_demo(inquiries=0)

    for text in Explanation.objects.filter(key="who-runs-this", public=True):
        assert text.approved_at
        assert not re.search(r"ここに|writes (it|them) here|before this page is released", text.body)
