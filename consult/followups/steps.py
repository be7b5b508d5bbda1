"""The steps of a plan as rows of the outbox: planned, given up, looked at once more.

A row is written where its moment comes (arrival, a new track, an answer, a closing) and names the step by
which it was planned; a version published later changes none of them (docs/adr/0025).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from consult import letters
from consult.calendar import calendar_that_opens
from consult.due import JAPAN, NeverOpen
from consult.followups.case_facts import facts_of
from consult.followups.plan import cancel, plan
from consult.models import Case, CaseTask, FollowUp, LineLink, Plan, PlanStep
from consult.models.followup_states import WAITING, FollowUpState
from consult.plan_steps import Facts, Hours, Moment, What, due_at, fits, may_leave_at, tomorrow
from intake import blind
from intake.models import Explanation
from intake.sealed import seal

KINDS = {
    What.EXPLANATION: FollowUp.Kind.PLAN_TEXT,
    What.CHECK_IN: FollowUp.Kind.CHECK_IN,
    What.CLOSING: FollowUp.Kind.CLOSING,
}
# With a new track both begin anew: what is sent first, and what is sent before the family decides.
SORTED_ANEW = (Moment.SORTED, Moment.DECISION)
# What the family caused by its own hand may come on the same day as a mail of ours.
_CAUSED_BY_THE_FAMILY = (FollowUp.Kind.ACKNOWLEDGEMENT, FollowUp.Kind.LINK)


# -- Planning --------------------------------------------------------------------------------------


def arrange(*, case: Case, came: Collection[Moment] = (), now: datetime) -> None:
    """Gives up the steps that no longer fit, and plans those of the moments that came just now.

    In the caller's transaction, which has locked the case.
    """
    waiting = list(case.followups.filter(state__in=WAITING, step__isnull=False).select_related("step__plan"))
    if waiting:
        facts = facts_of(case.pk)
        unfit = [row.pk for row in waiting if not _still_fits(row, facts, now)]
        if unfit:
            cancel(FollowUp.objects.filter(pk__in=unfit), case=case, now=now)
    if came:
        plan_steps(case=case, track=_track(case), came=came, now=now)


def plan_steps(*, case: Case, track: str, came: Collection[Moment], now: datetime) -> None:
    """Plans the steps of these moments. All there is to do for a case that is new; else see `arrange`."""
    in_use = Plan.objects.in_use(track)
    steps = list(in_use.steps.filter(moment__in=came).order_by("pk")) if in_use else []
    if not steps:
        return
    facts = facts_of(case.pk)
    for step in steps:
        _plan(case, step, facts, now)


def _track(case: Case) -> str:
    # Read anew: the caller may have changed it since it read the case.
    return Case.objects.values_list("track", flat=True).get(pk=case.pk)


def _plan(case: Case, step: PlanStep, facts: Facts, now: datetime) -> None:
    occasion = facts.occasions.get(step.moment)
    if occasion is None or not fits(step, facts, track=step.plan.track, occasion=occasion.name, now=now):
        return
    if _had_already(case, step, facts):
        return
    try:
        leaves_at = due_at(step, facts, hours_of(step.plan, now), now=now)
    except NeverOpen:
        return
    if leaves_at is not None:
        plan(
            case=case,
            kind=KINDS[What(step.what)],
            occurrence=f"{step.plan_id}.{step.key}.{occasion.name}",
            step=step,
            due_at=leaves_at,
            now=now,
        )


def _had_already(case: Case, step: PlanStep, facts: Facts, *, but: int = 0) -> bool:
    """A family reads the same text once, also where a counselor sent it, and is asked once in one silence."""
    rows = case.followups.exclude(state=FollowUp.State.CANCELLED).exclude(pk=but)
    if step.what == What.EXPLANATION:
        same = Q(explanation__key=step.text_key) | Q(step__text_key=step.text_key)
        return rows.filter(same).exclude(state=FollowUp.State.FAILED).exists()
    if step.what == What.CHECK_IN:
        since = Q(planned_at__gt=facts.family_acted_at) if facts.family_acted_at else Q()
        return rows.filter(since, kind=FollowUp.Kind.CHECK_IN).exists()
    return False


def hours_of(used: Plan, now: datetime) -> Hours:
    return Hours(calendar_that_opens(now), used.quiet_from, used.quiet_until)


def _still_fits(row: FollowUp, facts: Facts, now: datetime) -> bool:
    step = row.step
    if step is None:
        return True
    return fits(step, facts, track=step.plan.track, occasion=row.occasion, now=now)


# -- Before it leaves ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Verdict:
    """What is to be done with a step that is about to leave: give it up, wait until then, or let it go."""

    cancelled: bool = False
    not_before: datetime | None = None
    text: Explanation | None = None


def verdict(row: FollowUp, *, now: datetime) -> Verdict:
    """Looks at a claimed row once more, in a transaction that has locked its case."""
    step = row.step
    if step is None:
        return Verdict()
    case, facts = row.case, facts_of(row.case_id)
    if not _still_fits(row, facts, now) or _had_already(case, step, facts, but=row.pk):
        return Verdict(cancelled=True)
    if later := _must_wait_until(row, step, now):
        return Verdict(not_before=later)
    if step.what != What.EXPLANATION or row.explanation_id:
        return Verdict()
    text = _text(row, step, now)
    return Verdict(text=text) if text else Verdict(not_before=_asked_again_at(row, step, now))


def _must_wait_until(row: FollowUp, step: PlanStep, now: datetime) -> datetime | None:
    """What stands on the page alone disturbs nobody."""
    if row.channel in FollowUp.ON_THE_PAGE:
        return None
    hours = hours_of(step.plan, now)
    try:
        allowed = may_leave_at(step, hours, now)
        if allowed > now:
            return allowed
        return may_leave_at(step, hours, tomorrow(now)) if _had_mail_today(row, now) else None
    except NeverOpen:
        return tomorrow(now)


def _had_mail_today(row: FollowUp, now: datetime) -> bool:
    begins = now.astimezone(JAPAN).replace(hour=0, minute=0, second=0, microsecond=0)
    mails = FollowUp.objects.filter(case__in=cases_of_the_family(row.case)).exclude(pk=row.pk)
    mails = mails.exclude(channel__in=FollowUp.ON_THE_PAGE)
    left = Q(sent_at__gte=begins) | Q(state=FollowUpState.HANDING)
    left |= Q(state=FollowUpState.UNSURE, due_at__gte=begins)
    return mails.exclude(kind__in=_CAUSED_BY_THE_FAMILY).filter(left).exists()


def cases_of_the_family(case: Case) -> list[int]:
    """Keys of this case and all with its address, number or LINE: who wrote twice has one mailbox."""
    inquiry = case.inquiry
    same = Q(inquiry__email_index__in=blind.indexes("email", inquiry.email))
    same |= Q(inquiry__phone_index__in=blind.indexes("phone", inquiry.phone))
    if line := LineLink.objects.filter(case=case).exclude(linked_at=None).first():
        same |= Q(line__user_id_index__in=blind.indexes("user_id", line.user_id))
    return [case.pk, *Case.objects.filter(same).exclude(pk=case.pk).values_list("pk", flat=True)]


def _text(row: FollowUp, step: PlanStep, now: datetime) -> Explanation | None:
    """The approved version that is shown now, in the family's own language and for its track: no other."""
    shown = Explanation.objects.filter(key=step.text_key, language=row.language)
    text = shown.to_be_shown(timezone.localdate(now)).get((step.text_key, row.language))
    audiences = (Explanation.Audience.EVERYONE, row.case.track)
    if text is None or text.audience not in audiences:
        return None
    try:
        letters.text_to_send(text, "", letters.fields(row.case, None))
    except letters.Unfilled:
        return None
    return text


