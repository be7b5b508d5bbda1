"""Which state of a message may follow which: one table, and the database refuses every other way."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from consult import triggers
from consult.followups import guard
from consult.models import FollowUp
from consult.models.followup_states import LEASED, MOVES, FollowUpState

pytestmark = pytest.mark.django_db


def fields_of(state: FollowUpState) -> dict:
    leased = state in LEASED
    return {
        "state": state,
        "sent_at": timezone.now(),
        "lease_token": uuid4() if leased else None,
        "lease_until": timezone.now() if leased else None,
    }


def moves(pk: int, state: FollowUpState) -> bool:
    try:
        with transaction.atomic():
            return bool(FollowUp.objects.filter(pk=pk).update(**fields_of(state)))
    except IntegrityError:
        return False


def test_the_database_takes_the_moves_of_the_table_and_no_other(acknowledgement):
    taken = set()
    for before in FollowUpState:
        for after in FollowUpState:
            acknowledgement.pk, acknowledgement.message_id = None, uuid4()
            acknowledgement.occurrence = f"{before}-{after}"
            for name, value in fields_of(before).items():
                setattr(acknowledgement, name, value)
            acknowledgement.save(force_insert=True)
            if before != after and moves(acknowledgement.pk, after):
                taken.add((before, after))
    assert taken == {(before, after) for before, afters in MOVES.items() for after in afters}


def test_what_is_out_or_ended_never_leads_back_to_sending():
    for ended in (
        FollowUpState.SENT,
        FollowUpState.DELIVERED,
        FollowUpState.BOUNCED,
        FollowUpState.CANCELLED,
    ):
        reached, todo = set(), [ended]
        while todo:
            todo += [after for after in MOVES[todo.pop()] if after not in reached and not reached.add(after)]
        assert not reached & {FollowUpState.DUE, FollowUpState.CLAIMED, FollowUpState.HANDING}


def test_the_trigger_is_made_anew_as_often_as_migrate_runs(acknowledgement):
    for _ in range(2):
        triggers.install(guard.TRIGGERS, connection)
    assert not moves(acknowledgement.pk, FollowUpState.SENT)
