"""Pictures as files. No Django here: what drives a browser starts without it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image


def photo(colour: str = "white", *, name: str = "JPEG", **saved: Any) -> bytes:
    """A picture of one colour, as a file."""
    out = BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, name, **saved)
    return out.getvalue()
