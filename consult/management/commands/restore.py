from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consult import backup
from intake.sealed_files import Broken


class Command(BaseCommand):
    help = "Fills an empty, migrated database from a backup, and erases again who was erased since."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--erasures", type=Path, required=True,
            help="What `manage.py erasures` printed last: without it, who was erased would be back.",
        )  # fmt: skip

    def handle(self, *args: Any, file: Path, erasures: Path, **options: Any) -> None:
        began = time.monotonic()
        try:
            erased = erasures.read_text(encoding="utf-8").splitlines()
            again = backup.restore(file, erased=erased, now=timezone.now(), progress=self._say)
        except (OSError, ValueError, Broken, backup.NotRestored) as problem:
            raise CommandError(f"Nothing was restored: {problem}") from problem
        self.stdout.write(f"Restored in {time.monotonic() - began:.1f} s; {again} erased again.")

    def _say(self, table: str, rows: int) -> None:
        self.stdout.write(f"  {table}: {rows}")
