"""What every test needs: the engines it runs on (tests/engines.py chooses them)."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import hypothesis
import pytest
from django.contrib.auth.models import User
from django.core import serializers
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.db.backends.base.creation import BaseDatabaseCreation
from django.test import Client
from django.test.testcases import TransactionTestCase

from consult import event_guard, triggers
from consult.followups import plan_guard
from consult.sign_in.proof import prove

pytest.register_assert_rewrite("tests.browser.inspector", "tests.browser.walk")
# The database that Hypothesis keeps would be a file in the tree, and a deadline fails on a busy machine.
hypothesis.settings.register_profile("shirube", deadline=None, database=None)
hypothesis.settings.load_profile("shirube")


def pytest_report_header() -> str:
    return f"engine: {_engine()}"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    terminalreporter.write_line(f"engine: {_engine()}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Playwright keeps an event loop running in this thread, and Django refuses its database beside one: the
    # browser tests come last.
    items.sort(key=lambda item: "browser" in item.path.parts)


def _engine() -> str:
    alone = (
        f"{connection.display_name} {sqlite3.sqlite_version if connection.vendor == 'sqlite' else ''}".strip()
    )
    return os.environ.get("SHIRUBE_TEST_ENGINE") or alone


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite's test database is a file, as in service: one in memory locks whole tables between threads."""
    if connection.vendor == "sqlite":
        name = tmp_path_factory.mktemp("database") / "test.sqlite3"
        connections["default"].settings_dict["TEST"]["NAME"] = str(name)


@pytest.fixture(scope="session", autouse=True)
def _guarded_rows_go_after_a_test_that_commits() -> Iterator[None]:
    """Such a test empties every table afterwards, which the database refuses for these."""
    guards = (*event_guard.TRIGGERS, *plan_guard.TRIGGERS)
    empty = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def without_the_guard(case: TransactionTestCase) -> None:
        triggers.remove(guards, connection)
        empty(case)
        triggers.install(guards, connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", without_the_guard)
        yield


@pytest.fixture(scope="session", autouse=True)
def _shipped_rows_come_back_at_once() -> Iterator[None]:
    """Before each test that commits, what the migrations shipped is put back: by table, not row by row."""

    def restore(creation: BaseDatabaseCreation, data: str) -> None:
        alias = creation.connection.alias
        with transaction.atomic(using=alias), creation.connection.constraint_checks_disabled():
            found = serializers.deserialize("json", data, using=alias)
            for model, group in groupby(found, lambda one: type(one.object)):
                rows = list(group)
                # The first such test of a run finds them still there.
                model._base_manager.using(alias).bulk_create(
                    [row.object for row in rows], ignore_conflicts=True
                )
                for row in rows:
                    for name, values in (row.m2m_data or {}).items():
                        getattr(row.object, name).set(values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseCreation, "deserialize_db_from_string", restore)
        yield


@pytest.fixture(autouse=True)
def _limits_start_at_nothing(request: pytest.FixtureRequest, settings: Any) -> None:
    """Each test counts by itself, in memory; and no test waits until it may send.

    What runs the service itself is left as it is configured.
    """
    if "running" in request.path.parts:
        return
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.QUICKEST_SECONDS = 0
    settings.UNDO_SECONDS = 0
    # Else each test's client looks through all static files once more.
    settings.WHITENOISE_AUTOREFRESH = True
    cache.clear()


@pytest.fixture(autouse=True)
def _signed_in_is_with_a_second_factor(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `force_login` opens, the desk opens. How people really sign in has tests of its own."""
    force_login = Client.force_login

    def with_a_second_factor(client: Client, user: User, backend: str | None = None) -> None:
        force_login(client, user, backend)
        session = client.session
        prove(session, user)
        session.save()

    monkeypatch.setattr(Client, "force_login", with_a_second_factor)


@pytest.fixture
def plain_static_files(settings: Any) -> None:
    """Names of static files without their hash, which only a build knows."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def root(client: Client) -> Client:
    """A browser in which a superuser is signed in."""
    client.force_login(User.objects.create_superuser("root"))
    return client
