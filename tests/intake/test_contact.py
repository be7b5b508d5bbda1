"""How the family can be reached: what each way needs, and numbers and addresses as people write them."""

from __future__ import annotations

import pytest
from django.utils.html import escape

from intake.models import Inquiry
from tests.factory import submit_inquiry
from tests.intake.family import Browser, go_to, location, shown, step_path, text_of, told

pytestmark = pytest.mark.django_db

EMPTY = {"contact_name": "", "email": "", "phone": "", "best_time_to_call": None}


@pytest.mark.parametrize(
    "typed",
    [
        {"preferred_channel": "email", "email": "hanako@example.jp"},
        {"preferred_channel": "phone", "phone": "03-1234-5678"},
        {"preferred_channel": "page"},
    ],
)
def test_each_way_needs_only_its_own(typed):
    browser = Browser()
    page = go_to(browser, "contact")

    after = browser.fill_in(page, **{**EMPTY, **typed})

    assert location(after) == step_path(page, "check")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("03-1234-5678", "+81312345678"),
        ("０３－１２３４－５６７８", "+81312345678"),
        ("０３ー１２３４ー５６７８", "+81312345678"),
        ("（０３）１２３４　５６７８", "+81312345678"),
        ("090 1234 5678", "+819012345678"),
        ("09012345678", "+819012345678"),
        ("+81 90-1234-5678", "+819012345678"),
        ("＋４４ ２０ ７９４６ ０９５８", "+442079460958"),
        ("0120-123-456", "+81120123456"),
    ],
)
def test_a_number_in_any_width_is_kept_in_one_form(typed, kept):
    assert submit_inquiry(preferred_channel="phone", phone=typed).phone == kept


@pytest.mark.parametrize("typed", ["hanako@example.jp", "h.yamada+kaigo@mail.example.co.jp"])
def test_an_address_is_kept_as_it_was_written(typed):
    assert submit_inquiry(preferred_channel="email", email=typed).email == typed


def test_full_width_letters_of_an_address_do_not_matter():
    inquiry = submit_inquiry(preferred_channel="email", email="ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ")

    assert inquiry.email == "hanako@example.jp"


def test_spaces_around_an_address_do_not_matter():
    assert (
        submit_inquiry(preferred_channel="email", email="  hanako@example.jp　").email == "hanako@example.jp"
    )


def test_name_and_time_to_call_are_kept():
    inquiry = submit_inquiry(
        preferred_channel="phone", phone="0312345678", contact_name="髙橋 さえ", best_time_to_call="morning"
    )

    assert (inquiry.contact_name, inquiry.best_time_to_call) == ("髙橋 さえ", "morning")


# -- Refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"preferred_channel": "email"}, "email"),
        ({"preferred_channel": "phone"}, "phone"),
        ({"preferred_channel": "email", "phone": "0312345678"}, "email"),
        ({"preferred_channel": "phone", "email": "hanako@example.jp"}, "phone"),
        ({}, "preferred_channel"),
    ],
)
def test_what_is_missing_is_said_in_words_of_each_language(typed, field):
    words = set()
    for language in ("ja", "en"):
        browser = Browser()
        browser.speak(language)

        refused = browser.fill_in_wrongly(go_to(browser, "contact"), **{**EMPTY, **typed})

        assert set(refused.context["form"].errors) == {field}
        (missing,) = told(refused, field)
        assert text_of(refused).count(escape(missing)) == 2  # in the summary and at the field
        words.add(missing)
    assert len(words) == 2
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        "hanako",
        "hanako@",
        "@example.jp",
        "hanako@example",
        "花子@example.jp",
        "hanako@example.jp, other@example.jp",
        "hanako@example.jp\nBcc: other@example.jp",
        "hanako@example.jp\u2028Bcc: other@example.jp",
        "a" * 250 + "@example.jp",
    ],
)
def test_a_bad_address_is_told_in_words_and_kept(typed):
    browser = Browser()
    page = go_to(browser, "contact")

    refused = browser.fill_in_wrongly(page, preferred_channel="email", email=typed)

    assert "error-text" in text_of(refused)
    assert shown(refused)["email"][0].split() == typed.split()


@pytest.mark.parametrize(
    "typed",
    ["12", "電話はありません", "03-1234-56789012", "+", "+999 1234 5678", "110", "0901234567", "03-1234-567"],
)
def test_a_bad_number_is_told_in_words_and_kept(typed):
    browser = Browser()
    page = go_to(browser, "contact")

    refused = browser.fill_in_wrongly(page, preferred_channel="phone", phone=typed)

    assert set(refused.context["form"].errors) == {"phone"}
    assert shown(refused)["phone"] == [typed]


def test_a_bad_number_is_told_of_once():
    browser = Browser()
    page = go_to(browser, "contact")

    refused = browser.fill_in_wrongly(page, preferred_channel="phone", phone="12", email="")

    assert len(told(refused, "phone")) == 1
