"""Finding a case by what a caller says: its reference, a name, an address, a number, or words of it.

Names and words are sealed: numbers of their parts lead to those that may fit (consult/search_terms.py), the
newest first, and those are opened and read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from consult.models import Case, SearchTerm
from consult.models.cases import CaseQuerySet
from consult.search_terms import SAID, name_parts, squeezed, terms_for, word_parts
from intake import blind
from intake.fields import PhoneField, ReferenceField, narrow

MOST = 50
# One letter finds half of everything.
SHORTEST = 2
_REFERENCE = re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}")
# So many are opened and read for one search, however common the words are.
MOST_READ = 2_000
# A part that stands in more inquiries than this narrows little down. Where every part is so common, two that
# never meet would have the database look through half of all cases: it looks at the newest alone then.
COMMON = 5_000
_NEWEST = 50_000
# Parts of what was typed beyond these narrow nothing down.
_MOST_PARTS = 8


@dataclass(frozen=True)
class Hits:
    """`only_newest` is true where it was looked for in the newest cases alone: words that have no number, and
    words that stand nearly everywhere."""

    cases: list[Any]
    more: bool
    only_newest: bool = False


def find(text: str, *, among: CaseQuerySet) -> Hits:
    """The newest cases that fit, of those that the reader may see (`among`), and whether there are more.

    What kind of thing was typed decides where it is looked for.
    """
    reference = ReferenceField().to_python(text)
    # A reference of nearly only digits could be read as a telephone number; nine letters, as a name.
    by_reference = among.filter(inquiry__reference=reference)
    if _REFERENCE.fullmatch(reference) and (exact := list(by_reference.values_list("pk", flat=True))):
        fitting, _only_newest = _reading(text, among)
        return _shown(among.filter(pk__in=[*exact, *fitting]))
    if "@" in narrow(text):
        return _shown(among.filter(inquiry__email_index__in=blind.indexes("email", narrow(text))))
    phone = _as_phone(text)
    if phone:
        return _shown(among.filter(inquiry__phone_index__in=blind.indexes("phone", phone)))
    fitting, only_newest = _reading(text, among)
    return _shown(among.filter(pk__in=fitting), only_newest=only_newest)


def _shown(fitting: CaseQuerySet, *, only_newest: bool = False) -> Hits:
    found = list(fitting.order_by("-pk")[: MOST + 1])
    return Hits(cases=found[:MOST], more=len(found) > MOST, only_newest=only_newest)


def _as_phone(text: str) -> str:
    try:
        return PhoneField(required=False).clean(text)
    except ValidationError:
        return ""


def _reading(text: str, among: CaseQuerySet) -> tuple[list[int], bool]:
    """The newest cases whose name or words hold what was typed, one more than is shown; and whether words
    were looked for in the newest cases alone."""
    rows = Case.objects.select_related("inquiry").filter(pk__in=among.order_by().values("pk"))
    by_name, by_word = sorted(name_parts(text)), sorted(word_parts(text))
    wanted = squeezed(text)
    found: set[int] = set()
    if by_name:
        named = _newest(rows) if _are_common("name", by_name) else rows
        found |= _holding(wanted, _having("name", by_name, named), ("contact_name",))
    common = bool(by_word) and _are_common("word", by_word)
    found |= _holding(wanted, _having("word", by_word, _newest(rows) if common else rows), SAID)
    return sorted(found, reverse=True)[: MOST + 1], common or not by_word


def _holding(wanted: str, rows: CaseQuerySet, fields: tuple[str, ...]) -> set[int]:
    found: set[int] = set()
    for case in rows.order_by("-pk")[:MOST_READ].iterator(chunk_size=200):
        if any(wanted in squeezed(getattr(case.inquiry, field)) for field in fields):
            found.add(case.pk)
        if len(found) > MOST:
            break
    return found


def _are_common(kind: str, parts: list[str]) -> bool:
    """Counted by the index alone, and no further than need be."""
    return all(
        SearchTerm.objects.filter(term__in=terms_for(kind, part)).order_by()[: COMMON + 1].count() > COMMON
        for part in parts[:_MOST_PARTS]
    )


def _newest(rows: CaseQuerySet) -> CaseQuerySet:
    newest = Case.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return rows.filter(pk__gt=newest - _NEWEST)


def _having(kind: str, parts: list[str], rows: CaseQuerySet) -> CaseQuerySet:
    for part in parts[:_MOST_PARTS]:
        there = SearchTerm.objects.filter(term__in=terms_for(kind, part), inquiry=OuterRef("inquiry"))
        rows = rows.filter(Exists(there))
    return rows
