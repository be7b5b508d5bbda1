"""Everything on the screen is said in every language, and means what the code fills in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings

from consult import translations

pytestmark = pytest.mark.engine_free

TEMPLATES = Path(settings.BASE_DIR) / "templates"
# Shown when nothing works any more, translation included: it says everything in both languages.
IN_BOTH_LANGUAGES = {"400.html", "500.html", "standalone.html"}

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
TAG = re.compile(r"</?\w+[^>]*>")
LETTERS = re.compile(r"[A-Za-z]{2,}|[\u3040-\u30ff\u3400-\u9fff]")


@pytest.fixture(params=translations.languages())
def language(request) -> str:
    return request.param


def messages(catalog: Catalog) -> list[Message]:
    """All but the header, which has no id."""
    return [message for message in catalog if message.id]


def said(message: Message) -> list[str]:
    """The translations of a message: one, or one a plural form."""
    return list(message.string) if isinstance(message.string, (list, tuple)) else [message.string or ""]


def meant(message: Message) -> str:
    """The text in the code; of a plural the one that holds its number."""
    return message.id[-1] if isinstance(message.id, (list, tuple)) else message.id


def key(message: Message) -> tuple[str, str | None]:
    return meant(message), message.context


def test_every_language_but_english_has_a_catalogue():
    assert translations.languages() == ["ja", "ja-easy"]
    assert all(translations.po_file(code).exists() for code in translations.languages())


def test_everything_is_translated(language):
    empty = [meant(message) for message in messages(translations.read(language)) if not all(said(message))]

    assert empty == []


def test_nothing_is_fuzzy_or_obsolete(language):
    catalog = translations.read(language)

    assert [meant(message) for message in messages(catalog) if message.fuzzy] == []
    assert list(catalog.obsolete) == []


def test_the_catalogue_says_what_the_code_says(language):
    """Otherwise run `manage.py update_translations` and translate what is new."""
    kept = {key(message) for message in messages(translations.read(language))}
    used = {key(message) for message in messages(translations.update(language))}

    assert used - kept == set(), "not in the catalogue yet"
    assert kept - used == set(), "in the catalogue, and no longer in the code"


def test_placeholders_and_tags_are_the_same(language):
    for message in messages(translations.read(language)):
        for words in filter(None, said(message)):
            for part in (PLACEHOLDER, TAG):
                assert sorted(part.findall(words)) == sorted(part.findall(meant(message))), meant(message)


def test_a_percent_sign_that_fills_nothing_in_is_written_twice(language):
    for message in messages(translations.read(language)):
        if "python-format" in message.flags:
            for words in filter(None, said(message)):
                words % {name: 1 for name in re.findall(r"%\((\w+)\)", words)}


def test_a_translation_is_in_its_language(language):
    """An English text that was only copied would be taken for done."""
    copied = [
        meant(message)
        for message in messages(translations.read(language))
        if any(words == meant(message) for words in said(message)) and re.search(r"[a-z]{2}", meant(message))
    ]

    assert copied == []


def test_the_catalogue_holds_the_words_of_python_and_of_templates():
    places = {place.partition("/")[0] for place, _message, _context in translations.used()}

    assert places == {"intake", "consult", "templates"}


# -- Words that no one could translate ---------------------------------------------------------


def bare_words(source: str) -> list[str]:
    """Words of a template that stand outside the translation tags, in its text and in what is read out."""
    source = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", "", source, flags=re.DOTALL)
    # A class is no word.
    source = re.sub(r"{%\s*block \w+_class\s*%}.*?{%\s*endblock\s*%}", "", source)
    source = re.sub(r"{%\s*blocktrans.*?endblocktrans(?:late)?\s*%}", "", source, flags=re.DOTALL)
    source = re.sub(r"<(script|style)\b.*?</\1>", "", source, flags=re.DOTALL)
    source = re.sub(r"{%.*?%}|{{.*?}}", "", source, flags=re.DOTALL)
    attributes = re.findall(r'\b(?:alt|title|aria-label|placeholder|label)="([^"]*)"', source)
    text = re.sub(r"<[^>]*>|&\w+;|&#\w+;", " ", source)
    return [words.strip() for words in [*text.splitlines(), *attributes] if LETTERS.search(words)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Bare</p>", ["Bare"]),
        ("<p>日本語</p>", ["日本語"]),
        ('<a title="Bare">{{ x }}</a>', ["Bare"]),
        ('<p class="word">{% translate "Said" %} {{ name }} – &nbsp;</p>', []),
        ("{% blocktranslate trimmed %}Said {{ x }}{% plural %}Said{% endblocktranslate %}", []),
        ("{# a note #}{% comment %} a note {% endcomment %}<!-- a note -->", []),
    ],
)
def test_bare_words_are_found(source, found):
    assert bare_words(source) == found


def test_no_template_holds_bare_words():
    templates = [path for path in sorted(TEMPLATES.rglob("*")) if path.suffix in (".html", ".txt")]

    assert len(templates) > 30
    found = {
        str(path.relative_to(TEMPLATES)): bare_words(path.read_text(encoding="utf-8"))
        for path in templates
        if path.name not in IN_BOTH_LANGUAGES
    }
    assert {name: words for name, words in found.items() if words} == {}


def test_the_page_of_last_resort_speaks_both_languages():
    words = " ".join(bare_words((TEMPLATES / "500.html").read_text(encoding="utf-8")))

    assert "うまくいきませんでした" in words
    assert "Something went wrong" in words


def test_what_is_not_translated_yet_is_not_written_in_english(tmp_path):
    """Easy Japanese then falls back to Japanese, in plurals too."""
    path = tmp_path / "django.po"
    head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n"Plural-Forms: nplurals=1;"\n'
    path.write_text(head + '\nmsgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] ""\n', encoding="utf-8")

    translations.compile_po(path)

    assert b"day" not in path.with_suffix(".mo").read_bytes()
