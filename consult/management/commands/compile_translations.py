from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from consult import translations


class Command(BaseCommand):
    help = "Writes the .mo files that the service reads, beside the given .po files or all of locale/."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="*", type=Path)

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        for path in files or map(translations.po_file, translations.languages()):
            translations.compile_po(path)
