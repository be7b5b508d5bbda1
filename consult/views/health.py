from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from consult.health import readiness


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up. It asks nothing else, so that a slow database doesn't restart web processes."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    found = readiness(now=timezone.now())
    return JsonResponse(found.as_json(), status=200 if found.ready else 503)
