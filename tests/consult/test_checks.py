"""Mistakes of deployment: each is found, and a sound deployment is left in peace."""

import pytest
from django.conf import settings as current
from django.core.checks import run_checks
from django.core.checks.registry import registry

from consult import checks
from intake import handouts

pytestmark = pytest.mark.engine_free


@pytest.fixture
def deployed(settings, monkeypatch):
    """A deployment as it should be."""
    settings.DEMO = False
    settings.HTTPS = True
    settings.KEYS_NOT_GIVEN = []
    settings.ALLOWED_HOSTS = ["consult.example.jp"]
    settings.REDIS_URL = "redis://broker:6379/0"
    settings.ATTACHMENT_SCANNER = "clamd://scanner:3310"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr(handouts, "available", lambda: True)
    monkeypatch.setitem(current.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    return settings


EVERY = (
    checks.demo_is_off, checks.site_is_https, checks.hosts_are_named, checks.keys_are_given,
    checks.servers_are_real, checks.handouts_can_be_made, checks.attachments_are_scanned,
)  # fmt: skip


def found() -> list[str]:
    return [str(message.id) for check in EVERY for message in check()]


def test_a_sound_deployment_is_left_in_peace(deployed):
    assert found() == []


@pytest.mark.parametrize(
    ("setting", "value", "mistake"),
    [
        ("DEMO", True, "shirube.E001"),
        ("HTTPS", False, "shirube.E002"),
        ("ALLOWED_HOSTS", ["consult.example.jp", "*"], "shirube.E003"),
        ("KEYS_NOT_GIVEN", ["AUDIT_KEYS"], "shirube.E005"),
        ("REDIS_URL", "", "shirube.W002"),
        ("ATTACHMENT_SCANNER", "", "shirube.W004"),
        ("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend", "shirube.E004"),
    ],
)
def test_each_mistake_is_found_by_itself(deployed, setting, value, mistake):
    setattr(deployed, setting, value)
    assert found() == [mistake]


def test_the_embedded_database_is_a_warning(deployed, monkeypatch):
    monkeypatch.setitem(current.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    assert found() == ["shirube.W001"]


def test_missing_pango_is_a_warning_unless_it_is_meant_so(deployed, monkeypatch):
    monkeypatch.setattr(handouts, "available", lambda: False)
    assert found() == ["shirube.W003"]
    [told] = checks.handouts_can_be_made()
    assert "docs/running.md" in told.hint
    deployed.PDF_HANDOUTS = False
    assert found() == []


def test_they_are_part_of_the_deployment_check_and_only_of_that(deployed):
    ours = {one for one in registry.deployment_checks if one.__module__ == checks.__name__}
    assert ours == set(EVERY)
    deployed.DEMO = True
    assert "shirube.E001" in [message.id for message in run_checks(include_deployment_checks=True)]
    assert "shirube.E001" not in [message.id for message in run_checks()]


def test_every_one_says_what_to_do(deployed):
    for setting, value in (("DEMO", True), ("HTTPS", False), ("ALLOWED_HOSTS", ["*"]), ("REDIS_URL", "")):
        setattr(deployed, setting, value)
    messages = [*checks.demo_is_off(), *checks.site_is_https(), *checks.hosts_are_named()]
    assert all(message.hint for message in [*messages, *checks.servers_are_real()])
