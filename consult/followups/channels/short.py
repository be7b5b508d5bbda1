"""What is the same for every short way to a family's phone: one line, one link, one request to a provider."""

from __future__ import annotations

import http.client
import ssl
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from consult.models import FollowUp
from intake.ruby import to_text
from intake.services import issue_status_link


def words(followup: FollowUp) -> str:
    """The same for every kind of message: a lock screen shows it to whoever stands beside."""
    secret = issue_status_link(inquiry=followup.case.inquiry, now=timezone.now())
    link = settings.SITE_URL + reverse("status_link", args=[secret])
    with translation.override(followup.language):
        waits = to_text(gettext("Shirube: there is something new for you to read on your page."))
    return f"{waits}\n{link}"


def connect(address: str, timeout: float) -> http.client.HTTPConnection:
    """Connected, so that whatever fails up to here is surely "not sent"."""
    url = urlsplit(address)
    connection: http.client.HTTPConnection
    if url.scheme == "https":
        context = ssl.create_default_context()
        connection = http.client.HTTPSConnection(url.netloc, timeout=timeout, context=context)
    else:
        connection = http.client.HTTPConnection(url.netloc, timeout=timeout)
    connection.connect()
    # A line that is gone is not quietly opened anew behind our back.
    connection.auto_open = 0
    return connection
