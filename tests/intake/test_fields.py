"""Numbers and dates as people write them: full width, 万円, eras; and what cannot be."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from intake.fields import (
    AgeField,
    BoxedDateField,
    PhoneField,
    ProseField,
    ReferenceField,
    YenField,
    western_year,
)

pytestmark = pytest.mark.engine_free


@pytest.mark.parametrize(
    ("typed", "year"),
    [
        ("2026", 2026),
        ("２０２６年", 2026),
        (" 2026 年 ", 2026),
        ("明治33", 1900),
        ("明治元年", 1868),
        ("大正15", 1926),
        ("大正元", 1912),
        ("昭和元年", 1926),
        ("昭和64年", 1989),
        ("昭和３３年", 1958),
        ("平成元", 1989),
        ("平成31", 2019),
        ("令和元年", 2019),
        ("令和1", 2019),
        ("令和8", 2026),
        ("㋿8", 2026),
        ("令和 ８ 年", 2026),
        ("R8", 2026),
        ("r8", 2026),
        ("Ｒ８", 2026),
        ("R.8", 2026),
        ("H31", 2019),
        ("h元", 1989),
        ("S64", 1989),
        ("T15", 1926),
        ("M33", 1900),
    ],
)
def test_a_year_in_either_calendar(typed, year):
    assert western_year(typed) == year


@pytest.mark.parametrize(
    ("boxes", "day"),
    [
        (["2026", "12", "24"], date(2026, 12, 24)),
        (["令和8", "１２", "２４"], date(2026, 12, 24)),
        (["令和8年", "12月", "24日"], date(2026, 12, 24)),
        (["R8", "4", "1"], date(2026, 4, 1)),
        (["2028", "02", "29"], date(2028, 2, 29)),
    ],
)
def test_a_date_in_three_boxes(boxes, day):
    assert BoxedDateField().clean(boxes) == day


@pytest.mark.parametrize("boxes", [None, [], ["", "", ""], [None, None, None], [" ", "　", ""]])
def test_an_empty_date_is_not_said(boxes):
    assert BoxedDateField(required=False).clean(boxes) is None


@pytest.mark.parametrize(
    ("typed", "yen"),
    [
        ("1980000", 1_980_000),
        ("1,980,000", 1_980_000),
        ("１，９８０，０００円", 1_980_000),
        ("198万", 1_980_000),
        ("１９８万円", 1_980_000),
        ("198.5万円", 1_985_000),
        ("5千円", 5_000),
        ("¥1,980,000", 1_980_000),
        ("￥１９８００００", 1_980_000),
        ("1980000 yen", 1_980_000),
        ("1 980 000 JPY", 1_980_000),
        ("約200万円", 2_000_000),
        ("198万円（税込）", 1_980_000),
        ("0", 0),
        ("10000000000", 10_000_000_000),
        ("1000000万", 10_000_000_000),
        ("1.8 million", 1_800_000),
        ("1.8 million yen", 1_800_000),
        ("¥1.8m", 1_800_000),
        ("350 thousand", 350_000),
        ("３５まんえん", 350_000),
        ("百九十八万円", 1_980_000),
        ("三百万", 3_000_000),
        ("千円", 1_000),
    ],
)
def test_an_amount_of_yen(typed, yen):
    assert YenField().clean(typed) == yen


@pytest.mark.parametrize(
    ("typed", "years"),
    [
        ("68", 68),
        ("６８", 68),
        ("６８歳", 68),
        ("68才", 68),
        ("68 years old", 68),
        ("0", 0),
        ("120", 120),
        ("七十一", 71),
        ("七十歳", 70),
        ("六八", 68),
        ("68さい", 68),
    ],
)
def test_an_age(typed, years):
    assert AgeField().clean(typed) == years


@pytest.mark.parametrize("field", [AgeField, YenField])
def test_an_empty_number_is_not_said(field):
    assert field(required=False).clean("  ") is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("03-1234-5678", "+81312345678"),
        ("０３１２３４５６７８", "+81312345678"),
        ("０９０１２３４５６７８", "+819012345678"),
        ("+44 20 7946 0958", "+442079460958"),
        ("", ""),
    ],
)
def test_a_telephone_number(typed, kept):
    assert PhoneField(required=False).clean(typed) == kept


@pytest.mark.parametrize(
    "typed", ["K7P-4QX-M2T", "k7p4qxm2t", " Ｋ７Ｐ　４ＱＸ－Ｍ２Ｔ ", "k7p 4qx m2t", "K7P‐4QX‐M2T"]
)
def test_a_reference_however_it_is_typed(typed):
    assert ReferenceField().clean(typed) == "K7P-4QX-M2T"


def test_a_line_break_is_one_character_of_prose():
    assert ProseField(max_length=3).clean("あ\r\nい") == "あ\nい"
    assert "maxlength" not in ProseField(max_length=3).widget.attrs


# -- Refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "boxes",
    [
        ["2026", "2", "30"],
        ["2027", "2", "29"],
        ["2026", "13", "1"],
        ["2026", "0", "1"],
        ["2026", "4", "31"],
        ["2026", "-4", "1"],
        ["2026", "", ""],
        ["", "4", "1"],
        ["令和", "4", "1"],
        ["令和100", "4", "1"],
        ["令和八", "4", "1"],
        ["慶応3", "4", "1"],
        ["X8", "4", "1"],
        # May be 2026 or 令和26: asking is better than a date in antiquity.
        ["26", "12", "24"],
        ["8", "12", "24"],
        ["0", "1", "1"],
        ["0000", "1", "1"],
        ["20266", "1", "1"],
        ["999999999999", "1", "1"],
        ["2026", "9" * 30, "1"],
        ["あ" * 10_000, "1", "1"],
        ["²⁰²⁶", "１", "一"],
        ["2026", "4.5", "1"],
    ],
)
def test_an_impossible_date_is_refused(boxes):
    with pytest.raises(ValidationError):
        BoxedDateField(required=False).clean(boxes)


@pytest.mark.parametrize(
    "typed",
    [
        "高い",
        "-5",
        "198億",
        "100万〜200万",
        "198万円と5万円",
        "1e9",
        "万",
        "1.980.000",
        "10000000001",
        "999999999999999万",
        "9223372036854775808",
        "9" * 40,
        "9" * 5000,
        "NaN",
        "inf",
        "٢٠٠",
        "½万",
    ],
)
def test_an_amount_that_cannot_be_is_refused(typed):
    with pytest.raises(ValidationError):
        YenField().clean(typed)


@pytest.mark.parametrize("typed", ["121", "-1", "68.5", "昭和28年", "old", "9" * 19, "3ヶ月", "68-70", "٦٨"])
def test_an_age_that_cannot_be_is_refused(typed):
    with pytest.raises(ValidationError):
        AgeField().clean(typed)


@pytest.mark.parametrize("typed", ["12", "abc", "1" * 40, "+", "+81", "電話"])
def test_a_number_that_cannot_be_called_is_refused(typed):
    with pytest.raises(ValidationError):
        PhoneField().clean(typed)
