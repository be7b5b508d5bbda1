"""How long it takes is said only as it was measured, and only once enough families have told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from intake import pace
from intake.models import Draft
from tests.intake.family import Browser, shows

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _by_hand(settings):
    settings.QUICKEST_SECONDS = 5


def written_in(*minutes: float) -> None:
    now = timezone.now()
    Draft.objects.bulk_create(
        Draft(created_at=sent - timedelta(minutes=m), updated_at=sent, submitted_at=sent)
        for m, sent in zip(minutes, (now + timedelta(seconds=n) for n in range(999)), strict=False)
    )


def test_the_median_of_those_that_were_sent():
    written_in(*[7] * 11, *[60 * 24] * 9)

    assert pace.usual_minutes() == 7
    assert shows(Browser().get("/"), "7分")


def test_the_newest_two_hundred_count():
    written_in(*[50] * 150, *[9] * 200)

    assert pace.usual_minutes() == 9


def test_it_is_looked_up_once_an_hour(django_assert_num_queries):
    written_in(*[7] * 20)
    pace.usual_minutes()
    with django_assert_num_queries(0):
        assert pace.usual_minutes() == 7


# -- Refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("minutes", [[], [7] * 19, [0] * 40])
def test_too_little_to_tell_says_nothing(minutes):
    written_in(*minutes)

    assert pace.usual_minutes() is None
    assert pace.usual_minutes() is None


def test_unsent_drafts_say_nothing():
    now = timezone.now()
    Draft.objects.bulk_create(Draft(created_at=now - timedelta(minutes=9), updated_at=now) for _ in range(30))

    assert pace.usual_minutes() is None


def test_a_cache_that_is_down_says_nothing(monkeypatch):
    class Down:
        def get(self, key):
            raise ConnectionError

    monkeypatch.setattr(pace, "cache", Down())
    assert Browser().get("/").status_code == 200
