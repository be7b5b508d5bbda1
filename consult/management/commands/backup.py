from __future__ import annotations

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from consult import backup
from intake.keyring import NoKey


class Command(BaseCommand):
    help = "Writes everything in the database into one sealed file. It opens with DATA_KEYS alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        began = time.monotonic()
        try:
            backup.write(file, now=timezone.now(), progress=self._say)
        except (OSError, NoKey) as problem:
            raise CommandError(f"No backup was written: {problem}") from problem
        size = file.stat().st_size / 1024 / 1024
        self.stdout.write(f"{size:.1f} MB in {time.monotonic() - began:.1f} s.")

    def _say(self, table: str, rows: int) -> None:
        if rows:
            self.stdout.write(f"  {table}: {rows}")
