"""What is done to every request that comes in and every answer that leaves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


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
