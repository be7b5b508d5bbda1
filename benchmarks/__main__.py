"""`python -m benchmarks`: measures, and writes results.json and the table in docs/performance.md."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser, Namespace
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks import contestants, mails, report, rows
from benchmarks.contestants import Contestant, create_database, drop_database
from tests.engines import ROOT, _local_postgres, _local_redis, _postgres_title, own_postgres, own_redis

_PREFIX = "shirube_bench"


def main() -> int:
    options = _options()
    decisions = rows.triage()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="shirube-bench-")))
        server = _local_postgres() or stack.enter_context(own_postgres(folder))
        redis = _local_redis() or stack.enter_context(own_redis(folder))
        # What is made once: the peer's environment, and with --keep the databases and their keys.
        home = ROOT / "var" / "bench"
        home.mkdir(parents=True, exist_ok=True)
        few, many = options.sizes
        for name in ("bare", "peer", few, many):
            kept = options.keep and name in options.sizes
            if not kept:
                drop_database(server, f"{_PREFIX}_{name}")
                stack.callback(drop_database, server, f"{_PREFIX}_{name}")
            create_database(server, f"{_PREFIX}_{name}")
        state = home if options.keep else folder
        box = stack.enter_context(mails.letterbox())
        small = contestants.shirube(server, f"{_PREFIX}_{few}", redis, box.port.value, state / "shirube")
        large = contestants.shirube(server, f"{_PREFIX}_{many}", redis, box.port.value, state / "shirube")
        bare = contestants.bare(server, f"{_PREFIX}_bare", redis, box.port.value)
        peer = contestants.peer(server, f"{_PREFIX}_peer", home)
        _fill(bare, peer, small, large, options)
        mailed = [mails.one_round(bare, large, box, options.mails) for _ in range(options.rounds)]
        for one in (bare, peer, small, large):
            stack.enter_context(one.serving())
        rounds = _rounds(bare, peer, small, large, options)
        measured = [{**one, **of_mails} for one, of_mails in zip(rounds, mailed, strict=True)]
        fixed = {"triage decisions /s": decisions, **rows.once(small, large)}
        results = {
            "command": " ".join(["python -m benchmarks", *sys.argv[1:]]),
            "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
            "versions": _versions(server, peer),
            "cores": len(os.sched_getaffinity(0)),
            "load_before_and_after": [options.load_before, os.getloadavg()[0]],
            "gunicorn": {"workers": contestants.WORKERS, "threads": contestants.THREADS},
            "clients": rows.CLIENTS,
            "cases": {"few": few, "many": many},
            "rounds": measured,
            "once": fixed,
            "ratios": rows.ratios(measured),
        }
    report.write(results)
    return 0


def _options() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6, help="of each piece of load in a round")
    parser.add_argument("--times", type=int, default=15, help="how often each page is asked for in a round")
    parser.add_argument("--mails", type=int, default=500, help="of each contestant in a round")
    parser.add_argument("--sizes", type=int, nargs=2, default=[1_000, 100_000], metavar=("FEW", "MANY"))
    parser.add_argument(
        "--keep", action="store_true", help="keep Shirube's databases, and use those of a run before"
    )
    options = parser.parse_args()
    options.load_before = os.getloadavg()[0]
    return options


def _fill(
    bare: Contestant, peer: Contestant, small: Contestant, large: Contestant, options: Namespace
) -> None:
    few, many = options.sizes
    _say("filling the bare app and the peer")
    bare.fill("benchmarks.bare.fill", many)
    peer.fill("benchmarks.peer.fill", many)
    _say(f"filling Shirube with {few} cases, and with {many} (some minutes)")
    # Far more than can be sent in the time.
    small.fill(
        "benchmarks.fill_shirube", few, int(options.rounds * options.seconds * rows.MOST_SENT_A_SECOND)
    )
    large.fill("benchmarks.fill_shirube", many, 0)


def _rounds(
    bare: Contestant, peer: Contestant, small: Contestant, large: Contestant, options: Namespace
) -> list[dict[str, float]]:
    measured = []
    for number in range(options.rounds + 1):
        _say(f"round {number} of {options.rounds}{' (warms up, not counted)' if number == 0 else ''}")
        seconds = options.seconds if number else 1
        times = options.times if number else 2
        one = rows.one_round(bare, peer, small, large, seconds=seconds, times=times)
        _say("  " + ", ".join(f"{name} {value:.1f}" for name, value in one.items()))
        if number:
            measured.append(one)
    return measured


def _versions(server: str, peer: Contestant) -> dict[str, str]:
    asked = [
        peer.python,
        "-c",
        "from importlib.metadata import version as v; print(v('django-helpdesk'), v('django'))",
    ]
    helpdesk, its_django = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return {
        "shirube": commit.stdout.strip() or "unknown",
        "python": sys.version.split()[0],
        "postgresql": _postgres_title(server).split(" at ")[0],
        "django": version("django"),
        "gunicorn": version("gunicorn"),
        "django-helpdesk": f"{helpdesk} on Django {its_django}",
    }


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
