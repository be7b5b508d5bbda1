"""One id from a request through the tasks that it wakes to the mail that they send, in every log line."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from celery.signals import before_task_publish, task_postrun, task_prerun
from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_IN_A_TASK = "request_id"
_AN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_ASKED_ALL_THE_TIME = {"healthz", "readyz"}
log = structlog.get_logger(__name__)


class RequestIdMiddleware:
    """The outermost of all, so that whatever refuses a request says of which it speaks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        structlog.contextvars.clear_contextvars()
        known = _given(request) or uuid.uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=known)
        began = time.monotonic()
        response = self.get_response(request)
        response.headers[HEADER] = known
        _note(request, response, began)
        return response


def _given(request: HttpRequest) -> str | None:
    """What our own proxy named it. Anybody else could write what they like into our log."""
    named = request.headers.get(HEADER, "")
    return named if settings.TRUSTED_PROXIES and _AN_ID.fullmatch(named) else None


def _note(request: HttpRequest, response: HttpResponse, began: float) -> None:
    match = request.resolver_match
    if match is None or match.url_name in _ASKED_ALL_THE_TIME:
        return
    milliseconds = round((time.monotonic() - began) * 1000)
    log.info(
        "answered", method=request.method, route=match.route, status=response.status_code, ms=milliseconds
    )


def current() -> str:
    """Of this request or task; empty outside of both."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


@before_task_publish.connect
def _hand_on(headers: dict[str, Any], **kwargs: Any) -> None:
    if current():
        headers[_IN_A_TASK] = current()


@task_prerun.connect
def _take_up(task: Any, task_id: str, **kwargs: Any) -> None:
    structlog.contextvars.clear_contextvars()
    # A worker lays the headers of a message open; a task that runs in place keeps them together.
    handed_on = task.request.get(_IN_A_TASK) or (task.request.headers or {}).get(_IN_A_TASK)
    known = handed_on or task_id
    structlog.contextvars.bind_contextvars(request_id=known, task=task.name)


@task_postrun.connect
def _let_go(**kwargs: Any) -> None:
    structlog.contextvars.clear_contextvars()
