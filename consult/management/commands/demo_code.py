from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from consult.sign_in.demo_codes import code_of


class Command(BaseCommand):
    help = "Prints the code that the authenticator app of one of the demo's people would show now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="One of the sign-ins that `make run` prints.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Codes are printed in the demo only. Use `make demo-code NAME=…`.")
        code = code_of(options["name"])
        if code is None:
            raise CommandError("The demo set up no second factor for this name.")
        self.stdout.write(code)
