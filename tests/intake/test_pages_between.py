"""Two pages that are put in the way, each once: whom to turn to now, and what self-pay means."""

from __future__ import annotations

import pytest

from intake.models import CrisisLine, Draft
from tests.intake.family import (
    Browser,
    draft_id,
    go_to,
    in_words,
    label_in,
    location,
    send,
    shows,
    step_path,
    text_of,
)  # fmt: skip

pytestmark = pytest.mark.django_db

DESPAIR = "父はもう生きていたくないと言っています。iPS細胞の治療のことを知りたいです。"
HARM = "先月、クリニックで幹細胞の点滴を受けたあと、高い熱が続いています。"
STOPPED = "クリニックで、パーキンソン病の薬をやめるように言われ、昨日からやめています。"
CALM = "父のことで相談です。iPS細胞の治療のことを知りたいです。"
CLOSE = (
    "If things feel too heavy to bear, please tell somebody close to you or your doctor today. "
    "You don't have to carry this alone."
)


def answer(name: str, browser: Browser | None = None, typed=None, **changes):
    """Where the button of a step leads, and the browser."""
    browser = browser or Browser()
    page = go_to(browser, name, **changes)
    return browser, page, browser.fill_in(page, **(typed or {}))


# -- Whom to turn to now -----------------------------------------------------------------------


@pytest.mark.parametrize("message", [DESPAIR, HARM, STOPPED])
def test_after_the_message_comes_whom_to_turn_to_and_then_the_next_question(message):
    browser, page, after = answer("message", typed={"message": message})

    assert location(after) == f"/inquiry/{draft_id(page)}/help/"
    card = browser.get(after["Location"])
    assert 'href="tel:119"' in text_of(card)
    assert card.context["further"] == step_path(page, "condition")
    assert browser.get(card.context["further"]).status_code == 200


def test_it_says_nothing_of_what_was_concluded():
    browser, _page, after = answer("message", typed={"message": DESPAIR})
    card = browser.get(after["Location"])

    for flag in ("crisis", "adverse_event", "medication_stop"):
        assert not shows(card, label_in("ja", "flag", flag))
    assert shows(card, in_words("ja", CLOSE))


def test_it_comes_once_and_again_for_something_new():
    browser, page, _after = answer("message", typed={"message": HARM})
    message = browser.get(step_path(page, "message"))
    assert location(browser.fill_in(message, message=HARM + "心配です。")) == step_path(page, "condition")

    message = browser.get(step_path(page, "message"))
    assert location(browser.fill_in(message, message=HARM + DESPAIR)).endswith("/help/")


def test_from_the_last_page_it_leads_back_there():
    browser = Browser()
    check = go_to(browser, "check")
    page = browser.get(step_path(check, "message") + "?from_check=1")

    card = browser.get(browser.fill_in(page, message=HARM)["Location"])

    assert card.context["further"] == check.request["PATH_INFO"]


def test_who_pauses_instead_sees_it_there():
    browser = Browser()
    page = go_to(browser, "message")

    later = browser.get(location(browser.fill_in(page, press="save_for_later=1", message=DESPAIR)))

    assert 'href="tel:119"' in text_of(later)


def test_lines_that_an_admin_entered_stand_on_it_and_on_the_familys_page():
    CrisisLine.objects.create(
        name="相談電話",
        number="0120-000-000",
        hours="毎日",
        language="ja",
        source="x",
        checked_on="2026-11-01",
    )
    browser, _page, after = answer("message", typed={"message": DESPAIR})

    assert 'href="tel:0120-000-000"' in text_of(browser.get(after["Location"]))
    assert 'href="tel:0120-000-000"' in text_of(send(Browser(), message={"message": DESPAIR}))


def test_no_number_is_shipped():
    assert not CrisisLine.objects.exists()


@pytest.mark.parametrize("message", [CALM, ""])
def test_a_calm_message_leads_on(message):
    _browser, page, after = answer("message", typed={"message": message})

    assert location(after) == step_path(page, "condition")


# -- What self-pay means -----------------------------------------------------------------------

NO_OFFER = {
    "message": {"message": "父のことで相談です。"},
    "condition": {"condition": "joint"},
    "treatment": {"treatment_kind": "unknown", "treatment_name": ""},
}
EXOSOME = {"treatment_kind": "exosome", "treatment_name": ""}


def test_who_ticks_self_pay_is_told_once_what_that_means():
    browser = Browser()
    page = go_to(browser, "payment", **NO_OFFER)

    first = browser.fill_in(page, payment="self_pay")
    told = browser.get(first["Location"])
    again = browser.fill_in(browser.get(step_path(page, "payment")), payment="self_pay")

    assert location(first) == f"/inquiry/{draft_id(page)}/self-pay/"
    assert told.status_code == 200
    assert told.context["further"] == step_path(page, "provider")
    assert location(again) == step_path(page, "provider")


def test_a_clinics_offer_in_the_text_is_enough():
    browser = Browser()
    page = go_to(
        browser, "payment", message={"message": "クリニックで幹細胞の点滴を自費198万円で勧められました。"}
    )

    assert location(browser.fill_in(page, payment="unknown")).endswith("/self-pay/")


@pytest.mark.parametrize("message", [HARM, STOPPED])
def test_who_had_harm_is_pressed_to_pay_like_others(message):
    browser = Browser()
    page = go_to(browser, "payment", **{**NO_OFFER, "message": {"message": message}})
    Draft.objects.update(self_pay_shown_at=None)

    assert location(browser.fill_in(page, payment="self_pay")).endswith("/self-pay/")


def test_exosomes_of_a_clinic_are_told_once_the_clinic_is_named():
    browser = Browser()
    page = go_to(
        browser,
        "provider",
        **{**NO_OFFER, "treatment": EXOSOME, "payment": {"payment": None}},
    )
    Draft.objects.update(self_pay_shown_at=None)

    assert location(browser.fill_in(page, provider_kind="clinic")).endswith("/self-pay/")


@pytest.mark.parametrize(
    ("payment", "changes"),
    [
        ("unknown", NO_OFFER),
        ("insured", {}),
        ("trial", {}),
        # What they ask about is insured: a person has to look, not a page.
        (
            "self_pay",
            {
                "message": {"message": "アムシェプリのことを知りたいです。"},
                "treatment": {"treatment_kind": "ips_cell", "treatment_name": "アムシェプリ"},
            },
        ),
        ("self_pay", {"message": {"message": DESPAIR}}),
    ],
)
def test_nobody_is_frightened_without_need(payment, changes):
    browser = Browser()
    page = go_to(browser, "payment", **changes)

    assert location(browser.fill_in(page, payment=payment)) == step_path(page, "provider")
    assert Draft.objects.get(public_id=draft_id(page)).self_pay_shown_at is None


def test_exosomes_that_nobody_offers_are_no_reason():
    browser = Browser()
    page = go_to(browser, "provider", **{**NO_OFFER, "treatment": EXOSOME,
                                         "payment": {"payment": None}})  # fmt: skip
    Draft.objects.update(self_pay_shown_at=None)

    assert "self-pay" not in location(browser.fill_in(page, provider_kind="none"))


@pytest.mark.parametrize("name", ["help", "self-pay"])
def test_without_a_step_before_it_leads_to_the_draft(name):
    browser = Browser()
    page = go_to(browser, "payment")

    for query in ("", "?after=nonsense", "?after=%00"):
        assert location(browser.get(step_path(page, name) + query)) == f"/inquiry/{draft_id(page)}/"
