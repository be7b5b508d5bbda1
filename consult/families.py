"""Inquiries of one family: noticed, offered for linking, and never merged by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from consult.access import cases_for
from consult.events import record
from consult.models import Case, CaseLink, Event
from consult.models.cases import CaseQuerySet
from intake import blind
from intake.models import Inquiry

_MOST_SHOWN = 20


def same_family(inquiry: Inquiry) -> CaseQuerySet:
    """Cases of other inquiries with the same e-mail address or telephone number.

    By their blind indexes: an address is the same in any case of letters, a number is kept in one form.
    """
    same = Q(inquiry__email_index__in=blind.indexes("email", inquiry.email))
    same |= Q(inquiry__phone_index__in=blind.indexes("phone", inquiry.phone))
    cases = Case.objects.for_the_queue().exclude(inquiry=inquiry.pk)
    return cases.filter(same).order_by("-opened_at", "-pk")


@dataclass(frozen=True)
class Relative:
    """Another case beside this one. `reason` is empty while nobody has linked them."""

    case: Case
    can_open: bool
    reason: str = ""


def relatives(case: Case, *, reader: User, linked_ones: bool, alike_ones: bool) -> list[Relative]:
    """What is linked, then what may be of the same family; the newest first. Each is asked for where the
    page knows that there is any."""
    mine = cases_for(reader)
    others = mine.filter(pk__in=[OuterRef("first"), OuterRef("second")]).exclude(pk=case.pk)
    both = [f"{end}__{name}" for end in ("first", "second") for name in ("inquiry", "assignee")]
    links = CaseLink.objects.of(case.pk).select_related(*both).annotate(can_open=Exists(others))
    linked = [
        Relative(_other(one, case), one.can_open, str(one.get_reason_display()))
        for one in (links if linked_ones else ())
    ]
    linked.sort(key=lambda one: (one.case.opened_at, one.case.pk), reverse=True)
    known = [one.case.pk for one in linked]
    alike = same_family(case.inquiry).exclude(pk__in=known)[:_MOST_SHOWN]
    alike = alike.annotate(can_open=Exists(mine.filter(pk=OuterRef("pk"))))
    # A family that withdrew its consent is read by nobody.
    return [one for one in linked if one.case.consent_withdrawn_at is None] + [
        Relative(one, one.can_open) for one in (alike if alike_ones else ())
    ]


def _other(link: CaseLink, case: Case) -> Case:
    return link.second if link.first_id == case.pk else link.first


def link(*, case: Case, other: Case, reason: str, author: User, now: datetime) -> None:
    """Both cases show it from now on, and have it in their history. Linked once more, nothing happens."""
    first, second = sorted((case, other), key=lambda one: one.pk)
    with transaction.atomic():
        made = {"reason": reason, "linked_by": author, "linked_at": now}
        _link, created = CaseLink.objects.get_or_create(first=first, second=second, defaults=made)
        if created:
            # In the order of keys, as the events of two cases are held one after the other.
            record(case=first, kind=Event.Kind.LINKED, at=now, actor=author, data={"case": second.pk})
            record(case=second, kind=Event.Kind.LINKED, at=now, actor=author, data={"case": first.pk})
