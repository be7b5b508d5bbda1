"""Form fields that take what people type: full-width digits, commas, 万円, Japanese eras."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.choices import BaseChoiceIterator
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from intake.ruby import typed

# First year of each era; an era's year 1 is also written 元.
_ERAS = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019}
_ERA_LETTERS = {"m": "明治", "t": "大正", "s": "昭和", "h": "平成", "r": "令和"}
_BIRTH_YEAR = re.compile(r"明治|大正|昭和|平成|令和|[mtshr]\.?\d|(?:18|19|20)\d{2}", re.IGNORECASE)
_ERA_YEAR = re.compile(r"(明治|大正|昭和|平成|令和|[mtshr])\.?(元|\d{1,2})年?", re.IGNORECASE)


def narrow(text: str) -> str:
    """Full-width letters and digits as plain ones, without spaces: for numbers and codes, never for prose."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def western_year(text: str) -> int:
    """`2026`, `２０２６年`, `令和8`, `R8`, `令和元年` → the year of the common era. ValueError otherwise."""
    plain = narrow(text).removesuffix("年")
    era = _ERA_YEAR.fullmatch(plain)
    if not era:
        # Two digits may be of either calendar: asking is better than a date in antiquity.
        if len(plain) != 4:
            raise ValueError(plain)
        return _digits(plain)
    name = _ERA_LETTERS.get(era[1].lower(), era[1])
    return _ERAS[name] + (1 if era[2] == "元" else int(era[2])) - 1


class FixedChoices(BaseChoiceIterator):
    """Choices that are the same in every form. Django copies a list for each field and widget of each form,
    and reading a draft takes a dozen forms."""

    def __init__(self, choices: Iterable[tuple[str, str | Promise]]) -> None:
        self._choices = tuple(choices)

    def __iter__(self) -> Iterator[tuple[str, str | Promise]]:
        return iter(self._choices)

    def __copy__(self) -> FixedChoices:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> FixedChoices:
        return self


_KANJI_DIGITS = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_KANJI_TENS = {"十": 10, "百": 100, "千": 1_000}
_KANJI_NUMBER = re.compile(r"[一二三四五六七八九〇十百千]+")


def kanji_as_digits(plain: str) -> str:
    """`七十一歳` → `71歳`, `百九十八万円` → `198万円`; a 千 behind a digit stays the unit that it is."""
    return _KANJI_NUMBER.sub(lambda found: _kanji_value(found[0]), plain) if _is_kanji(plain) else plain


def _is_kanji(plain: str) -> bool:
    return not re.search(r"[0-9]", plain)


def _kanji_value(kanji: str) -> str:
    if not set(kanji) & set(_KANJI_TENS):
        return "".join(str(_KANJI_DIGITS[digit]) for digit in kanji)
    total, digit = 0, 0
    for sign in kanji:
        if sign in _KANJI_TENS:
            total += (digit or 1) * _KANJI_TENS[sign]
            digit = 0
        else:
            digit = _KANJI_DIGITS[sign]
    return str(total + digit)


def _digits(plain: str) -> int:
    if not re.fullmatch(r"[0-9]{1,12}", plain):
        raise ValueError(plain)
    return int(plain)


