from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from intake.pace import usual_minutes
from intake.views.drafts import latest_draft


def start(request: HttpRequest) -> HttpResponse:
    """Who this is for, what it costs (nothing), what it cannot do."""
    context = {
        "latest_draft": latest_draft(request),
        "kept_days": settings.DRAFT_KEPT_DAYS,
        "minutes": usual_minutes(),
    }
    return render(request, "intake/start.html", context)
