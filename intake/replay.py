"""Trying a catalogue draft on past inquiries, and publishing it.

Beat runs what was asked for (consult.tasks.run_replays); the row keeps how far it got.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from intake.catalogue import current_catalogue, write_row
from intake.models import CatalogueDraft, Consent, Inquiry, Replay, ReplayDifference
from intake.models.consents import ConsentKind
from intake.signals import catalogue_published
from intake.triage.catalogue import Catalogue, product_from_row
from intake.triage.decide import decide
from intake.triage.decision import Decision

_BATCH = 100
_LEASE = timedelta(seconds=60)


class NotTried(Exception):
    """The draft was published already, or was not yet tried on past inquiries."""


def ask(*, draft: CatalogueDraft, wanted: int, now: datetime) -> Replay:
    """Asks for a run over the newest `wanted` inquiries, or over all where there are fewer."""
    there = _agreed().count()
    return Replay.objects.create(draft=draft, wanted=min(wanted, there), asked_at=now)


def _agreed() -> QuerySet[Inquiry]:
    """Without those whose family withdrew its consent."""
    withdrawn = Consent.objects.filter(kind=ConsentKind.OWN).exclude(withdrawn_at=None)
    return Inquiry.objects.exclude(pk__in=withdrawn.values("inquiry"))


def drafted_catalogue(draft: CatalogueDraft) -> Catalogue:
    """The catalogue as it would be with this draft."""
    current = current_catalogue()
    others = tuple(product for product in current.products if product.key != draft.key)
    return replace(current, products=(*others, product_from_row(draft.row)), version=f"draft {draft.pk}")


def run_next() -> bool:
    """Carries out the oldest run that waits, or that a dead worker left; False when there is none."""
    now = timezone.now()
    left = Q(state=Replay.State.WAITING) | Q(state=Replay.State.RUNNING, lease_until__lt=now)
    replay = Replay.objects.filter(left).order_by("pk").first()
    if replay is None:
        return False
    taken = Replay.objects.filter(left, pk=replay.pk, lease_until=replay.lease_until)
    if taken.update(state=Replay.State.RUNNING, lease_until=now + _LEASE, looked_at=0):
        replay.differences.all().delete()
        _run(replay)
    return True


def _run(replay: Replay) -> None:
    now_counts, would_count = current_catalogue(), drafted_catalogue(replay.draft)
    newest = list(_agreed().order_by("-pk").values_list("pk", flat=True)[: replay.wanted])
    for start in range(0, len(newest), _BATCH):
        batch = newest[start : start + _BATCH]
        found = [
            difference
            for inquiry in Inquiry.objects.filter(pk__in=batch)
            if (difference := _difference(replay, inquiry, now_counts, would_count))
        ]
        with transaction.atomic():
            ReplayDifference.objects.bulk_create(found, ignore_conflicts=True)
            Replay.objects.filter(pk=replay.pk).update(
                looked_at=start + len(batch), lease_until=timezone.now() + _LEASE
            )
    Replay.objects.filter(pk=replay.pk).update(
        state=Replay.State.DONE, looked_at=len(newest), wanted=len(newest), lease_until=None
    )


def _difference(
    replay: Replay, inquiry: Inquiry, now_counts: Catalogue, would_count: Catalogue
) -> ReplayDifference | None:
    facts = inquiry.facts()
    before, after = decide(facts, now_counts), decide(facts, would_count)
    if sorted_alike(before, after):
        return None
    return ReplayDifference(replay=replay, inquiry=inquiry, before=before.as_json(), after=after.as_json())


def sorted_alike(one: Decision, other: Decision) -> bool:
    """Whether two decisions lead to the same work, whatever their reasons."""
    return _result(one) == _result(other)


def _result(decision: Decision) -> tuple[Any, ...]:
    return (
        decision.track,
        decision.treatment_kind,
        decision.physician_judgment,
        decision.priority,
        decision.flags,
    )


def publish(*, draft: CatalogueDraft, by: User, now: datetime) -> None:
    """Makes a draft count. No case is sorted anew by it: the desk lists the open ones that would change.

    Raises NotTried for a draft that was published already or that no finished replay has tried.
    """
    with transaction.atomic():
        tried = CatalogueDraft.objects.filter(
            pk=draft.pk, published_at=None, replays__state=Replay.State.DONE
        )
        if not CatalogueDraft.objects.filter(pk__in=tried.values("pk")).update(
            published_at=now, published_by=by
        ):
            raise NotTried
        before = current_catalogue()
        write_row(draft.row)
        catalogue_published.send(
            sender=CatalogueDraft, draft=draft, before=before, after=current_catalogue(), now=now
        )
