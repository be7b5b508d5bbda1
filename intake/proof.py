"""Proof of work: a browser shows that it spent a second on one draft. Never a riddle for a person.

The challenge is ALTCHA's first format: find the number whose SHA-256, behind the salt, is the challenge.
The salt names the draft and the end of its time, and both are signed. A draft is sent once, so a proof is
used once.
"""

from __future__ import annotations

import base64
import json
from datetime import datetime, timedelta
from typing import Any

from altcha.v1 import ChallengeOptions, create_challenge, extract_params, verify_solution
from django.conf import settings
from django.utils.crypto import salted_hmac

# On average half of it is tried: under a second on a computer, some seconds on an old phone, all while
# the person reads what they wrote.
HARDEST = 100_000
KEPT = timedelta(hours=12)
_LONGEST = 2_000


def new_challenge(draft: str, *, now: datetime) -> dict[str, Any]:
    """What the solver needs (static/proof.js), for the draft of this name."""
    options = ChallengeOptions(
        algorithm="SHA-256",
        max_number=HARDEST,
        hmac_key=_key(settings.SECRET_KEY),
        expires=now + KEPT,
        params={"draft": draft},
    )
    challenge: dict[str, Any] = create_challenge(options).to_dict()
    return challenge


def is_proof(posted: str, *, draft: str) -> bool:
    """Whether what was posted solves a challenge of ours for this draft that is still in its time."""
    payload = _read(posted)
    if payload is None or extract_params(payload).get("draft") != [draft]:  # type: ignore[arg-type]
        return False
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(verify_solution(payload, _key(key))[0] for key in keys)  # type: ignore[call-overload]


def _read(posted: str) -> dict[str, Any] | None:
    """The payload, only where each of its parts is of the kind that the library takes for granted."""
    if len(posted) > _LONGEST:
        return None
    try:
        payload = json.loads(base64.b64decode(posted, validate=True))
    except (ValueError, RecursionError):
        return None
    if not isinstance(payload, dict) or payload.get("algorithm") != "SHA-256":
        return None
    texts = [payload.get(name) for name in ("salt", "challenge", "signature")]
    are_plain = all(isinstance(text, str) and text.isascii() for text in texts)
    return payload if are_plain and type(payload.get("number")) is int else None


def _key(secret_key: str) -> str:
    return salted_hmac("shirube proof of work", "", secret=secret_key, algorithm="sha256").hexdigest()
