"""Links that arrive by mail or are kept on paper. Opening one only shows a button: mail scanners open links,
but press nothing. The button swaps the secret for a cookie and leads to an address without it."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from intake import limits
from intake.models import StatusLink
from intake.views.drafts import open_draft, remember_draft
from intake.views.language import set_language_cookie
from intake.views.problems import too_many
from intake.views.status_cookie import remember_status


@require_http_methods(["GET", "HEAD", "POST"])
def status_link(request: HttpRequest, secret: str) -> HttpResponse:
    if request.method != "POST":
        # The same page for any secret: what it opens is looked up when a person presses the button.
        return render(request, "intake/link.html", {"opens": "status"})
    block = limits.address_block(request)
    wait = limits.used_up("link_try", block)
    if wait:
        return too_many(request, wait)
    links = StatusLink.objects.open_with(secret=secret, now=timezone.now()).select_related("inquiry")
    link = links.first()
    if link is None:
        limits.spend("link_try", block)
        return render(request, "intake/link_not_found.html", status=404)
    response = redirect("status", reference=link.inquiry.reference)
    remember_status(response, link.inquiry, secret)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        # On a new device the page speaks the language that the family wrote in.
        set_language_cookie(response, link.inquiry.language)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def resume_link(request: HttpRequest, public_id: str, secret: str) -> HttpResponse:
    if request.method != "POST":
        return render(request, "intake/link.html", {"opens": "draft"})
    block = limits.address_block(request)
    wait = limits.used_up("link_try", block)
    if wait:
        return too_many(request, wait)
    draft = open_draft(public_id, secret)
    if draft is None:
        limits.spend("link_try", block)
        return render(request, "intake/link_not_found.html", status=404)
    response = redirect("draft", public_id=draft.public_id)
    remember_draft(response, draft, secret)
    return response
