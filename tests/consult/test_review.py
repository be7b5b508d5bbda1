"""The counselor's review of a self-pay offer by five lenses, and the preparation for a specialist."""

from __future__ import annotations

import re
from functools import partial

import pytest
from django.utils import timezone, translation

from consult import reviews, services
from consult.lenses import SHEETS
from consult.models import Review
from consult.reviews import Found
from tests.factory import SON, make_counselor, submit_case

pytestmark = pytest.mark.django_db

OFFER = {
    "message": "千葉のクリニックで母のひざにエクソソームの点滴を5回、198万円とすすめられました。",
    "treatment_kind": "exosome",
    "payment": "self_pay",
    "treatment_name": "",
    "provider_kind": "clinic",
    "plan_number": "PB3210001",
}
FILLED = {
    "revision": "0",
    "whose": "no",
    "whose_note": "パンフレットに書かれていない",
    "whole_price": "yes",
    "whole_price_note": "198万円、5回",
    "evidence": "not_said",
    "red_flags": ["testimonials", "prepaid"],
}


@pytest.fixture
def offer(mori):
    return submit_case(**{**SON, **OFFER})


def address(case, sheet="five-lenses"):
    return f"/desk/cases/{case.reference}/review/{sheet}/"


@pytest.fixture
def desk(mori, client):
    client.force_login(mori.user)
    return client


def save(case, author, found, seen=0):
    return reviews.save(
        case=case, sheet=SHEETS["five-lenses"], found=found, seen=seen, author=author, now=timezone.now()
    )


class TestFillingItIn:
    def test_what_was_found_is_kept_and_shown_again(self, offer, desk, mori):
        answer = desk.post(address(offer), FILLED, follow=True)
        assert answer.redirect_chain == [(address(offer), 302)]
        form = answer.context["review_form"]
        assert form["whose"].value() == "no"
        assert form["whose_note"].value() == "パンフレットに書かれていない"
        assert form["red_flags"].value() == ["testimonials", "prepaid"]
        assert form["revision"].value() == 1
        assert offer.reviews.get().saved_by == mori.user
        assert offer.events.last().kind == "reviewed"

    def test_the_case_says_how_far_it_is(self, offer, desk):
        page = f"/desk/cases/{offer.reference}/"
        assert "18問のうち0問に回答済み" in desk.get(page).content.decode()
        desk.post(address(offer), FILLED)
        assert "18問のうち3問に回答済み" in desk.get(page).content.decode()

    def test_an_insured_case_has_the_preparation_and_one_that_nobody_sorted_has_both(self, aoki, mori):
        names = [one.sheet.name for one in reviews.progress(submit_case())]
        assert names == ["preparation"]
        open_in_all = dict.fromkeys(("treatment_name", "payment", "provider_kind"), "")
        unsorted = submit_case(
            message="膝のことです。", treatment_kind="unknown", condition="other", questions=[], **open_in_all
        )
        assert unsorted.track == "unsorted"
        assert [one.sheet.name for one in reviews.progress(unsorted)] == ["five-lenses", "preparation"]

    def test_sorted_anew_what_was_filled_in_stays_in_sight(self, offer, mori):
        save(offer, mori.user, Found({"whose": {"answer": "no", "note": ""}}, []))
        services.override_track(
            case=offer,
            track="insured_specialist",
            reason="保険の製品でした",
            author=mori.user,
            now=timezone.now(),
        )
        offer.refresh_from_db()
        assert {one.sheet.name for one in reviews.progress(offer)} == {"preparation", "five-lenses"}

    def test_the_plan_number_is_looked_at_and_never_scored(self, offer, desk):
        shown = desk.get(address(offer)).content.decode()
        assert "PB3210001" in shown
        assert "番号が合いません" in shown, "exosomes have no plan"


