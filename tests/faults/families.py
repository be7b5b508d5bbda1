"""What processes of their own do: send inquiries, press twice, take cases from each other, type odd things.

They are forked from a server that has read this module (World.apart), so each costs milliseconds.
"""

from __future__ import annotations

import random
import time
from contextlib import suppress
from multiprocessing.synchronize import Barrier
from typing import Any

import django

django.setup()

from django.db import DatabaseError, InterfaceError, connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from consult import services  # noqa: E402
from consult.followups.plan import plan  # noqa: E402
from consult.models import Case, Counselor, FollowUp  # noqa: E402
from intake.models import Draft  # noqa: E402
from intake.services import submit  # noqa: E402
from tests.factory import submit_inquiry  # noqa: E402
from tests.faults import points  # noqa: E402
from tests.intake.family import WAY  # noqa: E402


def send_inquiries(number: int) -> None:
    """May die at the family's points."""
    points.install_for_families()
    for _ in range(number):
        # As a web process does after a request that met a database that was away.
        connection.close_if_unusable_or_obsolete()
        try:
            submit_inquiry()
        except (DatabaseError, InterfaceError):
            time.sleep(0.2)


def press_send(draft_id: int, start: Barrier) -> None:
    draft = Draft.objects.get(pk=draft_id)
    start.wait()
    with suppress(Exception):  # whatever the second press is told, it must not be a second inquiry
        submit(draft=draft, language="ja", now=timezone.now())


def plan_the_same(case_id: int, occurrences: list[str], start: Barrier) -> None:
    """One after the other, each together with whoever else does it."""
    case = Case.objects.select_related("inquiry").get(pk=case_id)
    for occurrence in occurrences:
        start.wait()
        with suppress(DatabaseError):
            plan(case=case, kind=FollowUp.Kind.LINK, occurrence=occurrence, now=timezone.now())


def work_at_the_desk(seed: int, rounds: int, start: Barrier) -> None:
    """Takes, gives away, closes and opens cases again, at random, with everybody else."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    cases = list(Case.objects.values_list("pk", flat=True))
    start.wait()
    for _ in range(rounds):
        with suppress(services.NotPossible):
            _one_step(chance, Case.objects.select_related("inquiry").get(pk=chance.choice(cases)))


def _one_step(chance: random.Random, case: Case) -> None:
    counselor = chance.choice(list(Counselor.objects.select_related("user")))
    now, step = timezone.now(), chance.random()
    if step < 0.3:
        services.claim(case=case, counselor=counselor, now=now)
    elif step < 0.6:
        given: dict[str, Any] = {"seen": case.assignee_id, "words": "引き継ぎ", "author": counselor.user}
        services.hand_over(case=case, to=counselor, now=now, **given)
    elif step < 0.8:
        services.close(case=case, outcome=Case.Outcome.OTHER, author=counselor.user, now=now)
    else:
        services.reopen(case=case, author=counselor.user, now=now)


_ODD = (
    "\0",
    "\u202e",
    "\u2066",
    "👩‍⚕️",
    "\ud800",
    "\udfff",
    "ﷺ",
    "\r\n",
    "'",
    "%00",
    "{{",
    "漢",
    "1",
    "-",
    "\x7f",
    " ",
)


def type_odd_things(seed: int, number: int) -> None:
    """Posts generated inputs to the steps of an inquiry; every answer of 500 is noted."""
    chance = random.Random(seed)  # noqa: S311 (no secret)
    client = Client(raise_request_exception=False)
    client.post("/inquiry/new/", WAY["who"])
    draft = Draft.objects.latest("pk").public_id
    for count in range(number):
        step = chance.choice(list(WAY))
        names = [*WAY[step], chance.choice(["revision", "go", "x\0y", "csrfmiddlewaretoken"])]
        typed = {name: _odd(chance, large=count % 500 == 0) for name in names if chance.random() < 0.8}
        body = "&".join(f"{name}={value}" for name, value in typed.items()).encode("utf-8", "surrogatepass")
        kind = "application/x-www-form-urlencoded"
        status = client.post(f"/inquiry/{draft}/{step}/", body, content_type=kind).status_code
        if status >= 500:
            points.note("broken", f"{status} {step}")


def _odd(chance: random.Random, *, large: bool) -> str:
    if large:
        return chance.choice(_ODD) * (1_000_000 // 3)
    return "".join(chance.choice(_ODD) for _ in range(chance.randrange(12)))
