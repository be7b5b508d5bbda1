"""Triggers that let the database itself refuse to change or delete an event.

They stop mistakes, and whoever has the service's own access. Who owns the database can drop them; that is
what the chain is for (consult/event_chain.py). Put there after every `migrate`: SQLite loses a table's
triggers whenever a migration makes the table anew.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

_NAMES = ("consult_event_kept", "consult_event_unchanged", "consult_event_whole")
_REFUSAL = "events are added, never changed"
_INSTALL = {
    "sqlite": [
        f"CREATE TRIGGER consult_event_kept BEFORE DELETE ON consult_event "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
        f"CREATE TRIGGER consult_event_unchanged BEFORE UPDATE ON consult_event "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END",
    ],
    "postgresql": [
        f"CREATE OR REPLACE FUNCTION consult_event_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        f"BEGIN RAISE EXCEPTION '{_REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$",
        "CREATE TRIGGER consult_event_kept BEFORE DELETE ON consult_event "
        "FOR EACH ROW EXECUTE FUNCTION consult_event_refuse()",
        "CREATE TRIGGER consult_event_unchanged BEFORE UPDATE ON consult_event "
        "FOR EACH ROW EXECUTE FUNCTION consult_event_refuse()",
        "CREATE TRIGGER consult_event_whole BEFORE TRUNCATE ON consult_event "
        "FOR EACH STATEMENT EXECUTE FUNCTION consult_event_refuse()",
    ],
}
_EXPECTED = {"sqlite": {*_NAMES[:2]}, "postgresql": {*_NAMES}}
_LIST = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'consult_event'",
    # One that was switched off is none.
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass('consult_event') "
    "AND NOT tgisinternal AND tgenabled <> 'D'",
}


def install(connection: BaseDatabaseWrapper) -> None:
    """Puts the triggers where they are not."""
    if is_installed(connection):
        return
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _INSTALL[connection.vendor]:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """For what has to empty the table: tests, and nothing in service."""
    table = " ON consult_event" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in _EXPECTED[connection.vendor]:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")


def is_installed(connection: BaseDatabaseWrapper) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(_LIST[connection.vendor])
        return {row[0] for row in cursor.fetchall()} >= _EXPECTED[connection.vendor]


def install_after_migrate(*, using: str, **kwargs: Any) -> None:
    from django.db import connections

    connection = connections[using]
    if "consult_event" in connection.introspection.table_names():
        install(connection)
