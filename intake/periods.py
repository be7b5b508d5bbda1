"""How long things are kept, in days, by the names that an explanation may use: {{ draft_days }}.

What pages say comes from the settings that the service acts on, so that the two can't differ.
"""

from __future__ import annotations

from django.conf import settings

_A_DAY = 24 * 3600


def periods() -> dict[str, int]:
    return {
        "draft_days": settings.DRAFT_KEPT_DAYS,
        "status_link_days": settings.STATUS_LINK_DAYS,
        "language_days": settings.LANGUAGE_COOKIE_AGE // _A_DAY,
    }
