"""The rows of the table, each a fault done to a running service. Figures to reach: docs/reliability.md."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Q

from consult.models import Case, Counselor, FollowUp
from intake.models import Inquiry
from tests.factory import fill_draft, make_counselor, submit_case, submit_inquiry
from tests.faults import families, handovers, points
from tests.faults.ledger import TAKEN
from tests.faults.points import FAMILY_POINTS, WORKER_POINTS, Orders
from tests.faults.servers import Server
from tests.faults.world import Result, World, start_celery

_apart = get_context("forkserver")
_apart.set_forkserver_preload(["tests.faults.families"])


@dataclass(frozen=True)
class Size:
    messages: int
    kills: int
    each_point: int
    stops: int
    outages: int
    outage_seconds: float
    restarts: int
    racers: int
    rounds: int
    presses: int
    inputs: int


SHORT = Size(80, 8, 2, 3, 1, 1.5, 2, 6, 60, 2, 80)
LONG = Size(10_000, 500, 50, 25, 3, 60, 20, 50, 1_000, 200, 100_000)


@dataclass(frozen=True)
class Setting:
    world: World
    size: Size
    postgres: Server | None
    redis: Server | None


@contextmanager
def _processes(function: Callable[..., None], arguments: list[tuple[Any, ...]]) -> Iterator[list[Any]]:
    """Processes of their own that run `function`, ended with the block."""
    connection.close()
    started = [_apart.Process(target=function, args=given) for given in arguments]
    for process in started:
        process.start()
    try:
        yield started
    finally:
        for process in started:
            process.join(120)
            process.kill()


# -- Mail ----------------------------------------------------------------------------------------


def random_kills(given: Setting) -> Result:
    world, size = given.world, given.size
    planted, kills, wait = world.plant(size.messages), 0, 0.0

    def kill() -> None:
        nonlocal kills, wait
        if kills < size.kills and time.monotonic() >= wait:
            kills += world.kill_one()
            wait = time.monotonic() + world.chance.uniform(0.02, 0.25)
            if not world.unsettled(planted[:-1] or planted):
                # All are out before all the kills were done: more to send.
                planted.extend(world.plant(max(20, size.messages // 10)))

    world.until(lambda: kills >= size.kills, 1800, kill)
    world.settle(planted, 300)
    return world.judge(planted, faults=kills)


def named_points(given: Setting) -> Result:
    """A kill before and after claim, hand-over, the server's yes, mark sent and event; then of families."""
    world, size = given.world, given.size
    points.give(Orders(points=WORKER_POINTS, share=0.4, most=size.each_point))
    planted = world.plant(size.each_point * len(WORKER_POINTS) * 3)
    wanted = size.each_point * len(WORKER_POINTS)

    def more() -> None:
        if not world.unsettled(planted):
            planted.extend(world.plant(size.each_point * 4))

    world.until(lambda: len(points.noted("deaths")) >= wanted, 1800, more)
    points.give(Orders())
    world.settle(planted, 300)
    return world.judge(planted, faults=len(points.noted("deaths")))


def families_killed(given: Setting) -> Result:
    """The process that takes an inquiry dies before its commit, after it, and after the hint."""
    world, size = given.world, given.size
    before = Inquiry.objects.count()
    points.give(Orders(points=FAMILY_POINTS, share=0.5, most=size.each_point))
    for _ in range(size.each_point * len(FAMILY_POINTS)):
        with _processes(families.send_inquiries, [(3,), (3,)]):
            pass
        if len(points.noted("deaths")) >= size.each_point * len(FAMILY_POINTS):
            break
    points.give(Orders())
    deaths = len(points.noted("deaths"))
    return _judge_inquiries(world, faults=deaths, messages=Inquiry.objects.count() - before)


