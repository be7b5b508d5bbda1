from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from consult import key_rotation
from intake import keyring
from intake.sealed import NotOpened


class Command(BaseCommand):
    help = (
        "Goes over to new keys while the service runs (docs/operations.md): `rotate` to DATA_KEYS' newest, "
        "`reindex` to INDEX_KEYS' newest; `status` says which keys are still needed to read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["rotate", "reindex", "status"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        try:
            {"rotate": self._rotate, "reindex": self._reindex, "status": self._status}[what]()
        except (keyring.NoKey, NotOpened) as problem:
            raise CommandError(f"Stopped: {problem}. Begun again it goes on.") from problem

    def _say(self, table: str, looked_at: int) -> None:
        self.stdout.write(f"  {table}: {looked_at}")

    def _rotate(self) -> None:
        changed = key_rotation.rotate(progress=self._say)
        self.stdout.write(f"{changed} rows are sealed anew. Everything is sealed by the newest key.")

    def _reindex(self) -> None:
        self.stdout.write(f"{key_rotation.reindex(progress=self._say)} inquiries are indexed anew.")

    def _status(self) -> None:
        for table, keys in key_rotation.in_use().items():
            told = ", ".join(f"{name}: {count}" for name, count in sorted(keys.items())) or "nothing sealed"
            self.stdout.write(f"{table}: {told}")
