"""By when a family hears from a person: opening hours, national holidays and the centre's own closed days."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from consult.calendar import first_answer_due
from consult.due import (
    JAPAN,
    Calendar,
    NeverOpen,
    add_business_hours,
    business_days_between,
    business_hours_before,
    end_of_business_day,
    extra_closed_days,
    times_of_week,
)
from consult.models import Closure, OpeningHours, ResponseTarget
from tests.factory import submit_case

TEN_TO_FIVE = (time(10), time(17))
WORKING_WEEK = Calendar(hours=dict.fromkeys(range(5), TEN_TO_FIVE))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAPAN)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        pytest.param("2026-06-02 11:00", 2, "2026-06-02 13:00", id="within the day"),
        pytest.param("2026-06-02 16:00", 2, "2026-06-03 11:00", id="over closing time"),
        pytest.param("2026-06-02 10:00", 7, "2026-06-02 17:00", id="exactly until closing"),
        pytest.param("2026-06-02 06:30", 2, "2026-06-02 12:00", id="before opening"),
        pytest.param("2026-06-02 21:15", 2, "2026-06-03 12:00", id="after closing"),
        pytest.param("2026-06-02 17:00", 2, "2026-06-03 12:00", id="at the very minute of closing"),
        pytest.param("2026-06-05 16:30", 1, "2026-06-08 10:30", id="over a weekend"),
        pytest.param("2026-06-06 12:00", 1, "2026-06-08 11:00", id="on a Saturday"),
        pytest.param("2026-06-02 10:00", 14, "2026-06-03 17:00", id="two whole days"),
        pytest.param("2026-06-02 10:00", 0.5, "2026-06-02 10:30", id="half an hour"),
        pytest.param("2026-06-02 23:00", 0, "2026-06-03 10:00", id="at once means when we open"),
    ],
)
def test_opening_hours(start, hours, due):
    assert add_business_hours(at(start), hours, WORKING_WEEK) == at(due)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        # 3 May 2026 is a Sunday: Monday and Tuesday are holidays of their own, and Wednesday the 6th stands
        # in for Sunday.
        pytest.param("2026-05-01 16:00", "2026-05-07 11:00", id="Golden Week with its substitute holiday"),
        pytest.param("2026-04-28 16:00", "2026-04-30 11:00", id="Showa Day"),
        # 22 September 2026 is a holiday only because it lies between two.
        pytest.param("2026-09-18 16:00", "2026-09-24 11:00", id="a day between two holidays"),
        pytest.param("2025-11-21 16:00", "2025-11-25 11:00", id="a holiday on Sunday moves to Monday"),
        pytest.param("2026-08-10 16:00", "2026-08-12 11:00", id="Mountain Day"),
        pytest.param("2027-03-19 16:00", "2027-03-23 11:00", id="the equinox of another year"),
    ],
)
def test_national_holidays(start, due):
    assert add_business_hours(at(start), 2, WORKING_WEEK) == at(due)


def test_the_turn_of_the_year_that_the_centre_keeps_for_itself():
    closed = frozenset({date(2026, 12, 29), date(2026, 12, 30), date(2026, 12, 31)})
    calendar = Calendar(hours=WORKING_WEEK.hours, closed=closed)
    assert add_business_hours(at("2026-12-28 16:00"), 2, calendar) == at("2027-01-04 11:00")
    # Without them New Year's Day, a national holiday, and the weekend are closed all the same.
    assert add_business_hours(at("2026-12-31 16:00"), 2, WORKING_WEEK) == at("2027-01-04 11:00")


def test_hours_that_differ_by_weekday():
    calendar = Calendar(hours={1: TEN_TO_FIVE, 5: (time(9), time(12))})
    assert add_business_hours(at("2026-06-02 16:00"), 3, calendar) == at("2026-06-06 11:00")


def test_the_moment_may_come_in_any_time_zone():
    start = datetime(2026, 6, 2, 16, 30, tzinfo=UTC)  # half past one in the night in Japan
    due = add_business_hours(start, 2, WORKING_WEEK)
    assert due == at("2026-06-03 12:00")
    assert due.utcoffset() == at("2026-06-03 12:00").utcoffset()


def test_a_calendar_that_never_opens_is_told_apart_from_a_late_one():
    with pytest.raises(NeverOpen):
        add_business_hours(at("2026-06-02 10:00"), 1, Calendar(hours={}))
    every_day = frozenset(date.fromordinal(date(2026, 6, 2).toordinal() + n) for n in range(400))
    with pytest.raises(NeverOpen):
        add_business_hours(at("2026-06-02 10:00"), 1, Calendar(hours=WORKING_WEEK.hours, closed=every_day))


@pytest.mark.parametrize(
    ("end", "hours", "begin"),
    [
        pytest.param("2026-06-02 13:00", 2, "2026-06-02 11:00", id="within the day"),
        pytest.param("2026-06-03 11:00", 2, "2026-06-02 16:00", id="over the night"),
        pytest.param("2026-06-08 10:30", 1, "2026-06-05 16:30", id="over a weekend"),
        pytest.param("2026-06-06 12:00", 7, "2026-06-05 10:00", id="from a closed day"),
        pytest.param("2026-06-06 12:00", 0, "2026-06-06 12:00", id="at once"),
    ],
)
def test_business_hours_counted_back(end, hours, begin):
    assert business_hours_before(at(end), hours, WORKING_WEEK) == at(begin)
    assert business_hours_before(at(end), hours, Calendar(hours={})) <= at(end)


def test_business_days_leave_out_weekends_holidays_and_closed_days():
    # From the Friday before a holiday on Monday to the Thursday after it; Wednesday is closed besides.
    start, end = date(2026, 11, 20), date(2026, 11, 26)
    calendar = Calendar(hours=WORKING_WEEK.hours, closed=frozenset({date(2026, 11, 25)}))
    assert business_days_between(start, end, calendar) == 2
    assert extra_closed_days(start, end, calendar) == [date(2026, 11, 23), date(2026, 11, 25)]
    assert business_days_between(end, start, calendar) == 0


def test_the_end_of_a_business_day_counts_from_the_day_after():
    friday = at("2026-11-20 10:00")
    assert end_of_business_day(friday, 1, WORKING_WEEK) == at("2026-11-24 17:00")
    assert end_of_business_day(friday, 3, WORKING_WEEK) == at("2026-11-26 17:00")
    with pytest.raises(NeverOpen):
        end_of_business_day(friday, 1, Calendar(hours={}))


def test_times_of_a_week_stay_within_both_hours_and_end_in_time():
    # A holiday on Monday and a weekend: four days of two times each.
    hours = (time(9), time(11, 40))
    times = list(times_of_week(date(2026, 11, 23), hours, timedelta(minutes=45), WORKING_WEEK))
    assert times[:2] == [
        (at("2026-11-24 10:00"), at("2026-11-24 10:45")),
        (at("2026-11-24 10:45"), at("2026-11-24 11:30")),
    ]
    assert [begins.weekday() for begins, _ends in times] == [1, 1, 2, 2, 3, 3, 4, 4]


@pytest.mark.django_db
class TestAsAdminsKeepIt:
    now = at("2026-06-02 10:00")

    @pytest.mark.parametrize(
        ("priority", "due"),
        [("urgent", "2026-06-02 12:00"), ("soon", "2026-06-02 17:00"), ("routine", "2026-06-03 17:00")],
    )
    def test_what_is_urgent_is_answered_first(self, priority, due):
        assert first_answer_due(priority=priority, track="unsorted", now=self.now) == at(due)

    def test_changed_hours_targets_and_closures_count_at_once(self):
        OpeningHours.objects.filter(weekday=1).update(closes=time(11))
        Closure.objects.create(day=date(2026, 6, 3))
        ResponseTarget.objects.filter(priority="urgent").update(business_hours=3)
        assert first_answer_due(priority="urgent", track="unsorted", now=self.now) == at("2026-06-04 12:00")

    def test_a_track_may_have_a_target_of_its_own_and_what_was_promised_stays(self):
        before = submit_case(now=self.now)
        ResponseTarget.objects.create(priority="routine", track="insured_specialist", business_hours=1)
        assert submit_case(now=self.now).due_at == at("2026-06-02 11:00")
        assert first_answer_due(priority="routine", track="unsorted", now=self.now) == at("2026-06-03 17:00")
        before.refresh_from_db()
        assert before.due_at == at("2026-06-03 17:00")

    def test_a_removed_target_leaves_the_family_with_a_time(self):
        ResponseTarget.objects.all().delete()
        assert first_answer_due(priority="urgent", track="unsorted", now=self.now) == at("2026-06-04 12:00")

    def test_removed_opening_hours_do_not_turn_families_away(self):
        OpeningHours.objects.all().delete()
        assert submit_case(now=self.now).due_at > self.now
