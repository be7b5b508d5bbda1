"""How long families really take, measured: said on the start page only once enough of them have told."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

import structlog
from django.conf import settings
from django.core.cache import cache

from intake.models import Draft

log = structlog.get_logger(__name__)

_NEWEST, _FEWEST = 200, 20
_KEY, _KEPT_SECONDS = "pace:minutes", 3600


def usual_minutes() -> int | None:
    """The median from the first answer to sending, in whole minutes; None while there is too little to tell.

    Looked up once an hour.
    """
    try:
        kept = cache.get(_KEY)
    except Exception as error:  # a cache that is down says nothing on a page
        log.warning("the usual minutes are not told: the cache does not answer (%s)", type(error).__name__)
        return None
    if kept is None:
        kept = _measure()
        cache.set(_KEY, kept, _KEPT_SECONDS)
    return kept or None


def _measure() -> int:
    """0 for too little. Drafts that were not written by hand (brought in, or tried out) are left out."""
    by_hand = timedelta(seconds=settings.QUICKEST_SECONDS)
    newest = Draft.objects.exclude(submitted_at=None).order_by("-submitted_at")
    times = newest.values_list("created_at", "submitted_at")[:_NEWEST]
    took = [(end - start) / timedelta(minutes=1) for start, end in times if end and end - start > by_hand]
    return max(1, round(median(took))) if len(took) >= _FEWEST else 0
