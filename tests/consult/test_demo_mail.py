"""The demo's page of mail: what was sent, at the time that a clock in Japan showed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.mail.backends.filebased import EmailBackend

from consult import demo

pytestmark = pytest.mark.engine_free


def test_a_mail_is_shown_with_its_time(settings, tmp_path, client):
    settings.DEMO = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    sent = mail.EmailMessage(
        "件名", "本文", to=["a@example.jp"], headers={"Date": "Wed, 25 Nov 2026 03:04:00 -0000"}
    )
    EmailBackend(file_path=tmp_path).send_messages([sent])

    assert [one.date for one in demo.sent_mail()] == [datetime(2026, 11, 25, 3, 4, tzinfo=UTC)]
    assert "12:04" in client.get("/demo/mail/").content.decode()
