"""A release is migrated while the former one still answers: old code survives what its migrations do, or they
say why everything is stopped first, in `stop_first` (docs/operations.md)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState

pytestmark = pytest.mark.engine_free

# The numbers of those that the first release begins with: nothing ran before them.
FIRST_RELEASE = {"intake": 3, "consult": 7}
# What the database knows nothing of.
_UNSEEN = (
    migrations.AlterModelOptions,
    migrations.AlterModelManagers,
    migrations.CreateModel,
    migrations.AddIndex,
    migrations.RemoveIndex,
    migrations.RenameIndex,
    migrations.RemoveConstraint,
)


def refused(operation: Any, app: str, before: ProjectState) -> bool:
    """Whether code that knows nothing of `operation` may break once it is done."""
    if isinstance(operation, migrations.AddField):
        return not _may_be_left_out(operation.field)
    if isinstance(operation, migrations.AlterField):
        old = before.models[app, operation.model_name_lower].fields[operation.name]
        return not _takes_all_that(old, operation.field)
    # Constraints refuse what old code writes; whoever runs code or SQL says what becomes of it.
    return not isinstance(operation, _UNSEEN)


def _may_be_left_out(field: models.Field[Any, Any]) -> bool:
    """By an INSERT that does not name the column."""
    return field.null or field.many_to_many or field.has_db_default()


def _takes_all_that(old: models.Field[Any, Any], new: models.Field[Any, Any]) -> bool:
    """Whether the column takes whatever it took before."""
    if old.null and not new.null:
        return False
    if (new.max_length or 0) < (old.max_length or 0):
        return False
    return _of_the_column(old) == _of_the_column(new)


def _of_the_column(field: models.Field[Any, Any]) -> tuple[Any, ...]:
    _name, path, args, given = field.deconstruct()
    said = {
        key: value for key, value in given.items() if key not in (*field.non_db_attrs, "null", "max_length")
    }
    return path, args, said


def operations_since_the_first_release() -> Iterator[tuple[Any, Any, ProjectState]]:
    """With each migration, and the state that the operation finds."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for app, first in FIRST_RELEASE.items():
        names = sorted(name for found, name in loader.graph.nodes if found == app)
        for name in (name for name in names if int(name[:4]) > first):
            migration = loader.get_migration(app, name)
            state = loader.project_state((app, name), at_end=False)
            for operation in migration.operations:
                yield migration, operation, state.clone()
                operation.state_forwards(app, state)


WORDS = models.CharField(max_length=20)
HARMLESS = [
    migrations.AddField("case", "mood", models.CharField(max_length=5, null=True)),
    migrations.AddField("case", "mood", models.CharField(max_length=5, db_default="")),
    migrations.AlterField("case", "words", models.CharField("the words", max_length=40, null=True)),
    migrations.AddIndex("case", models.Index(fields=["words"], name="words")),
]
BREAKING = [
    migrations.AddField("case", "mood", models.CharField(max_length=5, default="")),
    migrations.AlterField("case", "words", models.CharField(max_length=10)),
    migrations.AlterField("case", "words", models.IntegerField()),
    migrations.RemoveField("case", "words"),
    migrations.RenameField("case", "words", "text"),
    migrations.DeleteModel("case"),
    migrations.RunSQL("SELECT 1"),
    migrations.AddConstraint("case", models.UniqueConstraint(fields=["words"], name="once")),
]


@pytest.mark.parametrize("operation", [*HARMLESS, *BREAKING], ids=lambda one: one.describe())
def test_what_breaks_old_code_is_told_from_what_does_not(operation: Any) -> None:
    before = ProjectState()
    before.add_model(
        ModelState("consult", "Case", [("id", models.AutoField(primary_key=True)), ("words", WORDS)])
    )
    assert refused(operation, "consult", before) is (operation in BREAKING)


def test_old_code_survives_a_migration_or_it_says_that_all_is_stopped_first() -> None:
    found = [
        f"{migration}: {operation.describe()}"
        for migration, operation, before in operations_since_the_first_release()
        if refused(operation, migration.app_label, before) and not hasattr(migration, "stop_first")
    ]
    assert found == []


def test_the_first_release_holds_migrations_that_are_there() -> None:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    there = {(app, int(name[:4])) for app, name in loader.graph.nodes if app in FIRST_RELEASE}
    assert set(FIRST_RELEASE.items()) <= there
