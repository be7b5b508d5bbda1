"""Where Twilio posts what became of our short messages."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from consult.followups import resolve
from consult.followups.channels.sms import is_configured, is_signed

# "failed" never reached a network, "undelivered" came back from one: both did not reach the family.
_REPORTS = {"delivered": "delivered", "undelivered": "bounced", "failed": "bounced"}


@csrf_exempt
def sms_reports(request: HttpRequest) -> HttpResponse:
    """Exists only where short messages are sent. What it says is believed by its signature alone, over the
    address as families know it, whatever proxies made of it."""
    if not is_configured():
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    parameters = [(name, value) for name, values in request.POST.lists() for value in values]
    url = settings.SITE_URL + request.get_full_path()
    if not is_signed(url=url, parameters=parameters, signature=request.headers.get("X-Twilio-Signature", "")):
        raise PermissionDenied
    resolve.hear(
        report=_REPORTS.get(request.POST.get("MessageStatus", ""), ""),
        metadata={"followup": request.GET.get("followup", "")},
        provider_id=request.POST.get("MessageSid", ""),
        now=timezone.now(),
    )
    return HttpResponse(status=204)
