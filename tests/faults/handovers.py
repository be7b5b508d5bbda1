"""Rows of the table about other ways than a plain mail: short messages, and what a plan sends by itself."""

from __future__ import annotations

import uuid
from datetime import time, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from consult import plans
from consult.followups.case_facts import facts_of
from consult.models import FollowUp, Plan, PlanStep
from consult.models.followup_states import LEASED, LEFT, WAITING
from consult.plan_steps import Moment, What
from tests.factory import make_explanation, submit_case
from tests.faults import points
from tests.faults.points import Orders
from tests.faults.world import Result, World

if TYPE_CHECKING:
    from tests.faults.rows import Setting

# Whoever dies here may have handed it over, or has.
_HANDING = ("after handing", "provider accepted")


def short_messages(given: Setting) -> Result:
    """A kill while a short message is handed over: Twilio knows no key by which it drops a second one."""
    world, most = given.world, (given.size.each_point + 1) // 2
    phone = submit_case(preferred_channel="sms", email="", phone="090-1234-5678")
    world.rest()
    points.give(Orders(points=_HANDING, share=0.7, most=most))
    planted = world.plant(most * 4, case=phone)
    wanted = most * len(_HANDING)

    def more() -> None:
        if not world.unsettled(planted):
            planted.extend(world.plant(most * 2, case=phone))

    world.until(lambda: len(points.noted("deaths")) >= wanted, 600, more)
    points.give(Orders())
    world.settle(planted, 120)
    result = world.judge(planted, faults=len(points.noted("deaths")))
    if (result.unsure or 0) < result.faults:
        result.notes.append("somebody died handing over, and nobody is told to look")
    return result


def planned_messages(given: Setting) -> Result:
    """Families with two cases each, a planned message due for both, and workers killed while handing over:
    one leaves a day, or is unsure, and the other waits for tomorrow."""
    world, most = given.world, (given.size.each_point + 1) // 2
    step = _step_of_a_draft()
    pairs = [_plant_pair(number, step) for number in range(most * 4)]
    planted = [row.pk for pair in pairs for row in pair]
    world.rest()
    # Between its look and its hand-over everybody takes a moment, so that they meet.
    points.give(Orders(points=_HANDING, share=0.5, most=most, slow_at=("looked",), slow=0.05))
    rows = FollowUp.objects.filter(pk__in=planted)
    rows.update(state=FollowUp.State.DUE, due_at=timezone.now())
    undecided = Q(state__in=[FollowUp.State.DUE, *LEASED]) | Q(state__in=LEFT, told_at=None)
    world.until(lambda: not rows.filter(undecided).exists(), 120)
    points.give(Orders())
    result = _judge_pairs(world, pairs)
    # What waits for tomorrow would wait for the other rows, too.
    rows.filter(state__in=WAITING).update(state=FollowUp.State.CANCELLED)
    return result


def _step_of_a_draft() -> PlanStep:
    """Nobody publishes it: so no other row's families get anything by it. Its quiet hours are none."""
    make_explanation(key="two-ways")
    plan = Plan(track="insured_specialist", quiet_from=time(3), quiet_until=time(3))
    plans.keep_new(plan)
    return PlanStep.objects.create(
        plan=plan, key="explanation", what=What.EXPLANATION, text_key="two-ways", moment=Moment.SORTED,
        business_days=False,
    )  # fmt: skip


def _plant_pair(number: int, step: PlanStep) -> list[FollowUp]:
    now, rows = timezone.now(), []
    address = f"pair{number}-{uuid.uuid4().hex[:6]}@example.jp"
    for _ in range(2):
        case = submit_case(email=address)
        occasion = facts_of(case.pk).occasions[Moment.SORTED].name
        rows.append(
            FollowUp.objects.create(
                case=case, kind=FollowUp.Kind.PLAN_TEXT, occurrence=f"{step.plan_id}.{step.key}.{occasion}",
                channel=FollowUp.Channel.EMAIL, language="ja", step=step, asked_for=False,
                state=FollowUp.State.PLANNED, planned_at=now, due_at=now + timedelta(days=1),
            )
        )  # fmt: skip
    return rows


def _judge_pairs(world: World, pairs: list[list[FollowUp]]) -> Result:
    lost = doubled = unsure = 0
    taken = world.taken
    for pair in pairs:
        rows = list(FollowUp.objects.filter(pk__in=[row.pk for row in pair]))
        left = [row for row in rows if row.state in LEFT]
        mails = sum(taken[str(row.message_id)] for row in rows)
        unsure += sum(row.state == "unsure" for row in rows)
        doubled += mails > 1 or len(left) > 1
        # One left or is unsure, told to its case; and what is said to be sent is in the book.
        right = [row for row in left if row.told_at and (row.state == "unsure" or mails)]
        lost += not right
    deaths = len(points.noted("deaths"))
    return Result(deaths, 2 * len(pairs), lost, doubled, unsure)
