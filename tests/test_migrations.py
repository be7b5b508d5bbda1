"""A database made before the schema was joined counts as up to date."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.engine_free
# With how many old steps each had.
OURS = {"consult": 21, "intake": 11}


@pytest.fixture
def replaced(monkeypatch):
    """A database that took all of the old steps, and every migration of others."""
    on_disk = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    taken = {key: None for key in on_disk if key[0] not in OURS}
    taken |= {old: None for one in on_disk.values() for old in one.replaces if one.app_label in OURS}
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: dict(taken))
    return taken


def still_to_apply() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{one.app_label}.{one.name}" for one, _backwards in plan]


def test_what_was_joined_is_not_applied_again(replaced):
    left = still_to_apply()
    for app, steps in OURS.items():
        assert sorted(int(name[:4]) for one, name in replaced if one == app) == list(range(1, steps + 1))
        assert {f"{app}.0001_schema", f"{app}.0002_shipped"}.isdisjoint(left)
        assert any(name.startswith(f"{app}.0003") for name in left)


def test_an_empty_database_gets_all_of_it(replaced):
    replaced.clear()
    assert {"consult.0001_schema", "intake.0002_shipped"} <= set(still_to_apply())
