"""The link to a family's page: mail scanners open it without harm, its secret leaves the address at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from intake.models import Inquiry, StatusLink
from intake.services import issue_status_link
from intake.tokens import hash_secret
from tests.factory import submit_inquiry
from tests.intake.family import Browser, in_words, location, send, shows, text_of

pytestmark = pytest.mark.django_db


def an_inquiry_with_a_link(now=None) -> tuple[Inquiry, str, str]:
    """The inquiry, the address of its link, and the secret in it."""
    inquiry = submit_inquiry()
    secret = issue_status_link(inquiry=inquiry, now=now or timezone.now())
    return inquiry, f"/s/{secret}/", secret


def test_the_button_swaps_the_secret_for_a_cookie_of_this_page_alone():
    inquiry, link, secret = an_inquiry_with_a_link()
    browser = Browser()

    opened = browser.fill_in(browser.get(link))
    cookie = opened.cookies["status"]

    assert location(opened) == f"/status/{inquiry.reference}/"
    assert secret not in opened["Location"]
    assert cookie.value == secret
    assert cookie["path"] == f"/status/{inquiry.reference}/"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert bool(cookie["secure"]) == settings.HTTPS
    page = browser.get(location(opened))
    assert page.status_code == 200
    assert shows(page, inquiry.reference)


def test_it_survives_a_mail_scanner():
    inquiry, link, _secret = an_inquiry_with_a_link()
    scanner, browser = Browser(), Browser()

    for answer in (scanner.head(link), scanner.get(link), scanner.get(link)):
        assert answer.status_code == 200
        assert "status" not in answer.cookies
        assert inquiry.reference not in text_of(answer)
    assert scanner.get(f"/status/{inquiry.reference}/").status_code == 404

    assert browser.fill_in(browser.get(link)).status_code == 302


def test_it_can_be_opened_again_and_on_two_phones():
    inquiry, link, _secret = an_inquiry_with_a_link()

    for browser in (Browser(), Browser()):
        for _time in range(2):
            assert browser.post_form(link, follow=True).status_code == 200
    assert StatusLink.objects.filter(inquiry=inquiry).count() == 1


def test_the_page_after_sending_shows_a_link_that_opens_it():
    browser, phone = Browser(), Browser()
    received = send(browser)
    (link,) = {part.partition('"')[0] for part in text_of(received).split('href="') if "/s/" in part}

    page = phone.post_form(link.removeprefix(settings.SITE_URL), follow=True)

    assert page.status_code == 200
    assert shows(page, Inquiry.objects.get().reference)


def test_two_pages_in_one_browser_do_not_mix():
    mine, my_link, _ = an_inquiry_with_a_link()
    theirs, their_link, _ = an_inquiry_with_a_link()
    browser = Browser()
    browser.post_form(my_link)
    browser.post_form(their_link)

    for inquiry in (mine, theirs):
        page = browser.get(f"/status/{inquiry.reference}/")
        assert page.status_code == 200
        assert shows(page, inquiry.reference)


def test_only_a_hash_of_the_secret_is_kept():
    _inquiry, _link, secret = an_inquiry_with_a_link()

    assert StatusLink.objects.get().secret_hash == hash_secret(secret)
    assert secret not in str(StatusLink.objects.values())
    assert len(secret) >= 43  # 256 bits


# -- Refusals ----------------------------------------------------------------------------------


def answer_of(answer) -> list[str]:
    """What a page says, apart from its form's token and its own address."""
    lines = text_of(answer).splitlines()
    return [line for line in lines if "csrfmiddlewaretoken" not in line and 'name="next"' not in line]


def refused(link: str) -> list[str]:
    answer = Browser().post_form(link)
    assert answer.status_code == 404
    assert "status" not in answer.cookies
    return answer_of(answer)


def test_unknown_expired_and_revoked_get_the_same_answer():
    long_ago = timezone.now() - timedelta(days=settings.STATUS_LINK_DAYS, seconds=1)
    _inquiry, expired, _ = an_inquiry_with_a_link(now=long_ago)
    inquiry, revoked, _ = an_inquiry_with_a_link()
    inquiry.status_links.update(revoked_at=timezone.now())

    unknown = refused("/s/" + "x" * 43 + "/")

    assert refused(expired) == unknown
    assert refused(revoked) == unknown
    assert any(in_words("ja", "This page can't be opened here") in line for line in unknown)


@pytest.mark.parametrize("page", ["", "received/", "stop/", "look-again/"])
def test_a_wrong_and_an_unknown_reference_get_the_same_answer(page):
    inquiry, _link, _secret = an_inquiry_with_a_link()
    stranger = Browser()
    other_link = an_inquiry_with_a_link()[1]
    stranger.post_form(other_link)

    wrong = stranger.get(f"/status/{inquiry.reference}/{page}")
    unknown = stranger.get(f"/status/ZZZ-ZZZ-ZZZ/{page}")

    assert wrong.status_code == unknown.status_code == 404
    assert answer_of(wrong) == answer_of(unknown)


def test_a_stranger_cannot_stop_an_inquiry():
    inquiry, _link, _secret = an_inquiry_with_a_link()

    assert Browser().post_form(f"/status/{inquiry.reference}/stop/").status_code == 404
    inquiry.case.refresh_from_db()
    assert inquiry.case.status == "open"


def test_the_secret_of_one_page_does_not_open_another():
    inquiry, _link, _secret = an_inquiry_with_a_link()
    _other, _, other_secret = an_inquiry_with_a_link()

    answer = Browser().get(f"/status/{inquiry.reference}/", headers={"cookie": f"status={other_secret}"})

    assert answer.status_code == 404


@pytest.mark.parametrize("what", ["expires_at", "revoked_at"])
def test_an_open_page_closes_when_its_link_does(what):
    inquiry, link, _secret = an_inquiry_with_a_link()
    browser = Browser()
    browser.post_form(link)
    inquiry.status_links.update(**{what: timezone.now() - timedelta(seconds=1)})

    assert browser.get(f"/status/{inquiry.reference}/").status_code == 404
