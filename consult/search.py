"""Finding a case by what a caller says: its reference, a name, an address, a number, or words of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q

from consult.models.cases import CaseQuerySet
from intake.fields import PhoneField, ReferenceField, narrow

MOST = 50
# One letter finds half of everything.
SHORTEST = 2
_REFERENCE = re.compile(r"[0-9A-Z]{3}-[0-9A-Z]{3}-[0-9A-Z]{3}")


@dataclass(frozen=True)
class Hits:
    cases: list
    more: bool


def find(text: str, *, among: CaseQuerySet) -> Hits:
    """The newest cases that fit, of those that the reader may see (`among`), and whether there are more."""
    found = list(among.filter(_meant(text)).order_by("-pk")[: MOST + 1])
    return Hits(cases=found[:MOST], more=len(found) > MOST)


def _meant(text: str) -> Q:
    """What kind of thing was typed decides where it is looked for."""
    reference = ReferenceField().to_python(text)
    if _REFERENCE.fullmatch(reference):
        by_reference = Q(inquiry__reference=reference)
        # Nine letters may be a name in Latin letters as well.
        return by_reference | _in_words(text)
    if "@" in narrow(text):
        return Q(inquiry__email__iexact=narrow(text))
    phone = _as_phone(text)
    if phone:
        return Q(inquiry__phone=phone)
    return _in_words(text)


def _as_phone(text: str) -> str:
    try:
        return PhoneField(required=False).clean(text)
    except ValidationError:
        return ""


def _in_words(text: str) -> Q:
    """As it was typed, and in the usual width: families write in either."""
    ways = {text, unicodedata.normalize("NFKC", text)}
    found = Q()
    for way in sorted(ways):
        for field in ("contact_name", "message", "treatment_name", "provider_name"):
            found |= Q(**{f"inquiry__{field}__icontains": way})
    return found
