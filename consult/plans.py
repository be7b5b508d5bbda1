"""Drawing up and publishing plans of messages; what they plan is consult/followups/steps.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef

from consult.models import Case, FollowUp, Plan, PlanStep
from consult.models.followup_states import WAITING
from consult.refusals import NotPossible
from intake.versions import insert_as_next


@dataclass(frozen=True)
class Touched:
    """Open cases of a plan's track, and how many of them keep what an earlier version planned."""

    open_cases: int
    keep_planned: int


def touched_by(plan: Plan) -> Touched:
    cases = Case.objects.open().filter(track=plan.track, followups_stopped_at=None)
    planned = FollowUp.objects.filter(case=OuterRef("pk"), state__in=WAITING, step__isnull=False)
    return Touched(cases.count(), cases.filter(Exists(planned)).count())


def keep_new(plan: Plan) -> None:
    """As the next version of its track."""
    insert_as_next(plan, number="number", among=Plan.objects.filter(track=plan.track))


def as_it_stands(plan: Plan) -> str:
    """Tells one state of a draft from another."""
    hours = Plan.objects.filter(pk=plan.pk).values_list("quiet_from", "quiet_until")
    steps = PlanStep.objects.filter(plan=plan.pk).order_by("pk").values_list()
    return sha256(repr([*hours, *steps]).encode()).hexdigest()


def copy(plan: Plan) -> Plan:
    """A new version that nobody published yet, with the same steps."""
    with transaction.atomic():
        new = Plan(track=plan.track, quiet_from=plan.quiet_from, quiet_until=plan.quiet_until)
        keep_new(new)
        PlanStep.objects.bulk_create(step.copied_to(new) for step in plan.steps.order_by("pk"))
    return new


def publish(*, plan: Plan, seen: str, author: User, now: datetime) -> None:
    """From now on the track's cases are planned by this version, each from its next moment on.

    Raises NotPossible where it is published already, has no steps, a newer version is in use, or it does not
    stand as it was `seen` any more.
    """
    newer = Plan.objects.filter(track=plan.track, number__gt=plan.number).exclude(published_at=None)
    mine = Plan.objects.filter(pk=plan.pk, published_at=None)
    with_steps = mine.filter(Exists(PlanStep.objects.filter(plan=OuterRef("pk"))))
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        if as_it_stands(plan) != seen or newer.exists():
            raise NotPossible
        if not with_steps.update(published_at=now, published_by=author):
            raise NotPossible
