"""The admin of the desk: counselors and hours are changed here, cases only through the services."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.utils import timezone

from consult import families, heartbeats, reviews, services
from consult.inbound.taking import take_in
from consult.lenses import SHEETS
from consult.models import (
    Absence,
    Attachment,
    AttachmentContent,
    Call,
    Case,
    CaseLink,
    CaseTask,
    Closure,
    Counselor,
    Erasure,
    Escalation,
    Event,
    EventHead,
    FollowUp,
    GivenCases,
    Heartbeat,
    InboundMail,
    InboundRaw,
    LegalHold,
    Letter,
    LineLink,
    Message,
    Note,
    Notice,
    OpeningHours,
    PlanStep,
    ResponseTarget,
    RetentionPeriod,
    Review,
    WorkingHours,
)
from tests.admin_pages import (
    act,
    address,
    found,
    models_of,
    name,
    refuse_broken_filters,
    refuse_changes,
    refuse_other_answers,
    staff,
)
from tests.factory import make_call, make_counselor, make_user, send_file, submit_case, write_message

pytestmark = pytest.mark.django_db

HISTORY = [
    Erasure,
    Attachment,
    AttachmentContent,
    Call,
    Case,
    CaseLink,
    CaseTask,
    Event,
    EventHead,
    FollowUp,
    GivenCases,
    Message,
    Note,
    Notice,
    PlanStep,
    Escalation,
    Letter,
    LineLink,
    Review,
    Heartbeat,
    InboundMail,
    InboundRaw,
]


@pytest.fixture
def one_of_each(case: Case, aoki: Counselor, honda: Counselor) -> None:
    """A row in every table of the desk that a migration leaves empty."""
    services.write_note(case=case, author=aoki.user, body="また電話する @honda", now=timezone.now())
    services.ask_to_look_again(case=case, words="保険の治療のことです", now=timezone.now())
    make_call(case)
    write_message(case)
    Letter.objects.create(case=case, author=aoki.user, above="書きかけ", saved_at=timezone.now())
    send_file(case)
    reviews.save(
        case=case,
        sheet=SHEETS["preparation"],
        found=reviews.Found({"since": {"answer": "yes", "note": "八年前"}}, []),
        seen=0,
        author=aoki.user,
        now=timezone.now(),
    )
    WorkingHours.objects.create(counselor=aoki, weekday=0, begins="10:00", ends="15:00")
    days = {"first_day": "2027-05-06", "last_day": "2027-05-07"}
    Absence.objects.create(counselor=aoki, **days, entered_by=aoki.user, entered_at=timezone.now())
    families.link(case=case, other=submit_case(), reason="other", author=aoki.user, now=timezone.now())
    Escalation.objects.create(case=case, level=1, at=timezone.now())
    LineLink.objects.create(case=case, user_id="U" + "0" * 32, linked_at=timezone.now())
    heartbeats.note_alive("beat")
    now = timezone.now()
    LegalHold.objects.create(case=case, reason="係争中", placed_at=now, placed_by=aoki.user)
    Erasure.objects.create(case=case, why="asked", erased_at=now)
    RetentionPeriod.objects.create(kind="case", days=400)
    take_in(b"From: a@example.jp\n\nx", now=now)
    Closure.objects.create(day="2027-05-06", reason="臨時休業")


# A counselor's page has rows for working hours below it.
NO_HOURS = {"working_hours-TOTAL_FORMS": 0, "working_hours-INITIAL_FORMS": 0}


# -- Every page ------------------------------------------------------------------------------------


def test_every_model_is_registered() -> None:
    assert set(models_of("consult")) <= set(admin.site._registry)


def test_every_page_answers(root: Client, one_of_each: None) -> None:
    refuse_other_answers(root, "consult", no_adding=HISTORY, searches=("", "k7p"))


def test_every_filter_and_date_answers(root: Client, one_of_each: None) -> None:
    refuse_broken_filters(root, "consult")


@pytest.mark.parametrize("model", [Case, Event, FollowUp, Note], ids=name)
def test_a_list_asks_as_often_for_many_rows_as_for_one(
    root: Client, aoki: Counselor, model: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(4):
        services.write_note(case=submit_case(), author=aoki.user, body="また電話する", now=timezone.now())
    with django_assert_max_num_queries(10):
        root.get(address(model, "changelist"))


def test_a_case_asks_as_often_with_a_long_history(
    root: Client, case: Case, aoki: Counselor, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        services.write_note(case=case, author=aoki.user, body="また電話する", now=timezone.now())
    with django_assert_max_num_queries(16):
        root.get(address(Case, "change", case.pk))


# -- Looking only ----------------------------------------------------------------------------------


def test_history_refuses_every_change(root: Client, one_of_each: None) -> None:
    refuse_changes(root, HISTORY)


@pytest.mark.parametrize("model", [Call, Case, CaseTask, Event, FollowUp, Message, Note], ids=name)
def test_a_row_is_found_by_its_cases_reference(root: Client, one_of_each: None, model: Any) -> None:
    # What stands first is the case that the rows are of.
    case, other = Case.objects.select_related("inquiry").order_by("pk")[0], submit_case()
    rows = found(root, model, case.reference.lower())
    assert rows
    assert rows == [row for row in rows if row != other and getattr(row, "case", case) == case]


def test_a_case_is_found_by_its_counselors_name(root: Client, case: Case) -> None:
    assert found(root, Case, "Aoki") == [case]
    assert found(root, Case, "mori") == []


# -- Counselors ------------------------------------------------------------------------------------


def test_a_counselor_is_added_with_boxes_for_tracks_and_languages(root: Client) -> None:
    user = make_user("kondo")
    posted = {
        "user": user.pk,
        "display_name": "近藤",
        "tracks": ["insured_specialist", "unsorted"],
        "languages": ["ja", "en"],
        "accepting": "on",
        "capacity": 8,
        "open_cases": 5,
        **NO_HOURS,
    }
    assert root.post(address(Counselor, "add"), posted).status_code == 302
    kondo = Counselor.objects.get(user=user)
    assert (kondo.tracks, kondo.languages) == (["insured_specialist", "unsorted"], ["ja", "en"])
    assert (kondo.capacity, kondo.open_cases) == (8, 0)


def test_others_are_made_counselors_and_nobody_makes_themselves_one(client: Client) -> None:
    administrator = staff("keeper", "add_counselor", "view_counselor", "view_user")
    client.force_login(administrator)
    posted = {"display_name": "近藤", "tracks": ["unsorted"], "languages": ["ja"], "capacity": 8, **NO_HOURS}
    client.post(address(Counselor, "add"), {**posted, "user": make_user("kondo").pk})
    answer = client.post(address(Counselor, "add"), {**posted, "user": administrator.pk})
    assert "自分自身" in answer.content.decode()
    assert [one.user.username for one in Counselor.objects.all()] == ["kondo"]


def test_an_unknown_track_is_refused(root: Client, aoki: Counselor) -> None:
    posted = {"display_name": "Aoki", "tracks": ["dental"], "languages": ["ja"], "capacity": 8, **NO_HOURS}
    assert root.post(address(Counselor, "change", aoki.pk), posted).status_code == 200
    aoki.refresh_from_db()
    assert aoki.tracks == ["insured_specialist"]


def test_saving_a_counselor_never_writes_the_count_of_cases(
    root: Client, aoki: Counselor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A case may come in between reading the counselor and writing it."""
    save = Counselor.save

    def a_case_comes_in_first(counselor: Counselor, *args: Any, **kwargs: Any) -> None:
        submit_case()
        save(counselor, *args, **kwargs)

    monkeypatch.setattr(Counselor, "save", a_case_comes_in_first)
    posted = {
        "display_name": "青木",
        "tracks": ["insured_specialist"],
        "languages": ["ja"],
        "accepting": "on",
        "capacity": 3,
        **NO_HOURS,
    }
    assert root.post(address(Counselor, "change", aoki.pk), posted).status_code == 302
    aoki.refresh_from_db()
    assert (aoki.display_name, aoki.capacity, aoki.open_cases) == ("青木", 3, 1)


