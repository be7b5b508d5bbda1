"""Triggers by which the database itself refuses what nobody may do, on both engines.

They stop mistakes, and whoever has the service's own access; who owns the database can drop them. Made anew
after every `migrate`: on SQLite a migration that touches a table makes it anew, and its triggers are gone
with the old one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

_LIST = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    # One that was switched off is none.
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


@dataclass(frozen=True)
class Trigger:
    """Refuses `when` ("DELETE", "UPDATE OF state", …) on `table` where `if_so` is true of OLD and NEW."""

    name: str
    table: str
    when: str
    refusal: str
    if_so: str = "TRUE"


def install(triggers: Iterable[Trigger], connection: BaseDatabaseWrapper) -> None:
    """Those whose tables exist; others come with the migration that makes them."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for trigger in _known(triggers, connection):
            if trigger.table in tables:
                for statement in _removed(trigger, connection) + _made(trigger, connection):
                    cursor.execute(statement)


def remove(triggers: Iterable[Trigger], connection: BaseDatabaseWrapper) -> None:
    """For what fills or empties whole tables: a restore, and tests."""
    with connection.cursor() as cursor:
        for trigger in _known(triggers, connection):
            for statement in _removed(trigger, connection):
                cursor.execute(statement)


def are_installed(triggers: Iterable[Trigger], connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_LIST[connection.vendor])
        return {row[0] for row in cursor.fetchall()} >= {one.name for one in _known(triggers, connection)}


def _known(triggers: Iterable[Trigger], connection: BaseDatabaseWrapper) -> list[Trigger]:
    """SQLite knows no TRUNCATE."""
    return [one for one in triggers if one.when != "TRUNCATE" or connection.vendor == "postgresql"]


def _removed(trigger: Trigger, connection: BaseDatabaseWrapper) -> list[str]:
    on = f" ON {trigger.table}" if connection.vendor == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {trigger.name}{on}"]


def _made(trigger: Trigger, connection: BaseDatabaseWrapper) -> list[str]:
    name, made = trigger.name, f"CREATE TRIGGER {trigger.name} BEFORE {trigger.when} ON {trigger.table}"
    if connection.vendor == "sqlite":
        return [
            f"{made} FOR EACH ROW WHEN {trigger.if_so} BEGIN SELECT RAISE(ABORT, '{trigger.refusal}'); END"
        ]
    # A condition that reads another table can't stand in WHEN there. Returning NEW would keep a deleted row.
    row, each = ("OLD" if trigger.when == "DELETE" else "NEW"), "ROW"
    if trigger.when == "TRUNCATE":
        row, each = "NULL", "STATEMENT"
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {trigger.if_so} THEN RAISE EXCEPTION '{trigger.refusal}' USING ERRCODE = 'restrict_violation'; "
        f"END IF; RETURN {row}; END $$",
        f"{made} FOR EACH {each} EXECUTE FUNCTION {name}()",
    ]
