"""The whole way of a family, in both languages: every question asked, then the confirmation."""

from __future__ import annotations

import pytest
from django.utils import translation

from consult.models import Case
from consult.templatetags.reasons import reasons_for_family
from intake.dates import moment_in_full
from intake.models import Inquiry
from intake.triage.facts import KEYS
from tests.intake.family import (
    WAY,
    Browser,
    go_to,
    in_words,
    label_in,
    location,
    place,
    send,
    shown,
    shows,
    text_of,
    walk_to,
)

pytestmark = pytest.mark.django_db

# Said by the service itself, not asked.
NOT_ASKED = {"id", "submitted_on", "language"}
TICKED = {"who": "relationship", "condition": "condition", "payment": "payment", "patient": "prefecture"}
CONTACT = {"contact_name", "preferred_channel", "email", "phone", "best_time_to_call"}


def steps_and_fields(browser: Browser, **changes) -> dict[str, set[str]]:
    """Every page on the way, with the names of what can be filled in there."""
    page = browser.get("/inquiry/new/")
    seen: dict[str, set[str]] = {}
    while place(page) != "check":
        seen[place(page)] = set(page.context["form"].fields)
        page = browser.go_on(page, **{**WAY[place(page)], **changes.get(place(page), {})})
    return seen


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_whole_way_ends_with_reference_time_and_reasons(language):
    browser = Browser()
    browser.speak(language)

    page = browser.go_on(walk_to(browser, "check"))

    inquiry = Inquiry.objects.get()
    case = Case.objects.get(inquiry=inquiry)
    assert page.status_code == 200
    assert page.request["PATH_INFO"] == f"/status/{inquiry.reference}/received/"
    assert inquiry.language == language
    assert f'<html lang="{language}"' in text_of(page)
    with translation.override(language):
        due = moment_in_full(case.due_at)
        reasons = reasons_for_family(inquiry.decision)
        track = inquiry.decision.get_track_display()
    assert shows(page, inquiry.reference)
    assert shows(page, due)
    assert shows(page, track)
    assert reasons
    assert all(shows(page, reason) for reason in reasons)


def test_every_input_of_the_codebook_is_asked():
    seen = steps_and_fields(Browser())

    assert list(seen) == list(WAY)
    asked = set().union(*seen.values())
    assert asked - CONTACT - {"own", "own_version", "on_behalf", "on_behalf_version"} == set(KEYS) - NOT_ASKED
    assert asked >= CONTACT


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_last_page_shows_every_answer_in_words(language):
    browser = Browser()
    browser.speak(language)

    page = go_to(browser, "check")

    for name, field in TICKED.items():
        assert shows(page, label_in(language, field, WAY[name][field])), field
    assert shows(page, in_words(language, "%(amount)s yen", amount="1,980,000"))
    for typed in (
        WAY["message"]["message"],
        "幹細胞点滴 5回コース",
        "hanako@example.jp",
        "03-1234-5678",
        "78",
    ):
        assert shows(page, typed), typed


@pytest.mark.parametrize("name", list(WAY))
def test_each_answer_can_be_changed_from_the_last_page(name):
    browser = Browser()
    check = go_to(browser, "check")
    links = [part.partition('"')[0] for part in text_of(check).split('href="')]
    (link,) = {link for link in links if f"/{name}/" in link}

    page = browser.get(link)
    after = browser.fill_in(page)

    assert page.status_code == 200
    assert location(after) == check.request["PATH_INFO"]


def test_only_consent_and_channel_have_to_be_answered():
    browser = Browser()
    nothing = {
        name: dict.fromkeys(typed) for name, typed in WAY.items() if name not in ("consent", "contact")
    }

    page = send(browser, **nothing, contact={**dict.fromkeys(WAY["contact"]), "preferred_channel": "page"})

    assert page.status_code == 200
    assert Inquiry.objects.get().message == ""


@pytest.mark.parametrize(
    ("changes", "skipped"),
    [
        ({"condition": {"condition": "joint"}}, "medication"),
        ({"condition": {"condition": None}}, "medication"),
        ({"payment": {"payment": "insured"}, "provider": {"provider_kind": "hospital"}}, "offer"),
        ({"payment": {"payment": "trial"}, "provider": {"provider_kind": "university_hospital"}}, "offer"),
        ({"provider": {"provider_kind": "none"}}, "offer"),
    ],
)
def test_what_does_not_apply_is_not_asked(changes, skipped):
    seen = steps_and_fields(Browser(), **changes)

    assert [name for name in WAY if name not in seen] == [skipped]


@pytest.mark.parametrize("payment", ["insured", "trial"])
def test_a_sellers_price_and_date_are_asked_whatever_it_is_called(payment):
    seen = steps_and_fields(Browser(), payment={"payment": payment})

    assert list(seen) == list(WAY)


def test_the_pages_count_the_steps_that_apply():
    browser = Browser()
    page = go_to(browser, "questions", payment={"payment": "insured"}, provider={"provider_kind": "hospital"})

    assert (page.context["number"], page.context["total"]) == (9, 11)
    assert shows(page, "9")


def test_a_change_that_opens_a_question_asks_it():
    browser = Browser()
    check = go_to(browser, "check", condition={"condition": "joint"})
    page = browser.get(check.request["PATH_INFO"].replace("check", "condition") + "?from_check=1")

    after = browser.fill_in(page, condition="dementia")

    assert location(after) == check.request["PATH_INFO"].replace("check", "medication")


def test_an_answer_whose_question_went_away_does_not_count():
    browser = Browser()
    check = go_to(browser, "check")
    page = browser.get(check.request["PATH_INFO"].replace("check", "provider") + "?from_check=1")
    check = browser.go_on(page, provider_kind="none")

    browser.go_on(check)

    assert Inquiry.objects.get().quoted_fee_yen is None


def test_the_start_page_says_what_it_cannot_do_and_leads_to_the_first_question():
    browser = Browser()
    page = browser.get("/")

    assert shows(page, in_words("ja", "We do not diagnose, and we do not advise for or against a treatment."))
    assert shows(
        page,
        in_words(
            "ja",
            "If somebody is in danger now: in Japan, call 119. Elsewhere, call the local emergency number.",
        ),
    )
    assert 'href="/inquiry/new/' in text_of(page)
    assert shown(browser.get("/inquiry/new/")).keys() >= {"csrfmiddlewaretoken", "revision"}
