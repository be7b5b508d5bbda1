"""The one door to a case: it is returned only to someone who may see it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from consult.absences import looked_after_by
from consult.models import Case, Counselor, Notice
from consult.models.cases import CaseQuerySet


def counselor_required(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """The desk is for signed-in counselors; the view gets theirs beside the request."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # Read with the user (consult/sign_in/backend.py).
        counselor: Counselor | None = getattr(request.user, "counselor", None)
        if counselor is None and request.user.is_staff:
            return redirect("admin:index")
        if counselor is None:
            raise PermissionDenied
        return view(request, counselor, *args, **kwargs)

    return guarded


def cases_for(user: User) -> CaseQuerySet:
    """Own cases, and unassigned ones of one's tracks and languages; a lead sees all."""
    return _seen_by(user, Case.objects.for_the_queue())


def _seen_by(user: User, cases: CaseQuerySet) -> CaseQuerySet:
    if user.has_perm("consult.view_every_case"):
        return cases
    counselor = getattr(user, "counselor", None)
    if counselor is None:
        return cases.none()
    waiting = Q(assignee=None, track__in=counselor.tracks, language__in=counselor.languages)
    return cases.filter(Q(assignee=counselor) | waiting)


def may_take(user: User) -> bool:
    return user.has_perm("consult.take_case")


def may_take_over(user: User, case: Case) -> bool:
    """What somebody else has, among the cases that this counselor may open."""
    others = case.assignee_id is not None and case.assignee_id != user.counselor.pk
    return others and user.has_perm("consult.take_over_case")


def may_hand_over(user: User, case: Case) -> bool:
    """Whoever has the case; who may assign, also what others have and what nobody has."""
    own = case.assignee_id is not None and case.assignee_id == user.counselor.pk
    return own or user.has_perm("consult.assign_case")


def case_for(user: User, reference: str) -> Case:
    """The case of this reference, also where this counselor stands in for whoever has it, or is mentioned in
    a note.

    Another counselor's case and one that does not exist answer alike.
    """
    wanted = Q(inquiry__reference=reference)
    case = cases_for(user).filter(wanted).first() or _opened_besides(user).filter(wanted).first()
    if case is None:
        raise Http404
    return case


def may_open(user: User, case: Case) -> bool:
    """As `case_for`, of a case that was changed since it was read."""
    return any(cases.filter(pk=case.pk).exists() for cases in (cases_for(user), _opened_besides(user)))


def _opened_besides(user: User) -> CaseQuerySet:
    """What stands in none of this counselor's lists and may be opened all the same."""
    counselor = getattr(user, "counselor", None)
    if counselor is None:
        return Case.objects.none()
    looked_after = Q(assignee__in=looked_after_by(counselor, now=timezone.now()))
    mentions = Notice.objects.filter(to=user, kind=Notice.Kind.MENTION)
    asked = Q(status=Case.Status.OPEN, pk__in=mentions.values("case"))
    return Case.objects.for_the_queue().filter(looked_after | asked)


def withdrawn_at(user: User, reference: str) -> datetime | None:
    """When the family of a case that this counselor could open until then withdrew its consent."""
    withdrawn = _seen_by(user, Case.objects.exclude(consent_withdrawn_at=None))
    case = withdrawn.filter(inquiry__reference=reference).first()
    return case.consent_withdrawn_at if case else None


def taken_by(user: User, reference: str) -> str:
    """Who has a case that this counselor could have taken while nobody had it; empty for every other."""
    counselor = user.counselor
    case = Case.objects.open().select_related("assignee").filter(inquiry__reference=reference).first()
    if case is None or case.assignee is None or not may_take(user):
        return ""
    could_have = case.track in counselor.tracks and case.language in counselor.languages
    return case.assignee.display_name if could_have else ""
