"""When a form can't be taken as it came."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

_KEEPS_WHAT_WAS_TYPED = ("first_step", "step", "write_message")


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page's token no longer fits: it lay open too long, or cookies were cleared meanwhile.

    For a step of the inquiry or a message what was typed is handed back behind one button, so that nothing is
    lost; but only where the browser says that our own page sent it, or the button would finish another site's
    work.
    """
    context = {"typed": _typed(request)}
    return render(request, "403_csrf.html", context, status=403)


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        name = resolve(request.path_info).url_name
    except Resolver404:
        return []
    own_page = request.headers.get("Sec-Fetch-Site") == "same-origin"
    if name not in _KEEPS_WHAT_WAS_TYPED or not own_page:
        return []
    lists = request.POST.lists()
    return [(key, value) for key, values in lists if key != "csrfmiddlewaretoken" for value in values]
