"""How a browser holds on to a status page: a cookie with the link's secret, sent to that page alone."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from intake.models import Inquiry, StatusLink

COOKIE = "status"


def remember_status(response: HttpResponse, inquiry: Inquiry, secret: str) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        path=reverse("status", args=[inquiry.reference]),
        max_age=settings.STATUS_LINK_DAYS * 24 * 3600,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def opened_inquiry(request: HttpRequest, reference: str) -> Inquiry | None:
    """The inquiry of this reference if this browser's cookie opens it."""
    secret = request.COOKIES.get(COOKIE, "")
    links = StatusLink.objects.open_with(secret=secret, now=timezone.now())
    link = links.filter(inquiry__reference=reference).select_related("inquiry").first()
    return link.inquiry if link else None
