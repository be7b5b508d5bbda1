"""Random references that people read out, and secrets that open a draft or a status page."""

import hashlib
import secrets

# No vowels (no words come about by chance), nothing that looks or sounds like something else.
_READABLE = "23456789BCDFGHJKMNPQRSTWXZ"


def new_reference() -> str:
    """A reference such as `K7P-4QX-M2T`: 26**9 (5.4e12) of them, never sequential."""
    letters = "".join(secrets.choice(_READABLE) for _ in range(9))
    return f"{letters[:3]}-{letters[3:6]}-{letters[6:]}"


def new_public_id() -> str:
    """The name of a draft in its address. It opens nothing without the draft's secret."""
    return "".join(secrets.choice(_READABLE) for _ in range(12)).lower()


def new_secret() -> str:
    """256 random bits, safe in an address."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """What is stored of a secret: its SHA-256 in hex. A secret of 256 random bits needs no salt."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
