"""Small files of every type, made from content that the tests know."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

Cell = tuple[str, int, int]  # text, row span, column span
Rows = Sequence[Sequence[Cell | str]]

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def as_cell(cell: Cell | str) -> Cell:
    return (cell, 1, 1) if isinstance(cell, str) else cell


def html_table(rows: Rows, attributes: str = "") -> str:
    out = [f"<table {attributes}>"]
    for row in rows:
        out.append("<tr>")
        for text, row_span, col_span in map(as_cell, row):
            spans = (f' rowspan="{row_span}"' if row_span != 1 else "") + (
                f' colspan="{col_span}"' if col_span != 1 else ""
            )
            out.append(f"<td{spans}>{escape(text)}</td>")
        out.append("</tr>")
    out.append("</table>")
    return "".join(out)


# -- docx -----------------------------------------------------------------------------------------------------------


def docx(body: str, *, numbering: str = "", styles: str = "", extra: Iterable[tuple[str, str]] = ()) -> bytes:
    """A docx around the XML of its body."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        archive.writestr(
            "word/document.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>',
        )
        if numbering:
            archive.writestr("word/numbering.xml", f"<w:numbering {W}>{numbering}</w:numbering>")
        if styles:
            archive.writestr("word/styles.xml", f"<w:styles {W}>{styles}</w:styles>")
        for name, content in extra:
            # a fixed date, so that the same members always give the same bytes
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def p(text: str, properties: str = "") -> str:
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def docx_table(rows: Rows) -> str:
    """Rows of cells, those merged downwards written out as Word does."""
    taken: dict[tuple[int, int], tuple[int, int, str | None, int]] = {}  # place -> first column, columns, text, rows
    width = 0
    for row, cells in enumerate(rows):
        col = 0
        for text, row_span, col_span in map(as_cell, cells):
            while (row, col) in taken:
                col += 1
            for down in range(row_span):
                for right in range(col_span):
                    taken[row + down, col + right] = (col, col_span, text if down == 0 else None, row_span)
            col += col_span
            width = max(width, col)
    out = ["<w:tbl><w:tblPr/>"]
    for row in range(len(rows)):
        out.append("<w:tr>")
        col = 0
        while col < width:
            first, col_span, text, row_span = taken.get((row, col), (col, 1, "", 1))
            merge = "<w:vMerge/>" if text is None else '<w:vMerge w:val="restart"/>' if row_span > 1 else ""
            paragraphs = "".join(p(line) for line in (text or "").split("\n"))
            out.append(f'<w:tc><w:tcPr><w:gridSpan w:val="{col_span}"/>{merge}</w:tcPr>{paragraphs}</w:tc>')
            col = first + col_span
        out.append("</w:tr>")
    out.append("</w:tbl>")
    return "".join(out)


# -- pdf ------------------------------------------------------------------------------------------------------------


CID_FONT = (
    "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) "
    "/Supplement 2 >> /DW 1000 /W [1 95 500] /FontDescriptor 5 0 R >>"
)
FONT_DESCRIPTOR = (
    "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 "
    "/Descent -120 /CapHeight 880 /StemV 93 >>"
)


class Pdf:
    """A PDF written by hand: text in a font that every reader knows by its character map, lines and rectangles.

    Coordinates are points from the top left corner.
    """

    def __init__(self, width: float = 595, height: float = 842) -> None:
        self.width, self.height = width, height
        self.pages: list[list[str]] = []
        self.rotation: dict[int, int] = {}
        self.page()

    def page(self, *, rotate: int = 0) -> None:
        self.pages.append([])
        if rotate:
            self.rotation[len(self.pages) - 1] = rotate

    def text(self, x: float, y: float, text: str, size: float = 12, *, turned: str = "1 0 0 1") -> None:
        """Text with its baseline at ``y``; every character is one em wide, ASCII half an em."""
        data = text.encode("utf-16-be").hex()
        self.pages[-1].append(f"BT /F1 {size} Tf {turned} {x:.2f} {self.height - y:.2f} Tm <{data}> Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.pages[-1].append(f"0.5 w {x0:.2f} {self.height - y0:.2f} m {x1:.2f} {self.height - y1:.2f} l S")

    def fill(self, x0: float, y0: float, x1: float, y1: float, color: str = "0 0 0") -> None:
        self.pages[-1].append(f"{color} rg {x0:.2f} {self.height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re f 0 0 0 rg")

    def ruled(self, xs: Sequence[float], ys: Sequence[float], texts: Sequence[Sequence[str]], size: float = 10) -> None:
        """A table with every rule drawn; ``\n`` in a text begins a new line."""
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for row, cells in enumerate(texts):
            for col, text in enumerate(cells):
                lines = text.split("\n") if text else []
                middle = (ys[row] + ys[row + 1]) / 2 + 0.35 * size
                for number, line in enumerate(lines):
                    self.text(xs[col] + 2, middle + (number - (len(lines) - 1) / 2) * 1.2 * size, line, size)

    def bytes(self, *, trailer: str = "") -> bytes:
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            "",
            "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
            CID_FONT,
            FONT_DESCRIPTOR,
        ]
        kids = []
        for number, commands in enumerate(self.pages):
            stream = "\n".join(commands)
            rotate = f"/Rotate {self.rotation[number]} " if number in self.rotation else ""
            kids.append(f"{len(objects) + 1} 0 R")
            objects.append(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {self.width} {self.height}] {rotate}"
                f"/Resources << /Font << /F1 3 0 R >> >> /Contents {len(objects) + 2} 0 R >>",
            )
            objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
        out = b"%PDF-1.5\n"
        offsets = []
        for number, body in enumerate(objects, start=1):
            offsets.append(len(out))
            out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
        start = len(out)
        out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
        return (
            out + f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer}>>\nstartxref\n{start}\n%%EOF\n".encode()
        )


def zipped(members: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            # a fixed date, so that the same members always give the same bytes
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
