"""Going on with another phone: the link opens the draft there, once a person presses its button."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from intake.models import Draft, Inquiry, StatusLink
from tests.intake.family import (
    WAY,
    Browser,
    draft_id,
    go_to,
    in_words,
    location,
    send,
    shown,
    shows,
    step_path,
    text_of,
)

pytestmark = pytest.mark.django_db


def link_from(browser: Browser, page) -> str:
    """The address that "save for later" shows, without the site's name."""
    saved = browser.get(f"/inquiry/{draft_id(page)}/later/")
    (link,) = {
        part.partition('"')[0]
        for part in text_of(saved).split('href="')
        if f"/resume/{draft_id(page)}/" in part
    }
    assert link.startswith(settings.SITE_URL)
    return link.removeprefix(settings.SITE_URL)


def lay_for(days: int) -> None:
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=days))


def test_the_link_opens_the_draft_on_another_phone():
    computer, phone = Browser(), Browser()
    page = go_to(computer, "treatment")
    link = link_from(computer, page)

    opened = phone.fill_in(phone.get(link))
    here = phone.get(location(phone.get(location(opened))))

    assert location(opened) == f"/inquiry/{draft_id(page)}/"
    assert here.request["PATH_INFO"] == step_path(page, "treatment")
    assert shown(phone.get(step_path(page, "message")))["message"] == [WAY["message"]["message"]]


def test_a_question_left_open_is_where_one_comes_back_to():
    computer, phone = Browser(), Browser()
    page = go_to(computer, "questions")
    computer.fill_in(page, questions=None, press="save_for_later=1")

    opened = phone.fill_in(phone.get(link_from(computer, page)))
    here = phone.get(location(phone.get(location(opened))))

    assert here.request["PATH_INFO"] == step_path(page, "questions")


def test_the_secret_is_swapped_for_a_cookie_of_this_draft_alone():
    computer, phone = Browser(), Browser()
    page = go_to(computer, "treatment")
    link = link_from(computer, page)

    opened = phone.fill_in(phone.get(link))
    cookie = phone.cookie("draft")

    assert cookie.value in link
    assert cookie.value not in opened["Location"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == f"/inquiry/{draft_id(page)}/"


def test_what_is_written_on_the_phone_is_there_on_the_computer():
    computer, phone = Browser(), Browser()
    page = go_to(computer, "condition")
    phone.fill_in(phone.get(link_from(computer, page)))
    phone.fill_in(phone.get(step_path(page, "condition")), condition="als")

    assert shown(computer.get(step_path(page, "condition")))["condition"] == ["als"]


def test_a_mail_scanner_opens_nothing_and_the_person_still_can():
    computer, scanner, phone = Browser(), Browser(), Browser()
    page = go_to(computer, "treatment")
    link = link_from(computer, page)

    for answer in (scanner.head(link), scanner.get(link), scanner.get(link)):
        assert answer.status_code == 200
        assert "draft" not in answer.cookies
        assert not shows(answer, WAY["message"]["message"])

    assert phone.fill_in(phone.get(link)).status_code == 302


def test_a_draft_that_was_sent_leads_to_its_page():
    computer, phone = Browser(), Browser()
    page = go_to(computer, "check")
    link = link_from(computer, page)
    computer.fill_in(page)

    here = phone.post_form(link, follow=True)

    assert here.status_code == 200
    assert shows(here, Inquiry.objects.get().reference)
    assert here.request["PATH_INFO"].startswith("/status/")


def test_pressing_send_again_after_a_lost_answer_leads_to_the_page():
    browser = Browser()
    page = go_to(browser, "check")
    browser.fill_in(page)
    for name, path in list(browser.jar):
        if path.startswith("/status/"):
            del browser.jar[name, path]  # the answer never arrived, nor did its cookie

    here = browser.get(location(browser.fill_in(page)))

    assert here.status_code == 200
    assert shows(here, Inquiry.objects.get().reference)


# -- Refusals ----------------------------------------------------------------------------------


def unknown_answer(link: str):
    browser = Browser()
    answer = browser.post_form(link)
    assert answer.status_code == 404
    assert "draft" not in answer.cookies
    # Apart from the form's token and the address it came to, which the language switch carries.
    return [line for line in text_of(answer).splitlines() if "csrf" not in line and 'name="next"' not in line]


def test_wrong_unknown_and_expired_get_the_same_answer():
    computer = Browser()
    page = go_to(computer, "treatment")
    link = link_from(computer, page)
    public_id = draft_id(page)

    unknown = unknown_answer("/resume/zzzzzzzzzzzz/" + "x" * 43 + "/")
    wrong = unknown_answer(f"/resume/{public_id}/" + "x" * 43 + "/")
    lay_for(settings.DRAFT_KEPT_DAYS + 1)
    expired = unknown_answer(link)

    assert wrong == unknown
    assert expired == unknown
    assert any(in_words("ja", "This page can't be opened here") in line for line in unknown)


def test_the_page_with_the_button_is_the_same_for_every_link():
    computer = Browser()
    page = go_to(computer, "treatment")
    link = link_from(computer, page)
    token = 'name="csrfmiddlewaretoken"'

    pages = [
        [line for line in text_of(Browser().get(path)).splitlines() if token not in line and path not in line]
        for path in (link, "/resume/zzzzzzzzzzzz/xyz/")
    ]

    assert pages[0] == pages[1]


@pytest.mark.parametrize(("days", "status"), [(0, 302), (27, 302), (29, 404)])
def test_a_draft_is_kept_as_long_as_was_promised(days, status):
    computer = Browser()
    page = go_to(computer, "treatment")
    link = link_from(computer, page)
    lay_for(days)

    assert Browser().post_form(link).status_code == status


def test_another_drafts_secret_opens_nothing():
    mine, theirs = Browser(), Browser()
    my_link, their_page = link_from(mine, go_to(mine, "treatment")), go_to(theirs, "treatment")
    my_secret = my_link.strip("/").rpartition("/")[2]

    assert Browser().post_form(f"/resume/{draft_id(their_page)}/{my_secret}/").status_code == 404


def test_a_sent_drafts_link_opens_no_page_that_was_closed_to_links():
    computer = Browser()
    page = go_to(computer, "check")
    link = link_from(computer, page)
    computer.fill_in(page)
    StatusLink.objects.update(revoked_at=timezone.now())

    here = Browser().post_form(link, follow=True)

    assert here.status_code == 404
    assert not shows(here, Inquiry.objects.get().reference)


def test_a_sent_draft_whose_inquiry_was_erased_is_unknown():
    browser = Browser()
    page = go_to(browser, "check")
    browser.fill_in(page)
    Inquiry.objects.update(draft=None)

    assert browser.get(page.request["PATH_INFO"]).status_code == 404


def test_the_link_itself_stays_out_of_the_address_after_the_button():
    computer, phone = Browser(), Browser()
    link = link_from(computer, go_to(computer, "treatment"))

    here = phone.post_form(link, follow=True)

    secret = link.strip("/").rpartition("/")[2]
    assert here.status_code == 200
    assert all(secret not in address for address, _status in here.redirect_chain)


def test_sending_forgets_the_draft_on_the_start_page():
    browser = Browser()
    send(browser)

    assert not shows(browser.get("/"), in_words("ja", "You have an inquiry that is not sent yet."))
