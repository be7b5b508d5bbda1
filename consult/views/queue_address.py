"""What an address of the queue asks for, and which case comes next in the list that somebody came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from consult import queue
from consult.models import Case, Counselor
from consult.queue_forms import QueueFilter, address

_COOKIE = "desk_list"


@dataclass
class Asked:
    """A list, and the filters that narrow it. `query` says both as we write them."""

    lists: list[queue.Shown]
    shown: queue.Shown
    filters: QueueFilter
    query: str
    now: datetime

    @property
    def is_narrowed(self) -> bool:
        return self.shown not in self.lists


def asked(given: QueryDict, counselor: Counselor) -> Asked:
    now = timezone.now()
    lists = queue.lists(user=counselor.user, counselor=counselor, now=now)
    wanted = given.get("list", "")
    whole = next((one for one in lists if one.name == wanted), lists[0])
    filters = QueueFilter(given, leads=counselor.user.has_perm("consult.view_every_case"))
    chosen = filters.chosen()
    shown = replace(whole, name="shown", cases=queue.narrowed(whole.cases, chosen, now)) if chosen else whole
    return Asked(lists, shown, filters, address(whole.name, chosen), now)


def remember(response: HttpResponse, query: str) -> None:
    """The list that is worked through from here on. It names no case and nobody."""
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(_COOKIE, query, path="/desk/", httponly=True, samesite="Lax", secure=secure)


def next_case(request: HttpRequest, counselor: Counselor, done_with: Case) -> Case | None:
    """The one behind `done_with` in the list that this browser showed last, or the first of it."""
    shown = asked(QueryDict(request.COOKIES.get(_COOKIE, "")), counselor).shown
    behind = queue.page(shown, after=queue.bookmark(done_with, shown.order)).rows or queue.page(shown).rows
    return next((case for case in behind if case.pk != done_with.pk), None)
