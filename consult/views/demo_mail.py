from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from consult.demo import mail_can_be_shown, sent_mail


@require_GET
def demo_mail(request: HttpRequest) -> HttpResponse:
    """The mail that the demo sent. Elsewhere there is no such page."""
    if not mail_can_be_shown():
        raise Http404
    return render(request, "consult/demo_mail.html", {"mails": sent_mail()})
