"""PDF files: text in reading order, tables, and honesty about what has no text.

Takes bytes, gives a document: each visual line a block with page and box ("paragraph" where its indent or the line before
it says that a paragraph starts, else "line"), each table a grid, tables cut by page breaks put together. Page numbers,
running heads and tables of contents are left out. Scanned pages and fonts without a mapping to characters are noticed.
Never runs scripts or forms of the file, never recognises pictures.
"""

from __future__ import annotations

import time
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from nlp.errors import EncryptedInputError, LimitExceededError, UnreadableInputError
from nlp.ingest.assemble import Assembler, unify_radicals
from nlp.ingest.pdf_columns import unruled_tables
from nlp.ingest.pdf_furniture import Sheet, drop_furniture, is_numbered_foot, mark_paragraphs, scrolls
from nlp.ingest.pdf_lines import TextLine, lines_of
from nlp.ingest.pdf_page import PageContent, read_page
from nlp.ingest.pdf_stitch import continues, stitched, with_hanging
from nlp.ingest.pdf_tables import PdfTable, ruled_tables
from nlp.types import Document

__all__ = ["read_pdf"]


def read_pdf(data: bytes, doc: Assembler) -> Document:
    """Read a PDF. Raises Unreadable-, Encrypted- or LimitExceeded­InputError."""
    pdf = _opened(data, doc)
    try:
        _remember(pdf, doc)
        sheets = _sheets(pdf, doc)
    except pypdfium2.PdfiumError as error:
        raise UnreadableInputError(doc.source.path, f"PDF 已损坏（{error}）", f"the PDF is damaged ({error})") from None
    finally:
        pdf.close()
    if _scanned(sheets, doc):
        return doc.document()
    if b"%%EOF" not in data[-4096:]:
        if not any(sheet.lines or sheet.tables for sheet in sheets):
            raise UnreadableInputError(doc.source.path, "PDF 不完整（文件被截断）", "the PDF is cut short")
        doc.notice("pdf.truncated", "PDF 结尾缺失，可能不完整", "the end of the PDF is missing; it may be incomplete")
    drop_furniture(sheets)
    _write(sheets, doc)
    return doc.document()


def _opened(data: bytes, doc: Assembler) -> Any:
    path = doc.source.path
    start = data.find(b"%PDF-", 0, 1024)
    try:
        pdf = pypdfium2.PdfDocument(data[start:] if start > 0 else data)
        pages = len(pdf)
    except pypdfium2.PdfiumError as error:
        code = getattr(error, "err_code", None)
        if code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise EncryptedInputError(
                path, "PDF 已加密，需要密码", "the PDF is encrypted and asks for a password"
            ) from None
        raise UnreadableInputError(
            path, "PDF 已损坏或不完整，无法打开", "the PDF is damaged or cut short and cannot be opened"
        ) from None
    if pages == 0:
        raise UnreadableInputError(path, "PDF 没有页面", "the PDF has no pages")
    if pages > doc.limits.pages:
        pdf.close()
        raise LimitExceededError(
            path, f"PDF 有 {pages} 页，超过 {doc.limits.pages} 页的上限", f"{pages} pages, more than {doc.limits.pages}"
        )
    return pdf


def _remember(pdf: Any, doc: Assembler) -> None:
    known = {"Title": "title", "Author": "author", "CreationDate": "created"}
    for key, value in pdf.get_metadata_dict(skip_empty=True).items():
        name = known.get(key)
        text = str(value).replace("\0", "").strip()
        if name == "created":
            digits = text.removeprefix("D:")[:8]
            text = f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if digits.isdigit() and len(digits) == 8 else ""
        if name and "\ufffd" not in text:
            doc.remember(name, unify_radicals(text))


def _sheets(pdf: Any, doc: Assembler) -> list[Sheet]:
    begun = time.monotonic()
    sheets = []
    for index in range(len(pdf)):
        if time.monotonic() - begun > doc.limits.seconds:
            raise LimitExceededError(
                doc.source.path,
                f"读取 PDF 超过 {doc.limits.seconds:g} 秒的上限",
                f"reading took longer than {doc.limits.seconds:g} s",
            )
        page = pdf[index]
        try:
            content = read_page(page, index + 1)
        finally:
            page.close()
        sheets.append(_sheet(content))
    return sheets


def _sheet(content: PageContent) -> Sheet:
    _drop_foot(content)
    tables, free = ruled_tables(content)
    lines = [line.moved(content.number, 0.0) for line in lines_of(free)]
    sheet = Sheet(content.number, content.width, content.height, lines, tables)
    sheet.rules = content.across
    sheet.inked = sum(not char.text.isspace() for char in content.chars)
    sheet.unmapped = content.unmapped
    sheet.picture = content.picture
    sheet.complete = content.complete
    return sheet


