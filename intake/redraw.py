"""Draws a photo or a PDF anew: `python -m intake.redraw`, a process of its own that intake.uploads starts.

What comes out holds nothing of the file that came in but what can be seen in it: no place or time that a
camera noted, no script, no second file inside. Decoders of pictures are where strangers' files do harm: here
one that goes wrong takes nothing with it, reaches no secret, and the kernel ends what takes too long.

The file comes on standard input; out goes a line of JSON, {"kind", "pages"}, then the file that was drawn.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from io import BytesIO
from typing import Any

# Answers of this process; 0 is well. Any other, a signal included: it can't be read.
UNREADABLE, LOCKED, TOO_MANY_PAGES = 3, 4, 5

MOST_PAGES = 20
# A4 at some 200 dots an inch: small print of a leaflet stays readable.
_LONG_SIDE = 2_400
_PDF_DPI = 150
_QUALITY = 85
# The largest that telephones take, with room above.
_MOST_PIXELS = 220_000_000
_CPU_SECONDS = 20
_MEMORY = 2 * 1024**3


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        header, drawn = _draw(data)
    except _Refused as refusal:
        return refusal.answer
    except Exception:  # whatever a decoder raises over a broken file
        return UNREADABLE
    sys.stdout.buffer.write(json.dumps(header).encode() + b"\n" + drawn)
    return 0


class _Refused(Exception):
    def __init__(self, answer: int) -> None:
        super().__init__(answer)
        self.answer = answer


def _draw(data: bytes) -> tuple[dict[str, Any], bytes]:
    if b"%PDF-" in data[:1024]:
        pages = _pages_of(data)
        return {"kind": "pdf", "pages": len(pages)}, _as_pdf(pages)
    return {"kind": "jpeg", "pages": 1}, _as_jpeg(_photo(data))


def _photo(data: bytes) -> Any:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = _MOST_PIXELS
    # Above that Pillow warns, and refuses twice as many only.
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    photo = Image.open(BytesIO(data), formats=["JPEG", "PNG"])
    # Decodes a large JPEG at half its size or less at once.
    photo.draft("RGB", (_LONG_SIDE, _LONG_SIDE))
    upright = ImageOps.exif_transpose(photo)
    upright.thumbnail((_LONG_SIDE, _LONG_SIDE))
    return _on_white(upright)


def _on_white(photo: Any) -> Any:
    """JPEG has no transparency: what was see-through is paper."""
    from PIL import Image

    if photo.mode.startswith("I"):  # 16 bits of grey, as scanners write
        return photo.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    if not photo.has_transparency_data:
        return photo.convert("RGB")
    seen = photo.convert("RGBA")
    paper = Image.new("RGB", seen.size, "white")
    paper.paste(seen, mask=seen.getchannel("A"))
    return paper


def _as_jpeg(photo: Any) -> bytes:
    from PIL import Image

    # A new picture from the points alone: nothing that came along with the old one is written.
    clean = Image.frombytes(photo.mode, photo.size, photo.tobytes())
    out = BytesIO()
    clean.save(out, "JPEG", quality=_QUALITY)
    return out.getvalue()


def _pages_of(data: bytes) -> list[Any]:
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as problem:
        raise _Refused(
            LOCKED if problem.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD else UNREADABLE
        ) from None
    if len(pdf) == 0:
        raise _Refused(UNREADABLE)
    if len(pdf) > MOST_PAGES:
        raise _Refused(TOO_MANY_PAGES)
    # So that what was filled into a form is drawn, too.
    pdf.init_forms()
    return [_page(pdf[number]) for number in range(len(pdf))]


def _page(page: Any) -> Any:
    scale = min(_PDF_DPI / 72, _LONG_SIDE / max(page.get_size()))
    return page.render(scale=scale).to_pil().convert("RGB")


def _as_pdf(pages: list[Any]) -> bytes:
    out = BytesIO()
    first, *others = pages
    first.save(out, "PDF", save_all=True, append_images=others, resolution=_PDF_DPI, quality=_QUALITY)
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(main())
