"""Processes that race for the same cases: shortly what `python -m tests.consult.race` does for long."""

import pytest

from tests.consult.race import make_the_field, race


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_capacity_is_passed_and_no_counter_drifts():
    make_the_field()
    happened = race(processes=8, rounds=12)
    assert sum(happened.values()) == 8 * 12
    assert {what.partition(":")[0] for what, often in happened.items() if often} >= {"assign", "close"}
