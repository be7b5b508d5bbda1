"""Random references that people read out, and secrets that open a draft or a status page."""

import hashlib
import re
import secrets
import unicodedata

from django.conf import settings
from django.utils.crypto import salted_hmac

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


def new_code() -> str:
    """To be typed or sent once, soon: `K7P4Q-X2MRT`, 26**10 (1.4e14) of them."""
    letters = "".join(secrets.choice(_READABLE) for _ in range(10))
    return f"{letters[:5]}-{letters[5:]}"


def resume_code(public_id: str) -> str:
    """The code that opens a draft beside its reference, such as `K7P4-QX2M`: 26**8 (2e11) of them.

    Made from the draft's name and our key, so that a family that looks it up again finds the same one,
    and nobody has to keep it.
    """
    rest = int.from_bytes(_keyed(settings.SECRET_KEY, "resume code", public_id), "big")
    letters = ""
    for _letter in range(8):
        rest, letter = divmod(rest, len(_READABLE))
        letters += _READABLE[letter]
    return f"{letters[:4]}-{letters[4:]}"


def hash_code(public_id: str, code: str) -> str:
    """What is stored of a code. A plain hash of so few letters could be tried out by whoever has a copy of
    the database; a keyed one can't."""
    return code_hashes(public_id, code)[0]


def code_hashes(public_id: str, code: str) -> list[str]:
    """What may be stored of this code: by the present key first, then by former ones."""
    typed = f"{public_id} {plain_letters(code)}"
    return [
        _keyed(key, "hash of a resume code", typed).hex()
        for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    ]


def plain_letters(typed: str) -> str:
    """A reference or a code as people type it: small or full-width letters, any hyphen or none."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", typed).upper())


def _keyed(key: str, purpose: str, text: str) -> bytes:
    return salted_hmac(f"shirube {purpose}", text, secret=key, algorithm="sha256").digest()
