from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe

from consult.health import readiness
from consult.metrics import exposition


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up. It asks nothing else, so that a slow database doesn't restart web processes."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    found = readiness(now=timezone.now())
    return JsonResponse(found.as_json(), status=200 if found.ready else 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, which shows METRICS_TOKEN as a bearer token. Without one there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    if not constant_time_compare(
        request.headers.get("authorization", ""), f"Bearer {settings.METRICS_TOKEN}"
    ):
        return HttpResponse("no\n", status=401, content_type="text/plain")
    return HttpResponse(exposition(now=timezone.now()), content_type="text/plain; version=0.0.4")
