"""Prints HTML as PDF: `python -m intake.press`, a process of its own that intake.handouts starts.

WeasyPrint is slow to import and holds some 60 MB, and a page that can't be laid out may keep it busy: here it
costs no web process anything, and the kernel ends what takes too long. It is given no secret, and fetches
nothing but our own styles.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from pathlib import Path
from typing import Any

# Answers of this process; 0 is well.
NO_PANGO, TOO_LARGE = 3, 4

_STATIC = Path(__file__).resolve().parent.parent / "static"
_OWN = re.compile(r"handout\.css|logo\.svg")
_TYPES = {".css": "text/css", ".svg": "image/svg+xml"}
_CPU_SECONDS = 30
_MEMORY = 2 * 1024**3
_MOST_BYTES = 10 * 1024**2


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    try:
        import weasyprint  # noqa: F401
    except OSError:
        return NO_PANGO
    if "--probe" in sys.argv:
        return 0
    order = json.load(sys.stdin)
    pdf = _print(order["html"], order["site"])
    if len(pdf) > _MOST_BYTES:
        return TOO_LARGE
    sys.stdout.buffer.write(pdf)
    return 0


def _print(html: str, site: str) -> bytes:
    from weasyprint import HTML

    own = f"{site}/static/"
    page = HTML(string=html, base_url=own, url_fetcher=_fetcher(own))
    # PDF/UA: tagged, with its language and title, so that a screen reader can read it.
    pdf: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
    return pdf


def _fetcher(own: str) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnStaticOnly(URLFetcher):
        """No request and no file but those named in _OWN: whatever a text asks for, nothing answers."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            name = url.removeprefix(own)
            if not url.startswith(own) or not _OWN.fullmatch(name):
                raise ValueError("not ours")
            path = _STATIC / name
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _TYPES[path.suffix]})

    return OwnStaticOnly()


if __name__ == "__main__":
    sys.exit(main())
