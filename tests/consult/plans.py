"""Plans as an admin draws them up, for tests."""

from __future__ import annotations

import itertools
from datetime import datetime, time
from typing import Any

from django.utils import timezone

from consult import plans
from consult.due import JAPAN
from consult.models import Plan, PlanStep
from tests.factory import make_user

_number = itertools.count(1)
EXPLANATION = {
    "key": "explanation", "what": "explanation", "text_key": "two-ways", "moment": "sorted", "days": 1,
    "at": time(10),
}  # fmt: skip
QUESTIONS = {
    "key": "questions", "what": "explanation", "text_key": "questions", "moment": "decision", "days": 3,
    "at": time(10),
}  # fmt: skip
CHECK_IN = {
    "key": "check-in", "what": "check_in", "moment": "answered", "days": 7, "business_days": False,
    "at": time(10),
}  # fmt: skip
CLOSING = {"key": "closing", "what": "closing", "moment": "closed"}


def publish_plan(*steps: dict[str, Any], track: str = "insured_specialist", **fields: Any) -> Plan:
    plan = Plan(track=track, **fields)
    plans.keep_new(plan)
    PlanStep.objects.bulk_create(PlanStep(plan=plan, **step) for step in steps)
    publish(plan)
    return plan


def publish(plan: Plan) -> None:
    """As it stands."""
    author, seen = make_user(f"planner{next(_number)}"), plans.as_it_stands(plan)
    plans.publish(plan=plan, seen=seen, author=author, now=timezone.now())


def japan(day: str, hour: str = "10:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{hour}:00").replace(tzinfo=JAPAN)
