"""Which of the three questions is still open, and by when a person answers, as a family counts days."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from consult.calendar import until
from consult.due import JAPAN
from consult.models import Case
from tests.consult.family import open_status_page
from tests.factory import SON, submit_case

pytestmark = pytest.mark.django_db


def still_open(client, case, **decided) -> list[str]:
    case.inquiry.decisions.update(**decided)
    return open_status_page(client, case.inquiry).context["still_open"]


@pytest.mark.parametrize(
    ("track", "kind", "judgment", "expected"),
    [
        ("insured_specialist", "ips_cell", "specialist_team", []),
        ("self_pay_review", "unknown", "treating_physician", ["kind"]),
        ("unsorted", "exosome", "treating_physician", ["system", "judgment"]),
        ("unsorted", "unknown", "specialist_team", ["system", "kind", "judgment"]),
        # No treatment is being decided: there is nothing to judge.
        ("unsorted", "unknown", "general_information", ["system", "kind"]),
    ],
)
def test_what_nobody_can_say_yet_is_open(case, client, track, kind, judgment, expected):
    decided = {"track": track, "treatment_kind": kind, "physician_judgment": judgment}
    assert still_open(client, case, **decided) == expected


def test_what_is_open_of_the_treatment_is_said_once(case, client):
    client.cookies["django_language"] = "en"
    case.inquiry.decisions.update(track="unsorted", treatment_kind="unknown")
    shown = open_status_page(client, case.inquiry).content.decode()
    assert shown.count(">still open<") == 2  # the treatment, and who has to judge
    assert shown.count("A person will ask you.") == 1


@pytest.fixture
def silent(client):
    """A case of which nothing was told but how to answer, in English."""
    client.cookies["django_language"] = "en"
    nothing = dict.fromkeys(
        name for name in SON if name not in ("own", "medication_response", "preferred_channel", "email")
    )
    return submit_case(**nothing)


@pytest.mark.parametrize("page", ["", "received/"])
def test_who_answered_nothing_reads_once_what_is_not_known_and_no_finding(silent, client, page):
    open_status_page(client, silent.inquiry)
    shown = client.get(f"/status/{silent.reference}/{page}").content.decode()
    assert shown.count("Which treatment it is about") == 1
    for finding in (">still open<", "no treatment is being decided", "general question", "Who has to judge"):
        assert finding not in shown


def test_who_said_anything_reads_how_it_was_sorted(case, client):
    assert not open_status_page(client, case.inquiry).context["nothing_told"]


def test_days_are_counted_without_holidays_and_the_holiday_is_named(case, client):
    # Monday 2026-11-23 is a national holiday.
    friday = datetime(2026, 11, 20, 16, tzinfo=JAPAN)
    found = until(datetime(2026, 11, 25, 12, tzinfo=JAPAN), now=friday)
    assert (found.business_days, [str(day) for day in found.closed]) == (2, ["2026-11-23"])
    assert not found.is_past


def test_the_same_day_is_no_day(case):
    at = datetime(2026, 11, 25, 12, tzinfo=JAPAN)
    assert until(at, now=at.replace(hour=10)).business_days == 0


def test_who_waits_longer_than_was_said_is_told_so(case, client):
    client.cookies["django_language"] = "en"
    Case.objects.update(due_at=datetime(2026, 1, 5, 12, tzinfo=JAPAN))
    shown = open_status_page(client, case.inquiry).content.decode()
    assert "we are late" in shown
    Case.objects.update(answered_at=timezone.now())
    assert "we are late" not in open_status_page(client, case.inquiry).content.decode()


def test_it_says_until_when_the_link_opens(case, client, settings):
    page = open_status_page(client, case.inquiry)
    link = case.inquiry.status_links.latest("pk")
    assert page.context["link_until"] == link.expires_at


def test_who_has_no_address_lets_the_link_open_for_longer(case, client, settings):
    open_status_page(client, case.inquiry)
    link = case.inquiry.status_links.latest("pk")
    renew = f"/status/{case.reference}/renew-link/"
    assert renew not in client.get(f"/status/{case.reference}/").content.decode()
    long_ago = timezone.now() - timedelta(days=399)
    case.inquiry.status_links.update(created_at=long_ago, expires_at=timezone.now() + timedelta(days=1))
    assert renew in client.get(f"/status/{case.reference}/").content.decode()
    assert client.get(renew).status_code == 302
    link.refresh_from_db()
    assert link.expires_at < timezone.now() + timedelta(days=2)
    assert client.post(renew).status_code == 302
    link.refresh_from_db()
    assert link.expires_at > timezone.now() + timedelta(days=settings.STATUS_LINK_DAYS - 1)


def test_a_link_that_opens_nothing_any_more_is_not_renewed(case, client):
    open_status_page(client, case.inquiry)
    past = timezone.now() - timedelta(seconds=1)
    case.inquiry.status_links.update(expires_at=past)
    assert client.post(f"/status/{case.reference}/renew-link/").status_code == 404
    assert set(case.inquiry.status_links.values_list("expires_at", flat=True)) == {past}
