"""A small PDF writer: Chinese text at given places, and lines.

Takes texts with coordinates, gives the bytes of a PDF 1.4 file. The font is the standard CID font STSong-Light with the
encoding UniGB-UCS2-H, so nothing is embedded; figures and Latin letters are half an em wide. Never lays text out.
"""

from __future__ import annotations

import zlib

__all__ = ["PAGE_HEIGHT", "PAGE_WIDTH", "PdfWriter"]

_GB1 = b"/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>"
_METRICS = b"/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93"

PAGE_WIDTH = 595.0
PAGE_HEIGHT = 842.0


class PdfWriter:
    """Pages of text and lines. ``y`` counts from the top of the page, in points."""

    def __init__(self) -> None:
        self._pages: list[list[str]] = []

    def new_page(self) -> None:
        """Begin a page."""
        self._pages.append([])

    @property
    def pages(self) -> int:
        """Number of pages so far."""
        return len(self._pages)

    def text(self, x: float, y: float, text: str, size: float) -> None:
        """Write ``text`` with its baseline at ``y``."""
        code = text.encode("utf-16-be").hex().upper()
        self._pages[-1].append(f"BT /F1 {size:g} Tf 1 0 0 1 {x:.2f} {PAGE_HEIGHT - y:.2f} Tm <{code}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Draw a hair line."""
        self._pages[-1].append(f"0.5 w {x0:.2f} {PAGE_HEIGHT - y0:.2f} m {x1:.2f} {PAGE_HEIGHT - y1:.2f} l S")

    def data(self) -> bytes:
        """The file."""
        count = len(self._pages)
        objects: list[bytes] = [
            b"<</Type/Catalog/Pages 2 0 R>>",
            f"<</Type/Pages/Count {count}/Kids[{' '.join(f'{7 + 2 * i} 0 R' for i in range(count))}]>>".encode(),
            b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light-UniGB-UCS2-H/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
            b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light"
            + _GB1
            + b"/FontDescriptor 5 0 R/DW 1000/W[1 95 500]>>",
            b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]" + _METRICS + b">>",
            b"<</Producer(gouji layout press)>>",
        ]
        for index, commands in enumerate(self._pages):
            stream = zlib.compress("\n".join(commands).encode())
            objects.append(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {PAGE_WIDTH:g} {PAGE_HEIGHT:g}]/Resources<</Font<</F1 3 0 R>>>>"
                f"/Contents {8 + 2 * index} 0 R>>".encode()
            )
            objects.append(b"<</Length %d/Filter/FlateDecode>>\nstream\n" % len(stream) + stream + b"\nendstream")
        out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
        offsets: list[int] = []
        for number, body in enumerate(objects, start=1):
            offsets.append(len(out))
            out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
        start = len(out)
        out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
        for offset in offsets:
            out += b"%010d 00000 n \n" % offset
        out += b"trailer\n<</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
        return bytes(out)
