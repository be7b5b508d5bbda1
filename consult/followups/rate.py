"""How many mails a second all workers together hand to the provider."""

from __future__ import annotations

import logging
import time

from django.conf import settings
from django.core.cache import cache

log = logging.getLogger(__name__)


def wait_for_turn() -> None:
    """Returns once one more mail fits into the second. A cache that is down holds up nothing: the provider
    then says "too many" by itself, and that is waited for (answers.BUSY)."""
    while settings.MAIL_PER_SECOND and not _fits(second := int(time.time())):
        time.sleep(max(0.0, second + 1 - time.time()))


def _fits(second: int) -> bool:
    key = f"mail-rate:{settings.EMAIL_BACKEND}:{second}"
    try:
        cache.add(key, 0, timeout=10)
        return int(cache.incr(key)) <= settings.MAIL_PER_SECOND
    except Exception as error:  # whatever a cache's client raises, mail must not wait for it
        log.warning("mails are not counted: the cache does not answer (%s)", type(error).__name__)
        return True
