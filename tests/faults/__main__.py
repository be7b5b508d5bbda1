"""The table of docs/reliability.md: `make faults`, or `python -m tests.faults --long --seed N`.

Runs on SQLite with the file broker and on PostgreSQL with Redis, both of its own, side by side. Then it
removes each guard in turn and wants to see the fault found: a check that can't fail proves nothing.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
from argparse import ArgumentParser, Namespace
from typing import Any

from consult.supervisor import die_with_parent
from tests.engines import ROOT, end
from tests.faults.points import GUARDS, ONLY_POSTGRESQL

ENGINES = {"sqlite": "SQLite, file broker", "postgresql": "PostgreSQL, Redis"}
_HEADINGS = ("fault", "engine", "faults", "messages", "lost", "doubled", "unsure", "taken", "oldest, s")


def main() -> int:
    options = _options()
    print(f"seed {options.seed}; an own PostgreSQL and Redis, an own mail server", flush=True)
    print(_line(_HEADINGS), _line(["---"] * len(_HEADINGS)), sep="\n", flush=True)
    engines = [options.only] if options.only else list(ENGINES)
    failed = [engine for engine, code in _side_by_side(engines, options, []) if code]
    for guard in [] if options.rows or options.keep_guards else GUARDS:
        # One engine sees each: what is removed is the same code on both.
        engine = engines[GUARDS.index(guard) % len(engines)]
        if guard in ONLY_POSTGRESQL and engine != "postgresql":
            continue
        [(_engine, code)] = _side_by_side([engine], options, ["--without", guard])
        if not code:
            failed.append(f"without its guard ({guard}) nothing was found")
    for what in failed:
        print(f"FAILED: {what}", flush=True)
    return 1 if failed else 0


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--long", action="store_true", help="the figures of the table instead of a short run")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311 (no secret)
    parser.add_argument("--only", choices=list(ENGINES))
    parser.add_argument("--rows", default="", help="some rows only, with commas, and no guard removed")
    parser.add_argument("--keep-guards", action="store_true")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=NUMBER", help="see rows.Size")
    return parser.parse_args()


def _side_by_side(engines: list[str], options: Namespace, more: list[str]) -> list[tuple[str, int]]:
    processes = [(engine, _start(engine, options, more)) for engine in engines]
    readers = [threading.Thread(target=_show, args=(engine, process, more)) for engine, process in processes]
    try:
        for reader in readers:
            reader.start()
        return [(engine, process.wait()) for engine, process in processes]
    finally:
        for _engine, process in processes:
            end(process, signal.SIGINT)
        for reader in readers:
            reader.join()


def _start(engine: str, options: Namespace, more: list[str]) -> subprocess.Popen[bytes]:
    kept = ("PATH", "HOME", "USER", "LANG", "TMPDIR", "PYTHONDONTWRITEBYTECODE")
    arguments = [engine, "--seed", str(options.seed), "--rows", options.rows, *more]
    arguments += ["--long"] if options.long else []
    arguments += [f"--set={one}" for one in options.set]
    parent = os.getpid()
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.run", *arguments],
        cwd=ROOT,
        env={name: os.environ[name] for name in kept if name in os.environ},
        stdout=subprocess.PIPE,
        start_new_session=True,
        preexec_fn=lambda: die_with_parent(parent, signal.SIGINT),
    )


def _show(engine: str, process: subprocess.Popen[bytes], more: list[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        try:
            print(_row(engine, json.loads(line), more), flush=True)
        except ValueError:
            print(line.decode(errors="replace").rstrip(), flush=True)


def _row(engine: str, found: dict[str, Any], more: list[str]) -> str:
    without = f" **without {more[1]}**" if more else ""
    notes = f" ({'; '.join(found['notes'])})" if found["notes"] else ""
    numbers = [found[name] for name in ("faults", "messages", "lost", "doubled", "unsure", "stolen")]
    delay = "" if found["delay"] is None else f"{found['delay']:.1f}"
    return _line([f"{found['title']}{without}{notes}", ENGINES[engine], *numbers, delay])


def _line(cells: Any) -> str:
    return "| " + " | ".join("" if cell is None else str(cell) for cell in cells) + " |"


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
