"""How a case comes to a counselor: fairly, to whoever is there, and everybody can read why."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from consult import absences, services
from consult.models import Case, Counselor, GivenCases, WorkingHours
from tests.consult.places import counts_agree
from tests.factory import make_counselor, make_user, submit_case

pytestmark = pytest.mark.django_db
# A Tuesday at eleven in Japan; an urgent case is due at one, a routine one on Thursday.
TUESDAY = datetime(2026, 6, 2, 2, tzinfo=UTC)


@pytest.fixture
def doi(db) -> Counselor:
    return make_counselor(username="doi", tracks=["insured_specialist"], languages=["ja"])


def away(counselor: Counselor, *, days: int = 1, cover: Counselor | None = None, now=TUESDAY) -> None:
    first = timezone.localdate(now)
    absences.enter(
        counselor=counselor, first_day=first, last_day=first + timedelta(days=days - 1), cover=cover,
        by=counselor.user, now=now,
    )  # fmt: skip


class TestChosen:
    def test_two_get_as_many_each(self, aoki, doi):
        for _ in range(6):
            submit_case()
        assert [c.open_cases for c in Counselor.objects.all()] == [3, 3]
        assert sum(row.cases for row in GivenCases.objects.all()) == 6

    def test_whoever_is_away_gets_none(self, aoki, doi):
        away(aoki)
        assert submit_case(now=TUESDAY).assignee == doi
        assert submit_case(now=TUESDAY).assignee == doi

    def test_whoever_works_too_late_for_it_gets_none(self, aoki, doi):
        WorkingHours.objects.create(counselor=aoki, weekday=4, begins=time(10), ends=time(17))
        assert submit_case(now=TUESDAY).assignee == doi, "Friday is after it is due"

    def test_own_corrections_do_not_count(self, aoki, case):
        def given() -> int:
            return sum(row.cases for row in GivenCases.objects.filter(counselor=aoki))

        assert given() == 1
        services.close(case=case, outcome="explained", author=aoki.user, now=timezone.now())
        case.refresh_from_db()
        services.reopen(case=case, author=aoki.user, now=timezone.now())
        assert given() == 1, "opened again"
        doi = make_counselor(username="doi", tracks=["insured_specialist"], languages=["ja"])
        for giver, taker in ((aoki, doi), (doi, aoki)):
            services.hand_over(
                case=case, seen=giver.pk, to=taker, words="…", author=giver.user, now=timezone.now()
            )
        assert given() == 1, "handed back"
        assert counts_agree()

    def test_the_case_says_why_in_words(self, case, aoki, client):
        client.force_login(aoki.user)
        shown = client.get(f"/desk/cases/{case.reference}/").content.decode()
        assert "順番" in shown
        client.cookies["django_language"] = "en"
        assert (
            "whose turn it is: given 0 in two weeks where 1.0 would be fair"
            in client.get(f"/desk/cases/{case.reference}/").content.decode()
        )


class TestWaiting:
    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"capacity": 0}, "no place left"),
            ({"languages": ["en"]}, "nobody takes this track in this language"),
        ],
    )
    def test_it_says_why_it_waits(self, aoki, honda, client, change, words):
        Counselor.objects.filter(pk=aoki.pk).update(**change)
        Counselor.objects.filter(pk=honda.pk).update(languages=[])
        case = submit_case()
        client.force_login(honda.user)
        client.cookies["django_language"] = "en"
        assert words in client.get(f"/desk/cases/{case.reference}/").content.decode()
        assert case.events.get(kind="waiting").data["why"] == case.assigned_why["waits"]

    def test_when_a_place_frees_it_is_given_away_at_once(
        self, aoki, wakes, django_capture_on_commit_callbacks
    ):
        Counselor.objects.update(capacity=1)
        first, second = submit_case(), submit_case()
        assert second.assignee is None
        with django_capture_on_commit_callbacks(execute=True):
            services.close(case=first, outcome="explained", author=aoki.user, now=timezone.now())
        assert wakes == ["assign"]
        assert services.assign_waiting(now=timezone.now()) == 1
        second.refresh_from_db()
        assert (second.assignee, second.assigned_why["path"]) == (aoki, "drain")

    def test_what_is_late_waits_for_somebody_who_is_at_work(self, aoki):
        Counselor.objects.update(accepting=False)
        case = submit_case(now=TUESDAY)
        Counselor.objects.update(accepting=True)
        at_night = case.due_at.replace(hour=18, minute=0)
        assert services.assign_waiting(now=at_night) == 0
        case.refresh_from_db()
        assert case.assigned_why == {"waits": "not_there"}
        assert services.assign_waiting(now=at_night + timedelta(hours=9)) == 1, "at noon in Japan"


class TestTaken:
    def test_whoever_comes_second_reads_who_has_it(self, aoki, doi, client):
        Counselor.objects.update(accepting=False)
        case = submit_case()
        Counselor.objects.update(accepting=True)
        services.claim(case=case, counselor=doi, now=timezone.now())
        client.force_login(aoki.user)
        answer = client.post(f"/desk/cases/{case.reference}/claim/")
        assert answer.status_code == 404
        assert "Doiさん" in answer.content.decode()

    def test_taking_takes_a_permission(self, aoki, client):
        Counselor.objects.update(accepting=False)
        case = submit_case()
        Counselor.objects.update(accepting=True)
        aoki.user.user_permissions.remove(Permission.objects.get(codename="take_case"))
        client.force_login(aoki.user)
        assert "/claim/" not in client.get(f"/desk/cases/{case.reference}/").content.decode()
        assert client.post(f"/desk/cases/{case.reference}/claim/").status_code == 403

    def test_a_lead_takes_over_what_somebody_else_has(self, case, aoki, honda, client):
        Counselor.objects.filter(pk=honda.pk).update(accepting=True)
        client.force_login(honda.user)
        assert "/take-over/" in client.get(f"/desk/cases/{case.reference}/").content.decode()
        posted = {"seen": aoki.pk}
        assert client.post(f"/desk/cases/{case.reference}/take-over/", posted).status_code == 302
        case.refresh_from_db()
        assigned = case.events.filter(kind="assigned").last()
        assert (case.assignee, assigned.actor) == (honda, honda.user)
        assert (assigned.data["path"], assigned.data["instead_of"]) == ("take_over", aoki.pk)
        assert counts_agree()

    def test_taking_over_takes_its_own_permission(self, case, aoki, honda, client):
        honda.user.user_permissions.remove(Permission.objects.get(codename="take_over_case"))
        client.force_login(honda.user)
        answer = client.post(f"/desk/cases/{case.reference}/take-over/", {"seen": aoki.pk})
        case.refresh_from_db()
        assert (answer.status_code, case.assignee) == (409, aoki)

    def test_giving_away_what_others_have_takes_its_own_permission(self, case, aoki, doi, honda, client):
        honda.user.user_permissions.remove(Permission.objects.get(codename="assign_case"))
        client.force_login(honda.user)
        posted = {"seen": aoki.pk, "to": doi.pk, "told": "お願いします"}
        assert client.post(f"/desk/cases/{case.reference}/hand-over/", posted).status_code == 409


class TestAway:
    def post(self, client, **posted):
        return client.post("/desk/absences/", {"cover": "", **posted})

    def test_entered_at_the_desk_and_taken_back(self, aoki, doi, client):
        client.force_login(aoki.user)
        first, last = date(2027, 6, 1), date(2027, 6, 3)
        answer = self.post(client, first_day=first, last_day=last, cover=doi.pk)
        absence = aoki.absences.get()
        assert answer.status_code == 302
        assert (absence.first_day, absence.last_day, absence.cover) == (first, last, doi)
        assert "Doiさんが代わり" in client.get("/desk/absences/").content.decode()
        client.force_login(doi.user)
        assert client.post(f"/desk/absences/{absence.pk}/cancel/").status_code == 404, "another's"
        client.force_login(aoki.user)
        client.post(f"/desk/absences/{absence.pk}/cancel/")
        assert not aoki.absences.exists()

    @pytest.mark.parametrize(
        "typed",
        [
            {"first_day": "", "last_day": ""},
            {"first_day": "2027-06-03", "last_day": "2027-06-01"},
            {"first_day": "2020-06-01", "last_day": "2020-06-01"},
            {"first_day": "2027-06-01", "last_day": "2127-06-01"},
            {"first_day": "六月", "last_day": "2027-06-01"},
        ],
    )
    def test_what_makes_no_sense_is_said_so(self, aoki, client, typed):
        client.force_login(aoki.user)
        answer = self.post(client, **typed)
        assert answer.status_code == 422
        assert not aoki.absences.exists()

    def test_nobody_covers_in_a_circle_and_no_day_is_entered_twice(self, aoki, doi, client):
        client.force_login(doi.user)
        self.post(client, first_day="2027-06-01", last_day="2027-06-03", cover=aoki.pk)
        client.force_login(aoki.user)
        days = {"first_day": "2027-06-03", "last_day": "2027-06-04"}
        assert self.post(client, **days, cover=doi.pk).status_code == 422
        assert self.post(client, **days).status_code == 302
        assert self.post(client, **days).status_code == 422
        assert aoki.absences.count() == 1

    def test_the_cover_opens_and_works_the_cases_and_gets_what_is_handed_over(self, case, aoki, doi, client):
        client.force_login(doi.user)
        page = f"/desk/cases/{case.reference}/"
        assert client.get(page).status_code == 404
        away(aoki, cover=doi, now=timezone.now())
        assert client.get(page).status_code == 200
        lead = make_counselor(lead=True, accepting=False)
        other = make_counselor(tracks=["insured_specialist"], languages=["ja"])
        services.hand_over(case=case, seen=aoki.pk, to=other, words="…", author=lead.user, now=timezone.now())
        given = services.hand_over(
            case=case, seen=other.pk, to=aoki, words="…", author=lead.user, now=timezone.now()
        )
        case.refresh_from_db()
        assert given == doi.pk == case.assignee_id
        assert case.assigned_why["instead_of_absent"] == aoki.pk


def test_a_new_counselor_may_take_cases(root, client):
    user = make_user("kondo")
    root.post(
        "/admin/consult/counselor/add/",
        {
            "user": user.pk, "display_name": "近藤", "tracks": ["unsorted"], "languages": ["ja"],
            "accepting": "on", "capacity": 8, "working_hours-TOTAL_FORMS": 1,
            "working_hours-INITIAL_FORMS": 0, "working_hours-0-weekday": 0,
            "working_hours-0-begins": "10:00", "working_hours-0-ends": "15:00",
        },
    )  # fmt: skip
    kondo = Counselor.objects.get(user=user)
    assert kondo.user.has_perm("consult.take_case")
    assert kondo.working_hours.get().ends == time(15)
    assert Case.objects.count() == 0
