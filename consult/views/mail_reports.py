"""Where the mail provider reports what became of our mails."""

from __future__ import annotations

from anymail import urls as anymail_urls
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from consult.followups.repeated import provider


@csrf_exempt
def mail_reports(request: HttpRequest) -> HttpResponse:
    """Exists only for the provider in use, and only where it has to show a secret: WEBHOOK_SECRET in ANYMAIL,
    and the provider's own signature where ANYMAIL holds its key. django-anymail checks both."""
    name = f"{provider()}_tracking_webhook"
    found = [one.callback for one in anymail_urls.urlpatterns if one.name == name]
    if not found or not getattr(settings, "ANYMAIL", {}).get("WEBHOOK_SECRET"):
        raise Http404
    return found[0](request)
