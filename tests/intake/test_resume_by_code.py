"""Going on with another phone by a number and a short code that were noted down."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from intake import limits, services, tokens
from intake.models import Draft, DraftKey, Inquiry
from tests.intake.family import Browser, draft_id, go_to, in_words, location, shown, shows, step_path, text_of

pytestmark = pytest.mark.django_db

NOT_FOUND = (
    "We found no inquiry for this draft number and code. Please check both letter by letter, "
    "and until when it was kept."
)


def noted_down(browser: Browser, page) -> tuple[str, str]:
    """Draft number and code as "save and go on later" shows them."""
    later = browser.get(f"/inquiry/{draft_id(page)}/later/")
    number, code = re.findall(r'class="reference">([^<]+)<', text_of(later))
    return number, code


def resume(number: str, code: str, browser: Browser | None = None):
    browser = browser or Browser()
    return browser.post_form("/resume/", {"reference": number, "code": code})


def test_number_and_code_open_the_draft_on_another_phone():
    computer, phone = Browser(), Browser()
    page = go_to(computer, "treatment")
    number, code = noted_down(computer, page)

    opened = resume(number, code, phone)
    here = phone.get(location(phone.get(location(opened))))

    assert here.request["PATH_INFO"] == step_path(page, "treatment")
    assert computer.get(page.request["PATH_INFO"]).status_code == 200, "the first phone stays open"
    phone.fill_in(here, treatment_kind="exosome")
    assert shown(computer.get(page.request["PATH_INFO"]))["treatment_kind"] == ["exosome"]


@pytest.mark.parametrize(
    "typed", [str.lower, lambda text: text.replace("-", ""), lambda text: f" {text.replace('-', ' ')} "]
)
def test_they_are_taken_as_people_type_them(typed):
    computer = Browser()
    number, code = noted_down(computer, go_to(computer, "treatment"))

    assert resume(typed(number), typed(code)).status_code == 302


def test_full_width_letters_are_taken():
    computer = Browser()
    wide = [
        text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})
        for text in noted_down(computer, go_to(computer, "treatment"))
    ]

    assert resume(*wide).status_code == 302


def test_the_code_stays_the_same_on_every_visit_and_every_phone():
    computer, phone = Browser(), Browser()
    page = go_to(computer, "treatment")
    first = noted_down(computer, page)
    resume(*first, phone)

    assert noted_down(computer, page) == first
    assert noted_down(phone, page) == first


def test_a_code_outlives_a_change_of_our_key(settings):
    computer = Browser()
    number, code = noted_down(computer, go_to(computer, "treatment"))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key " * 5

    assert resume(number, code).status_code == 302


def test_neither_code_nor_secret_is_kept():
    computer, phone = Browser(), Browser()
    page = go_to(computer, "treatment")
    _number, code = noted_down(computer, page)
    resume(_number, code, phone)
    secret = phone.cookie("draft").value

    rows = [*Draft.objects.values(), *DraftKey.objects.values()]
    assert not any(part in str(rows) for part in (code, code.replace("-", ""), secret))
    # Nor could whoever has the table try codes out without our key.
    assert tokens.hash_secret(code) not in str(rows)


def test_a_draft_that_was_sent_leads_to_its_page():
    computer, phone = Browser(), Browser()
    page = go_to(computer, "check")
    number, code = noted_down(computer, page)
    computer.fill_in(page)

    here = phone.get(location(resume(number, code, phone)), follow=True)

    assert shows(here, Inquiry.objects.get().reference)


# -- Refusals ----------------------------------------------------------------------------------


def answer_of(number: str, code: str) -> list[str]:
    answer = resume(number, code)
    assert answer.status_code == 422
    assert "draft" not in answer.cookies
    assert shows(answer, in_words("ja", NOT_FOUND))
    assert shown(answer)["reference"] == [number]
    return [line for line in text_of(answer).splitlines() if "csrf" not in line and "<input" not in line]


def test_wrong_expired_and_unknown_get_the_same_answer():
    computer = Browser()
    page = go_to(computer, "treatment")
    number, code = noted_down(computer, page)

    wrong = answer_of(number, "2222-2222")
    unknown = answer_of("ZZZZ-ZZZZ-ZZZZ", code)
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=settings.DRAFT_KEPT_DAYS + 1))

    assert answer_of(number, code) == wrong == unknown


def test_a_code_that_was_never_shown_opens_nothing():
    page = go_to(Browser(), "treatment")
    draft = Draft.objects.get(public_id=draft_id(page))

    answer_of(draft.reference, tokens.resume_code(draft.public_id))


def test_another_drafts_code_opens_nothing():
    mine, theirs = Browser(), Browser()
    _number, my_code = noted_down(mine, go_to(mine, "treatment"))
    their_number, _code = noted_down(theirs, go_to(theirs, "treatment"))

    answer_of(their_number, my_code)


@pytest.mark.parametrize(
    "typed", [{}, {"reference": "", "code": " "}, {"reference": "x" * 50_000, "code": "\0"}]
)
def test_what_is_left_out_or_odd_is_said(typed):
    answer = Browser().post_form("/resume/", typed)

    assert answer.status_code == 422
    assert answer.context["form"].errors


def test_the_tries_for_one_draft_are_limited_whether_it_exists_or_not_and_only_for_a_while(monkeypatch):
    computer = Browser()
    number, code = noted_down(computer, go_to(computer, "treatment"))
    now = limits.time.time()
    answers = {}
    for reference in (number, "ZZZZ-ZZZZ-ZZZZ"):
        for n in range(10):
            browser = Browser(REMOTE_ADDR=f"10.{n}.{len(answers)}.1")
            assert resume(reference, "2222-2222", browser).status_code == 422
        answers[reference] = resume(reference, code, Browser(REMOTE_ADDR="10.99.0.1"))

    assert {answer.status_code for answer in answers.values()} == {429}
    wait = int(answers[number]["Retry-After"])
    monkeypatch.setattr(limits.time, "time", lambda: now + wait + 1)
    assert resume(number, code).status_code == 302


def test_the_tries_from_one_address_block_are_limited():
    for n in range(20):
        resume(f"ZZZZ-ZZZZ-Z{n:03}", "2222-2222", Browser(REMOTE_ADDR=f"10.0.0.{n}"))

    assert resume("BBBB-BBBB-BBBB", "2222-2222", Browser(REMOTE_ADDR="10.0.0.250")).status_code == 429
    assert resume("BBBB-BBBB-BBBB", "2222-2222", Browser(REMOTE_ADDR="10.0.1.1")).status_code == 422


def test_whoever_knows_it_is_not_counted():
    computer = Browser()
    number, code = noted_down(computer, go_to(computer, "treatment"))

    assert [resume(number, code).status_code for _ in range(12)] == [302] * 12


def test_only_one_mail_is_on_its_way(django_capture_on_commit_callbacks, monkeypatch):
    woken = []
    monkeypatch.setattr("consult.receivers.wake_code_mail", lambda: woken.append(1))
    page = go_to(Browser(), "treatment")
    draft = Draft.objects.get(public_id=draft_id(page))

    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(3):
            services.ask_for_code_mail(draft=draft, language="ja", now=timezone.now())

    assert woken == [1]