def test_a_counselor_stays_the_same_person_and_is_never_deleted(root: Client, aoki: Counselor) -> None:
    posted = {
        "user": make_user("somebody").pk,
        "display_name": "Aoki",
        "tracks": ["unsorted"],
        "languages": ["ja"],
        "capacity": 3,
        **NO_HOURS,
    }
    root.post(address(Counselor, "change", aoki.pk), posted)
    aoki.refresh_from_db()
    assert aoki.user.username == "aoki"
    assert aoki.tracks == ["unsorted"]
    assert root.post(address(Counselor, "delete", aoki.pk), {"post": "yes"}).status_code == 403


# -- Waiting cases ---------------------------------------------------------------------------------


def test_waiting_cases_are_assigned_by_the_service(root: Client) -> None:
    waiting, english = submit_case(), submit_case(language="en")
    make_counselor(languages=["ja"])
    page = act(root, "assign_now", waiting, english)
    waiting.refresh_from_db()
    english.refresh_from_db()
    assert waiting.assignee
    assert waiting.assignee.open_cases == 1
    assert waiting.events.filter(kind=Event.Kind.ASSIGNED).exists()
    assert english.assignee is None
    assert 'class="info"' in page
    assert 'class="warning"' in page


def test_an_assigned_case_is_left_alone(root: Client, case: Case, aoki: Counselor) -> None:
    make_counselor()
    act(root, "assign_now", case)
    case.refresh_from_db()
    assert case.assignee == aoki
    assert case.events.filter(kind=Event.Kind.ASSIGNED).count() == 1


