"""By which numbers an inquiry is found: of its name, and of what it says (docs/adr/0021).

A number says that one of many words may stand there; whether it does is read from the opened text. What has
no term, such as a word in hiragana alone, is not found by one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from consult.models import SearchTerm
from intake import blind

# A long letter has some 200; more would let one inquiry fill the table.
MOST = 400
SAID = ("message", "treatment_name", "provider_name")
# Kanji and katakana carry what a text is about. Hiragana is mostly grammar, and how often each pair of it
# stands in a text would say most about the text.
_CARRIES = re.compile(r"[\u30a1-\u30fa\u30fc\u3005\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]{2,}")
_LATIN = re.compile(r"[a-z0-9]{3,}")
_LETTERS = 4


def folded(text: str) -> str:
    """In the usual width and in small letters, as texts are compared."""
    return unicodedata.normalize("NFKC", text).casefold()


def squeezed(text: str) -> str:
    """`folded` without spaces and line breaks: 佐藤 花子 and 佐藤花子 are one."""
    return re.sub(r"\s+", "", folded(text))


def name_parts(name: str) -> set[str]:
    """Every two letters that stand side by side, so that any part of a name finds it."""
    return _pairs(squeezed(name))


def word_parts(text: str) -> set[str]:
    """Every two signs side by side of kanji and katakana, and how each word in Latin letters begins."""
    found = {word[:_LETTERS] for word in _LATIN.findall(folded(text))}
    for run in _CARRIES.findall(squeezed(text)):
        found |= _pairs(run)
    return found


def _pairs(run: str) -> set[str]:
    return {run[start : start + 2] for start in range(len(run) - 1)}


def terms_of(inquiry: Any) -> set[int]:
    """By the newest key. The name comes first, should there be too many."""
    said = set().union(*(word_parts(getattr(inquiry, field)) for field in SAID))
    parts = [("name", part) for part in sorted(name_parts(inquiry.contact_name))]
    parts += [("word", part) for part in sorted(said)]
    return {blind.term(kind, part) for kind, part in parts[:MOST]}


def terms_for(kind: str, part: str) -> list[int]:
    """What a part may be found by: by each key on the ring, while they change."""
    return [blind.term(kind, part, key) for key in settings.INDEX_KEYS]


def index(inquiries: Iterable[Any], *, model: Any = SearchTerm) -> None:
    """Writes the terms of these inquiries, in the caller's transaction; what was there goes."""
    listed = list(inquiries)
    model.objects.filter(inquiry__in=[inquiry.pk for inquiry in listed]).delete()
    add(listed, model=model)


def add(inquiries: Iterable[Any], *, model: Any = SearchTerm) -> None:
    """As `index`, of inquiries that have no terms yet."""
    model.objects.bulk_create(
        (model(term=term, inquiry_id=one.pk) for one in inquiries for term in terms_of(one)), batch_size=5000
    )
