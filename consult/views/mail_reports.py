"""Where the mail provider posts: what became of our mails, and what families answer."""

from __future__ import annotations

from typing import Any

from anymail import urls as anymail_urls
from anymail.webhooks.base import AnymailBasicAuthMixin
from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from consult.edges import MOST_BYTES_WITH_FILES
from consult.followups.repeated import provider


@csrf_exempt
def mail_reports(request: HttpRequest) -> HttpResponse:
    """Exists only for the provider in use, and only where it has to show a secret: WEBHOOK_SECRET in ANYMAIL,
    and the provider's own signature where ANYMAIL holds its key. django-anymail checks both."""
    return _of_the_provider("tracking")(request)


@csrf_exempt
def inbound_mail(request: HttpRequest) -> HttpResponse:
    """As `mail_reports`, and only where answers are taken. What is not kept is answered with 5xx, so that the
    provider sends it again."""
    if not settings.REPLY_DOMAIN:
        raise Http404
    view = _of_the_provider("inbound")
    if request.content_type == "application/json":
        # The secret first: a mail with photos is larger than what Django reads from a stranger.
        AnymailBasicAuthMixin.validate_request(view.view_class(), request)
        request._body = request.read(MOST_BYTES_WITH_FILES)
    try:
        return view(request)
    except RequestDataTooBig:
        return HttpResponse(status=503)


def _of_the_provider(kind: str) -> Any:
    name = f"{provider()}_{kind}_webhook"
    found = [one.callback for one in anymail_urls.urlpatterns if one.name == name]
    if not found or not getattr(settings, "ANYMAIL", {}).get("WEBHOOK_SECRET"):
        raise Http404
    return found[0]