def test_looking_at_cases_is_not_assigning_them(client: Client) -> None:
    waiting = submit_case()
    make_counselor()
    client.force_login(staff("reader", "view_case"))
    act(client, "assign_now", waiting)
    waiting.refresh_from_db()
    assert waiting.assignee is None


# -- Hours -----------------------------------------------------------------------------------------


def test_admins_change_when_the_centre_is_open_and_by_when_it_answers(root: Client) -> None:
    monday = OpeningHours.objects.get(weekday=0)
    hours = {"weekday": 0, "opens": "09:00", "closes": "18:00"}
    assert root.post(address(OpeningHours, "change", monday.pk), hours).status_code == 302
    urgent = ResponseTarget.objects.get(priority="urgent")
    target = {"priority": "urgent", "track": "", "business_hours": 1}
    assert root.post(address(ResponseTarget, "change", urgent.pk), target).status_code == 302
    assert root.post(address(Closure, "add"), {"day": "2027-05-07", "reason": "臨時休業"}).status_code == 302
    monday.refresh_from_db()
    assert monday.opens.hour == 9


def test_hours_that_end_before_they_begin_are_refused(root: Client) -> None:
    monday = OpeningHours.objects.get(weekday=0)
    hours = {"weekday": 0, "opens": "18:00", "closes": "09:00"}
    assert root.post(address(OpeningHours, "change", monday.pk), hours).status_code == 200


# -- Who may come in -------------------------------------------------------------------------------


def test_staff_without_a_permission_is_refused(client: Client) -> None:
    client.force_login(staff("nobody"))
    pages = [address(model, page) for model in models_of("consult") for page in ("changelist", "add")]
    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 403)


@pytest.mark.parametrize("typed", [" ", "x", "9" * 40, "１", "-1", ""])
@pytest.mark.parametrize(
    ("model", "name"), [(WorkingHours, "counselor"), (Absence, "cover"), (Counselor, "user")]
)
def test_a_row_that_is_looked_up_by_what_is_no_key_is_refused(
    root: Client, model: Any, name: str, typed: str
) -> None:
    assert root.post(address(model, "add"), {name: typed}).status_code == 200
