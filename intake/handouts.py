"""PDF handouts: a template and a context become a tagged PDF with its fonts in it.

The template extends "handouts/base.html". Nothing is fetched while it is laid out but our own styles
(intake/press.py). Needs Pango and a Japanese font from the system, see docs/running.md; without them
`available()` is False, and pages say how to print instead.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.core.cache import cache as kept
from django.template.loader import render_to_string
from django.utils import translation

from intake import ruby
from intake.apart import Apart

MOST_CHARACTERS = 1_000_000
_KEPT_SECONDS = 24 * 3600
# Laid out by WeasyPrint, half a second each; takes a core and some 150 MB.
PRESS = Apart("intake.press", seconds=30)


class NoHandout(Exception):
    """No PDF can be made now: Pango is missing, it would be too large, or it took too long."""


@cache
def available() -> bool:
    """Whether PDFs can be made here. Asked of the system once a process; takes half a second then."""
    if not settings.PDF_HANDOUTS:
        return False
    try:
        return PRESS.run("--probe").returncode == 0
    except (OSError, subprocess.SubprocessError):
        return False


def make_pdf(template: str, context: Mapping[str, Any], *, language: str, keep: bool = False) -> bytes:
    """The PDF of a template, in one language. Raises NoHandout.

    `keep` only what anybody may read: its PDF is then kept for a day, by the hash of the page.
    """
    if not available():
        raise NoHandout
    with translation.override(language):
        page = render_to_string(template, {**context, "site": settings.SITE_URL, "language": language})
    html = ruby.to_html(page)
    if len(html) > MOST_CHARACTERS:
        raise NoHandout
    if not keep:
        return _print(html)
    key = f"handout:{hashlib.sha256(html.encode()).hexdigest()}"
    pdf: bytes | None = kept.get(key)
    if pdf is None:
        pdf = _print(html)
        kept.set(key, pdf, _KEPT_SECONDS)
    return pdf


def _print(html: str) -> bytes:
    order = json.dumps({"html": html, "site": settings.SITE_URL}).encode()
    try:
        printed = PRESS.run(given=order)
    except (OSError, subprocess.SubprocessError) as problem:
        raise NoHandout from problem
    if printed.returncode != 0:
        raise NoHandout
    return printed.stdout
