"""One case as the desk shows it: what was said, why it was sorted so, what happened, what can be done."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Exists
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from consult import consents, conversation, families, forms, presence, reviews, services
from consult.access import may_hand_over, may_take, may_take_over, taken_by, withdrawn_at
from consult.contact import version
from consult.events import record_opened
from consult.lenses import SHEETS
from consult.models import Call, Case, CaseLink, CaseTask, Counselor
from consult.queue_forms import SnoozeForm
from consult.timeline import timeline
from consult.views.contact import as_it_is
from intake.fields import national_number
from intake.views.check import said


def case_page(
    request: HttpRequest,
    counselor: Counselor,
    case: Case,
    *,
    status: int = 200,
    kept: QueryDict | None = None,
    **filled: Any,
) -> HttpResponse:
    """`filled` are forms that were posted and could not be taken; `kept` is what was typed on a case that
    changed meanwhile."""
    inquiry, now = case.inquiry, timezone.now()
    record_opened(case=case, reader=counselor.user, what="case", at=now)
    presence.note(case_id=case.pk, counselor_id=counselor.pk)
    team, there = _team_and_what_there_is(case, counselor)
    messages = list(case.messages.select_related("inbound")) if "messages" in there else []
    newest = messages[-1].pk if messages else None
    if case.unread and case.assignee_id == counselor.pk:
        services.note_looked(case=case, counselor=counselor, newest=newest or 0)
    tasks = list(case.tasks.open()) if "tasks" in there else []
    followups = list(case.followups.select_related("explanation", "written_by__counselor").order_by("pk"))
    notes = list(case.notes.select_related("author__counselor")) if "notes" in there else []
    decisions = list(inquiry.decisions.select_related("made_by__counselor"))
    decision = max(decisions, key=lambda decision: decision.pk)
    calls = list(case.calls.select_related("slot", "called_by__counselor")) if "calls" in there else []
    call = next((one for one in calls if one.state == Call.State.BOOKED), None)
    context = {
        "case": case,
        "inquiry": inquiry,
        "decision": decision,
        "decisions": decisions,
        "said": [(label, words) for _name, label, words in said(inquiry)],
        "timeline": timeline(
            case.events.select_related("actor__counselor"),
            messages=messages,
            followups=followups,
            notes=notes,
            decisions=decisions,
        ),
        "tasks": tasks,
        "family_wrote": any(task.kind == CaseTask.Kind.WROTE for task in tasks),
        "call": call,
        "call_phone": national_number(call.phone) if call else "",
        "past_calls": [one for one in calls if one.state != Call.State.BOOKED],
        "attachments": list(case.attachments.all()) if "files" in there else [],
        "notes": notes,
        "newest_message": messages[-1] if messages else None,
        "entries": conversation.in_order_of_time(messages, followups),
        "now": now,
        "kept": _words_typed(kept),
        "reviews": reviews.progress(case, case.reviews.all() if "reviews" in there else ()),
        "reply_form": forms.ReplyForm(
            initial={"reply_to": uuid.uuid4(), "seen": newest, "reply": _begun(request, case)}
        ),
        "note_form": forms.NoteForm(),
        "explanation_form": forms.ExplanationForm(initial={"occurrence": uuid.uuid4()}, case=case),
        "override_form": forms.OverrideForm(initial={"track": case.track, "seen": decision.pk}),
        "task_form": forms.TaskForm(),
        "link_form": forms.LinkForm(),
        "relatives": families.relatives(
            case, reader=counselor.user, linked_ones="links" in there, alike_ones="alike" in there
        ),
        "present": presence.others(case_id=case.pk, but=counselor.pk, team=team),
        "contact_seen": version(inquiry),
        "may_take": may_take(counselor.user),
        "may_take_over": may_take_over(counselor.user, case),
        "may_hand_over": may_hand_over(counselor.user, case),
        "hand_over_form": forms.HandOverForm(initial={"seen": case.assignee_id}, case=case, team=team),
        "close_form": forms.CloseForm(),
        "hospital_consent": consents.for_a_hospital(case) if "for_a_hospital" in there else None,
        "own_letter": "own_letter" in there,
        "snooze_form": SnoozeForm(),
        "contact_form": as_it_is(inquiry),
        **filled,
    }
    # The page's error summary and title speak of the one form that was posted.
    context["form"] = next(iter(filled.values()), None)
    return render(request, "consult/case.html", context, status=status)


def _team_and_what_there_is(case: Case, counselor: Counselor) -> tuple[list[Counselor], set[str]]:
    """All counselors by name; and by its name, in the same query, what this case has of what most have not.

    Each that it lacks is one query less.
    """
    asked = {
        "messages": case.messages.all(),
        "tasks": case.tasks.open(),
        "notes": case.notes.all(),
        "calls": case.calls.all(),
        "files": case.attachments.all(),
        "reviews": case.reviews.all(),
        "links": CaseLink.objects.of(case.pk),
        "alike": families.same_family(case.inquiry),
        "for_a_hospital": consents.given_for_a_hospital(case),
        "own_letter": case.letters.filter(author=counselor.user),
    }
    exist = {name: Exists(rows) for name, rows in asked.items()}
    team = list(Counselor.objects.by_name().annotate(**exist))
    return team, {name for name in asked if getattr(team[0], name)}


def _begun(request: HttpRequest, case: Case) -> str:
    """The message that a review begins, where its page sent the counselor here to write it."""
    sheet = SHEETS.get(request.GET.get("tell", ""))
    review = case.reviews.filter(sheet=sheet.name).first() if sheet else None
    if sheet is None or review is None:
        return ""
    return reviews.told_to_family(sheet=sheet, review=review, language=case.inquiry.language)


def case_gone(request: HttpRequest, counselor: Counselor, reference: str) -> HttpResponse:
    """A case that this counselor can't open: another's, or none. What was typed for it is handed back."""
    context = {
        "kept": _words_typed(request.POST),
        "taken_by": taken_by(counselor.user, reference),
        "withdrawn_at": withdrawn_at(counselor.user, reference),
    }
    return render(request, "consult/case_gone.html", context, status=404)


def _words_typed(kept: QueryDict | None) -> list[str]:
    if kept is None:
        return []
    typed = [str(kept[name]) for name in ("body", "words", "reason", "reply", "told") if kept.get(name)]
    outcome = dict(Case.Outcome.choices).get(kept.get("outcome", ""))
    return [*typed, _("Outcome: %(outcome)s") % {"outcome": outcome}] if outcome else typed
