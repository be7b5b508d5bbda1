"""Admins give the times for calls: one by one, or a week at once."""

from datetime import time, timedelta

import pytest

from consult.models import CallSlot
from tests.admin_pages import address, staff
from tests.factory import make_call, make_slot, open_day, submit_case

pytestmark = pytest.mark.django_db
WEEK = "/admin/consult/callslot/week/"


def week(**overrides):
    return {
        "first_day": open_day().isoformat(), "opens": "10:00", "closes": "12:00", "minutes": 30,
        "languages": ["ja", "en"], "places": 2, **overrides,
    }  # fmt: skip


def test_a_week_is_made_within_the_opening_hours(root):
    assert root.get(WEEK).status_code == 200
    assert root.post(WEEK, week()).status_code == 302
    slots = list(CallSlot.objects.all())
    assert len(slots) >= 4
    assert {(slot.places, tuple(slot.languages)) for slot in slots} == {(2, ("en", "ja"))}
    assert all(slot.day.weekday() < 5 for slot in slots)


@pytest.mark.parametrize(
    "wrong",
    [
        {"minutes": 0}, {"minutes": 10_000}, {"languages": []}, {"languages": ["fr"]}, {"places": 0},
        {"closes": "09:00"}, {"first_day": "x"}, {"opens": ""},
    ],
)  # fmt: skip
def test_a_week_that_makes_no_sense_is_refused(root, wrong):
    assert root.post(WEEK, week(**wrong)).status_code == 422
    assert not CallSlot.objects.exists()


def test_looking_at_times_is_not_making_them(client):
    client.force_login(staff("reader", "view_callslot"))
    assert client.get(WEEK).status_code == client.post(WEEK, week()).status_code == 403


def one(slot_day, **overrides):
    return {
        "day": slot_day.isoformat(), "starts": "11:00", "ends": "11:30", "languages": ["ja"], "places": 1,
        **overrides,
    }  # fmt: skip


def test_one_time_is_made_within_the_opening_hours_alone(root):
    day = open_day()
    assert root.post(address(CallSlot, "add"), one(day)).status_code == 302
    sunday = day + timedelta(days=6 - day.weekday())
    for wrong in (one(sunday), one(day, starts="06:00", ends="06:30"), one(day)):
        assert root.post(address(CallSlot, "add"), wrong).status_code == 200
    assert CallSlot.objects.count() == 1


def test_a_time_that_a_family_chose_gets_more_places_but_does_not_move(root, aoki):
    slot = make_slot(starts=time(11))
    make_call(submit_case(), slot)
    posted = one(slot.day, starts="14:00", ends="14:30", languages=["en", "ja"], places=3)
    assert root.post(address(CallSlot, "change", slot.pk), posted).status_code == 302
    slot.refresh_from_db()
    assert (slot.starts, slot.places, slot.taken) == (time(11), 3, 1)


def test_nor_fewer_places_than_are_taken(root, aoki):
    slot = make_slot(places=2)
    make_call(submit_case(), slot)
    make_call(submit_case(), slot)
    posted = one(slot.day, languages=["en", "ja"], places=1)
    assert root.post(address(CallSlot, "change", slot.pk), posted).status_code == 200
    slot.refresh_from_db()
    assert slot.places == 2
