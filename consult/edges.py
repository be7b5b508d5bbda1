"""What goes on every answer that leaves the service."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class NoStoreMiddleware:
    """No page is kept by a browser or a proxy: most show what a family wrote.

    It also makes the browser's Back button ask again, so that a step shows what was saved last.
    Static files are answered by WhiteNoise before this and are cached for ever by their hash.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store")
        return response