def _asked_again_at(row: FollowUp, step: PlanStep, now: datetime) -> datetime:
    """No text: a counselor is told once, and the step waits for the day on which there is one."""
    told = CaseTask.objects.filter(case=row.case_id, kind=CaseTask.Kind.TEXT_MISSING)
    if not told.filter(data={"followup": row.pk}).exists():
        newest = {"followup": row.pk}
        CaseTask.objects.ask(
            case=row.case, kind=CaseTask.Kind.TEXT_MISSING, newest=newest, now=now, due_at=None
        )
    try:
        return may_leave_at(step, hours_of(step.plan, now), tomorrow(now))
    except NeverOpen:
        return tomorrow(now)


def chosen(row: FollowUp, text: Explanation) -> dict[str, object]:
    """The version that leaves, and its text where fields were filled, as QuerySet.update() takes them."""
    filled = letters.text_to_send(text, "", letters.fields(row.case, None))
    return {"explanation": text, **seal(row, text=filled)}


# -- What the family is told -----------------------------------------------------------------------


def still_to_come(case: Case, *, now: datetime) -> list[FollowUp]:
    """What a plan will send by itself, the next first.

    An explanation that nobody approved in the family's language is promised to nobody.
    """
    waiting = case.followups.filter(state=FollowUp.State.PLANNED, due_at__gt=now, step__isnull=False)
    rows = waiting.exclude(kind=FollowUp.Kind.CLOSING).select_related("step", "case__inquiry")
    return [
        row
        for row in rows.order_by("due_at", "pk")
        if row.step and (row.step.what != What.EXPLANATION or _text(row, row.step, now))
    ]
