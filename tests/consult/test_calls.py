"""A family chooses when a counselor telephones, changes it, cancels it; a place is never given twice."""

from datetime import datetime, time, timedelta
from functools import partial

import pytest
from django.db.models import F
from django.utils import timezone
from icalendar import Calendar

from consult import calls, services
from consult.due import JAPAN
from consult.followups import sweep
from consult.models import Call, CallSlot, Closure
from consult.refusals import SlotTaken
from tests.consult.family import open_status_page
from tests.factory import make_call, make_counselor, make_slot, open_day, submit_case

pytestmark = pytest.mark.django_db
NUMBER = "03-1234-5678"


def address(case) -> str:
    return f"/status/{case.reference}/call/"


@pytest.fixture
def slot(db):
    return make_slot()


@pytest.fixture
def later(db):
    return make_slot(starts=time(14), ends=time(14, 30))


@pytest.fixture
def call(case, slot):
    return make_call(case, slot)


def calendar(client, case):
    answer = client.get(f"/status/{case.reference}/call/calendar.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(answer.content)


class TestChoosing:
    def test_it_stands_on_both_pages_and_is_a_task(self, case, slot, aoki, client):
        open_status_page(client, case.inquiry)
        assert client.get(address(case)).status_code == 200
        answer = client.post(address(case), {"slot": slot.pk, "phone": NUMBER}, follow=True)
        assert NUMBER in answer.content.decode()
        assert f"{slot.starts:%H:%M}" in answer.content.decode()
        call = case.calls.get()
        assert (call.state, call.phone) == ("booked", "+81312345678")
        assert case.tasks.open().get(kind="call").due_at == slot.ends_at
        assert case.events.last().kind == "call_booked"
        client.force_login(aoki.user)
        shown = client.get(f"/desk/cases/{case.reference}/").content.decode()
        assert NUMBER in shown
        assert f"{slot.starts:%H:%M}" in shown

    def test_the_number_of_the_inquiry_stands_there_already(self, aoki, slot, client):
        case = submit_case(preferred_channel="phone", email=None, phone=NUMBER)
        open_status_page(client, case.inquiry)
        assert f'value="{NUMBER}"' in client.get(address(case)).content.decode()

    def test_without_a_number_or_a_time_it_is_refused_and_kept(self, case, slot, client):
        open_status_page(client, case.inquiry)
        for posted in ({"slot": slot.pk, "phone": ""}, {"phone": NUMBER}, {"slot": "x\x00", "phone": NUMBER}):
            answer = client.post(address(case), posted)
            assert answer.status_code == 422
            assert answer.context["form"]["phone"].value() == posted["phone"]
        assert not case.calls.exists()

    def test_a_full_time_is_not_offered_and_not_taken(self, case, slot, later, client):
        make_call(submit_case(), slot)
        open_status_page(client, case.inquiry)
        assert [one.pk for one in calls.free_slots(language="ja", now=timezone.now())] == [later.pk]
        assert client.post(address(case), {"slot": slot.pk, "phone": NUMBER}).status_code == 422
        with pytest.raises(SlotTaken):
            make_call(case, slot)

    def test_taken_while_the_page_lay_open_it_is_told_and_the_number_is_kept(self, case, slot, later, client):
        open_status_page(client, case.inquiry)
        # Between reading the form and writing.
        original = calls.choose

        def too_late(**given):
            CallSlot.objects.filter(pk=slot.pk).update(taken=F("places"))
            return original(**given)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(calls, "choose", too_late)
            answer = client.post(address(case), {"slot": slot.pk, "phone": NUMBER})
        assert answer.status_code == 409
        assert NUMBER in answer.content.decode()
        assert answer.context["form"].errors
        assert not case.calls.exists()

    def test_only_in_the_language_of_the_family(self, case, client):
        make_slot(languages=["en"])
        assert calls.free_slots(language="ja", now=timezone.now()) == []
        easy = make_slot(languages=["ja"])
        assert calls.free_slots(language="ja-easy", now=timezone.now()) == [easy]

    def test_never_on_a_day_that_was_closed_since_nor_too_soon(self, slot):
        assert calls.free_slots(language="ja", now=timezone.now()) == [slot]
        assert calls.free_slots(language="ja", now=slot.starts_at - calls.LEAD + timedelta(minutes=1)) == []
        Closure.objects.create(day=slot.day)
        assert calls.free_slots(language="ja", now=timezone.now()) == []

    def test_not_on_a_closed_case(self, case, slot, client):
        services.close(case=case, outcome="explained", author=None, now=timezone.now())
        open_status_page(client, case.inquiry)
        assert client.get(address(case)).status_code == 200
        client.post(address(case), {"slot": slot.pk, "phone": NUMBER})
        assert not Call.objects.exists()

    def test_a_day_that_is_none_shows_the_first_one(self, case, slot, client):
        open_status_page(client, case.inquiry)
        for day in ("x", "2026-13-40", "9" * 300, "\x00"):
            assert (
                slot in client.get(address(case), {"day": day}).context["call_form"].fields["slot"].queryset
            )

    def test_nobody_chooses_for_others(self, case, slot, client):
        other = submit_case()
        open_status_page(client, case.inquiry)
        assert client.post(address(other), {"slot": slot.pk, "phone": NUMBER}).status_code == 404


class TestChanging:
    def test_the_old_place_is_free_again_and_it_is_the_same_call(self, case, call, slot, later, client):
        open_status_page(client, case.inquiry)
        client.post(address(case), {"slot": later.pk, "phone": "090-1234-5678"})
        moved = case.calls.get()
        assert (moved.pk, moved.uid, moved.sequence, moved.slot) == (call.pk, call.uid, 1, later)
        assert moved.phone == "+819012345678"
        slot.refresh_from_db()
        later.refresh_from_db()
        assert (slot.taken, later.taken) == (0, 1)
        assert case.tasks.open().get(kind="call").due_at == later.ends_at

    def test_another_number_at_the_same_time_takes_no_second_place(self, case, call, slot, client):
        open_status_page(client, case.inquiry)
        client.post(address(case), {"slot": slot.pk, "phone": "090-1234-5678"})
        slot.refresh_from_db()
        assert (slot.taken, case.calls.get().phone) == (1, "+819012345678")

    def test_the_same_once_more_changes_nothing(self, case, call, slot):
        again = make_call(case, slot)
        assert (again.pk, again.sequence) == (call.pk, 0)

    def test_to_a_full_time_the_old_one_is_kept(self, case, call, slot, later):
        make_call(submit_case(), later)
        with pytest.raises(SlotTaken):
            make_call(case, later)
        assert case.calls.get().slot == slot

    def test_once_it_has_begun_neither_changed_nor_cancelled(self, case, call, slot, later):
        then = slot.starts_at
        with pytest.raises(services.NotPossible):
            calls.choose(case=case, slot=later, phone=call.phone, now=then)
        with pytest.raises(services.NotPossible):
            calls.cancel(case=case, now=then)


class TestCancelling:
    def test_the_place_and_the_task_are_gone_and_another_time_can_be_chosen(self, case, call, slot, client):
        open_status_page(client, case.inquiry)
        client.post(f"{address(case)}cancel/")
        slot.refresh_from_db()
        assert (case.calls.get().state, slot.taken) == ("cancelled", 0)
        assert not case.tasks.open().filter(kind="call").exists()
        assert make_call(case, slot).pk != call.pk

    def test_twice_it_gives_one_place_back(self, case, call, slot, client):
        make_slot_of_two = CallSlot.objects.filter(pk=slot.pk)
        make_slot_of_two.update(places=2)
        make_call(submit_case(), slot)
        open_status_page(client, case.inquiry)
        for _ in range(2):
            assert client.post(f"{address(case)}cancel/").status_code == 302
        slot.refresh_from_db()
        assert slot.taken == 1

    def test_the_family_that_stops_its_inquiry_is_not_called(self, case, call, slot):
        services.withdraw(case=case, now=timezone.now())
        slot.refresh_from_db()
        assert (case.calls.get().state, slot.taken) == ("cancelled", 0)

    def test_a_counselor_does_not_close_over_a_call(self, case, call, aoki):
        with pytest.raises(services.FamilyWaits):
            services.close(case=case, outcome="explained", author=aoki.user, now=timezone.now())


class TestWhatBecameOfIt:
    def test_made_it_counts_as_answered(self, case, call, aoki, client):
        client.force_login(aoki.user)
        posted = {"call": call.pk, "became": "made"}
        assert client.post(f"/desk/cases/{case.reference}/call/", posted).status_code == 302
        case.refresh_from_db()
        call.refresh_from_db()
        assert case.answered_at is not None
        assert (call.state, call.called_by) == ("made", aoki.user)
        assert not case.tasks.open().filter(kind="call").exists()

    def test_not_reached_the_family_is_told_and_can_choose_anew(self, case, call, aoki, slot, smtp, client):
        calls.settle(call=call, reached=False, author=aoki.user, now=timezone.now())
        sweep()
        case.refresh_from_db()
        assert case.answered_at is None
        assert case.followups.get(kind="call_missed").state == "sent"
        assert address(case) in open_status_page(client, case.inquiry).content.decode()
        assert make_call(case, make_slot(starts=time(15), ends=time(15, 30))).pk != call.pk

    def test_twice_the_second_is_told(self, case, call, aoki, client):
        client.force_login(aoki.user)
        posted = {"call": call.pk, "became": "made"}
        answers = [client.post(f"/desk/cases/{case.reference}/call/", posted) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [302, 409]

    @pytest.mark.parametrize("posted", [{}, {"became": "x"}, {"call": "9" * 30, "became": "made"}])
    def test_what_is_no_answer_is_refused(self, case, call, aoki, client, posted):
        client.force_login(aoki.user)
        answer = client.post(f"/desk/cases/{case.reference}/call/", {"call": call.pk, **posted})
        assert answer.status_code == 409

    def test_it_is_not_ticked_off_without_saying_what_became_of_it(self, case, call, aoki):
        with pytest.raises(services.NotPossible):
            services.finish_task(task=case.tasks.get(kind="call"), author=aoki.user, now=timezone.now())


class TestCalendarFile:
    def test_changed_it_replaces_what_the_calendar_has_and_cancelled_it_goes(
        self, case, call, slot, later, client
    ):
        open_status_page(client, case.inquiry)
        files = [calendar(client, case)]
        make_call(case, later)
        files.append(calendar(client, case))
        calls.cancel(case=case, now=timezone.now())
        files.append(calendar(client, case))
        events = [file.walk("VEVENT")[0] for file in files]
        assert len({str(event["uid"]) for event in events}) == 1
        assert [int(event["sequence"]) for event in events] == [0, 1, 2]
        assert [str(file["method"]) for file in files] == ["PUBLISH", "PUBLISH", "CANCEL"]
        assert [str(event["status"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
        assert [event.start for event in events] == [slot.starts_at, later.starts_at, later.starts_at]

    def test_it_says_nothing_of_health(self, case, call, client):
        open_status_page(client, case.inquiry)
        whole = client.get(f"/status/{case.reference}/call/calendar.ics").content.decode()
        for words in (
            case.inquiry.message[:5],
            "パーキンソン",
            "治療",
            "iPS",
            "再生",
            case.inquiry.contact_name,
        ):
            assert words not in whole

    def test_without_a_call_there_is_none(self, case, client):
        open_status_page(client, case.inquiry)
        assert client.get(f"/status/{case.reference}/call/calendar.ics").status_code == 404


class TestAWeekOfTimes:
    def test_within_opening_hours_never_on_closed_days_and_once(self):
        # Golden week: Monday to Wednesday are holidays, Friday is the centre's own closure.
        monday = datetime(2027, 5, 3, tzinfo=JAPAN).date()
        Closure.objects.create(day="2027-05-07")
        given = {
            "first_day": monday, "hours": (time(9), time(12)), "minutes": 45, "languages": ["ja", "en"],
            "places": 2, "now": timezone.now(),
        }  # fmt: skip
        assert calls.add_week(**given) == 2
        assert calls.add_week(**given) == 0
        assert [str(slot) for slot in CallSlot.objects.all()] == [
            "2027-05-06 10:00–10:45",
            "2027-05-06 10:45–11:30",
        ]

    def test_what_has_begun_is_left_out(self):
        day = open_day()
        now = datetime.combine(day, time(16), JAPAN)
        added = calls.add_week(
            first_day=day, hours=(time(15), time(17)), minutes=60, languages=["ja"], places=1, now=now
        )
        assert added
        assert not CallSlot.objects.filter(day=day).exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestAtTheSameMoment:
    def test_the_last_place_is_given_once(self, race):
        make_counselor()
        cases, slot = [submit_case() for _ in range(6)], make_slot(places=2)
        answers = race(*[partial(make_call, case, slot) for case in cases])
        slot.refresh_from_db()
        assert sum(isinstance(answer, Call) for answer in answers) == slot.taken == 2
        assert all(isinstance(answer, (Call, SlotTaken)) for answer in answers)

    def test_a_double_click_takes_one_place(self, race):
        make_counselor()
        case, slot = submit_case(), make_slot(places=6)
        answers = race(*[partial(make_call, case, slot)] * 6)
        slot.refresh_from_db()
        assert len({answer.pk for answer in answers}) == slot.taken == 1

    def test_two_families_that_swap_times_do_not_lock_each_other_out(self, race):
        make_counselor()
        first, second = submit_case(), submit_case()
        early, late = make_slot(places=2), make_slot(starts=time(14), ends=time(14, 30), places=2)
        make_call(first, early)
        make_call(second, late)
        answers = race(partial(make_call, first, late), partial(make_call, second, early))
        assert all(isinstance(answer, Call) for answer in answers)
        assert list(CallSlot.objects.values_list("taken", flat=True)) == [1, 1]

    def test_cancelled_and_settled_at_once_one_of_them_holds(self, race):
        aoki = make_counselor()
        case, slot = submit_case(), make_slot()
        call, now = make_call(case, slot), timezone.now()
        race(
            partial(calls.cancel, case=case, now=now),
            partial(calls.settle, call=call, reached=True, author=aoki.user, now=now),
        )
        call.refresh_from_db()
        slot.refresh_from_db()
        assert (call.state, slot.taken) in {("cancelled", 0), ("made", 1)}
