"""The outbox from a terminal: what waits, what failed, what is unsure. Ids and states, no personal data."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.models import User
from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from consult.followups import resolve, sweep, tell_cases, watch
from consult.models import FollowUp
from consult.models.followup_states import FollowUpState
from consult.refusals import NotPossible


class Command(BaseCommand):
    help = "Lists follow-ups, tries again what failed, resolves what is unsure, sends what is due."

    def add_arguments(self, parser: ArgumentParser) -> None:
        does = parser.add_subparsers(dest="does", required=True)
        listed = does.add_parser("list", help="the numbers, and the rows of a state")
        listed.add_argument("--state", choices=FollowUpState.values)
        listed.add_argument("--most", type=int, default=50)
        for name, words in (("retry", "send once more"), ("resolve", "decide about what is unsure")):
            one = does.add_parser(name, help=words)
            one.add_argument("followups", nargs="+", type=int, metavar="ID")
            one.add_argument("--by", required=True, help="the user name of who decides")
            one.add_argument("--reason", required=True, help="kept as a note on the case")
            if name == "resolve":
                one.add_argument("--as", dest="way", required=True, choices=list(resolve.WAYS))
        does.add_parser("drain", help="send, in this process, until nothing is due any more")

    def handle(self, *args: Any, does: str, **options: Any) -> None:
        if does == "list":
            self._list(options["state"], options["most"])
        elif does == "drain":
            self._drain()
        else:
            self._resolve(options, "resend" if does == "retry" else options["way"])

    def _list(self, state: str | None, most: int) -> None:
        found = watch.look(now=timezone.now())
        for name, count in found.counts.items():
            self.stdout.write(f"{name:<10} {count}")
        self.stdout.write(f"oldest unsent: {found.oldest_unsent_seconds or 0} s")
        rows = FollowUp.objects.filter(state=state).order_by("due_at", "pk")[:most] if state else []
        for row in rows:
            self.stdout.write(
                f"{row.pk} case {row.case_id} {row.kind} {row.state} due {row.due_at:%Y-%m-%dT%H:%M:%SZ} "
                f"attempts {row.attempts} {row.last_error} <{row.message_id}>"
            )

    def _drain(self) -> None:
        sent = 0
        while more := sweep():
            sent += more
        while tell_cases(now=timezone.now()):
            pass
        self.stdout.write(f"{sent} sent")

    def _resolve(self, options: dict[str, Any], way: str) -> None:
        author = User.objects.filter(username=options["by"], is_active=True).first()
        if author is None:
            raise CommandError("Nobody who may sign in has this user name.")
        for followup in FollowUp.objects.select_related("case").filter(pk__in=options["followups"]):
            try:
                resolve.resolve(
                    followup=followup, way=way, reason=options["reason"], author=author, now=timezone.now()
                )
            except NotPossible as refusal:
                raise CommandError(
                    f"{followup.pk} is {followup.state}: this can't be done with it."
                ) from refusal
            self.stdout.write(f"{followup.pk} {way}")
