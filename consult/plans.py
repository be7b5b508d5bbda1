"""Drawing up and publishing plans of messages; what they plan is consult/followups/steps.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, Max, OuterRef

from consult.models import Case, FollowUp, Plan, PlanStep
from consult.models.followup_states import WAITING
from consult.refusals import NotPossible


@dataclass(frozen=True)
class Touched:
    """Open cases of a plan's track, and how many of them keep what an earlier version planned."""

    open_cases: int
    keep_planned: int


def touched_by(plan: Plan) -> Touched:
    cases = Case.objects.open().filter(track=plan.track, followups_stopped_at=None)
    planned = FollowUp.objects.filter(case=OuterRef("pk"), state__in=WAITING, step__isnull=False)
    return Touched(cases.count(), cases.filter(Exists(planned)).count())


def next_number(track: str) -> int:
    return (Plan.objects.filter(track=track).aggregate(last=Max("number"))["last"] or 0) + 1


def copy(plan: Plan) -> Plan:
    """A new version that nobody published yet, with the same steps."""
    with transaction.atomic():
        new = Plan.objects.create(
            track=plan.track,
            number=next_number(plan.track),
            quiet_from=plan.quiet_from,
            quiet_until=plan.quiet_until,
        )
        PlanStep.objects.bulk_create(step.copied_to(new) for step in plan.steps.order_by("pk"))
    return new


def publish(*, plan: Plan, author: User, now: datetime) -> None:
    """From now on the track's cases are planned by this version, each from its next moment on.

    Raises NotPossible where it is published already, has no steps, or a newer version is in use.
    """
    newer = Plan.objects.filter(track=plan.track, number__gt=plan.number).exclude(published_at=None)
    mine = Plan.objects.filter(pk=plan.pk, published_at=None)
    with_steps = mine.filter(Exists(PlanStep.objects.filter(plan=OuterRef("pk"))))
    if newer.exists() or not with_steps.update(published_at=now, published_by=author):
        raise NotPossible
