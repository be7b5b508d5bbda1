"""A family connects its LINE account with its page, or stops that; and what LINE tells us of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotAllowed
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from consult import line
from consult.followups.channels.line import is_signed
from consult.views.family import family_context, family_only, while_agreed
from intake.models import Inquiry


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
@while_agreed
def line_page(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    """Exists only where LINE is set up. The code is shown once, where it was asked for."""
    if not line.is_configured():
        raise Http404
    context, now = family_context(request, inquiry), timezone.now()
    if request.POST.get("wish") == "stop":
        line.stop(case=context["case"], now=now)
        messages.success(request, _("We write to you by LINE no more."))
        return redirect("status", reference=inquiry.reference)
    if request.POST.get("wish") == "code":
        context["code"] = line.show_code(case=context["case"], now=now)
    context |= {
        "connected": line.linked_at(context["case"]),
        "account": settings.LINE_ACCOUNT,
        "minutes": line.CODE_MINUTES,
    }
    return render(request, "consult/line.html", context)


@csrf_exempt
def line_events(request: HttpRequest) -> HttpResponse:
    """What happens with our account at LINE, believed by its signature alone. LINE may tell it twice, late
    and out of order. What people write there, but for a code, is read by nobody and kept nowhere."""
    if not line.is_configured():
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not is_signed(request.body, request.headers.get("X-Line-Signature", "")):
        raise PermissionDenied
    try:
        events = json.loads(request.body)["events"]
        for event in events:
            _hear(event)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        # Signed, and yet not what LINE documents.
        return HttpResponseBadRequest()
    return HttpResponse(status=200)


def _hear(event: dict[str, Any]) -> None:
    source = event.get("source") or {}
    if source.get("type") != "user" or event.get("mode") == "standby":
        return
    user_id, now = str(source["userId"]), timezone.now()
    at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
    message = event.get("message") or {}
    if event["type"] == "message" and message.get("type") == "text":
        line.connect(said=message["text"], user_id=user_id, at=at, now=now)
    if event["type"] == "unfollow":
        line.blocked(user_id=user_id, at=at, now=now)
