"""The engines of this run are the ones that the settings chose, and they answer."""

from __future__ import annotations

import os

import pytest
from celery import current_app
from django.core.cache import cache
from django.db import connection

from consult.models import Heartbeat


@pytest.mark.django_db
def test_the_database_of_this_run_takes_a_row():
    asked = os.environ.get("DATABASE_URL", "sqlite")
    assert connection.vendor == ("postgresql" if asked.startswith("postgres") else "sqlite")

    Heartbeat.objects.create(name="test", seen_at="2026-11-23T12:00:00+09:00")

    assert Heartbeat.objects.filter(name="test").exists()


def test_the_broker_of_this_run_takes_a_message(settings):
    with current_app.connection_for_write() as broker:
        expected = "redis" if settings.REDIS_URL else "filesystem"
        assert broker.transport.driver_name == expected
        if settings.REDIS_URL:
            broker.ensure_connection(max_retries=1, timeout=5)


def test_the_cache_of_this_run_keeps_a_value(settings):
    cache.set("engines", "kept", 60)

    assert cache.get("engines") == "kept"
    assert ("redis" in settings.CACHES["default"]["BACKEND"]) == bool(settings.REDIS_URL)
    cache.delete("engines")
