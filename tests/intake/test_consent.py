"""Consent comes before anything about health, in the words that were on the page, and stays provable."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from intake import services
from intake.forms import ConsentForm
from intake.models import ConsentText, DraftAnswer, Inquiry
from tests.factory import fill_draft
from tests.intake.family import WAY, Browser, draft_id, go_to, in_words, location, shown, shows, step_path

pytestmark = pytest.mark.django_db

TICK_OWN = ConsentForm.base_fields["own"].error_messages["required"]
TICK_ON_BEHALF = ConsentForm.base_fields["on_behalf"].error_messages["required"]
READ_AGAIN = "This text has changed since you read it. Please read it again."
ABOUT_HEALTH = [name for name in WAY if name not in ("who", "consent")]


def new_wording(kind: str = "own") -> None:
    """The centre words a consent anew, in both languages."""
    for language in ("ja", "en"):
        ConsentText.objects.create(
            kind=kind, version="2027-01", language=language, body=f"新しい文 {language}"
        )


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_page_shows_the_whole_text_in_the_readers_language(language):
    browser = Browser()
    browser.speak(language)

    page = go_to(browser, "consent")

    for text in ConsentText.objects.filter(language=language).exclude(kind="hospital"):
        assert shows(page, text.body)
    assert not shows(page, ConsentText.objects.get(language=language, kind="hospital").body), "never bundled"
    assert "own" not in shown(page), "the box is never ticked beforehand"


def test_version_and_time_are_kept():
    before = timezone.now()
    browser = Browser()
    page = go_to(browser, "check")
    after = timezone.now()
    browser.fill_in(page)

    for consent in Inquiry.objects.get().consents.all():
        assert consent.text.version == "2026-11"
        assert before <= consent.given_at <= after


def test_the_time_is_that_of_the_tick_also_when_the_page_is_passed_again():
    browser = Browser()
    page = go_to(browser, "check")
    ticked = timezone.now() - timedelta(days=3)
    DraftAnswer.objects.filter(step="consent").update(saved_at=ticked)

    browser.fill_in(browser.get(step_path(page, "consent")))
    browser.fill_in(page)

    assert {consent.given_at for consent in Inquiry.objects.get().consents.all()} == {ticked}


def test_the_language_that_was_read_is_kept_also_when_it_is_sent_in_another():
    with translation.override("en"):
        draft = fill_draft(language="en")

    inquiry = services.submit(draft=draft, language="ja", now=datetime(2026, 12, 1, tzinfo=UTC))

    assert {consent.text.language for consent in inquiry.consents.all()} == {"en"}


@pytest.mark.parametrize("relationship", ["spouse", "parent", "child", "sibling", "relative", "friend"])
def test_for_another_person_consent_on_their_behalf_is_needed(relationship):
    browser = Browser()
    page = go_to(browser, "consent", who={"relationship": relationship})

    refused = browser.fill_in_wrongly(page, own="on")
    after = browser.fill_in(refused, on_behalf="on")

    assert shows(refused, TICK_ON_BEHALF)
    assert location(after) == step_path(page, "message")


def test_for_oneself_it_is_not_asked():
    browser = Browser()
    page = go_to(browser, "consent", who={"relationship": "self"})

    after = browser.fill_in(page, own="on")

    assert "on_behalf" not in page.context["form"].fields
    assert location(after) == step_path(page, "message")


@pytest.mark.parametrize("relationship", [None, "professional"])
def test_where_it_is_open_who_the_patient_is_it_may_be_left_empty(relationship):
    browser = Browser()
    page = go_to(browser, "consent", who={"relationship": relationship})

    assert "on_behalf" in page.context["form"].fields
    assert location(browser.fill_in(page, own="on")) == step_path(page, "message")


def test_a_changed_text_must_be_read_again_and_then_counts():
    browser = Browser()
    page = go_to(browser, "check")
    new_wording()

    sent = browser.fill_in(page)
    asked = browser.get(location(sent))
    after = browser.fill_in(asked, own="on")

    assert location(sent) == step_path(page, "consent")
    assert shows(asked, in_words("ja", READ_AGAIN))
    assert shows(asked, "新しい文 ja")
    assert "own" not in shown(asked)
    assert after.status_code == 302
    browser.fill_in(page)
    kept = {consent.kind: consent.text.version for consent in Inquiry.objects.get().consents.all()}
    assert kept == {"own": "2027-01", "on_behalf": "2026-11"}


def test_a_text_that_changes_while_it_is_being_read_is_shown_anew():
    browser = Browser()
    page = go_to(browser, "consent")
    new_wording("on_behalf")

    told = browser.fill_in_wrongly(page, own="on", on_behalf="on")

    assert shows(told, in_words("ja", READ_AGAIN))
    assert "on_behalf" not in shown(told)
    assert shown(told)["own"] == ["on"], "what did not change stays ticked"
    assert browser.fill_in(told, on_behalf="on").status_code == 302


# -- Refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["ja", "en"])
def test_without_the_tick_it_goes_no_further(language):
    browser = Browser()
    browser.speak(language)
    page = go_to(browser, "consent")

    refused = browser.fill_in_wrongly(page, on_behalf="on")

    with translation.override(language):
        assert shows(refused, TICK_OWN)


def assert_nothing_about_health_is_taken(browser: Browser, public_id: str) -> None:
    for name in ABOUT_HEALTH:
        path = f"/inquiry/{public_id}/{name}/"
        answer = browser.post_form(path, {"revision": "0", **WAY[name]})
        assert location(answer) == f"/inquiry/{public_id}/consent/", name
        assert location(browser.get(path)) == f"/inquiry/{public_id}/consent/", name
    assert set(DraftAnswer.objects.values_list("step", flat=True)) <= {"who", "consent"}


def test_nothing_about_health_is_taken_before_consent():
    browser = Browser()
    page = go_to(browser, "consent")

    assert_nothing_about_health_is_taken(browser, draft_id(page))


def test_nothing_about_health_is_taken_after_a_refused_consent():
    browser = Browser()
    page = go_to(browser, "consent")
    browser.fill_in(page, on_behalf="on")

    assert_nothing_about_health_is_taken(browser, draft_id(page))


def test_nothing_about_health_is_taken_where_the_first_step_was_tampered_with():
    browser = Browser()
    page = go_to(browser, "consent")
    browser.post_form(step_path(page, "who"), {"revision": "1", "relationship": "nonsense"})

    assert_nothing_about_health_is_taken(browser, draft_id(page))


def test_nothing_about_health_goes_in_with_the_first_step():
    browser = Browser()

    browser.post_form("/inquiry/new/", {"relationship": "self", "message": "がんです", "condition": "cancer"})

    assert DraftAnswer.objects.get().data == {"relationship": ["self"]}


def test_consent_that_no_longer_covers_the_patient_is_asked_for_again():
    browser = Browser()
    page = go_to(browser, "check", who={"relationship": "self"}, consent={"on_behalf": None})
    browser.fill_in(browser.get(step_path(page, "who")), relationship="parent")

    sent = browser.fill_in(page)

    assert location(sent) == step_path(page, "consent")
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize("version", ["", "1999-01 ja", "2026-11\u2028ja", "x" * 5000])
def test_a_version_that_was_never_shown_is_no_consent(version):
    browser = Browser()
    page = go_to(browser, "consent")

    answer = browser.fill_in_wrongly(page, own="on", on_behalf="on", own_version=version)

    assert shows(answer, in_words("ja", READ_AGAIN))


def test_a_language_that_was_never_shown_falls_back_to_the_current_text():
    browser = Browser()
    page = go_to(browser, "consent")
    browser.fill_in(page, own="on", on_behalf="on", own_version="2026-11 tlh")
    check = go_on_from_consent(browser, page)

    browser.fill_in(check)

    assert {consent.text.language for consent in Inquiry.objects.get().consents.all()} == {"ja"}


def go_on_from_consent(browser: Browser, page):
    browser.fill_in(browser.get(step_path(page, "contact")), preferred_channel="page")
    return browser.get(step_path(page, "check"))
