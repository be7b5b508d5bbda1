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


def relatives(case: Case, *, reader: User) -> list[Relative]:
    """What is linked, then what may be of the same family; the newest first."""
    links = CaseLink.objects.of(case.pk)
    reasons = {
        link.second_id if link.first_id == case.pk else link.first_id: str(link.get_reason_display())
        for link in links
    }
    can_open = Exists(cases_for(reader).filter(pk=OuterRef("pk")))
    linked = Case.objects.for_the_queue().filter(pk__in=reasons).order_by("-opened_at", "-pk")
    alike = same_family(case.inquiry).exclude(pk__in=reasons)[:_MOST_SHOWN]
    return [
        Relative(one, one.can_open, reasons.get(one.pk, ""))
        for cases in (linked, alike)
        for one in cases.annotate(can_open=can_open)
    ]


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
