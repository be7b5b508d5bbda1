"""The line that a family reads for each rule: `texts.toml`, in the language of the inquiry."""

from __future__ import annotations

import tomllib
from pathlib import Path

from .facts import Language

TEXTS: dict[str, dict[str, str]] = tomllib.loads(
    (Path(__file__).parent / "texts.toml").read_text(encoding="utf-8")
)


# What the model proposed is told to the family in the same words.
PROPOSED = ".proposed"
TEXTS |= {f"{rule}{PROPOSED}": lines for rule, lines in TEXTS.items() if rule.startswith("flag.")}


def text_of(rule: str, language: Language) -> str:
    """The line of a rule in one language. Raises KeyError for a rule that has none."""
    return TEXTS[rule][language.value]
