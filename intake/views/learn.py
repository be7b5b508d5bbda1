"""The pages that anybody can read: explanations that a physician approved, and what Shirube is.

They hold nothing of the reader's, so browsers and proxies may keep them for some minutes: no message to a
person, no form with a token, and the language is in the address (`?lang=en`) or the reader's own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from intake import handouts
from intake.cost_tables import current_tables
from intake.estimate_result import Sources
from intake.figures import all_figures, pages_with_figures
from intake.models import Explanation
from intake.views.language import reading_order, set_language_cookie
from intake.views.pdf import pdf_answer

_KEPT_SECONDS = 300


def _public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """In the language that the address names, else in the reader's; may be kept when it was found."""

    @wraps(view)
    def shown(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("lang", "")
        named = asked if asked in dict(settings.LANGUAGES) else ""
        with translation.override(named or translation.get_language()):
            response = view(request, **kwargs)
        # The way on, to the inquiry, is in this language as well.
        if named and named != request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME):
            set_language_cookie(response, named)
        if response.status_code == 200:
            patch_cache_control(response, public=True, max_age=_KEPT_SECONDS)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        return response

    return require_safe(shown)


@_public
def learn(request: HttpRequest) -> HttpResponse:
    pages = Explanation.objects.defer("body", "sources").public_pages(_languages(), timezone.localdate())
    about_us = Explanation.Audience.VISITORS
    context = {
        "on_treatments": [page for page in pages if page.audience != about_us],
        "on_us": [page for page in pages if page.audience == about_us],
        **_addresses(request),
    }
    return render(request, "intake/learn.html", context)


@_public
def explanation(request: HttpRequest, slug: str) -> HttpResponse:
    page = _find(slug)
    if page is None:
        return _not_released(request)
    context = {"explanation": page, "can_print": handouts.available(), **_addresses(request)}
    return render(request, "intake/explanation.html", context)


@_public
def explanation_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    page = _find(slug)
    if page is None:
        return _not_released(request)
    return handout(request, page)


def handout(request: HttpRequest, page: Explanation) -> HttpResponse:
    """An explanation as PDF, in its own language; where none can be made, how to print the page."""
    return pdf_answer(
        request,
        "handouts/explanation.html",
        {"explanation": page},
        language=page.language,
        name=f"shirube-{page.key}-{page.language}",
        public=True,
    )


@_public
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure that we show, from the rows that it is shown from."""
    pages = Explanation.objects.public_pages(_languages(), timezone.localdate())
    sources = Sources()
    context = {
        "groups": all_figures(current_tables(), sources),
        "sources": sources.listed,
        "pages": pages_with_figures(pages),
        **_addresses(request),
    }
    return render(request, "intake/figures.html", context)


def _find(slug: str) -> Explanation | None:
    return next(
        iter(Explanation.objects.filter(key=slug).public_pages(_languages(), timezone.localdate())), None
    )


def _languages() -> list[str]:
    return reading_order(translation.get_language() or settings.LANGUAGE_CODE)


def _not_released(request: HttpRequest) -> HttpResponse:
    pages = Explanation.objects.defer("body", "sources").public_pages(_languages(), timezone.localdate())
    return render(request, "intake/not_released.html", {"pages": pages, **_addresses(request)}, status=404)


def _addresses(request: HttpRequest) -> dict[str, Any]:
    """This page's address, as it is and in each language."""
    plain = settings.SITE_URL + request.path
    infos = [translation.get_language_info(code) for code, _name in settings.LANGUAGES]
    return {
        "plain_address": plain,
        "in_languages": [
            (info["code"], info["name_local"], f"{plain}?lang={info['code']}") for info in infos
        ],
    }
