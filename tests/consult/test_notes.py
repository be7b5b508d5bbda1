"""Notes: written on a case, read by counselors only."""

import pytest
from django.utils import timezone

from consult import services
from tests.consult.family import open_status_page

pytestmark = pytest.mark.django_db
WORDS = "奥さまは介護で疲れている様子。次は電話で。"


def note_address(case) -> str:
    return f"/desk/cases/{case.reference}/note/"


def test_it_stands_on_the_case_with_its_author(case, aoki, client):
    client.force_login(aoki.user)
    answer = client.post(note_address(case), {"body": WORDS}, follow=True)
    assert answer.redirect_chain == [(f"/desk/cases/{case.reference}/", 302)]
    note = case.notes.get()
    assert (note.body, note.author) == (WORDS, aoki.user)
    assert WORDS in answer.content.decode()


def test_what_happened_says_that_a_note_was_written_not_what(case, aoki):
    note = services.write_note(case=case, author=aoki.user, body=WORDS, now=timezone.now())
    event = case.events.last()
    assert (event.kind, event.data) == ("noted", {"note": note.pk})


def test_a_closed_case_can_still_be_noted_on(case, aoki, client):
    services.close(case=case, outcome="explained", author=None, now=timezone.now())
    client.force_login(aoki.user)
    assert client.post(note_address(case), {"body": WORDS}).status_code == 302
    assert case.notes.count() == 1


def test_the_family_does_not_see_it(case, aoki, client):
    services.write_note(case=case, author=aoki.user, body=WORDS, now=timezone.now())
    page = open_status_page(client, case.inquiry).content.decode()
    assert WORDS not in page


def test_an_empty_note_is_refused(case, aoki, client):
    client.force_login(aoki.user)
    assert client.post(note_address(case), {"body": " \n"}).status_code == 422
    assert not case.notes.exists()


def test_what_is_too_long_comes_back_as_it_was_typed(case, aoki, client):
    client.force_login(aoki.user)
    long = "長" * 10_001
    answer = client.post(note_address(case), {"body": long})
    assert answer.status_code == 422
    assert long in answer.content.decode()


def test_markup_is_shown_as_text(case, aoki, client):
    client.force_login(aoki.user)
    client.post(note_address(case), {"body": "<script>alert(1)</script>"})
    page = client.get(f"/desk/cases/{case.reference}/").content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
