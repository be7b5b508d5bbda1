"""Where a process may be killed between two steps, and what is removed to see that the harness notices.

Nothing of this is in the service: its functions are wrapped from outside, in the harness's processes alone.
What happens is written as lines into files of FAULTS_DIR, whole at once, so that a kill loses none.
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

WORKER_POINTS = (
    "before claim", "after claim", "before handing", "after handing", "provider accepted", "after mark sent",
    "before event", "after event",
)  # fmt: skip
FAMILY_POINTS = ("before commit", "after commit", "after hint")
GUARDS = ("token", "phases", "unique", "claim", "sms", "day")
# SQLite lets one at a time write, so that there the fault has no way in.
ONLY_POSTGRESQL = ("day",)


@dataclass(frozen=True)
class Orders:
    """At which points a process dies, each time with the chance `share`, until `most` died at each."""

    points: tuple[str, ...] = ()
    share: float = 0.0
    most: int = 0
    # The first `stops` processes that come to one of these stop themselves (SIGSTOP).
    stop_at: tuple[str, ...] = ()
    stops: int = 0
    # Everybody who comes to one of these takes `slow` seconds there.
    slow_at: tuple[str, ...] = ()
    slow: float = 0.0


def folder() -> Path:
    return Path(os.environ["FAULTS_DIR"])


def give(orders: Orders) -> None:
    """To all processes, those that run among them."""
    beside = folder() / "orders.new"
    beside.write_text(json.dumps(asdict(orders)))
    beside.replace(folder() / "orders")


def orders() -> Orders:
    try:
        read: dict[str, Any] = json.loads((folder() / "orders").read_text())
    except FileNotFoundError:
        return Orders()
    lists: dict[str, Any] = {name: tuple(value) for name, value in read.items() if isinstance(value, list)}
    return Orders(**{**read, **lists})


def note(name: str, words: str) -> None:
    """A line in the file of this name, in one write."""
    handle = os.open(folder() / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, f"{words}\n".encode())
    os.close(handle)


def noted(name: str) -> list[str]:
    path = folder() / name
    return path.read_text().splitlines() if path.exists() else []


def forget(*names: str) -> None:
    for name in names:
        (folder() / name).unlink(missing_ok=True)


_chance = random.Random()  # noqa: S311 (no secret)
_woken: list[str] = []


def reach(point: str) -> None:
    """This process is at `point` now, and may not survive it."""
    told = orders()
    if point in told.slow_at:
        time.sleep(told.slow)
    if point in told.stop_at and len(noted("stopped")) < told.stops:
        note("stopped", str(os.getpid()))
        os.kill(os.getpid(), signal.SIGSTOP)
        _woken.append(point)
    if point in told.points and _chance.random() < told.share and noted("deaths").count(point) < told.most:
        note("deaths", point)
        os.kill(os.getpid(), signal.SIGKILL)


def _module(name: str) -> Any:
    return import_module(f"consult.followups.{name}")


def install() -> None:
    """Wraps what a worker does."""
    # Any: whoever wraps from outside sets what a module does not expect to be set.
    names = ("sweep", "send", "tell", "answers", "steps")
    sweep, send, tell, answers, steps = (_module(name) for name in names)
    wait = answers.wait
    answers.wait = lambda patience, attempts: wait(patience, attempts) / 300
    _remove_guards(sweep, send)
    sweep.send = _noting_end(sweep.send)
    sweep.claim = _around(sweep.claim, before="before claim", after="after claim", seen=_note_claim)
    steps._had_mail_today = _around(steps._had_mail_today, after="looked")
    # Looked at before it may be stopped there: what follows a stop is no fault of its own.
    send._begin_handing = _noting_stale(send._begin_handing)
    send._begin_handing = _around(send._begin_handing, before="before handing", after="after handing")
    send._hand_over = _around(send._hand_over, after="provider accepted")
    send._settle = _around(send._settle, after="after mark sent")
    tell.record = _around(tell.record, before="before event")
    tell._tell = _around(tell._tell, after="after event")


def install_for_families() -> None:
    """Wraps what a submission does."""
    receivers: Any = import_module("consult.receivers")
    plan = _module("plan")
    receivers.services.open_case = _around(receivers.services.open_case, after="before commit")
    plan.wake_mail_worker = _around(plan.wake_mail_worker, before="after commit", after="after hint")


def _around(
    function: Callable[..., Any],
    *,
    before: str = "",
    after: str = "",
    seen: Callable[[Any], None] | None = None,
) -> Callable[..., Any]:
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        reach(before)
        result = function(*args, **kwargs)
        if seen:
            seen(result)
        reach(after)
        return result

    return wrapped


def _note_claim(followup: Any) -> None:
    if followup is not None:
        note("claims", f"{followup.pk} {followup.lease_until.timestamp()}")


def _noting_end(send: Callable[..., bool]) -> Callable[..., bool]:
    """Says when a process that was stopped is done with what it had."""

    def send_noting(followup: Any, connection: Any) -> bool:
        try:
            return send(followup, connection)
        finally:
            if _woken:
                _woken.clear()
                note("woken", f"{os.getpid()} done")

    return send_noting


def _noting_stale(begin: Callable[..., bool]) -> Callable[..., bool]:
    """Who begins to hand over must hold the lease, at this very moment."""

    def begin_noting(followup: Any) -> bool:
        from consult.models import FollowUp

        begun = begin(followup)
        if begun and not FollowUp.objects.filter(pk=followup.pk, lease_token=followup.lease_token).exists():
            note("stale", str(followup.pk))
        return begun

    return begin_noting


# -- What is removed -----------------------------------------------------------------------------


def _remove_guards(sweep: Any, send: Any) -> None:
    removed = os.environ.get("FAULTS_WITHOUT", "").split(",")
    if "token" in removed:
        _forget_the_token()
    if {"phases", "sms"} & set(removed):
        # A plain lease: what a dead worker left is sent again, however far it came.
        _module("recover").dropping_repeated = lambda: ["email", "sms"]
    if "day" in removed:
        # A lock on its own case is all that one who hands over has.
        send.hold = lambda followup: None
    if "claim" in removed:
        sweep.claim = _read_then_write


def _forget_the_token() -> None:
    from consult.models.followups import FollowUpQuerySet

    whole = FollowUpQuerySet.filter

    def partly(self: Any, *args: Any, **kwargs: Any) -> Any:
        kept = {
            name: value for name, value in kwargs.items() if name not in ("lease_token", "lease_until__gt")
        }
        # The harness's own look at the token stays as it is.
        return whole(self, *args, **(kept if "state" in kwargs else kwargs))

    FollowUpQuerySet.filter = partly  # type: ignore[method-assign]


def _read_then_write(*, now: datetime) -> Any:
    from django.conf import settings

    from consult.models import FollowUp

    due = FollowUp.objects.due(now).first()
    if due is None:
        return None
    lease = {"lease_token": uuid.uuid4(), "lease_until": now + timedelta(seconds=settings.LEASE_SECONDS)}
    FollowUp.objects.filter(pk=due.pk).update(state="claimed", attempts=due.attempts + 1, **lease)
    return FollowUp.objects.select_related("case__inquiry", "explanation").get(pk=due.pk)
