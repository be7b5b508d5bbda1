"""Goes the whole family way as a browser shows it: pictures and sizes of every page.

`make screenshots` writes one picture a page, and a contact sheet for each language and width, below
var/screenshots/. `make page-sizes` measures docs/pages.md. The pages are those of the URL configuration
(inspector.py): one that the walk leaves out ends the command.
"""

from __future__ import annotations

import datetime
import logging
import sys
import tempfile
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from PIL import Image, ImageDraw
from playwright.sync_api import ViewportSize

from tests.browser.conftest import DESK, PHONE, ROOT, Person, people, running_chromium, running_service
from tests.browser.inspector import Inspector, family_pages
from tests.browser.walk import walk_the_family_side
from tests.browser.weight import MOST_BYTES
from tests.smtp import MailServer

PICTURES = ROOT / "var" / "screenshots"
SIZES = ROOT / "docs" / "pages.md"
# Of a sheet, in pixels: how wide a page is shown, how much of it, and how wide the sheet may get.
_SHOWN = {PHONE["width"]: 260, DESK["width"]: 640}
_TALLEST = 5
_SHEET = 2600
_GAP = 16
_CAPTION = 20


class Photographer(Inspector):
    """Takes a picture of each page in each of its states."""

    def __init__(self, person: Person, folder: Path) -> None:
        super().__init__(person)
        self.folder = folder
        self.pictures: list[Path] = []
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("*.png"):
            old.unlink()

    def judge(self, name: str, status: int) -> None:
        refused = "-refused" if self.person.page.locator(".error-summary").is_visible() else ""
        picture = self.folder / f"{len(self.pictures):02}-{name}{refused}.png"
        self.person.page.screenshot(path=picture, full_page=True)
        self.pictures.append(picture)


class Weigher(Inspector):
    """The heaviest state of each page."""

    def __init__(self, person: Person) -> None:
        super().__init__(person)
        self.heaviest: dict[str, int] = {}

    def judge(self, name: str, status: int) -> None:
        self.heaviest[name] = max(self.scales.bytes, self.heaviest.get(name, 0))


def take_screenshots(make: Any) -> None:
    for language, _name in settings.LANGUAGES:
        for viewport in (PHONE, DESK):
            folder = PICTURES / f"{language}-{viewport['width']}"
            photographer = Photographer(_family(make, viewport), folder)
            walk_the_family_side(photographer, make, language)
            _refuse_a_page_left_out(photographer, language)
            sheet = folder.with_suffix(".png")
            contact_sheet(photographer.pictures, _SHOWN[viewport["width"]]).save(sheet, optimize=True)
            print(f"{len(photographer.pictures)} pictures, and {sheet.relative_to(ROOT)}")


def measure_sizes(make: Any) -> None:
    sizes: dict[str, dict[str, int]] = {}
    for language, _name in settings.LANGUAGES:
        weigher = Weigher(_family(make, PHONE))
        walk_the_family_side(weigher, make, language)
        _refuse_a_page_left_out(weigher, language)
        sizes[language] = weigher.heaviest
    SIZES.write_text(_as_table(sizes), encoding="utf-8")
    heaviest = max(max(of.values()) for of in sizes.values())
    print(f"{SIZES.relative_to(ROOT)}: the heaviest page has {heaviest} bytes")


def _family(make: Any, viewport: ViewportSize) -> Person:
    person: Person = make("ja-JP", viewport)
    return person


def _refuse_a_page_left_out(inspector: Inspector, language: str) -> None:
    missing = family_pages() - inspector.seen - (set() if language == "ja" else {"sent_explanation"})
    if missing:
        raise SystemExit(f"The walk in {language} leaves out: {', '.join(sorted(missing))}")


def contact_sheet(pictures: list[Path], width: int) -> Image.Image:
    """The pages side by side with their names, each at the foot of the shortest column."""
    heights = [_GAP] * (_SHEET // (width + _GAP))
    placed: list[tuple[int, int, Image.Image, str]] = []
    for picture in pictures:
        page = Image.open(picture).convert("RGB")
        page = page.resize((width, round(page.height * width / page.width)), Image.Resampling.LANCZOS)
        page = page.crop((0, 0, width, min(page.height, _TALLEST * width)))
        column = heights.index(min(heights))
        placed.append((_GAP + column * (width + _GAP), heights[column], page, picture.stem))
        heights[column] += _CAPTION + page.height + _GAP
    sheet = Image.new("RGB", (_GAP + len(heights) * (width + _GAP), max(heights)), "#777")
    draw = ImageDraw.Draw(sheet)
    for left, top, page, name in placed:
        draw.text((left, top + 4), name, fill="#fff")
        sheet.paste(page, (left, top + _CAPTION))
    return sheet.quantize(64)


def _as_table(sizes: dict[str, dict[str, int]]) -> str:
    codes = list(sizes)
    names = sorted(
        set().union(*sizes.values()), key=lambda name: -max(of.get(name, 0) for of in sizes.values())
    )
    rows = [
        f"| {name} | "
        + " | ".join(f"{of[name] / 1024:.1f}" if name in of else "–" for of in sizes.values())
        + " |"
        for name in names
    ]
    today = datetime.datetime.now(datetime.UTC).date()
    return "\n".join(
        [
            "# What each page weighs",
            "",
            "KB over the wire in the heaviest of its states, as a browser loads it that has nothing of ours",
            f"yet: headers, page, style, script, images. No page may come to {MOST_BYTES // 1024} KB",
            "(`tests/browser/test_accessible.py`). The heaviest were refused with 10,000 characters.",
            "Names are those of the URL configuration.",
            "",
            f"Measured by `make page-sizes` on {today}, straight from the service: static files come",
            "compressed, pages as they are; a proxy in front may compress them.",
            "",
            f"| page | {' | '.join(codes)} |",
            "|---|" + "--:|" * len(codes),
            *rows,
            "",
        ]
    )


def main(command: str) -> None:
    django.setup()
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    work = {"screenshots": take_screenshots, "sizes": measure_sizes}[command]
    mail = MailServer()
    mail.start()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="shirube-shown-") as state,
            running_service(mail, Path(state)) as service,
            running_chromium() as chromium,
            people(chromium, service) as make,
        ):
            work(make)
    finally:
        mail.stop()


if __name__ == "__main__":
    main(sys.argv[1])
