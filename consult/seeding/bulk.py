"""A big demo: rows as the services would have left them, written many at once.

Each batch is one transaction that holds the counselors' rows, so that a service at work beside it never
sees a place given twice.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from consult import search_terms
from consult.calendar import current_calendar
from consult.models import Case, Counselor, Event, EventHead, FollowUp, Note, ResponseTarget
from consult.seeding.families import Family, family
from consult.seeding.lives import Life, Teller
from consult.seeding.places import Places
from consult.seeding.sorting import Sorter
from intake.models import Consent, ConsentText, Decision, Draft, Explanation, Inquiry, StatusLink
from intake.vocabulary import choices_of

BATCH = 1000


def add(*, seed: int, count: int, now: datetime, progress: Callable[[int], None]) -> int:
    """How many were added."""
    teller = Teller(
        seed=seed,
        now=now,
        sorter=Sorter(),
        calendar=current_calendar(),
        hours=dict(ResponseTarget.objects.values_list("priority", "business_hours")),
        consent_texts={
            (kind, language): ConsentText.objects.current(kind, language)
            for kind in ("own", "on_behalf")
            for language, _name in settings.LANGUAGES
        },
        explanations={
            (language, track): Explanation.objects.to_send(language, track, timezone.localdate(now))
            for language, _name in settings.LANGUAGES
            for track, _words in choices_of("track")
        },
    )
    added = 0
    for first in range(0, count, BATCH):
        numbers = range(first, min(first + BATCH, count))
        with _collected_afterwards():
            added += _add_batch(teller, [family(seed=seed, number=number) for number in numbers])
        progress(numbers.stop)
    return added


@contextmanager
def _collected_afterwards() -> Iterator[None]:
    """Garbage is looked for once a batch: looking while its rows pile up takes a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def _add_batch(teller: Teller, families: list[Family]) -> int:
    wanted = {who.reference: who for who in families}
    with transaction.atomic():
        places = Places(_locked_counselors(), now=teller.now)
        there = Inquiry.objects.filter(reference__in=wanted).values_list("reference", flat=True)
        for reference in there:
            del wanted[reference]
        lives = [teller.tell(who, places) for who in wanted.values()]
        _write(lives)
        for counselor_id, taken in places.taken.items():
            Counselor.objects.filter(pk=counselor_id).update(open_cases=F("open_cases") + taken)
    return len(lives)


def _locked_counselors() -> list[Counselor]:
    counselors = Counselor.objects.order_by("pk")
    if connection.features.has_select_for_update:
        counselors = counselors.select_for_update()
    return list(counselors)


def _write(lives: list[Life]) -> None:
    """In the order in which rows refer to each other; their keys are known once they are written."""
    Draft.objects.bulk_create([life.draft for life in lives])
    Inquiry.objects.bulk_create([life.inquiry for life in lives])
    search_terms.index([life.inquiry for life in lives])
    Consent.objects.bulk_create([row for life in lives for row in life.consents])
    Decision.objects.bulk_create([row for life in lives for row in life.decisions])
    StatusLink.objects.bulk_create([row for life in lives for row in life.links])
    Case.objects.bulk_create([life.case for life in lives])
    FollowUp.objects.bulk_create([row for life in lives for row in life.followups])
    Note.objects.bulk_create([row for life in lives for row in life.notes])
    events = [life.events() for life in lives]
    Event.objects.bulk_create([row for of_a_case in events for row in of_a_case])
    EventHead.objects.bulk_create(
        [EventHead(case=rows[-1].case, number=rows[-1].number, seal=rows[-1].seal) for rows in events if rows]
    )
