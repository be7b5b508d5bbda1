"""Every word of easy Japanese that we ship carries its reading, and no word of a family's page is missing."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from consult import translations
from intake.reading_level import KANJI, Level, double_negatives, kanji_without_reading, measure, too_long
from intake.ruby import MARKS, NOTATION
from intake.triage.texts import TEXTS

pytestmark = pytest.mark.engine_free

BASE = Path(settings.BASE_DIR)
KANA = re.compile(r"[\u3041-\u3096ー]+")
SOURCE_LINE = re.compile(r"(?m)^[A-Z0-9]+ \| | \| \d{4}-\d\d-\d\d$")
FILLED_IN = re.compile(r"\{\{ [a-z_]+ \}\}|\{[a-z_]+\}")


def easy_texts() -> Iterator[tuple[str, str]]:
    """(where, text) of all easy Japanese in the repository."""
    for message in translations.read("ja-easy"):
        # 年, 月 and 日 behind a figure go without: 日 is read in a dozen ways there.
        if message.id and message.context != "format of a day":
            for words in [message.string] if isinstance(message.string, str) else message.string:
                yield str(message.id), words
    for rule, lines in TEXTS.items():
        yield rule, lines["ja-easy"]
    for name in ("consent_texts_easy.json", "explanations_easy.json"):
        for row in json.loads((BASE / "intake" / "data" / name).read_text(encoding="utf-8")):
            for part in ("title", "body", "sources"):
                yield f"{name} {row.get('kind', row.get('key'))}", row.get(part, "")
    for path in sorted((BASE / "intake" / "data" / "pages").glob("*.toml")):
        page = tomllib.loads(path.read_text(encoding="utf-8"))["ja-easy"]
        yield from ((f"{path.name} {part}", SOURCE_LINE.sub("", words)) for part, words in page.items())


def test_every_kanji_has_its_reading():
    bare = [(where, words) for where, words in easy_texts() if kanji_without_reading(words)]

    assert bare == []


def test_a_reading_is_of_kanji_and_in_hiragana():
    odd = [
        (where, found[0])
        for where, words in easy_texts()
        for found in NOTATION.finditer(words)
        if not KANJI.search(found[1]) or not KANA.fullmatch(found[2])
    ]

    assert odd == []


def test_the_notation_is_balanced():
    """A brace or a bar that is left over would be seen on the page. What scripts fill in, {time}, is not."""
    left = [(where, FILLED_IN.sub("", NOTATION.sub("", words))) for where, words in easy_texts()]
    odd = [(where, words) for where, words in left if re.search(r"[{}|]", words)]

    assert odd == []


def test_every_rule_of_triage_has_an_easy_line():
    assert [rule for rule, lines in TEXTS.items() if not lines.get("ja-easy")] == []


def test_sentences_are_short_and_without_double_negatives():
    assert [(where, one) for where, words in easy_texts() for one in too_long(words)] == []
    assert [(where, one) for where, words in easy_texts() for one in double_negatives(words)] == []


def test_easy_pages_are_easy_to_read_and_no_page_is_hard():
    for path in sorted((BASE / "intake" / "data" / "pages").glob("*.toml")):
        page = tomllib.loads(path.read_text(encoding="utf-8"))
        levels = {code: measure(page[code]["body"], code).level for code, _name in settings.LANGUAGES}
        assert levels["ja-easy"] == Level.EASY, path.stem
        assert Level.HARD not in levels.values(), path.stem


class TestWhoseWords:
    """What needs an easy version is told by the file where the words stand."""

    @pytest.mark.parametrize(
        "place",
        ["templates/intake/start.html", "templates/consult/status.html", "templates/base.html",
         "templates/emails/base.html", "intake/forms.py", "intake/fields.py", "intake/vocabulary.py",
         "consult/look_again.py", "consult/views/status.py", "templates/a_page_of_tomorrow.html"],
    )  # fmt: skip
    def test_a_familys(self, place, monkeypatch):
        if "tomorrow" in place:
            monkeypatch.setattr(translations, "_extends_a_staff_page", lambda place: False)
        assert translations.is_for_families(place)

    @pytest.mark.parametrize(
        "place",
        ["templates/consult/case.html", "templates/consult/queue.html", "templates/desk.html",
         "templates/admin/base_site.html", "consult/admin/cases.py", "consult/views/desk.py",
         "consult/forms.py", "intake/admin/replay.py", "intake/models/catalogue.py"],
    )  # fmt: skip
    def test_the_staffs(self, place):
        assert not translations.is_for_families(place)

    def test_no_file_is_named_that_is_gone(self):
        # Colleagues move files; a name that fits nothing would hide nothing, and mislead.
        # A name may be the beginning of several.
        names = [name.removesuffix("/") for name in translations.STAFF_FILES]
        assert [name for name in names if not list(BASE.glob(f"{name}*"))] == []


class TestCompiled:
    def test_the_service_reads_readings_as_marks(self, tmp_path):
        po = tmp_path / "django.po"
        po.write_bytes(translations.po_file("ja-easy").read_bytes())
        translations.compile_po(po)
        with po.with_suffix(".mo").open("rb") as file:
            words = str(read_mo(file)["Back"].string)
        assert words == f"{MARKS[0]}戻{MARKS[1]}もど{MARKS[2]}る"

    def test_what_is_missing_is_said_in_japanese_never_in_english(self):
        """The desk's words have no easy version; a page that came to use one must not turn English."""
        with translation.override("ja-easy"):
            assert gettext("Sign out") == "ログアウト"

    def test_and_in_our_own_words_not_in_those_of_another_package(self):
        easy = {message.id for message in translations.read("ja-easy")}
        plain = [one.id for one in translations.read("ja") if isinstance(one.id, str) and not one.context]
        missing = [one for one in plain if one not in easy]
        assert "sent" in missing
        with translation.override("ja"):
            ours = [gettext(one) for one in missing]
        with translation.override("ja-easy"):
            assert [gettext(one) for one in missing] == ours
