"""The languages that families read, and the one that a person who answers them has to speak."""

from __future__ import annotations

from django.conf import settings
from django.utils.functional import Promise

EASY_JAPANESE = "ja-easy"


def spoken(language: str) -> str:
    """`ja-easy` → `ja`: what triage, counselors and an `html lang` attribute know."""
    return language.partition("-")[0]


def languages() -> list[tuple[str, str | Promise]]:
    """Choices of a model. Taken by this function, so that another language needs no migration."""
    return list(settings.LANGUAGES)


def spoken_languages() -> list[tuple[str, str | Promise]]:
    """What a counselor can speak, and what the desk and the admin are in."""
    return [(code, name) for code, name in settings.LANGUAGES if spoken(code) == code]