class AgeField(forms.CharField):
    """A whole number of years, `６８歳` included."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        plain = kanji_as_digits(narrow(text))
        if _BIRTH_YEAR.match(plain):
            raise ValidationError(
                _("This looks like the year of birth. Please write how many years old the patient is: 68."),
                code="birth_year",
            )
        try:
            age = _digits(re.sub(r"(歳|才|さい|years?old|years?)$", "", plain, flags=re.IGNORECASE))
        except ValueError:
            age = -1
        if not 0 <= age <= 120:
            raise ValidationError(_("Write the age as a number, such as 68."), code="age")
        return age


class ProseField(forms.CharField):
    """Free text, counted as its writer sees it: a line break is one character, though browsers post two.

    Without `maxlength`: with it a browser cuts off what is pasted, and says nothing.
    """

    def to_python(self, value: Any) -> str:
        return typed(str(super().to_python(value))).replace("\r\n", "\n")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class YenField(forms.CharField):
    """An amount of yen up to ten thousand million: `1,980,000`, `１９８万円`, `百九十八万`, `1.98m`."""

    _MOST = 10_000_000_000
    # What people write around the one figure, and that says nothing else of it.
    _AROUND = re.compile(
        r"約|およそ|about|税込み?|税抜き?|消費税別|[()]|くらい|ぐらい|ほど|程度", re.IGNORECASE
    )
    _PATTERN = re.compile(
        r"[¥\\]?([0-9][0-9,]*(?:\.[0-9]+)?)(万|まん|千|million|mio|m|thousand|k)?(?:円|えん|yen|jpy)?",
        re.IGNORECASE,
    )
    _UNITS = {
        "": 1,
        "千": 1_000,
        "k": 1_000,
        "thousand": 1_000,
        "万": 10_000,
        "まん": 10_000,
        "m": 1_000_000,
        "mio": 1_000_000,
        "million": 1_000_000,
    }

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        match = self._PATTERN.fullmatch(kanji_as_digits(self._AROUND.sub("", narrow(text))))
        amount = self._MOST + 1
        if match and len(match[1]) < 20:
            unit = self._UNITS[(match[2] or "").lower()]
            amount = round(float(match[1].replace(",", "")) * unit)
        if amount > self._MOST:
            raise ValidationError(
                _(
                    "Write one amount as a number, such as 1980000 or 1.98 million. "
                    "If you don't know it, leave this empty."
                ),
                code="yen",
            )
        return amount


class MailField(forms.EmailField):
    """An e-mail address, also in full-width letters or with a stray space."""

    def to_python(self, value: Any) -> str:
        return narrow(super().to_python(value) or "")


class ReferenceField(forms.CharField):
    """A reference as people type it: in small or full-width letters, with or without its hyphens."""

    def to_python(self, value: Any) -> str:
        letters = re.sub(r"[^0-9A-Z]", "", narrow(super().to_python(value) or "").upper())[:20]
        return "-".join(letters[start : start + 3] for start in range(0, len(letters), 3))


def takes_short_messages(number: str) -> bool:
    """Whether a number in E.164 may be a mobile phone: of those abroad, nobody knows here."""
    parsed = phonenumbers.parse(number)
    return (
        parsed.country_code != 81 or phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
    )


class PhoneField(forms.CharField):
    """A telephone number in any width, kept as E.164; without a country code it is a Japanese one."""

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            number = phonenumbers.parse(narrow(text), "JP")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not self._can_be_called(number):
            raise ValidationError(
                _(
                    "Please check the number: a digit may be missing, or one too many. Write it with its "
                    "area code, such as 03-1234-5678; outside Japan with + and the country code."
                )
            )
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def _can_be_called(self, number: phonenumbers.PhoneNumber) -> bool:
        if number.country_code != 81:
            return phonenumbers.is_possible_number(number)
        # The library takes from 8 to 17 digits for possible in Japan. All numbers have nine behind the 0;
        # those of mobile telephones, of the internet (050) and 0800 have ten.
        digits = str(number.national_number)
        return len(digits) == (10 if digits.startswith(("50", "60", "70", "80", "90")) else 9)


def national_number(e164: str) -> str:
    """A kept number as people in Japan write it; a foreign one with its country code."""
    number = phonenumbers.parse(e164)
    japanese = number.country_code == 81
    form = (
        phonenumbers.PhoneNumberFormat.NATIONAL if japanese else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return str(phonenumbers.format_number(number, form))


def yen_in_words(amount: int) -> str:
    return gettext("%(amount)s yen") % {"amount": f"{amount:,}"}


class DateBoxes(forms.MultiWidget):
    """Year, month and day as three boxes: quicker and surer than a calendar."""

    template_name = "shirube/widgets/split_date.html"
    PARTS: tuple[tuple[str, str | Promise], ...] = (
        ("year", _("Year")),
        ("month", _("Month")),
        ("day", _("Day")),
    )

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"inputmode": "numeric", "autocomplete": "off"}
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            # No numeric keypad for the year: 令和8 has to be typed too.
            part: forms.TextInput({"autocomplete": "off"} if part == "year" else box)
            for part, _label in self.PARTS
        }
        super().__init__(widgets, attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for box, (part, label) in zip(context["widget"]["subwidgets"], self.PARTS, strict=True):
            box["part"], box["label"] = part, label
        return context

    def decompress(self, value: date | None) -> list[Any]:
        return [value.year, value.month, value.day] if value else [None, None, None]


class BoxedDateField(forms.Field):
    """A date in three boxes, the year also in a Japanese era."""

    widget = DateBoxes

    def clean(self, value: Any) -> date | None:
        parts = [part or "" for part in value or ["", "", ""]]
        if not any(part.strip() for part in parts):
            return super().clean(None)
        try:
            month, day = narrow(parts[1]).removesuffix("月"), narrow(parts[2]).removesuffix("日")
            numbers = western_year(parts[0]), _digits(month), _digits(day)
        except (ValueError, OverflowError):
            raise ValidationError(
                _(
                    "Write year, month and day, each in its box, such as 2026 (or R8), 12, 24. If "
                    "you don't know it, leave all three empty."
                ),
                code="date",
            ) from None
        try:
            return date(*numbers)
        except (ValueError, OverflowError):
            raise ValidationError(
                _("There is no such day. Please check the month and the day."), code="day"
            ) from None


class MonthBoxes(DateBoxes):
    """Year and month as two boxes. The value is "YYYY-MM"."""

    PARTS = DateBoxes.PARTS[:2]

    def decompress(self, value: Any) -> list[Any]:
        return str(value).split("-") if value else [None, None]


class BoxedMonthField(forms.Field):
    """A month in two boxes, the year also in a Japanese era; cleaned to "YYYY-MM"."""

    widget = MonthBoxes
    # Anything else is a slip of the finger.
    _YEARS = range(1900, 2101)

    def clean(self, value: Any) -> str | None:
        parts = [part or "" for part in value or ["", ""]]
        if not any(part.strip() for part in parts):
            super().clean(None)
            return None
        try:
            first = date(western_year(parts[0]), _digits(narrow(parts[1]).removesuffix("月")), 1)
            if first.year not in self._YEARS:
                raise ValueError(first)
        except (ValueError, OverflowError):
            raise ValidationError(
                _("Write year and month, each in its box, such as 2026 (or R8) and 9."), code="month"
            ) from None
        return f"{first:%Y-%m}"


class CountField(forms.CharField):
    """A whole number from 0 to `most`, in any width, with or without the word for months."""

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            plain = kanji_as_digits(narrow(text))
            count = _digits(
                re.sub(r"(か月|ヶ月|カ月|ヵ月|ケ月|回|months?|times?)$", "", plain, flags=re.IGNORECASE)
            )
        except ValueError:
            count = -1
        if not 0 <= count <= self.most:
            raise ValidationError(
                _("Write a whole number from 0 to %(most)s, such as 2. If there was none, leave it empty."),
                code="count",
                params={"most": self.most},
            )
        return count
