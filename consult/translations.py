"""The words on the screen, gathered from Python and templates with Babel: no GNU gettext needed.

`manage.py update_translations` writes locale/*/LC_MESSAGES/django.po; a test holds them complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

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


def languages() -> list[str]:
    """The languages that have a catalogue: all but English, in which the code is written."""
    return [code for code, _name in settings.LANGUAGES if code != "en"]


def po_file(language: str) -> Path:
    return Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> Catalog:
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def update(language: str) -> Catalog:
    """The kept translations brought in line with what the code says now; nothing is guessed as fuzzy."""
    kept = read(language)
    catalog = Catalog(
        locale=language, charset="utf-8", fuzzy=False,
        project="Shirube", copyright_holder="The Shirube authors",
        creation_date=kept.creation_date, revision_date=kept.revision_date,
    )  # fmt: skip
    for place, msgid, context in used():
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
