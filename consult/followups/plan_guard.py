"""Triggers by which the database itself refuses to change a published plan or its steps.

Put there after every `migrate`, as the follow-ups' own (guard.py): SQLite loses a table's triggers whenever a
migration makes the table anew. Deleting is refused by the admin, and by the key of every message that a step
planned: tests on SQLite empty tables row by row.
"""

from __future__ import annotations

from typing import Any

from django.db import connections

from consult.models import Plan, PlanStep

REFUSAL = "a published plan stays as it is"
_PLAN, _STEP = Plan._meta.db_table, PlanStep._meta.db_table
_PLAN_IS_OUT = "OLD.published_at IS NOT NULL"
_OF_NEW = "SELECT 1 FROM consult_plan WHERE id = NEW.plan_id AND published_at IS NOT NULL"
_OF_OLD = "SELECT 1 FROM consult_plan WHERE id = OLD.plan_id AND published_at IS NOT NULL"
# Name, table, when, and whether it is refused.
_GUARDS = (
    ("plan_published_stays", _PLAN, "UPDATE", _PLAN_IS_OUT),
    ("plan_step_stays", _STEP, "UPDATE", f"EXISTS ({_OF_OLD}) OR EXISTS ({_OF_NEW})"),
    ("plan_step_not_added", _STEP, "INSERT", f"EXISTS ({_OF_NEW})"),
)


def install(*, using: str = "default", **kwargs: Any) -> None:
    """After `migrate` (its signal); nothing where the tables do not exist (yet, or any more)."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if not {_PLAN, _STEP} <= set(connection.introspection.table_names(cursor)):
            return
        for guard in _GUARDS:
            for statement in (_postgresql if connection.vendor == "postgresql" else _sqlite)(*guard):
                cursor.execute(statement)


def _sqlite(name: str, table: str, when: str, refused: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {name}",
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW WHEN {refused} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
    ]


def _postgresql(name: str, table: str, when: str, refused: str) -> list[str]:
    # A condition that reads another table can't stand in WHEN there.
    return [
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {refused} THEN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END IF; "
        f"RETURN NEW; END $$",
        f"DROP TRIGGER IF EXISTS {name} ON {table}",
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
