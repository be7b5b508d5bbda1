from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from consult import erasure


class Command(BaseCommand):
    help = (
        "Prints which families were erased, one a line: to be kept beside the backups, newer than they are."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        for line in erasure.listed():
            self.stdout.write(line)
