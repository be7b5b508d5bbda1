"""Workers that hand planned messages of one family over at the same moment: one leaves that day."""

import multiprocessing
import sys
from contextlib import suppress
from threading import BrokenBarrierError
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from consult.followups import claim, mark_due, send, sweep
from consult.models import FollowUp
from tests.consult.plans import EXPLANATION, japan, publish_plan
from tests.factory import make_explanation, submit_case
from tests.twilio import twilio as twilio

WORKERS = 3
BY_SMS = {"preferred_channel": "sms", "email": "", "phone": "090-1234-5678"}


def send_at_once(followups: list[FollowUp]) -> None:
    """Each in a process of its own, as workers do."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    looked = context.Barrier(len(followups))
    processes = [context.Process(target=_send, args=(one, looked), daemon=True) for one in followups]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert [process.exitcode for process in processes] == [0] * len(followups)


def _send(followup, looked) -> None:
    steps: Any = sys.modules["consult.followups.steps"]
    look = steps._had_mail_today

    def look_with_the_others(row, now):
        found = look(row, now)
        # Nobody goes on before all have looked; whoever is kept from looking is not waited for long.
        with suppress(BrokenBarrierError):
            looked.wait(1)
        return found

    steps._had_mail_today = look_with_the_others
    send(followup)
    connections.close_all()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("contact", [{}, BY_SMS], ids=["mail", "sms"])
def test_of_cases_with_one_address_or_number(contact, smtp, twilio, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: japan("2026-11-30", "11:00"))
    make_explanation(key="two-ways")
    publish_plan(EXPLANATION)
    for _ in range(WORKERS):
        submit_case(**contact)
    sweep()
    taken = smtp.received if not contact else twilio.received
    before = len(taken)

    monkeypatch.setattr(timezone, "now", lambda: japan("2026-12-01", "10:00"))
    mark_due(now=timezone.now())
    claimed = [claim(now=timezone.now()) for _ in range(WORKERS)]
    send_at_once(claimed)

    assert len(taken) - before == 1
    planned = FollowUp.objects.filter(kind="plan_text")
    assert sorted(planned.values_list("state", flat=True)) == ["planned"] * (WORKERS - 1) + ["sent"]
    assert {one.due_at for one in planned.filter(state="planned")} == {japan("2026-12-02", "10:00")}
