"""The counselors' queue: which cases a list shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consult.access import cases_for
from consult.models import Case, CaseTask, Counselor
from consult.models.cases import CaseQuerySet

PAGE = 50
_HAS_OPEN_TASK = Exists(CaseTask.objects.open().filter(case=OuterRef("pk")))
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
    # What must not be missed: for a lead that of everybody.
    watched = seen.open() if leads else mine
    found = [
        Shown("mine", _("My cases"), mine),
        Shown("overdue", _("Overdue"), watched.filter(answered_at=None, due_at__lt=now)),
        Shown("asked", _("To look at again"), watched.filter(_HAS_OPEN_TASK)),
        Shown("waiting", _("Without a counselor"), seen.unassigned()),
        Shown("closed", _("Closed"), seen.filter(status=Case.Status.CLOSED, assignee=counselor)),
    ]
    if leads:
        found.append(Shown("all", _("All open"), seen.open()))
    return found


def page(shown: Shown) -> list[Any]:
    return list(shown.cases.most_urgent_first()[:PAGE])
