"""What browsers tell when our policy stopped something: which rule, on which page. Nothing else is kept."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

import structlog
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from intake.limits import address_block, spend

log = structlog.get_logger(__name__)
_MOST_BYTES = 16 * 1024
_A_DIRECTIVE = re.compile(r"[a-z-]{3,40}")


@csrf_exempt  # Browsers send it without any cookie or token of ours.
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Always 204: whoever floods it learns nothing, and a browser does nothing with an answer."""
    told = HttpResponse(status=204)
    if len(request.body) > _MOST_BYTES or spend("csp_report", address_block(request)):
        return told
    directive, route = _read(request.body)
    if directive:
        log.warning("the policy stopped something", directive=directive, route=route)
    return told


def _read(body: bytes) -> tuple[str, str]:
    """(directive, route) of a report; empty where it can't be read. An address may hold a secret."""
    try:
        report = json.loads(body)["csp-report"]
        directive = str(report.get("effective-directive") or report.get("violated-directive")).split()[0]
        page = urlsplit(str(report.get("document-uri"))).path
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError):
        return "", ""
    return (directive, _route(page)) if _A_DIRECTIVE.fullmatch(directive) else ("", "")


def _route(path: str) -> str:
    try:
        return resolve(path).route
    except Resolver404:
        return "(no such page)"
