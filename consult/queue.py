"""The counselors' queue: which cases a list shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Prefetch, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consult.access import cases_for
from consult.models import Case, CaseTask, Counselor
from consult.models.cases import CaseQuerySet

PAGE = 50
# Counting further would make the page slower the more there is to do.
COUNT_UP_TO = 99


@dataclass(frozen=True)
class Shown:
    """One list of the desk: its cases, and its count as far as counted."""

    name: str
    label: str | Promise
    cases: CaseQuerySet

    @property
    def count(self) -> str:
        counted = self.cases.order_by()[: COUNT_UP_TO + 1].count()
        return f"{COUNT_UP_TO}+" if counted > COUNT_UP_TO else str(counted)


def lists(*, user: User, counselor: Counselor, now: datetime) -> list[Shown]:
    """The lists that this counselor sees, the first one by default."""
    seen = cases_for(user)
    mine = seen.open().mine(counselor)
    leads = user.has_perm("consult.view_every_case")
    found = [
        Shown("mine", _("My cases"), mine),
        # What must not be missed, for a lead that of everybody. A family may write on a closed case too, and
        # what nobody has is for all who see it.
        Shown("overdue", _("Overdue"), seen.filter(_unanswered_in_time(now) | _promised_and_late(now))),
        Shown("asked", _("To do"), seen.filter(pk__in=CaseTask.objects.open().values("case"))),
        Shown("waiting", _("Without a counselor"), seen.unassigned()),
        Shown("closed", _("Closed"), seen.filter(status=Case.Status.CLOSED, assignee=counselor)),
    ]
    if leads:
        found.append(Shown("all", _("All open"), seen.open()))
    return found


def _unanswered_in_time(now: datetime) -> Q:
    return Q(status=Case.Status.OPEN, answered_at=None, due_at__lt=now)


def _promised_and_late(now: datetime) -> Q:
    """Whatever else a family was told would be done by a time that has passed."""
    return Q(pk__in=CaseTask.objects.open().filter(due_at__lt=now).values("case"))


def page(shown: Shown) -> list[Any]:
    return list(with_what_is_to_do(shown.cases).most_urgent_first()[:PAGE])


def with_what_is_to_do(cases: CaseQuerySet) -> CaseQuerySet:
    """Each case with its open tasks as `to_do`, as a row shows them."""
    return cases.prefetch_related(Prefetch("tasks", CaseTask.objects.open(), to_attr="to_do"))
