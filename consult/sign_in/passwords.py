"""What nobody here chooses as a password: the words that somebody who guesses at us tries first."""

from __future__ import annotations

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class NoWordsOfOurs:
    """The words stand in settings (ASVS 5.0, 6.1.2 and 6.2.11)."""

    def __init__(self, words: list[str]) -> None:
        self.words = words

    def validate(self, password: str, user: Any = None) -> None:
        plain = unicodedata.normalize("NFKC", password).lower()
        if any(word in plain for word in self.words):
            raise ValidationError(self.get_help_text(), code="password_of_ours")

    def get_help_text(self) -> str:
        return _("Your password can't hold a word that stands for this service.")
