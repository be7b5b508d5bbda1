"""Photos and papers drawn anew: what can be seen stays, all else goes, and what is not taken says why."""

from __future__ import annotations

import socket
import struct
import threading
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdfium2 as pdfium
import pytest
from PIL import Image

from intake import redraw, uploads
from intake.uploads import NotTaken, Why, draw_anew
from tests.photos import photo

pytestmark = pytest.mark.engine_free

SECRET = b"SHIRUBE-PLANTED-7391"
# EICAR's test file, which every scanner calls a virus, in two parts so that none takes this file for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def paper(
    pages: int = 1, words: bytes = b"(600 000) Tj", *, extra: bytes = b"", catalog: bytes = b""
) -> bytes:
    """A small PDF that says something, with a script and a second file in it where `catalog` names them."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (pages, b" ".join(b"%d 0 R" % (5 + n) for n in range(pages))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\nBT /F1 60 Tf 40 400 Td %s ET\nendstream" % (28 + len(words), words),
        *[
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>"
        ]
        * pages,
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, each) for number, each in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + extra + b"trailer << /Root 1 0 R >>\n%%EOF"


def opened(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def refusal_of(data: bytes) -> Why:
    with pytest.raises(NotTaken) as refused:
        draw_anew(data)
    return refused.value.why


class TestAPhoto:
    def test_it_is_kept_as_a_jpeg_that_looks_the_same(self):
        drawn = draw_anew(photo("teal"))
        assert (drawn.kind, drawn.pages) == ("jpeg", 1)
        picture = opened(drawn.data)
        assert (picture.format, picture.size) == ("JPEG", (60, 40))
        assert all(abs(a - b) < 6 for a, b in zip(picture.getpixel((30, 20)), (0, 128, 128), strict=True))

    def test_a_screenshot_is_taken_and_what_was_see_through_is_paper(self):
        out = BytesIO()
        Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
        assert opened(draw_anew(out.getvalue()).data).getpixel((5, 5)) == (255, 255, 255)

    def test_a_scan_of_sixteen_bits_keeps_its_grey(self):
        out = BytesIO()
        Image.new("I;16", (20, 20), 0x8000).save(out, "PNG")
        assert abs(opened(draw_anew(out.getvalue()).data).getpixel((5, 5))[0] - 128) < 4

    def test_it_stands_upright(self):
        exif = Image.Exif()
        exif[0x0112] = 6  # lying on its side
        assert opened(draw_anew(photo(exif=exif)).data).size == (40, 60)

    def test_where_when_and_with_what_it_was_taken_is_gone(self):
        exif = Image.Exif()
        exif[0x010F] = SECRET.decode()
        exif.get_ifd(0x8825)[1] = "N"
        comment = {"comment": SECRET, "icc_profile": SECRET, "xmp": SECRET}
        sent = photo(exif=exif, **comment)
        assert sent.count(SECRET) >= 3
        drawn = draw_anew(sent).data
        assert SECRET not in drawn
        assert dict(opened(drawn).getexif()) == {}

    def test_text_in_a_png_and_whatever_hangs_behind_the_picture_is_gone(self):
        chunk = b"tEXtComment\0" + SECRET
        text = struct.pack("!I", len(chunk) - 4) + chunk + struct.pack("!I", zlib.crc32(chunk))
        sent = photo(name="PNG")
        sent = sent[:33] + text + sent[33:] + b"PK\3\4<script>" + SECRET
        assert SECRET not in draw_anew(sent).data

    def test_a_large_one_is_made_smaller(self):
        out = BytesIO()
        Image.new("RGB", (6000, 3000)).save(out, "JPEG")
        assert opened(draw_anew(out.getvalue()).data).size == (2400, 1200)


class TestAPaper:
    def test_it_is_kept_as_a_pdf_that_looks_the_same(self):
        drawn = draw_anew(paper(pages=3))
        assert (drawn.kind, drawn.pages) == ("pdf", 3)
        pdf = pdfium.PdfDocument(drawn.data)
        assert len(pdf) == 3
        assert [round(side) for side in pdf[0].get_size()] == [595, 842]
        ink = sum(255 - grey for grey in pdf[0].render().to_pil().convert("L").tobytes())
        assert ink > 50_000, "the words can still be seen"

    def test_scripts_links_and_files_in_it_are_gone(self):
        sent = paper(
            catalog=b"/OpenAction << /S /JavaScript /JS (app.alert('%s')) >> "
            b"/Names << /EmbeddedFiles << /Names [(%s) 9 0 R] >> >>" % (SECRET, SECRET),
            extra=b"9 0 obj\n<< /Type /Filespec /F (%s) >>\nendobj\n" % SECRET,
        )
        drawn = draw_anew(sent).data
        for gone in (SECRET, b"JavaScript", b"OpenAction", b"EmbeddedFiles", b"/Font"):
            assert gone in sent
            assert gone not in drawn

    def test_one_with_too_many_pages_is_refused(self):
        assert draw_anew(paper(pages=redraw.MOST_PAGES)).pages == redraw.MOST_PAGES
        assert refusal_of(paper(pages=redraw.MOST_PAGES + 1)) == Why.TOO_MANY_PAGES

    def test_one_with_a_password_is_refused(self):
        locked = (
            b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
            b"2 0 obj\n<< /Type /Pages /Count 0 /Kids [] >>\nendobj\n"
            b"3 0 obj\n<< /Filter /Standard /V 1 /R 2 /P -44 /O <"
            + b"11" * 32
            + b"> /U <"
            + b"22" * 32
            + b"> >>\n"
            b"endobj\ntrailer << /Root 1 0 R /Encrypt 3 0 R /ID [<aa> <aa>] >>\n%%EOF"
        )
        assert refusal_of(locked) == Why.LOCKED


class TestWhatIsNotTaken:
    @pytest.mark.parametrize(
        ("sent", "why"),
        [
            (b"", Why.EMPTY),
            (b"\xff\xd8\xff" + b"\0" * uploads.MOST_BYTES, Why.TOO_LARGE),
            (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", Why.OTHER_KIND),
            (b"<html>" + b" " * 2000 + b"%PDF-", Why.OTHER_KIND),
            (b"GIF89a" + b"\0" * 50, Why.OTHER_KIND),
            (b"PK\3\4" + b"\0" * 50, Why.OTHER_KIND),
            (b"\0\0\0\x18ftypheic" + b"\0" * 50, Why.OTHER_KIND),
            (b"\xff\xd8\xff and then nothing", Why.UNREADABLE),
            (photo()[:300], Why.UNREADABLE),
            (b"%PDF-1.7 and then nothing", Why.UNREADABLE),
        ],
        ids=lambda value: value if isinstance(value, Why) else "",
    )
    def test_it_says_why(self, sent, why):
        assert refusal_of(sent) == why

    def test_a_picture_that_would_fill_the_memory(self):
        out = BytesIO()
        Image.new("1", (20_000, 20_000)).save(out, "PNG")
        assert len(out.getvalue()) < 100_000
        assert refusal_of(out.getvalue()) == Why.UNREADABLE

    def test_one_that_takes_too_long(self, monkeypatch):
        monkeypatch.setattr(uploads.DRAWING, "seconds", 0.001)
        assert refusal_of(photo()) == Why.UNREADABLE

    def test_when_all_hands_are_full(self, monkeypatch):
        monkeypatch.setattr(uploads.DRAWING, "seconds", 0.001)
        with uploads.DRAWING.places, uploads.DRAWING.places:
            assert refusal_of(photo()) == Why.NOT_NOW

    def test_what_broke_gives_its_place_free(self):
        for _ in range(3):
            assert refusal_of(b"%PDF-1.7 and then nothing") == Why.UNREADABLE
        assert draw_anew(photo()).kind == "jpeg"


class Clamd:
    """Speaks as much of clamd's protocol as is asked of it, over a real socket."""

    def __init__(self, answer: bytes | None) -> None:
        self.answer = answer
        self.received = b""
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"clamd://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        connection, _from = self._listening.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack("!I", stream.read(4))[0]:
                self.received += stream.read(size)
            if self.answer is not None:
                found = b"stream: Eicar-Signature FOUND\0" if EICAR in self.received else self.answer
                connection.sendall(found)

    def close(self) -> None:
        self._listening.close()


