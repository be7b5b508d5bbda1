"""The trigger by which the database itself refuses a move that the table of states does not know, and others.

Made after every `migrate` from `MOVES`, so that it can't fall behind the code: on SQLite a migration that
touches the table makes it anew, and its triggers are gone with the old one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connections

from consult.models import FollowUp
from consult.models.followup_states import MOVES

NAME = "followup_moves"
REFUSAL = "no follow-up goes from this state to that one"


def install(*, using: str = "default", **kwargs: Any) -> None:
    """After `migrate` (its signal); nothing where the table does not exist (yet, or any more)."""
    connection = connections[using]
    table = FollowUp._meta.db_table
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return
        for statement in _POSTGRESQL if connection.vendor == "postgresql" else _SQLITE:
            cursor.execute(statement)


def _is_forbidden() -> str:
    known = " OR ".join(
        f"OLD.state = '{before}' AND NEW.state IN ({_quoted(MOVES[before])})" for before in MOVES
    )
    return f"OLD.state <> NEW.state AND NOT ({known})"


def _quoted(states: Iterable[str]) -> str:
    # Where no way leads on, a state that no row has.
    return ", ".join(f"'{state}'" for state in sorted(states)) or "''"


_TABLE = FollowUp._meta.db_table
# Which version of an explanation was sent stays as it was: migration 0010 made it, and SQLite has forgotten.
_OTHER_TEXT = (
    "OLD.explanation_id IS NOT NULL"
    " AND (NEW.explanation_id IS NULL OR NEW.explanation_id <> OLD.explanation_id)"
)
_SQLITE = [
    "DROP TRIGGER IF EXISTS followup_explanation_fixed",
    f"CREATE TRIGGER followup_explanation_fixed BEFORE UPDATE OF explanation_id ON {_TABLE} FOR EACH ROW "
    f"WHEN {_OTHER_TEXT} BEGIN SELECT RAISE(ABORT, 'followup_explanation_fixed'); END",
    f"DROP TRIGGER IF EXISTS {NAME}",
    f"CREATE TRIGGER {NAME} BEFORE UPDATE OF state ON {_TABLE} FOR EACH ROW WHEN {_is_forbidden()} "
    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END",
]
_POSTGRESQL = [
    f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'check_violation'; END $$",
    f"DROP TRIGGER IF EXISTS {NAME} ON {_TABLE}",
    f"CREATE TRIGGER {NAME} BEFORE UPDATE OF state ON {_TABLE} FOR EACH ROW WHEN ({_is_forbidden()}) "
    f"EXECUTE FUNCTION {NAME}()",
]