class TestRefused:
    @pytest.mark.parametrize(
        "posted",
        [
            {"revision": "x"},
            {"revision": ""},
            {"revision": "-1"},
            {"revision": "99999999999999999999"},
            {"whose": "perhaps"},
            {"whose_note": "長" * 501},
            {"whose_note": "a\x00b"},
            {"red_flags": ["not one of them"]},
        ],
    )
    def test_what_cannot_be_taken_comes_back_with_the_rest(self, offer, desk, posted):
        answer = desk.post(address(offer), {**FILLED, **posted})
        assert answer.status_code == 422
        assert answer.context["review_form"]["whole_price_note"].value() == "198万円、5回"
        assert not offer.reviews.exists()

    def test_a_sheet_that_does_not_exist(self, offer, desk):
        assert desk.get(address(offer, "six-lenses")).status_code == 404
        assert desk.post(address(offer, "six-lenses"), FILLED).status_code == 404

    def test_on_a_closed_case_nothing_is_saved_and_nothing_lost(self, offer, desk):
        services.close(case=offer, outcome="explained", author=None, now=timezone.now())
        answer = desk.post(address(offer), FILLED)
        assert answer.status_code == 409
        assert "パンフレットに書かれていない" in answer.content.decode()
        assert not offer.reviews.exists()


class TestTwoAtOnce:
    def test_both_versions_are_shown_and_the_second_press_decides(self, offer, desk, honda):
        save(offer, honda.user, Found({"whose": {"answer": "yes", "note": "自分の細胞"}}, []))
        answer = desk.post(address(offer), FILLED)
        assert answer.status_code == 409
        shown = answer.content.decode()
        assert "自分の細胞" in shown
        assert "パンフレットに書かれていない" in shown
        assert honda.display_name in shown
        assert offer.reviews.get().answers["whose"]["note"] == "自分の細胞"
        revision = re.search(r'name="revision" value="(\d+)"', shown)[1]
        assert desk.post(address(offer), {**FILLED, "revision": revision}).status_code == 302
        assert offer.reviews.get().answers["whose"]["answer"] == "no"

    def test_a_double_press_is_no_conflict(self, offer, desk):
        for _ in range(2):
            assert desk.post(address(offer), FILLED).status_code == 302
        assert offer.reviews.get().revision == 1


class TestToldToTheFamily:
    def test_it_begins_a_message_that_the_counselor_changes_and_sends(self, offer, desk):
        answer = desk.post(address(offer), {**FILLED, "tell": "1"}, follow=True)
        assert answer.redirect_chain == [(f"/desk/cases/{offer.reference}/?tell=five-lenses#write", 302)]
        begun = answer.context["reply_form"]["reply"].value()
        assert "全部でいくらか、書面で示されていますか。 はい (198万円、5回)" in begun
        assert "体験談ばかりで、根拠の説明がありません。" in begun
        asked = begun.partition("これから聞いてみるとよいこと")[2]
        assert "この病気についての根拠が示されていますか。" in asked
        assert "全部でいくらか" not in asked
        assert not offer.followups.filter(kind="message").exists(), "nothing is sent by itself"

    @pytest.mark.parametrize(
        ("language", "words"), [("en", "Fees"), ("ja-easy", "お金（かね）"), ("ja", "費用")]
    )
    def test_in_the_familys_language_whatever_the_counselors_is(self, offer, mori, language, words):
        review = save(offer, mori.user, Found({"whole_price": {"answer": "yes", "note": ""}}, []))
        with translation.override("en"):
            told = reviews.told_to_family(sheet=SHEETS["five-lenses"], review=review, language=language)
        assert words in told.splitlines()
        assert not set(told) & {"\ufff9", "\ufffa", "\ufffb", "{", "|"}

    def test_without_a_review_nothing_is_begun(self, offer, desk):
        for name in ("five-lenses", "six-lenses", ""):
            page = desk.get(f"/desk/cases/{offer.reference}/?tell={name}")
            assert page.context["reply_form"]["reply"].value() == ""


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_that_save_at_the_same_moment_one_is_told(race):
    author = make_counselor().user
    case = submit_case()
    founds = [Found({"whose": {"answer": answer, "note": ""}}, []) for answer in ("yes", "no", "not_said")]
    answers = race(*[partial(save, case, author, found) for found in founds])
    assert sum(isinstance(answer, Review) for answer in answers) == 1
    assert sum(isinstance(answer, reviews.ChangedElsewhere) for answer in answers) == 2
    assert case.reviews.get().revision == 1
