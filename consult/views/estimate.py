"""What would be left to pay, for a family that has sent its inquiry: the result can be added to it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from consult import conversation
from consult.models import Case
from consult.views.family import family_only, while_agreed
from intake.models import Inquiry
from intake.views.estimator import Place, estimator_at, known_from


@require_http_methods(["GET", "HEAD", "POST"])
@family_only
@while_agreed
def family_estimate(request: HttpRequest, inquiry: Inquiry) -> HttpResponse:
    def add_to_inquiry(request: HttpRequest, text: str) -> HttpResponse:
        conversation.write_to_desk(
            case=Case.objects.get(inquiry=inquiry),
            body=text,
            token=_token(request.POST["take_along"]),
            now=timezone.now(),
        )
        messages.success(request, _("The result is with your inquiry. Your counselor sees it there."))
        return redirect("status", reference=inquiry.reference)

    told = {name: getattr(inquiry, name) for name in ("patient_age", "payment", "quoted_fee_yen")}
    back = reverse("status", args=[inquiry.reference])
    return estimator_at(Place(add_to_inquiry, inquiry, known_from(told), back, inquiry), request)


def _token(posted: str) -> uuid.UUID:
    """Of the page that was shown: pressed twice, it is one message."""
    try:
        return uuid.UUID(posted)
    except ValueError:
        return uuid.uuid4()
