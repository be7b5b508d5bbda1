from __future__ import annotations

import sys
from argparse import ArgumentParser
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from consult import audit, event_guard, triggers
from consult.models import Case

_MOST_SHOWN = 200


class Command(BaseCommand):
    help = (
        "Reads the chains of events: `verify` says where one was edited, moved, deleted or cut; `heads` "
        "prints their ends, to be kept elsewhere and held against them later."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        verify = what.add_parser("verify")
        verify.add_argument("--case", help="The reference of one case.")
        verify.add_argument("--heads", type=Path, help="A list that `audit heads` printed before.")
        what.add_parser("heads")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "heads":
            for line in audit.export():
                self.stdout.write(line)
            return
        self._verify(options["case"], options["heads"])

    def _verify(self, reference: str | None, heads: Path | None) -> None:
        found = list(islice(self._faults(reference, heads), _MOST_SHOWN + 1))
        for fault in found[:_MOST_SHOWN]:
            self.stdout.write(str(fault))
        if len(found) > _MOST_SHOWN:
            self.stdout.write("… and more")
        if not triggers.are_installed(event_guard.TRIGGERS, connection):
            self.stdout.write("The database no longer refuses to change events: its triggers are missing.")
            sys.exit(1)
        if found:
            sys.exit(1)
        self.stdout.write("Every event is as it was written.")

    def _faults(self, reference: str | None, heads: Path | None) -> Any:
        yield from audit.faults(case=self._case(reference))
        if heads:
            try:
                with heads.open(encoding="utf-8") as lines:
                    exported = audit.read_heads(lines)
            except (OSError, audit.NotOurs) as problem:
                raise CommandError(str(problem)) from problem
            yield from audit.faults_since(exported)

    def _case(self, reference: str | None) -> int | None:
        if reference is None:
            return None
        pk = Case.objects.filter(inquiry__reference=reference).values_list("pk", flat=True).first()
        if pk is None:
            raise CommandError("There is no case of this reference.")
        return pk
