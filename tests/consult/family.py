"""How a family's browser comes to its page."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from intake.models import Inquiry
from intake.services import issue_status_link


def open_status_page(client: Client, inquiry: Inquiry) -> Any:
    """Presses the button behind a fresh link, and returns the status page that it leads to."""
    secret = issue_status_link(inquiry=inquiry, now=timezone.now())
    answer = client.post(f"/s/{secret}/", follow=True)
    assert answer.redirect_chain == [(f"/status/{inquiry.reference}/", 302)]
    return answer
