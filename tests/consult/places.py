"""The places that counselors have for cases, counted anew."""

from __future__ import annotations

from django.db.models import Count, Q

from consult.models import Counselor


def counts_agree() -> bool:
    """Every counselor's counter is the number of open cases in their name, and within their capacity."""
    really = Count("cases", filter=Q(cases__status="open"))
    return all(c.open_cases == c.really <= c.capacity for c in Counselor.objects.annotate(really=really))
