from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from consult.seeding import seed


class Command(BaseCommand):
    help = "Fills the demo with invented families and the people who sign in. Refuses outside the demo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--inquiries", type=int, default=12, help="How many families have written.")
        parser.add_argument(
            "--counselors",
            type=int,
            default=4,
            help="How many counselors there are; those who sign in count, and are always there.",
        )
        parser.add_argument(
            "--seed", type=int, default=1, help="The same seed makes the same families, each of them once."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Demo data is made in the demo only: its passwords are public. "
                "`make run` sets SHIRUBE_DEMO; never set it where real families write."
            )
        if options["inquiries"] < 0 or options["counselors"] < 0:
            raise CommandError("--inquiries and --counselors take numbers from 0 up.")
        began = time.monotonic()
        added = seed(
            inquiries=options["inquiries"],
            counselors=options["counselors"],
            seed=options["seed"],
            now=timezone.now(),
            progress=lambda done: self._say(options, f"  {done} inquiries …"),
        )
        self._say(options, f"{added} inquiries added in {time.monotonic() - began:.1f} s.")

    def _say(self, options: dict[str, Any], line: str) -> None:
        if options["verbosity"]:
            self.stdout.write(line)
