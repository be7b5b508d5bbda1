"""The database itself refuses to change or delete an event.

Who owns the database can drop that; the chain is for it (consult/event_chain.py).
"""

from __future__ import annotations

from consult.triggers import Trigger

_REFUSAL = "events are added, never changed"
TRIGGERS = (
    Trigger("consult_event_kept", "consult_event", "DELETE", _REFUSAL),
    Trigger("consult_event_unchanged", "consult_event", "UPDATE", _REFUSAL),
    Trigger("consult_event_whole", "consult_event", "TRUNCATE", _REFUSAL),
)
