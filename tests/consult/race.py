"""Many processes that give, take, take over, hand over, close and open the same few cases at the same moment.

`python -m tests.consult.race` races 50 of them for 1,000 rounds on a database of its own, made beside the one
of DATABASE_URL (or as a file) and dropped afterwards; test_race.py does it shortly. After every round each
counselor has as many open cases as the counter says and no more than they can take.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection, connections
from django.utils import timezone

CASES, COUNSELORS, CAPACITY = 24, 6, 3
_ROUND_SECONDS = 120


def race(*, processes: int, rounds: int, seed: int = 1) -> Counter[str]:
    """Runs on the database that is configured, with cases and counselors in it; what happened how often.

    Raises AssertionError when a counter does not agree or a process failed by anything but a refusal.
    """
    from tests.consult.places import counts_agree

    connections.close_all()
    context = multiprocessing.get_context("fork")
    begin, end = context.Barrier(processes + 1), context.Barrier(processes + 1)
    told: Any = context.SimpleQueue()
    racers = [
        context.Process(target=_run, args=(seed * 1000 + number, rounds, begin, end, told), daemon=True)
        for number in range(processes)
    ]
    for racer in racers:
        racer.start()
    happened: Counter[str] = Counter()
    try:
        for number in range(rounds):
            begin.wait(_ROUND_SECONDS)
            end.wait(_ROUND_SECONDS)
            for _ in racers:
                happened[told.get()] += 1
            failed = [what for what in happened if what.startswith("failed")]
            assert not failed, failed
            assert counts_agree(), f"round {number + 1}"
    finally:
        for racer in racers:
            racer.terminate()
            racer.join()
    assert given_agrees()
    return happened


def given_agrees() -> bool:
    """Fairness counted each case once for each counselor who ever had it."""
    from consult.models import Event, GivenCases

    assigned = Event.objects.filter(kind=Event.Kind.ASSIGNED).values_list("case", "data__counselor")
    ever = Counter(counselor for _case, counselor in set(assigned))
    counted: Counter[int] = Counter()
    for row in GivenCases.objects.all():
        counted[row.counselor_id] += row.cases
    return ever == counted


def _run(seed: int, rounds: int, begin: Any, end: Any, told: Any) -> None:

    chance = random.Random(seed)  # noqa: S311 (no secret)
    for _ in range(rounds):
        begin.wait(_ROUND_SECONDS)
        told_now = _one_change(chance)
        end.wait(_ROUND_SECONDS)
        told.put(told_now)


def _one_change(chance: random.Random) -> str:
    from consult import services
    from consult.models import Case, Counselor

    case = chance.choice(list(Case.objects.select_related("inquiry", "assignee")))
    counselor = chance.choice(list(Counselor.objects.select_related("user")))
    now, user = timezone.now(), counselor.user
    seen = case.assignee_id
    changes: dict[str, Callable[[], Any]] = {
        "assign": lambda: services.assign(case=case, now=now),
        "claim": lambda: services.claim(case=case, counselor=counselor, now=now),
        "take over": lambda: services.take_over(case=case, seen=seen, counselor=counselor, now=now),
        "hand over": lambda: services.hand_over(
            case=case, seen=seen, to=chance.choice([None, counselor]), words="…", author=user, now=now
        ),
        "close": lambda: services.close(case=case, outcome="explained", author=user, now=now),
        "open again": lambda: services.reopen(case=case, author=user, now=now),
        "drain": lambda: services.assign_waiting(now=now),
    }
    name = chance.choice(list(changes))
    try:
        done = changes[name]()
    except services.NotPossible:
        return f"{name}: refused"
    except Exception as error:  # told to the process that looks on, which stops the race
        return f"failed: {name}: {type(error).__name__}: {error}"
    return f"{name}: nobody" if done is False else f"{name}: done"


def make_the_field() -> None:
    """More cases than places."""
    from tests.factory import make_counselor, submit_case

    for _ in range(COUNSELORS):
        make_counselor(capacity=CAPACITY)
    for _ in range(CASES):
        submit_case()


def main() -> None:
    parser = ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--processes", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=1000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consult.settings")
    import django

    django.setup()
    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            # A file, as in service: one in memory could not be shared.
            settings_dict = connections["default"].settings_dict
            settings_dict["TEST"]["NAME"] = str(Path(folder) / "race.sqlite3")
        _race_on_its_own_database(options.processes, options.rounds)


def _race_on_its_own_database(processes: int, rounds: int) -> None:
    from django.test.utils import setup_databases, teardown_databases

    from consult import hints

    made = setup_databases(verbosity=0, interactive=False)
    begun = time.monotonic()
    try:
        # Nobody is there to be woken.
        with patch.object(hints, "hint"), patch("consult.followups.plan.hint"):
            make_the_field()
            happened = race(processes=processes, rounds=rounds)
    finally:
        connections.close_all()
        teardown_databases(made, verbosity=0)
    for what, often in sorted(happened.items()):
        sys.stdout.write(f"{often:7} {what}\n")
    sys.stdout.write(
        f"{processes} processes, {rounds} rounds on {connection.display_name} in"
        f" {time.monotonic() - begun:.0f} s: no capacity passed, no counter drifted\n"
    )


if __name__ == "__main__":
    main()
