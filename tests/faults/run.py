"""One engine's rows: `python -m tests.faults.run sqlite|postgresql …` (started by tests.faults)."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.points import GUARDS
from tests.faults.servers import Server, own_servers
from tests.twilio import SENDER, SID, TOKEN

if TYPE_CHECKING:
    from tests.faults.world import Result


def main() -> int:
    options = _options()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shirube-faults-")))
        (folder / "state").mkdir()
        os.environ |= {
            "STATE_DIR": str(folder / "state"), "FAULTS_DIR": str(folder),
            "SECRET_KEY": "only for faults " * 4,
            "TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_FROM": SENDER,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings", "LOG_LEVEL": "CRITICAL",
        }  # fmt: skip
        servers: tuple[Server | None, Server | None] = (None, None)
        if options.engine == "postgresql":
            servers = stack.enter_context(own_servers(folder))
        return _run(options, *servers)


def _options() -> Namespace:
    parser = ArgumentParser()
    parser.add_argument("engine", choices=["sqlite", "postgresql"])
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--rows", default="")
    parser.add_argument("--without", choices=["", *GUARDS], default="")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=NUMBER")
    return parser.parse_args()


def _run(options: Namespace, postgres: Server | None, redis: Server | None) -> int:
    os.environ["FAULTS_WITHOUT"] = options.without
    import django

    django.setup()
    from django.core.management import call_command

    from tests.faults.rows import FINDS, LONG, ROWS, SHORT, Setting
    from tests.faults.world import World

    call_command("migrate", interactive=False, verbosity=0)
    if options.without == "unique":
        _remove_the_key()
    size = LONG if options.long else SHORT
    numbers = dict(one.split("=") for one in options.set)
    size = type(size)(**{**asdict(size), **{name: float(number) if "." in number else int(number)
                                            for name, number in numbers.items()}})  # fmt: skip
    wanted = options.rows.split(",") if options.rows else list(ROWS)
    if options.without:
        wanted = [FINDS[options.without]]
    sound = True
    # A worker of the file broker is one process, one of Redis two: four that send, on both.
    with World(mail_workers=2 if redis else 4, seed=options.seed) as world:
        setting = Setting(world, size, postgres, redis)
        for name in wanted:
            title, row = ROWS[name]
            began = time.monotonic()
            world.begin()
            result = row(setting)
            if result is not None:
                sound = sound and result.sound
                _print(name, title, result, time.monotonic() - began)
    return 0 if sound else 1


def _remove_the_key() -> None:
    from django.db import connection

    from consult import triggers
    from consult.followups import guard
    from consult.models import FollowUp

    keys = [one for one in FollowUp._meta.constraints if one.name == "one_followup_an_occurrence"]
    # SQLite makes the table anew, as the model says.
    FollowUp._meta.constraints = [one for one in FollowUp._meta.constraints if one not in keys]
    with connection.schema_editor() as editor:
        editor.remove_constraint(FollowUp, keys[0])
    triggers.install(guard.TRIGGERS, connection)


def _print(name: str, title: str, result: Result, seconds: float) -> None:
    print(
        json.dumps({"row": name, "title": title, "seconds": round(seconds, 1), **asdict(result)}), flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
