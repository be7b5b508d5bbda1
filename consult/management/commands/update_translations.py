from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from consult import translations


class Command(BaseCommand):
    help = "Brings locale/*/LC_MESSAGES/django.po in line with the words in the code and the templates."

    def handle(self, *args: Any, **options: Any) -> None:
        for language in translations.languages():
            catalog = translations.update(language)
            translations.write(language, catalog)
            empty = [message.id for message in catalog if message.id and not message.string]
            self.stdout.write(f"{language}: {len(catalog)} messages, {len(empty)} to translate")
            for msgid in empty:
                self.stdout.write(f"  {msgid}")
