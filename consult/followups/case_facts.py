"""What a plan has to know of a case, read in a few queries inside the transaction that holds the case."""

from __future__ import annotations

from django.db.models import Max

from consult.models import Call, Case, Event, FollowUp
from consult.plan_steps import Facts, Moment, Occasion

# What a family does when it is not silent. That it opened its page is not among them: reading is no answer.
_ACTS = (
    Event.Kind.WROTE,
    Event.Kind.FILE_SENT,
    Event.Kind.ASKED,
    Event.Kind.CALL_BOOKED,
    Event.Kind.CALL_MOVED,
    Event.Kind.ERASURE_ASKED,
)
_FROM_A_PERSON = (FollowUp.Kind.EXPLANATION, FollowUp.Kind.MESSAGE)
# It arrived, as far as anybody knows.
_ARRIVED = (FollowUp.State.SENT, FollowUp.State.DELIVERED)


def facts_of(case_id: int) -> Facts:
    case = Case.objects.select_related("inquiry").get(pk=case_id)
    acted = case.events.filter(kind__in=_ACTS).aggregate(last=Max("at"))["last"]
    return Facts(
        track=case.track,
        priority=case.priority,
        flags=frozenset(case.flags),
        is_open=case.status == Case.Status.OPEN,
        outcome=case.outcome,
        mails_stopped=bool(case.followups_stopped_at or case.consent_withdrawn_at),
        answered=case.answered_at is not None,
        family_acted_at=acted,
        decision_on=case.inquiry.decision_date,
        occasions=_occasions(case),
    )


def _occasions(case: Case) -> dict[str, Occasion]:
    sorted_as_now = _sorted(case)
    found = {Moment.SORTED.value: sorted_as_now}
    if case.inquiry.decision_date:
        # The day is the family's; a new track has steps of its own before it.
        found[Moment.DECISION.value] = sorted_as_now
    if answer := _last_answer(case):
        found[Moment.ANSWERED.value] = answer
    if case.closed_at:
        found[Moment.CLOSED.value] = Occasion(f"{case.closed_at.timestamp():.0f}", case.closed_at)
    return found


def _sorted(case: Case) -> Occasion:
    """The first decision since which the track is the one it is: one more that says the same is no news."""
    decisions = list(case.inquiry.decisions.order_by("-pk").values_list("pk", "track", "made_at"))
    since = [decision for decision in decisions if decision[1] == case.track]
    other = next((pk for pk, track, _at in decisions if track != case.track), 0)
    since = [decision for decision in since if decision[0] > other]
    return Occasion(str(since[-1][0]), since[-1][2]) if since else Occasion("0", case.opened_at)


def _last_answer(case: Case) -> Occasion | None:
    """The newest thing that a person told the family: a letter that did not come back, or a call."""
    letters = case.followups.filter(kind__in=_FROM_A_PERSON, state__in=_ARRIVED).exclude(written_by=None)
    letter = letters.order_by("-sent_at").values_list("pk", "sent_at").first()
    call = case.calls.filter(state=Call.State.MADE).order_by("-changed_at").first()
    told: list[Occasion] = []
    if letter and letter[1]:
        told.append(Occasion(f"m{letter[0]}", letter[1]))
    if call:
        told.append(Occasion(f"c{call.pk}", call.changed_at))
    return max(told, key=lambda one: one.at, default=None)
