"""The cast of the desk's tests, and what none of them should touch."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections
from django.utils import timezone

from consult import followups, tasks
from consult.models import Case, Counselor, FollowUp
from intake.models import Explanation
from tests.factory import make_counselor, make_explanation, submit_case
from tests.smtp import smtp
from tests.staff import with_app

__all__ = ["smtp"]


@pytest.fixture(autouse=True)
def wakes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The hints that would have gone to the broker."""
    hints: list[str] = []
    monkeypatch.setattr(tasks.sweep_followups, "delay", lambda: hints.append("mail"))
    monkeypatch.setattr(tasks.take_files_of_mails, "delay", lambda: hints.append("files"))
    monkeypatch.setattr(tasks.assign_waiting_cases, "delay", lambda: hints.append("assign"))
    # What follows from a mail is told at once, as by a worker that is free.
    monkeypatch.setattr(tasks.tell_cases, "delay", lambda: followups.tell_cases(now=timezone.now()))
    return hints


@pytest.fixture(autouse=True)
def _static_files_without_a_build(plain_static_files: None) -> None:
    """Every page of the desk names them."""


@pytest.fixture
def log_lines() -> Iterator[StringIO]:
    """What the service writes to its log, through the real handler and its filter."""
    lines = StringIO()
    handlers = [*logging.getLogger().handlers, *logging.getLogger("django").handlers]
    console = next(handler for handler in handlers if handler.name == "console")
    assert isinstance(console, logging.StreamHandler)
    before = console.setStream(lines)
    yield lines
    console.setStream(before or console.stream)


@pytest.fixture
def race() -> Callable[..., list[Any]]:
    """Runs the calls at the same moment, each with a database connection of its own.

    Returns what each returned or raised, in the order of the calls. Needs a test that commits:
    `@pytest.mark.django_db(transaction=True, serialized_rollback=True)`.
    """

    def run(*calls: Callable[[], Any]) -> list[Any]:
        start = threading.Barrier(len(calls))

        def one(call: Callable[[], Any]) -> Any:
            try:
                connections["default"].ensure_connection()
                start.wait(timeout=30)
                return call()
            except Exception as error:
                return error
            finally:
                connections.close_all()

        with ThreadPoolExecutor(len(calls)) as pool:
            return list(pool.map(one, calls))

    return run


@pytest.fixture
def aoki(db: None) -> Counselor:
    """Counsels families about insured care, in Japanese."""
    return make_counselor(username="aoki", tracks=["insured_specialist"], languages=["ja"])


@pytest.fixture
def mori(db: None) -> Counselor:
    """Counsels families about self-pay care, in Japanese and English."""
    return make_counselor(username="mori", tracks=["self_pay_review"], languages=["ja", "en"])


@pytest.fixture
def honda(db: None) -> Counselor:
    """The lead: sees every case, and takes none by herself."""
    return make_counselor(username="honda", lead=True, accepting=False)


@pytest.fixture
def case(aoki: Counselor) -> Case:
    """The case of a son who writes about his father; Aoki has it."""
    return submit_case()


@pytest.fixture
def explanation(db: None) -> Explanation:
    return make_explanation()


@pytest.fixture
def acknowledgement(case: Case) -> FollowUp:
    return case.followups.get(kind="acknowledgement")


@pytest.fixture
def quick_hashes(settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def member(aoki: Counselor, quick_hashes: None) -> User:
    """Aoki, who has an app and recovery codes."""
    return with_app(aoki.user)