def _judge_inquiries(world: World, *, faults: int, messages: int) -> Result:
    """Whole or not at all: an inquiry has consent, decision, case and acknowledgement, which leaves once."""
    world.until(lambda: not FollowUp.objects.unsent().exists(), 60)
    whole = Inquiry.objects.annotate(
        mails=Count("case__followups", Q(case__followups__kind="acknowledgement"))
    )
    partial = (
        whole.exclude(mails=1).count() + Inquiry.objects.filter(Q(consents=None) | Q(decisions=None)).count()
    )
    partial += Inquiry.objects.filter(draft__submitted_at=None).count()
    mails = FollowUp.objects.filter(kind="acknowledgement").values_list("message_id", "state")
    doubled = sum(world.ledger.taken[str(message_id)] > 1 for message_id, _state in mails)
    unsent = sum(state not in ("sent", "unsure") for _id, state in mails)
    unsure = sum(state == "unsure" for _id, state in mails)
    return Result(faults, messages, partial + unsent, doubled, unsure)


def smtp_answers(given: Setting) -> Result:
    """Refused for good and for now, silence, a line cut after the mail: each in its true state."""
    world, size = given.world, given.size
    planned: dict[str, str] = {}
    kinds = ["550 5.1.1 no", "421 4.7.0 not now", "451 4.3.0 later", "drop", "hang"]

    def answer(message_id: str, tries: int) -> str:
        kind = planned.setdefault(message_id, kinds[len(planned) % len(kinds)])
        # What is refused for now is taken at the third try.
        return TAKEN if kind[0] == "4" and tries > 2 else kind

    world.ledger.answer_to = answer
    # Each silence costs a second.
    planted = world.plant(min(size.messages // 4, 500))
    world.settle(planted, 600)
    expected = {"5": "failed", "4": "sent", "d": "unsure", "h": "unsure"}
    rows = FollowUp.objects.filter(pk__in=planted)
    # One that never came to the server has no answer, and so no right state.
    right = {message_id: expected[answer[0]] for message_id, answer in planned.items()}
    wrong = sum(row.state != right.get(str(row.message_id)) for row in rows)
    result = world.judge(planted, faults=len(planned), refused=True)
    return Result(**{**vars(result), "notes": [f"{wrong} in a wrong state"] if wrong else []})


def three_times(given: Setting) -> Result:
    """Every task three times, out of order, from four schedulers at once."""
    world, size = given.world, given.size
    schedulers = [_scheduler(number) for number in range(4)] if size.messages > 1000 else []
    planted = world.plant(size.messages)
    tasks = 0

    def send_tasks() -> None:
        nonlocal tasks
        from consult.tasks import sweep_followups, tell_cases

        for task in world.chance.sample([sweep_followups, tell_cases] * 3, 6):
            with suppress(Exception):
                task.delay()
                tasks += 1

    senders = [threading.Thread(target=send_tasks) for _ in range(12)]
    for sender in senders:
        sender.start()
    world.settle(planted, 300)
    for sender in senders:
        sender.join()
    for scheduler in schedulers:
        os.killpg(scheduler.pid, signal.SIGKILL)
        scheduler.wait()
    result = world.judge(planted, faults=0)
    return Result(**{**vars(result), "faults": tasks})


def _scheduler(number: int) -> subprocess.Popen[bytes]:
    schedule = f"--schedule={points.folder() / f'beat-{number}'}"
    return start_celery(["beat", "--loglevel=CRITICAL", schedule])


def stopped_workers(given: Setting) -> Result:
    """Two that have the same message one after the other: the first sleeps past its lease, then goes on."""
    world, size = given.world, given.size
    planted: list[int] = []
    for number in range(size.stops):
        points.forget("stopped", "woken", "orders")
        at = "before handing" if number % 3 < 2 else "after handing"
        points.give(Orders(stop_at=(at,), stops=2 if at == "before handing" else 1))
        planted += world.plant(1)
        world.until(lambda: len(points.noted("stopped")) >= points.orders().stops, 20)
        points.give(Orders())
        if at == "after handing":
            # Its lease runs out while it sleeps.
            world.until(lambda: not FollowUp.objects.filter(state="handing").exists(), 10)
        for pid in points.noted("stopped"):
            _wake(int(pid))
            # The one that came first goes on by itself before the other may.
            world.until(lambda pid=pid: _rests(int(pid)), 3)  # type: ignore[misc]
    world.settle(planted, 60)
    return world.judge(planted, faults=size.stops)


def _wake(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


def _rests(pid: int) -> bool:
    """Done with what it had: it waits for its next task."""
    return f"{pid} done" in points.noted("woken")


def broker_gone(given: Setting) -> Result:
    """Flushed, killed, paused, down: inquiries are taken in the meantime, and due mail leaves after."""
    world, size, redis = given.world, given.size, given.redis
    planted, faults, notes = world.plant(10), 0, []
    ways: list[Any] = [_flushed, _killed, _paused, _down] if redis else [_folder_emptied]
    for _ in range(size.outages):
        for way in ways:
            planted += world.plant(max(5, size.messages // 40))
            with way(redis, size.outage_seconds):
                began = time.monotonic()
                submit_inquiry()
                if time.monotonic() - began >= 2:
                    notes.append(f"a submission took {time.monotonic() - began:.1f} s ({way.__name__})")
            faults += 1
            began = time.monotonic()
            if not world.settle(planted, 60):
                notes.append(f"mail did not leave within 60 s ({way.__name__})")
    result = world.judge(planted, faults=faults)
    return Result(**{**vars(result), "notes": notes})


@contextmanager
def _flushed(redis: Server, seconds: float) -> Iterator[None]:
    import redis as client

    with client.Redis.from_url(settings.REDIS_URL) as connected:
        connected.flushall()
    yield


@contextmanager
def _killed(redis: Server, seconds: float) -> Iterator[None]:
    redis.kill()
    redis.start()
    yield


@contextmanager
def _paused(redis: Server, seconds: float) -> Iterator[None]:
    redis.pause()
    yield
    time.sleep(seconds)
    redis.go_on()


@contextmanager
def _down(redis: Server, seconds: float) -> Iterator[None]:
    redis.kill()
    yield
    time.sleep(seconds)
    redis.start()


@contextmanager
def _folder_emptied(redis: Server | None, seconds: float) -> Iterator[None]:
    folder = settings.CELERY_BROKER_TRANSPORT_OPTIONS["data_folder_in"]
    for name in os.listdir(folder):  # noqa: PTH208 (names only, as many as there are)
        with suppress(FileNotFoundError):
            os.unlink(f"{folder}/{name}")  # noqa: PTH108
    yield


# -- The database --------------------------------------------------------------------------------


def postgres_restarts(given: Setting) -> Result | None:
    """Stopped or killed, and started again, while families send and workers work."""
    world, size, postgres = given.world, given.size, given.postgres
    if postgres is None:
        return None
    planted = world.plant(size.messages // 4)
    before = Inquiry.objects.count()
    with _processes(families.send_inquiries, [(size.restarts * 8,), (size.restarts * 8,)]):
        world.until(lambda: Inquiry.objects.count() > before, 30)
        for number in range(size.restarts):
            world.until(lambda: False, 0.5)
            connection.close()
            postgres.kill(signal.SIGKILL if number % 2 else signal.SIGINT)
            postgres.start()
    connection.close()
    world.settle(planted, 300)
    mails = world.judge(planted, faults=size.restarts)
    sent = Inquiry.objects.count() - before
    whole = _judge_inquiries(world, faults=size.restarts, messages=sent)
    return Result(
        size.restarts, len(planted) + sent, mails.lost + whole.lost, mails.doubled + whole.doubled,
        (mails.unsure or 0) + (whole.unsure or 0), mails.stolen, mails.delay,
    )  # fmt: skip


# -- People at the same moment -------------------------------------------------------------------


def desk_races(given: Setting) -> Result:
    """Many take, give away, close and open the same cases: no place is given twice, and none is lost."""
    size = given.size
    counselors = [
        make_counselor(tracks=["insured_specialist"], languages=["ja"], capacity=4) for _ in range(6)
    ]
    for _ in range(30):
        submit_case()
    start = _apart.Barrier(size.racers)
    each = size.rounds // 10 if size.rounds < 1000 else size.rounds // 5
    seeds = [given.world.chance.randrange(10**6) for _ in range(size.racers)]
    with _processes(families.work_at_the_desk, [(seed, each, start) for seed in seeds]):
        pass
    over = Counselor.objects.filter(open_cases__gt=F("capacity")).count()
    held = Counselor.objects.annotate(held=Count("cases", Q(cases__status="open")))
    drifted = held.exclude(open_cases=F("held")).count()
    Counselor.objects.filter(pk__in=[counselor.pk for counselor in counselors]).update(accepting=False)
    return Result(size.racers * each, Case.objects.count(), lost=drifted, doubled=over)


def pressed_twice(given: Setting) -> Result:
    """ "Send" pressed three times at once, and one message planned by three at once: one each."""
    world, size = given.world, given.size
    doubled = 0
    for _ in range(size.presses):
        draft = fill_draft()
        start = _apart.Barrier(3)
        with _processes(families.press_send, [(draft.pk, start)] * 3):
            pass
        doubled += Inquiry.objects.filter(draft=draft).count() != 1
    occurrences = [str(uuid.uuid4()) for _ in range(size.presses * 20)]
    start, case = _apart.Barrier(3), world.cases[0]
    with _processes(families.plan_the_same, [(case.pk, occurrences, start)] * 3):
        pass
    planned = case.followups.filter(occurrence__in=occurrences[:900]).order_by().values_list("occurrence")
    doubled += planned.annotate(rows=Count("pk")).exclude(rows=1).count()
    world.until(lambda: not FollowUp.objects.unsent().exists(), 120)
    return Result(size.presses * 2 + len(occurrences) * 2, size.presses + len(occurrences), doubled=doubled)


def odd_inputs(given: Setting) -> Result:
    """NUL, marks of direction, emoji, halves of letters, a megabyte: never a breakdown."""
    size = given.size
    seeds = [given.world.chance.randrange(10**6) for _ in range(2)]
    with _processes(families.type_odd_things, [(seed, size.inputs // 2) for seed in seeds]):
        pass
    broken = points.noted("broken")
    return Result(size.inputs, size.inputs, lost=len(broken), notes=sorted(set(broken))[:3])


ROWS: dict[str, tuple[str, Callable[[Setting], Result | None]]] = {
    "kills": ("random kill -9 of workers", random_kills),
    "points": ("a kill at each named point of a worker", named_points),
    "families": ("a kill at each named point of a submission", families_killed),
    "broker": ("the broker emptied, killed, paused, down", broker_gone),
    "database": ("PostgreSQL restarted under load", postgres_restarts),
    "smtp": ("SMTP: 550, 421, 451, silence, cut after DATA", smtp_answers),
    "sms": ("a kill while a short message is handed over", handovers.short_messages),
    "plan": ("a kill while a plan sends, two cases with one address", handovers.planned_messages),
    "thrice": ("each task three times, out of order, four schedulers", three_times),
    "stopped": ("SIGSTOP past the lease, then SIGCONT", stopped_workers),
    "desk": ("take, give away, close, open again at once", desk_races),
    "twice": ("sent and planned three times at once", pressed_twice),
    "inputs": ("generated inputs", odd_inputs),
}
# Without its guard the row must find the fault.
FINDS = {
    "token": "stopped",
    "phases": "points",
    "unique": "twice",
    "claim": "thrice",
    "sms": "sms",
    "day": "plan",
}
