"""What is done to every request that comes in and every answer that leaves."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# What Django bounds itself is only what is no file (DATA_UPLOAD_MAX_MEMORY_SIZE).
MOST_BYTES = 2 * 1024**2
# Five files of 10 MB at a time, and what stands between them.
MOST_BYTES_WITH_FILES = 51 * 1024**2
_WITH_FILES = re.compile(r"/status/[^/]+/files/|/mail/inbound")
# A browser shows no answer before it has sent everything: so much of what is refused is read and dropped.
_READ_AND_DROPPED = 200 * 1024**2
_CHUNK = 256 * 1024


class EdgeMiddleware:
    """No page is kept by a browser or a proxy: most show what a family wrote. Only the pages that anybody can
    read say otherwise, and not even they where they set a cookie: that is one person's.

    That also makes the browser's Back button ask again, so that a step shows what was saved last.
    Static files are answered by WhiteNoise before this and are cached for ever by their hash.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A quoted cookie can hold NUL, which PostgreSQL refuses: no browser of ours was ever given one.
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if "\0" not in value}
        response = self.get_response(request)
        if response.cookies or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


class BodySizeMiddleware:
    """Refuses what is too large by its announced length, before a byte of it is kept anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with_files = _WITH_FILES.fullmatch(request.path_info)
        announced = _announced(request)
        if announced <= (MOST_BYTES_WITH_FILES if with_files else MOST_BYTES):
            return self.get_response(request)
        if announced <= _READ_AND_DROPPED:
            _drop(request, announced)
        return render(request, "413.html", {"with_files": bool(with_files)}, status=413)


def _announced(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:  # what the server did not refuse, Django takes for none
        return 0


def _drop(request: HttpRequest, announced: int) -> None:
    while announced > 0:
        part = request.read(min(_CHUNK, announced))
        if not part:
            return
        announced -= len(part)