@pytest.fixture
def clamd(settings: Any) -> Iterator[Any]:
    started: list[Clamd] = []

    def start(answer: bytes | None = b"stream: OK\0") -> Clamd:
        started.append(Clamd(answer))
        settings.ATTACHMENT_SCANNER = started[-1].address
        return started[-1]

    yield start
    for one in started:
        one.close()


class TestTheScanner:
    def test_it_sees_the_file_as_it_was_sent_and_lets_a_clean_one_pass(self, clamd):
        scanner, sent = clamd(), photo()
        assert draw_anew(sent).kind == "jpeg"
        assert scanner.received == sent

    def test_a_large_one_reaches_it_whole(self, clamd):
        scanner = clamd()
        sent = photo() + b"\0" * 1_000_000
        assert draw_anew(sent).kind == "jpeg"
        assert scanner.received == sent

    def test_what_it_finds_is_refused(self, clamd):
        clamd()
        assert refusal_of(photo() + EICAR) == Why.HARMFUL

    @pytest.mark.parametrize(
        "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK", b"OK\0", b"\0", b"", None]
    )
    def test_whatever_else_it_says_nothing_passes(self, clamd, answer):
        """`stream: OK` without its end may be the beginning of something else."""
        clamd(answer)
        assert refusal_of(photo()) == Why.NOT_NOW

    @pytest.mark.parametrize("address", ["clamd://127.0.0.1:1", "clamd:///no/such/socket"])
    def test_where_it_is_down_nothing_passes(self, settings, address):
        settings.ATTACHMENT_SCANNER = address
        assert refusal_of(photo()) == Why.NOT_NOW
