"""The secrets of second factors as they stand in allauth's table: text, sealed by the newest of DATA_KEYS.

allauth hands a secret over without saying whose it is: it is bound to its table and column, not to its row.
"""

from __future__ import annotations

import base64

from allauth.mfa.models import Authenticator

from intake.sealed import Sealed, opened, place, sealed

# Neither a base32 nor a hexadecimal secret has a colon.
_MARK = "sealed:"
_WHERE = place(Authenticator._meta.db_table, "data", [])
# What is secret in `Authenticator.data`: of apps, and of recovery codes. A passkey's key there is public.
NAMES = ("secret", "seed")


def sealed_secret(secret: str) -> str:
    """Raises keyring.NoKey."""
    return _MARK + base64.b64encode(sealed(secret, "text", _WHERE)).decode("ascii")


def opened_secret(kept: str) -> str:
    """What was kept before secrets were sealed is given as it stands. Raises NotOpened."""
    return opened(_value(kept), "text", _WHERE) if kept.startswith(_MARK) else kept


def key_name(kept: str) -> str:
    """Of the key that sealed it; empty where none did."""
    return _value(kept).key_name if kept.startswith(_MARK) else ""


def _value(kept: str) -> Sealed:
    return Sealed(base64.b64decode(kept.removeprefix(_MARK)))
