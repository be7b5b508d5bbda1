"""What ties the events of a case together: each is sealed with the seal of the one before it.

Pure but for the keys: whoever can write to the database and has no key of AUDIT_KEYS can't edit, insert, move
or remove an event without breaking the chain (docs/adr/0022).
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable
from datetime import UTC
from typing import TYPE_CHECKING

from django.conf import settings

from intake import keyring

if TYPE_CHECKING:
    from consult.models import Event

# The seal before the first event.
NOTHING = ""


def chained(events: Iterable[Event], *, number: int = 0, seal: str = NOTHING) -> list[Event]:
    """Numbers and seals new events of one case, in order, behind its event `number` of this `seal`."""
    linked = []
    for event in events:
        number += 1
        seal = seal_of(event, number=number, before=seal)
        event.number, event.seal = number, seal
        linked.append(event)
    return linked


def seal_of(event: Event, *, number: int, before: str, key: str = "") -> str:
    """`KEY:HEX` over all that an event says, its place, and the seal before it. By the newest key unless
    another is named; raises keyring.NoKey."""
    ring = settings.AUDIT_KEYS
    chosen = keyring.named(ring, key) if key else keyring.newest(ring)
    said = [
        event.case_id, number, event.kind, event.at.astimezone(UTC).isoformat(), event.actor_id, event.data,
        before,
    ]  # fmt: skip
    plain = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return f"{chosen.name}:{hmac.digest(chosen.secret, plain.encode('ascii'), 'sha256').hex()}"


def fits(event: Event, *, number: int, before: str) -> bool:
    """Whether the event is what was sealed at this place."""
    name = event.seal.partition(":")[0]
    if not name:
        return False
    try:
        expected = seal_of(event, number=number, before=before, key=name)
    except keyring.NoKey:
        return False
    return hmac.compare_digest(expected, event.seal)


def sealed_text(text: str) -> str:
    """`KEY:HEX` of a text that leaves the database: a list of heads that was exported."""
    key = keyring.newest(settings.AUDIT_KEYS)
    return f"{key.name}:{hmac.digest(key.secret, b'heads ' + text.encode(), 'sha256').hex()}"


def is_sealed_text(text: str, seal: str) -> bool:
    try:
        key = keyring.named(settings.AUDIT_KEYS, seal.partition(":")[0])
    except keyring.NoKey:
        return False
    expected = hmac.digest(key.secret, b"heads " + text.encode(), "sha256").hex()
    return hmac.compare_digest(f"{key.name}:{expected}", seal)
