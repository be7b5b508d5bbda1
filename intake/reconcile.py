"""A draft that is older than the questions: what still fits is kept, what does not is shown once.

Between two of a family's visits a new version may ask otherwise. A kept step is read through the form of
today: fields that are gone and choices that are gone drop out. The step says so until it is answered anew,
which writes what fits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from intake.forms import StepForm

DATE_PARTS = ("_year", "_month", "_day")
# The code of an answer that was ticked. Its words are gone with the choice, and the code is ours, not theirs.
_CODE = re.compile(r"[a-z][a-z0-9_]*|JP-[0-9]{2}")


@dataclass
class Fitted:
    """`dropped` are the typed words that no question takes any more."""

    posted: dict[str, list[str]] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    changed: bool = False


def fit(form: type[StepForm], kept: object) -> Fitted:
    """What was kept of a step, as far as its form still takes it."""
    fitted = Fitted()
    names = {name + part for name in form.base_fields for part in ("", *DATE_PARTS)}
    for name, values in as_posted(kept).items():
        still = [value for value in values if name in names and _is_offered(form, name, value)]
        gone = [value for value in values if value and value not in still]
        if name in names:
            fitted.posted[name] = still
        if gone:
            fitted.changed = True
            fitted.dropped += words_in(gone)
    return fitted


def as_posted(kept: object) -> dict[str, list[str]]:
    """Lists of texts by name; anything else that an older version may have kept is left out."""
    if not isinstance(kept, dict):
        return {}
    return {
        str(name): values
        for name, values in kept.items()
        if isinstance(values, list) and all(isinstance(value, str) for value in values)
    }


def words_in(values: list[str]) -> list[str]:
    return [value for value in values if value and not _CODE.fullmatch(value)]


def _is_offered(form: type[StepForm], name: str, value: str) -> bool:
    choices: Any = getattr(form.base_fields.get(name), "choices", None)
    return choices is None or value == "" or value in {str(code) for code, _words in choices}
