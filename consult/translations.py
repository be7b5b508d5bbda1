"""The words on the screen, gathered from Python and templates with Babel: no GNU gettext needed.

`manage.py update_translations` writes locale/*/LC_MESSAGES/django.po, `compile_translations` the .mo that the
service reads; a test holds them complete. Easy Japanese has the families' words only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import to_locale
from django.utils.translation.template import templatize

from intake.models.languages import EASY_JAPANESE, spoken
from intake.ruby import marked

_KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_PYTHON_FOLDERS = ("intake", "consult")
# What families never see, and so needs no easy Japanese: everything else is theirs until it stands here.
# A page of the desk or the admin says so itself, by what it extends.
STAFF_FILES = (
    "consult/admin/",
    "consult/apps.py",
    "consult/bulk.py",
    "consult/checks.py",
    "consult/demo.py",
    "consult/exports.py",
    "consult/followups/resolve.py",
    "consult/figures.py",
    "consult/forms.py",
    "consult/sign_in/",
    "consult/letter_forms.py",
    "consult/management/",
    "consult/models/",
    "consult/queue.py",
    "consult/queue_forms.py",
    "consult/seeding/",
    "consult/settings.py",
    "consult/templatetags/reasons.py",
    "consult/views/absences.py",
    "consult/views/case_page.py",
    "consult/views/for_me.py",
    "consult/views/hospital_summary.py",
    "consult/views/desk.py",
    "consult/views/letters.py",
    "consult/views/queue.py",
    "consult/views/inbound.py",
    "consult/views/outbox.py",
    "consult/views/review.py",
    "consult/views/taken_down.py",
    "intake/admin/",
    "intake/apps.py",
    "intake/management/",
    "intake/models/",
    "templates/admin/",
    "templates/consult/_desk_",
    "templates/consult/_kept.html",
    "templates/account/",
    "templates/consult/demo_mail.html",
    "templates/desk.html",
    "templates/handouts/hospital_summary.html",
    "templates/mfa/",
    "templates/usersessions/",
    "templates/emails/notice/",
)
_STAFF_PAGE = re.compile(r"""{%\s*extends ["'](desk|admin/[^"']*)\.html["']""")


def languages() -> list[str]:
    """The languages that have a catalogue: all but English, in which the code is written."""
    return [code for code, _name in settings.LANGUAGES if code != "en"]


def po_file(language: str) -> Path:
    return Path(settings.BASE_DIR) / "locale" / to_locale(language) / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=spoken(language), charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=spoken(language))


def update(language: str) -> Catalog:
    """The kept translations brought in line with what the code says now; nothing is guessed as fuzzy."""
    kept = read(language)
    catalog = Catalog(
        locale=spoken(language), charset="utf-8", fuzzy=False,
        project="Shirube", copyright_holder="The Shirube authors",
        creation_date=kept.creation_date, revision_date=kept.revision_date,
    )  # fmt: skip
    for place, msgid, context in used():
        if language == EASY_JAPANESE and not is_for_families(place):
            continue
        message = catalog.add(msgid, locations=[(place, 0)], context=context)
        _keep_translation(message, kept)
    return catalog


def _keep_translation(message: Message, kept: Catalog) -> None:
    singular = message.id if isinstance(message.id, str) else message.id[0]
    known = kept.get(singular, message.context)
    if known and known.string:
        message.string = known.string


def write(language: str, catalog: Catalog) -> None:
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, sort_output=True, include_lineno=False, omit_header=False, width=110)


def compile_po(path: Path) -> None:
    """The .mo beside a .po, its readings as marks (intake/ruby.py).

    Easy Japanese gets the words of Japanese where it has none: gettext would take those of another package
    first, whose "sent" is a date.
    """
    catalog = _read(path)
    base = path.parents[2] / path.parts[-3].partition("_")[0] / "LC_MESSAGES" / path.name
    for message in _read(base) if base != path and base.exists() else ():
        own = catalog.get(message.id, message.context)
        if message.id and (own is None or not own.string):
            catalog.add(message.id, message.string, context=message.context)
    for message in catalog:
        if isinstance(message.string, str):
            message.string = marked(message.string)
        elif message.string and all(message.string):
            message.string = tuple(marked(words) for words in message.string)
        else:
            # Babel would write the English in its place, and easy Japanese would not fall back to Japanese.
            message.string = ""
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalog)


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def is_for_families(place: str) -> bool:
    """Whether a family can see the words of this file."""
    if place.startswith(STAFF_FILES):
        return False
    return not (place.startswith("templates/") and _extends_a_staff_page(place))


@cache
def _extends_a_staff_page(place: str) -> bool:
    return bool(_STAFF_PAGE.search((Path(settings.BASE_DIR) / place).read_text(encoding="utf-8")))


def used() -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    """(file, message, context) of every translatable text in the product."""
    base = Path(settings.BASE_DIR)
    for folder in _PYTHON_FOLDERS:
        for path in sorted((base / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _extracted(path.relative_to(base), path.read_text(encoding="utf-8"))
    for path in sorted((base / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            yield from _extracted(path.relative_to(base), _as_python(path))


def _as_python(path: Path) -> str:
    """A template's messages as calls, one a line: what stands between them is no Python."""
    source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    return "\n".join(line.strip() for line in source.splitlines() if "gettext" in line or "_(" in line)


def _extracted(place: Path, source: str) -> Iterator[tuple[str, str | tuple[str, ...], str | None]]:
    found = extract(
        "python", BytesIO(source.encode("utf-8")), keywords=_KEYWORDS, options={"encoding": "utf-8"}
    )
    for _line, msgid, _comments, context in found:
        yield str(place), msgid, context
