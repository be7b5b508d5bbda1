"""Every change to a case: keyword-only functions, each one transaction decided by the database."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from consult import calls, letters, search_terms
from consult.assigning import assign as assign
from consult.assigning import assign_waiting as assign_waiting
from consult.assigning import claim as claim
from consult.assigning import give
from consult.assigning import hand_over as hand_over
from consult.assigning import take_over as take_over
from consult.assignment import Path
from consult.calendar import current_calendar, first_answer_due
from consult.clock import set_clock
from consult.due import JAPAN
from consult.events import begin, record, record_read
from consult.followups.plan import acknowledge, cancel, plan
from consult.followups.steps import SORTED_ANEW, arrange, plan_steps
from consult.hints import wake_assignment
from consult.models import Case, CaseTask, Counselor, Event, FollowUp
from consult.models.followup_states import WAITING
from consult.notes import write_note as write_note
from consult.plan_steps import Moment
from consult.refusals import DoneMeanwhile as DoneMeanwhile
from consult.refusals import FamilyWaits as FamilyWaits
from consult.refusals import NewerCame as NewerCame
from consult.refusals import NobodyFree as NobodyFree
from consult.refusals import NoPlaceLeft as NoPlaceLeft
from consult.refusals import NotPossible as NotPossible
from consult.refusals import SortedMeanwhile as SortedMeanwhile
from consult.refusals import Taken as Taken
from intake.models import Decision, Explanation, Inquiry
from intake.models.languages import spoken
from intake.replay import sorted_alike
from intake.triage.catalogue import Catalogue
from intake.triage.decide import decide


def open_case(*, inquiry: Inquiry, decision: Decision, now: datetime) -> Case:
    """The case of a new inquiry, its first events, its acknowledgement, and a counselor if one is free.

    Called inside the transaction of the submission.
    """
    calendar = current_calendar()
    case = Case.objects.create(
        inquiry=inquiry,
        track=decision.track,
        treatment_kind=decision.treatment_kind,
        priority=decision.priority,
        flags=decision.flags,
        language=spoken(inquiry.language),
        opened_at=now,
        due_at=first_answer_due(priority=decision.priority, track=decision.track, now=now, calendar=calendar),
    )
    search_terms.add([inquiry])
    acknowledgement = acknowledge(case=case, now=now)
    events: list[tuple[str, dict[str, Any]]] = [
        (Event.Kind.RECEIVED, {}),
        (Event.Kind.SORTED, {"decision": decision.pk, "track": decision.track}),
        (Event.Kind.PLANNED, {"followup": acknowledgement.pk}),
    ]
    begin(case=case, at=now, events=events)
    plan_steps(case=case, track=decision.track, came=SORTED_ANEW, now=now)
    if not assign(case=case, now=now, calendar=calendar):
        record(case=case, kind=Event.Kind.WAITING, at=now, data={"why": case.assigned_why["waits"]})
    return case


def send_explanation(
    *, case: Case, explanation: Explanation, words: str, occurrence: str, author: User, now: datetime
) -> FollowUp:
    """Plans an approved explanation with the counselor's own words.

    `occurrence` comes from the form that was shown: the same form sent twice is one message. Raises
    NotPossible for a case that is closed, and for a text that no physician approved or that is over, and
    letters.Unfilled.
    """
    with transaction.atomic():
        # Locks the case against a closing at the same moment.
        if not Case.objects.open().filter(pk=case.pk).update(status=Case.Status.OPEN):
            raise NotPossible
        letters.still_stands(explanation, now)
        return plan(
            case=case,
            kind=FollowUp.Kind.EXPLANATION,
            occurrence=occurrence,
            explanation=explanation,
            words=words,
            text=letters.text_to_send(explanation, "", letters.fields(case, author)),
            written_by=author,
            due_at=letters.undo_until(now),
            now=now,
        )


def override_track(
    *, case: Case, track: str, reason: str, author: User, now: datetime, seen: int | None = None
) -> Decision:
    """A person sorts the case anew: a new decision that keeps what else the newest one said.

    `seen` is the decision that stood on the page. Raises SortedMeanwhile when there is a newer one.
    """
    with transaction.atomic():
        if not Case.objects.open().filter(pk=case.pk).update(track=track):
            raise NotPossible
        last = case.inquiry.decisions.order_by("-pk")[0]
        if seen is not None and last.pk != seen:
            raise SortedMeanwhile(last)
        decision = Decision.objects.create(
            inquiry=case.inquiry,
            track=track,
            treatment_kind=last.treatment_kind,
            physician_judgment=last.physician_judgment,
            priority=last.priority,
            flags=last.flags,
            ruleset=last.ruleset,
            made_at=now,
            made_by=author,
            override_reason=reason,
        )
        data = {"decision": decision.pk, "track": track, "instead_of": last.track}
        record(case=case, kind=Event.Kind.OVERRIDDEN, at=now, actor=author, data=data)
        cancel(case.followups.no_longer_fitting(timezone.localdate(now)), case=case, now=now)
        arrange(case=case, came=SORTED_ANEW, now=now)
    return decision


def ask_to_look_again(*, case: Case, words: str, now: datetime) -> CaseTask:
    """The family doubts how its inquiry was sorted: a task for the counselor, one as long as it is open."""
    with transaction.atomic():
        # Locks the case against a closing at the same moment.
        if not Case.objects.open().filter(pk=case.pk).update(snoozed_until=None):
            raise NotPossible
        task, created = CaseTask.objects.get_or_create(
            case=case,
            kind=CaseTask.Kind.LOOK_AGAIN,
            done_at=None,
            defaults={
                "words": words,
                "asked_at": now,
                "due_at": first_answer_due(priority=case.priority, track=case.track, now=now),
            },
        )
        if created:
            record(case=case, kind=Event.Kind.ASKED, at=now, data={"task": task.pk})
            arrange(case=case, now=now)
    return task


def list_cases_that_would_change(*, before: Catalogue, after: Catalogue, now: datetime) -> int:
    """A task on every open case that a newly published catalogue would sort differently.

    None is sorted anew by it: its family has been told how it was sorted, and why.
    """
    listed = 0
    for case in Case.objects.open().select_related("inquiry").iterator(chunk_size=200):
        facts = case.inquiry.facts()
        then, would_be = decide(facts, before), decide(facts, after)
        data = {"track": would_be.track.value, "treatment_kind": would_be.treatment_kind.value}
        as_it_is = {"track": case.track, "treatment_kind": case.treatment_kind}
        if sorted_alike(then, would_be) or data == as_it_is:
            continue
        _task, created = CaseTask.objects.update_or_create(
            case=case,
            kind=CaseTask.Kind.WOULD_CHANGE,
            done_at=None,
            defaults={"data": data},
            create_defaults={"data": data, "asked_at": now},
        )
        if created:
            record(case=case, kind=Event.Kind.WOULD_CHANGE, at=now, data=data)
            listed += 1
    return listed


def add_task(*, case: Case, words: str, day: date | None, author: User, now: datetime) -> CaseTask:
    """What a counselor has to do on a case, by the end of a day in Japan where one is given."""
    due_at = datetime.combine(day, time(23, 59), JAPAN) if day else None
    with transaction.atomic():
        task = CaseTask.objects.create(
            case=case, kind=CaseTask.Kind.OWN, words=words, asked_at=now, due_at=due_at
        )
        record(case=case, kind=Event.Kind.PLANNED_TASK, at=now, actor=author, data={"task": task.pk})
    return task


def finish_task(*, task: CaseTask, author: User, now: datetime) -> None:
    """A counselor did it. Raises DoneMeanwhile when somebody else was first, NewerCame when the family wrote
    once more since `task` was read, and NotPossible for what is done by doing it: a call by saying what
    became of it, a second reading by reading."""
    with transaction.atomic():
        Case.objects.filter(pk=task.case_id).update(status=F("status"))
        as_it_was_seen = CaseTask.objects.open().filter(pk=task.pk, data=task.data)
        ticked_off = as_it_was_seen.exclude(kind__in=(CaseTask.Kind.CALL, CaseTask.Kind.SECOND_READER))
        if not ticked_off.update(done_at=now, done_by=author):
            raise _why_not_finished(task)
        record(case=task.case, kind=Event.Kind.DONE, at=now, actor=author, data={"task": task.pk})


def _why_not_finished(task: CaseTask) -> NotPossible:
    current = CaseTask.objects.select_related("done_by__counselor").filter(pk=task.pk).first()
    if current is None or (current.done_by is None and current.data == task.data):
        return NotPossible()
    return DoneMeanwhile(current.done_by) if current.done_by else NewerCame()


def close(*, case: Case, outcome: str, author: User | None, now: datetime) -> None:
    """Closes an open case and frees the counselor's place; withdrawn, it also cancels what was planned.

    Raises FamilyWaits while a person has yet to look again, to answer or to call, as the family was told; it
    may withdraw all the same.
    """
    with transaction.atomic():
        closing = Case.objects.open().filter(pk=case.pk)
        if outcome != Case.Outcome.WITHDRAWN:
            closing = closing.exclude(tasks__in=CaseTask.objects.family_waits())
        closed = {"status": Case.Status.CLOSED, "outcome": outcome, "closed_at": now, "snoozed_until": None}
        if not closing.update(**closed):
            raise FamilyWaits if Case.objects.open().filter(pk=case.pk).exists() else NotPossible
        Counselor.objects.filter(cases=case.pk).update(open_cases=F("open_cases") - 1)
        if outcome == Case.Outcome.WITHDRAWN:
            case.followups.filter(state__in=WAITING).update(state=FollowUp.State.CANCELLED)
            calls.release(case=case, now=now, actor=author)
        record(case=case, kind=Event.Kind.CLOSED, at=now, actor=author, data={"outcome": outcome})
        arrange(case=case, came=[Moment.CLOSED], now=now)
        transaction.on_commit(wake_assignment)


def snooze(*, case: Case, until: datetime, author: User, now: datetime) -> None:
    """Puts an open case aside until `until`, when it comes back by itself. Raises NotPossible.

    Times that a family was told stay as they are: late, it stands in those lists all the same.
    """
    with transaction.atomic():
        waits = CaseTask.objects.family_waits()
        quiet = Case.objects.open().filter(pk=case.pk).exclude(tasks__in=waits)
        if until <= now or not quiet.update(snoozed_until=until):
            raise (
                FamilyWaits
                if Case.objects.open().filter(pk=case.pk, tasks__in=waits).exists()
                else NotPossible
            )
        record(case=case, kind=Event.Kind.SNOOZED, at=now, actor=author, data={"until": until.isoformat()})


def wake(*, case: Case, author: User, now: datetime) -> None:
    """Takes up again what was put aside. Raises NotPossible when it is in view already."""
    with transaction.atomic():
        if not Case.objects.filter(pk=case.pk, snoozed_until__gt=now).update(snoozed_until=None):
            raise NotPossible
        record(case=case, kind=Event.Kind.WOKEN, at=now, actor=author)


def note_looked(*, case: Case, counselor: Counselor, newest: int) -> None:
    """Whoever has the case opened its page, on which `newest` was the family's newest message."""
    mine = Case.objects.filter(pk=case.pk, assignee=counselor)
    mine.exclude(seen_by=counselor, seen_message__gte=newest).update(seen_by=counselor, seen_message=newest)