def _drop_foot(content: PageContent) -> None:
    """Take out a page number before tables are read: a table may reach down to it."""
    low = [char for char in content.chars if char.y > 0.92 * content.height]
    for line in lines_of(low):
        for x0, x1, text in line.pieces:
            if is_numbered_foot(text):
                gone = {id(char) for char in line.chars if x0 - 1 <= char.x <= x1 + 1}
                content.chars = [char for char in content.chars if id(char) not in gone]


def _scanned(sheets: list[Sheet], doc: Assembler) -> bool:
    """Notice pages without text; whether there is no text at all."""
    inked = sum(sheet.inked for sheet in sheets)
    unmapped = sum(sheet.unmapped for sheet in sheets)
    bare = [sheet.number for sheet in sheets if sheet.inked < 10 and sheet.picture > 0.3]
    if inked < 10 * len(sheets) and (bare or not inked):
        if bare:
            doc.notice(
                "pdf.scanned",
                "扫描件：没有文字层，需要先做文字识别（OCR）",
                "scanned: it has no text layer and needs OCR first",
            )
        else:
            doc.notice("pdf.empty", "PDF 里没有文字", "the PDF holds no text")
        return inked == 0 or bool(bare)
    if bare:
        numbers = "、".join(map(str, bare[:20]))
        doc.notice(
            "pdf.scanned_pages",
            f"第 {numbers} 页是图片，没有文字层，未读取",
            f"pages {', '.join(map(str, bare[:20]))} are pictures without a text layer and were not read",
        )
    if unmapped > 5 and unmapped > 0.02 * inked:
        doc.notice(
            "pdf.unmapped",
            f"有 {unmapped} 个字符的字体缺少编码对照，读出的文字可能是乱码",
            f"{unmapped} characters are in fonts without a mapping to text; what was read may be garbage",
        )
    if any(sheet.picture > 0.8 and sheet.inked > 30 for sheet in sheets):
        doc.notice(
            "pdf.ocr",
            "整页图片上有文字层：可能是文字识别（OCR）的结果，数字请核对原图",
            "a text layer over pictures of whole pages: probably OCR; check figures against the pictures",
            level="info",
        )
    if not all(sheet.complete for sheet in sheets):
        doc.notice(
            "pdf.complex",
            "有页面图形过多，表格线可能未读全",
            "a page has too many drawings; rules of tables may be missing",
        )
    return False


def _write(sheets: list[Sheet], doc: Assembler) -> None:
    _find_unruled(sheets)
    starts = mark_paragraphs(sheets)
    items: list[PdfTable | TextLine] = []
    for sheet in sheets:
        ordered: list[PdfTable | TextLine] = sorted([*sheet.tables, *sheet.lines], key=lambda item: item.top)
        if ordered and isinstance(ordered[0], PdfTable):
            _join(items, ordered, sheet.number)
        items.extend(ordered)
    for item in items:
        if isinstance(item, PdfTable):
            doc.grid(item.cells, item.method, page=item.page, bbox=item.box)
        else:
            box = (round(item.x0, 2), round(item.top, 2), round(item.x1, 2), round(item.bottom, 2))
            doc.paragraph(item.text, "paragraph" if id(item) in starts else "line", page=item.page, bbox=box)


def _find_unruled(sheets: list[Sheet]) -> None:
    """Find tables without rules on a scroll of all pages, so that a page break does not hide their columns."""
    by_number = {sheet.number: sheet for sheet in sheets}
    for lines, rules in scrolls(sheets):
        tables, free = unruled_tables(lines, rules)
        for table in tables:
            by_number[table.page].tables.append(table)
        kept = {(line.page, round(line.base - line.shift, 3), line.x0) for line in free}
        for page in {line.page for line in lines}:
            gone = {
                (line.page, round(line.base - line.shift, 3), line.x0) for line in lines if line.page == page
            } - kept
            sheet = by_number[page]
            sheet.lines = [line for line in sheet.lines if (page, round(line.base, 3), line.x0) not in gone]


def _join(items: list[PdfTable | TextLine], ordered: list[PdfTable | TextLine], page: int) -> None:
    """Put the first table of a page together with the last one of the page before, if it goes on with that.

    Lines between the two that hang below the table's columns are what the page break cut off its last cells.
    """
    lower = ordered[0]
    at = len(items)
    while at and isinstance(items[at - 1], TextLine) and items[at - 1].page == page - 1:
        at -= 1
    upper = items[at - 1] if at else None
    if (
        not isinstance(lower, PdfTable)
        or not isinstance(upper, PdfTable)
        or upper.last_page != page - 1
        or not continues(upper, lower)
    ):
        return
    hanging = [item for item in items[at:] if isinstance(item, TextLine)]
    whole = with_hanging(upper, hanging) if hanging else upper
    if whole is None:
        return
    items[at - 1 :] = [stitched(whole, lower)]
    ordered.pop(0)
