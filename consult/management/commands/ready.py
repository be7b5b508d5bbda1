from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from consult.health import readiness


class Command(BaseCommand):
    help = "Asks what /readyz asks, without a web server: exit code 0 when the named checks hold."
    # A container's health check: it runs every half minute and says nothing new about the code.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "checks", nargs="*", help='such as "worker:mail" or "beat"; all of them without any'
        )

    def handle(self, *args: Any, checks: list[str], **options: Any) -> None:
        found = readiness(now=timezone.now()).checks
        unknown = set(checks) - found.keys()
        if unknown:
            raise CommandError(f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(found)}")
        missing = [name for name in checks or found if not found[name]]
        if missing:
            self.stderr.write(f"not ready: {', '.join(missing)}")
            sys.exit(1)