def reopen(*, case: Case, author: User, now: datetime) -> None:
    """Opens a closed case again, for who had it if they have a place, else for whoever has.

    Raises NotPossible when it is open, and when the family stopped it or withdrew its consent: it is
    not for us to go on then.
    """
    with transaction.atomic():
        closed = Case.objects.agreed().filter(pk=case.pk, status=Case.Status.CLOSED)
        opened = closed.exclude(outcome=Case.Outcome.WITHDRAWN).update(
            status=Case.Status.OPEN, outcome="", closed_at=None, assignee=None, assigned_why={}
        )
        if not opened:
            raise NotPossible
        record(case=case, kind=Event.Kind.REOPENED, at=now, actor=author)
        arrange(case=case, now=now)
        before, case.assignee_id = case.assignee_id, None
        had_it = before and give(case=case, path=Path.REOPENED, to=before, actor=author, now=now)
        if not had_it and not assign(case=case, now=now, path=Path.REOPENED, actor=author):
            record(case=case, kind=Event.Kind.WAITING, at=now, data={"why": case.assigned_why["waits"]})


def withdraw(*, case: Case, now: datetime) -> None:
    """The family stops its inquiry: the case closes and nothing more is sent."""
    close(case=case, outcome=Case.Outcome.WITHDRAWN, author=None, now=now)


def note_read(*, case: Case, now: datetime) -> None:
    """The family opened its page: what was there to read counts as read, once."""
    with transaction.atomic():
        if not case.followups.readable().filter(read_at=None).exists():
            return
        # Two tabs opened at once read in turn.
        Case.objects.filter(pk=case.pk).update(status=F("status"))
        unread = list(case.followups.readable().filter(read_at=None).values_list("pk", flat=True))
        FollowUp.objects.filter(pk__in=unread).update(read_at=now)
        record_read(case=case, at=now, followups=unread)
        if case.answered_at is None:
            set_clock(case.pk)
