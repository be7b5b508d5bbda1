"""What a row of the table works on: workers, a mail server, messages to send, and what became of them."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import psutil
from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet
from django.utils import timezone

from consult.followups.plan import wake_mail_worker, wake_telling
from consult.models import Case, Event, FollowUp
from consult.models.followup_states import LEASED, LEFT
from consult.supervisor import die_with_parent
from tests.engines import ROOT, end
from tests.factory import make_counselor, submit_case
from tests.faults import points
from tests.faults.ledger import Ledger
from tests.twilio import Twilio

_FAMILIES = 40


@dataclass
class Result:
    """One line of the table; None where a row has no such thing."""

    faults: int
    messages: int
    lost: int = 0
    doubled: int = 0
    unsure: int | None = None
    stolen: int = 0
    delay: float | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        return not (self.lost or self.doubled or self.stolen or self.notes)


class World:
    """The service on the engine of this process's settings, with `mail` workers and one for all else."""

    def __init__(self, *, mail_workers: int, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 (no secret)
        self.ledger = Ledger()
        self.ledger.start()
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{self.ledger.port}"
        self.twilio = Twilio()
        threading.Thread(target=self.twilio.serve_forever, daemon=True).start()
        os.environ["FAULTS_TWILIO"] = self.twilio.address
        self._wanted = ["mail"] * mail_workers + ["default"]
        self._workers: list[tuple[str, subprocess.Popen[bytes]]] = []
        self._hinted = 0.0

    def __enter__(self) -> World:
        make_counselor(tracks=["insured_specialist"], languages=["ja"], capacity=_FAMILIES)
        self.cases = [submit_case() for _ in range(_FAMILIES)]
        self.keep_running()
        return self

    def __exit__(self, *exception: object) -> None:
        for _queue, process in self._workers:
            end(process, signal.SIGKILL)
        self.ledger.stop()
        self.twilio.shutdown()
        self.twilio.server_close()

    # -- Processes -----------------------------------------------------------------------------

    def keep_running(self) -> None:
        """Starts the workers that are not there, as a supervisor would."""
        self._workers = [(queue, process) for queue, process in self._workers if process.poll() is None]
        missing = list(self._wanted)
        for queue, _process in self._workers:
            missing.remove(queue)
        for queue in missing:
            self._workers.append((queue, self._start(queue)))

    def _start(self, queue: str) -> subprocess.Popen[bytes]:
        name = f"--hostname={queue}-{uuid.uuid4().hex[:6]}@%h"
        arguments = ["worker", f"--queues={queue}", name, "--concurrency=2", "--loglevel=CRITICAL"]
        return start_celery(arguments, alone=True)

    def mail_processes(self) -> list[psutil.Process]:
        """Those that send: the pools of the mail workers, or the workers where they have none."""
        found: list[psutil.Process] = []
        for queue, process in self._workers:
            if queue == "mail":
                with suppress(psutil.Error):
                    worker = psutil.Process(process.pid)
                    found += worker.children() or [worker]
        return found

    def kill_one(self) -> bool:
        """kill -9 of one process that sends, or, now and then, of a whole worker; by its own id."""
        if self.chance.random() < 0.03:
            mail = [process for queue, process in self._workers if queue == "mail"]
            victim = self.chance.choice(mail)
            with suppress(ProcessLookupError):
                os.killpg(victim.pid, signal.SIGKILL)
            victim.wait()
            self.keep_running()
            return True
        alive = self.mail_processes()
        if not alive:
            return False
        with suppress(psutil.Error):
            self.chance.choice(alive).kill()
            return True
        return False

    # -- Messages ------------------------------------------------------------------------------

    def plant(self, number: int, case: Case | None = None) -> list[int]:
        """So many messages that are due, written at once; their keys. By mail, or as `case` is reached."""
        now = timezone.now()
        rows = [
            FollowUp(
                case=case or self.cases[index % _FAMILIES], kind=FollowUp.Kind.MESSAGE,
                occurrence=str(uuid.uuid4()),
                channel=case.inquiry.preferred_channel if case else FollowUp.Channel.EMAIL,
                language="ja", words="お返事です。", state=FollowUp.State.DUE,
                planned_at=now, due_at=now,
            )
            for index in range(number)
        ]  # fmt: skip
        FollowUp.objects.bulk_create(rows, batch_size=500)
        newest = FollowUp.objects.order_by("-pk").values_list("pk", flat=True)[:number]
        return list(newest)

    def hint(self) -> None:
        """What beat sends: here more than twice a second, from this process."""
        if time.monotonic() - self._hinted >= 0.4:
            self._hinted = time.monotonic()
            wake_mail_worker()
            wake_telling()

    def unsettled(self, planted: Iterable[int]) -> int:
        return self._rows(planted).exclude(state__in=LEFT, told_at__isnull=False).count()

    def _rows(self, planted: Iterable[int]) -> QuerySet[FollowUp]:
        # By the range: ten thousand keys are more than SQLite takes in one question.
        return FollowUp.objects.filter(kind="message", pk__gte=min(planted), pk__lte=max(planted))

    def until(self, happened: Callable[[], Any], seconds: float, meanwhile: Callable[[], Any] = bool) -> bool:
        """Lets the service work until `happened`; False when it did not within `seconds`."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with suppress(DatabaseError):
                if happened():
                    return True
            self.keep_running()
            self.hint()
            meanwhile()
            time.sleep(0.05)
        return False

    def settle(self, planted: list[int], seconds: float = 60) -> bool:
        return self.until(lambda: not self.unsettled(planted), seconds)

    @property
    def taken(self) -> Counter[str]:
        """How often what left was taken, in the books of the mail server and of Twilio."""
        return self.ledger.taken + Counter(
            message["StatusCallback"].rpartition("=")[2] for message in self.twilio.received
        )

    def judge(self, planted: list[int], *, faults: int, refused: bool = False) -> Result:
        """What became of them, by the mail server's book and the rows. `refused`: some were, for good."""
        rows = list(self._rows(planted))
        taken = self.taken
        lost = doubled = unsure = 0
        delay = 0.0
        told = set(
            Event.objects.filter(kind__in=["sent", "failed", "unsure"], case__in=Case.objects.all())
            .filter(data__followup__gte=min(planted)).values_list("data__followup", flat=True)
        )  # fmt: skip
        for row in rows:
            times = taken[str(row.message_id)]
            doubled += times > 1
            unsure += row.state == "unsure"
            as_it_is = {"sent": times == 1, "unsure": True, "failed": refused and not times}
            # Neither here nor there, or said to be what it is not, or missing in its case's history.
            lost += not (as_it_is.get(row.state, times > 1) and row.pk in told)
            if row.sent_at:
                delay = max(delay, (row.sent_at - row.planned_at).total_seconds())
        missing = len(planted) - len(rows)
        stolen = len(points.noted("stale")) + self._taken_twice(faults)
        return Result(faults, len(planted), lost + missing, doubled, unsure, stolen, delay)

    def _taken_twice(self, faults: int) -> int:
        """Claims of a row whose lease had not run out yet, where nothing was disturbed.

        On a busy machine a worker may take longer than the short lease of these runs: that another takes
        over then is right.
        """
        if faults:
            return 0
        claims = sorted((int(row), float(until)) for row, until in map(str.split, points.noted("claims")))
        return sum(
            row == next_row and next_until - until < settings.LEASE_SECONDS
            for (row, until), (next_row, next_until) in pairwise(claims)
        )

    def begin(self) -> None:
        """A row starts with nothing noted and nothing ordered."""
        points.forget("orders", "deaths", "stopped", "woken", "claims", "stale", "broken")
        self.ledger.be_kind()
        self.until(lambda: not FollowUp.objects.unsent().exists(), 30)
        points.forget("claims")

    def rest(self) -> None:
        """Until nothing is due: acknowledgements, for one."""
        due = [FollowUp.State.DUE, *LEASED]
        self.until(lambda: not FollowUp.objects.filter(state__in=due).exists(), 30)


def start_celery(arguments: list[str], *, alone: bool = False) -> subprocess.Popen[bytes]:
    quiet = ["--without-mingle", "--without-gossip", "--without-heartbeat"] if alone else []
    parent = os.getpid()
    with (points.folder() / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "celery", "--quiet", "--app=tests.faults.app", *arguments, *quiet],
            cwd=ROOT,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(parent, signal.SIGKILL),
        )
