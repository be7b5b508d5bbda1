"""A family sends a photo of a quote from its phone; its counselor gets what can be seen in it, no more."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import DESK, Person
from tests.browser.test_one_inquiry_goes_the_whole_way import JA, write_inquiry
from tests.browser.walk import send_files
from tests.photos import photo

SECRET = "SHIRUBE-PLANTED-7391"


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_from_the_phone_to_the_desk(person: Any, script: bool) -> None:
    family: Person = person("ja-JP", java_script_enabled=script)
    page = family.page
    reference = write_inquiry(family, JA, kind="unknown")
    page.locator("main a[href$='/files/']").click()
    exif = Image.Exif()
    exif[0x010F] = SECRET
    send_files(page, ("IMG_0001.JPG", photo("teal", exif=exif)), ("動画.mov", b"\0\0\0\x14ftypqt  "))
    expect(page.locator(".error-summary")).to_contain_text("動画.mov")
    expect(page.locator(".files li")).to_have_count(1)
    send_files(page, ("IMG_0002.JPG", photo("red")))
    expect(page.locator(".files li")).to_have_count(2)
    # Nothing is deleted by one slip of a finger.
    expect(page.locator(".files form button").last).to_be_hidden()
    page.locator(".files summary").last.click()
    page.locator(".files form button").last.click()
    expect(page.locator(".files li")).to_have_count(1)
    expect(page.locator(".files li")).to_contain_text("IMG_0001.JPG")
    assert [words for words in family.complaints if "422" not in words] == []

    got = as_the_counselor_gets_it(person("ja-JP", DESK), reference, "IMG_0001.JPG")
    assert SECRET.encode() not in got
    assert Image.open(BytesIO(got)).size == (60, 40)


def as_the_counselor_gets_it(counselor: Person, reference: str, name: str) -> bytes:
    page = counselor.page
    counselor.sign_in("sato")
    page.get_by_role("link", name=reference).click()
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    assert download.value.suggested_filename.startswith(reference)
    return Path(download.value.path()).read_bytes()


def test_what_is_far_too_large_is_answered_with_a_page_and_not_cut_off(person: Any, tmp_path: Path) -> None:
    family: Person = person("ja-JP")
    page = family.page
    write_inquiry(family, JA, kind="unknown")
    page.locator("main a[href$='/files/']").click()
    statuses: list[int] = []
    page.on("response", lambda response: statuses.append(response.status))
    large = [tmp_path / f"{number}.jpg" for number in range(6)]
    for one in large:
        one.write_bytes(b"\xff\xd8\xff" + b"\0" * (9 * 1024**2))
    page.set_input_files("#id_photos", large)
    page.locator("form:has(#id_photos) button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("送られたものが大きすぎます")
    assert 413 in statuses
