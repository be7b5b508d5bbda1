"""Who lost the link to its page gets a new one by mail, with reference and address; nobody learns more."""

import re
from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from consult import services, wishes
from consult.followups import sweep
from consult.models import FollowUp
from tests.factory import SON, bring_to, make_counselor, submit_case

pytestmark = pytest.mark.django_db
PAGE = "/new-link/"


@pytest.fixture
def rested(case):
    """The acknowledgement is out."""
    bring_to("sent", case.followups.all())
    return case


def ask(client, case, **overrides):
    return client.post(PAGE, {"reference": case.reference, "email": SON["email"], **overrides})


def words_of(answer) -> tuple[int, str]:
    return answer.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_the_link_in_the_mail_opens_the_page(rested, smtp, client):
    assert ask(client, rested).status_code == 200
    sweep()
    text = smtp.received[0].get_body(("plain",)).get_content()
    link = re.search(r"/s/\S+/", text)[0]
    assert client.post(link, follow=True).redirect_chain == [(f"/status/{rested.reference}/", 302)]
    assert rested.events.filter(kind="link_asked").exists()


@pytest.mark.parametrize("typed", ["small", "without hyphens", "full-width", "address in capitals"])
def test_as_people_type_it(rested, client, typed):
    plain = rested.reference
    overrides = {
        "small": {"reference": plain.lower()},
        "without hyphens": {"reference": f" {plain.replace('-', '')} "},
        "full-width": {"reference": plain.translate({ord(c): ord(c) + 0xFEE0 for c in plain})},
        "address in capitals": {"email": SON["email"].upper()},
    }
    ask(client, rested, **overrides[typed])
    assert rested.followups.filter(kind="link").count() == 1


def test_the_answer_is_the_same_whether_it_fits_or_not(rested, client):
    fits = words_of(ask(client, rested))
    assert words_of(ask(client, rested)) == fits  # too soon
    assert words_of(ask(client, rested, email="somebody@example.jp")) == fits
    assert words_of(ask(client, rested, reference="BBB-BBB-BBB")) == fits
    assert FollowUp.objects.filter(kind="link").count() == 1


def test_once_in_ten_minutes(rested, settings, client):
    settings.LINK_AGAIN_MINUTES = 10
    now = timezone.now()
    given = {"reference": rested.reference, "email": SON["email"]}
    times = [now, now + timedelta(minutes=9), now + timedelta(minutes=10)]
    assert [wishes.ask_for_link(now=at, **given) for at in times] == [True, False, True]


def test_who_wanted_no_mail_or_stopped_gets_this_one(aoki, smtp, client):
    case = submit_case(preferred_channel="page", email=SON["email"])
    services.withdraw(case=case, now=timezone.now())
    ask(client, case)
    sweep()
    assert len(smtp.received) == 1


def test_an_inquiry_without_an_address_fits_nothing(aoki, client):
    case = submit_case(preferred_channel="page", email=None)
    assert wishes.ask_for_link(reference=case.reference, email="", now=timezone.now()) is False
    assert ask(client, case, email="").status_code == 422


WRONG = [{"reference": ""}, {"email": "x"}, {"email": "a\x00@example.jp"}, {"email": ""}]


@pytest.mark.parametrize("posted", WRONG)
def test_what_cannot_be_an_address_is_told_and_kept(rested, client, posted):
    answer = ask(client, rested, **posted)
    assert answer.status_code == 422
    assert (
        answer.context["form"]["reference"].value() == {"reference": rested.reference, **posted}["reference"]
    )


def test_it_is_offered_where_a_link_opens_nothing(client):
    for answer in (client.post("/s/unknown/"), client.get("/status/BBB-BBB-BBB/")):
        assert answer.status_code == 404
        assert PAGE in answer.content.decode()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_asked_six_times_at_once_it_is_one_mail(race):
    make_counselor()
    case = submit_case()
    given = {"reference": case.reference, "email": SON["email"], "now": timezone.now()}
    assert sorted(race(*[partial(wishes.ask_for_link, **given)] * 6)) == [False] * 5 + [True]
    assert case.followups.filter(kind="link").count() == 1
