"""The database itself refuses a move that the table of states does not know, and another text than was sent.

Made from `MOVES`, so that it can't fall behind the code.
"""

from __future__ import annotations

from collections.abc import Iterable

from consult.models import FollowUp
from consult.models.followup_states import MOVES
from consult.triggers import Trigger


def _is_forbidden() -> str:
    known = " OR ".join(
        f"OLD.state = '{before}' AND NEW.state IN ({_quoted(MOVES[before])})" for before in MOVES
    )
    return f"OLD.state <> NEW.state AND NOT ({known})"


def _quoted(states: Iterable[str]) -> str:
    # Where no way leads on, a state that no row has.
    return ", ".join(f"'{state}'" for state in sorted(states)) or "''"


_TABLE = FollowUp._meta.db_table
_OTHER_TEXT = (
    "OLD.explanation_id IS NOT NULL"
    " AND (NEW.explanation_id IS NULL OR NEW.explanation_id <> OLD.explanation_id)"
)
_WORDS = "no follow-up goes from this state to that one"
TRIGGERS = (
    Trigger("followup_moves", _TABLE, "UPDATE OF state", _WORDS, _is_forbidden()),
    Trigger(
        "followup_explanation_fixed", _TABLE, "UPDATE OF explanation_id", "what was sent stays", _OTHER_TEXT
    ),
)
