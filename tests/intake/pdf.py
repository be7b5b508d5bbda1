"""What stands in a PDF, as pdfium reads it."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as raw


def text_of_pdf(pdf: bytes) -> str:
    """Without any spaces: a line of Japanese breaks anywhere."""
    return "".join(pages_of_pdf(pdf))


def pages_of_pdf(pdf: bytes) -> list[str]:
    pages = (page.get_textpage().get_text_bounded() for page in pdfium.PdfDocument(pdf))
    return ["".join(page.replace("\x02", "").split()) for page in pages]


def is_tagged(pdf: bytes) -> bool:
    # By a name: nothing else keeps pdfium from closing it.
    document = pdfium.PdfDocument(pdf)
    return bool(raw.FPDFCatalog_IsTagged(document.raw))


def language_of(pdf: bytes) -> str:
    document = pdfium.PdfDocument(pdf)
    length = raw.FPDFCatalog_GetLanguage(document.raw, None, 0)
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    raw.FPDFCatalog_GetLanguage(document.raw, buffer, length)
    return bytes(buffer)[: length - 2].decode("utf-16-le")


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Each font's name, and whether the PDF holds it."""
    fonts: dict[str, bool] = {}
    for page in pdfium.PdfDocument(pdf):
        for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(found.raw)
            buffer = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, buffer, 200)
            fonts[buffer.value.decode()] = raw.FPDFFont_GetIsEmbedded(font) == 1
    return fonts


def addresses_in(pdf: bytes) -> list[str]:
    """Where the links of a PDF lead, and whatever else it names that stands uncompressed."""
    document = pdfium.PdfDocument(pdf)
    found = []
    for page in document:
        start, link = ctypes.c_int(0), raw.FPDF_LINK()
        while raw.FPDFLink_Enumerate(page.raw, ctypes.byref(start), ctypes.byref(link)):
            action = raw.FPDFLink_GetAction(link)
            length = raw.FPDFAction_GetURIPath(document.raw, action, None, 0)
            buffer = ctypes.create_string_buffer(length)
            raw.FPDFAction_GetURIPath(document.raw, action, buffer, length)
            found.append(buffer.value.decode())
    return found
