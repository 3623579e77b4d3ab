"""Word documents: paragraphs with their headings and automatic numbers, tables with merged cells, text boxes.

Takes the bytes of a docx (or of Word's one-file XML), gives a document. Reads the raw XML: insertions count, deletions do
not; content controls are looked through; a text box is read once; hidden text, comments, footnotes, headers and footers
are left out. Never opens what the file links to, never runs a field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from nlp.ingest.assemble import Assembler, tidy
from nlp.ingest.docx_marks import cell_properties, choice, is_contents, skipped_columns, symbol, vanishes
from nlp.ingest.docx_numbering import Numbering, Styles, num_pr
from nlp.ingest.docx_package import Package, attribute, local, open_flat, open_package
from nlp.ingest.flow import Cell, Flow, Para, TableFlow, emit
from nlp.ingest.layout import Placed
from nlp.types import Document

__all__ = ["read_docx", "read_flat"]

Node = Any

_THROUGH = frozenset(
    {
        "sdt",
        "sdtContent",
        "customXml",
        "smartTag",
        "ins",
        "moveTo",
        "hyperlink",
        "fldSimple",
        "sect",
        "sub-section",
        "body",
        "dir",
        "bdo",
        "wBody",
        "ruby",
        "rubyBase",
    }
)
_DROPPED = frozenset(
    (
        "del moveFrom delText delInstrText instrText sectPr pPr rPr tblPr tblGrid trPr tcPr sdtPr sdtEndPr customXmlPr "
        "smartTagPr footnoteReference endnoteReference commentReference annotationRef rt rubyPr proofErr bookmarkStart "
        "bookmarkEnd tblPrEx docVars"
    ).split(),
)
_MOST_DEPTH = 40
_TOC = re.compile(r"^(?:toc|目录)\s*\d$")


def read_docx(data: bytes, doc: Assembler) -> Document:
    """Read a docx. Raises :class:`UnreadableInputError`, :class:`EncryptedInputError` or :class:`LimitExceededError`."""
    return _read(open_package(data, doc), doc)


def read_flat(data: bytes, doc: Assembler) -> Document:
    """Read a Word document that was saved as a single XML file."""
    return _read(open_flat(data, doc), doc)


def _read(package: Package, doc: Assembler) -> Document:
    body = next((node for node in package.document.iter() if local(node) == "body"), package.document)
    reader = _Reader(package, Styles.of(package.styles), Numbering.of(package.numbering), doc)
    flow = reader.flow(body, "/body", 0)
    emit(flow, doc, "docx")
    _remember_core(package.core, doc)
    if reader.revised:
        doc.notice(
            "docx.tracked_changes",
            "文档带有修订：按接受全部修订后的内容读取",
            "tracked changes: read as if all were accepted",
            level="info",
        )
    pictures = 0 if doc.grids else sum(local(node) in {"blip", "imagedata"} for node in body.iter())
    if doc.length:
        doc.note_pictures(pictures, "docx")
    else:
        reason = (
            ("文档里只有图片，没有文字", "the document holds pictures only")
            if pictures
            else ("文档里没有文字", "the document holds no text")
        )
        doc.notice("docx.empty", *reason)
    return doc.document()


def _remember_core(core: Node | None, doc: Assembler) -> None:
    for node in core if core is not None else ():
        name, text = local(node), (node.text or "").strip()
        if name == "title":
            doc.remember("title", text)
        elif name == "created":
            doc.remember("created", text[:10])
        elif name == "creator":
            doc.remember("author", text)


@dataclass(slots=True)
class _Line:
    """The pieces of a paragraph while its runs are read."""

    pieces: list[str] = field(default_factory=list)
    boxes: list[Node] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)  # open fields; True while in the code part, which is not shown

    @property
    def skipping(self) -> bool:
        """Whether what comes next is code."""
        return any(self.fields)


@dataclass(slots=True)
class _Reader:
    package: Package
    styles: Styles
    numbering: Numbering
    doc: Assembler
    revised: bool = False
    carried: str = ""  # text of a paragraph whose mark was deleted: it runs on into the next

    def flow(self, parent: Node, path: str, depth: int) -> list[Flow]:
        """Paragraphs and tables below ``parent``, content controls and insertions looked through."""
        out: list[Flow] = []
        counts: dict[str, int] = {}
        for node in self._through(parent):
            name = local(node)
            if name not in {"p", "tbl", "altChunk"}:
                continue
            counts[name] = counts.get(name, 0) + 1
            here = f"{path}/{name}[{counts[name]}]"
            if name == "p":
                out.extend(self.paragraph(node, here, depth))
            elif name == "tbl" and depth < _MOST_DEPTH:
                table = self.table(node, here, depth)
                if table.spots:
                    out.append(table)
            elif name == "altChunk":
                out.extend(self.chunk(node))
        return out

    def _through(self, parent: Node) -> list[Node]:
        """The block elements below, in order."""
        found: list[Node] = []
        stack = list(reversed(list(parent)))
        while stack:
            node = stack.pop()
            name = local(node)
            if name == "sdt" and is_contents(node):
                self.doc.notice("docx.contents", "目录未计入正文", "the table of contents is left out", level="info")
                continue
            if name == "ins":
                self.revised = True
            if name in {"del", "moveFrom"}:
                self.revised = True
            elif name in _THROUGH:
                stack.extend(reversed(list(node)))
            elif name == "AlternateContent":
                stack.extend(reversed(choice(node)))
            else:
                found.append(node)
        return found

    # -- paragraphs ---------------------------------------------------------------------------------------------

    def paragraph(self, node: Node, path: str, depth: int) -> list[Flow]:
        """A paragraph, its lines and the text boxes anchored in it."""
        style, outline, num, mark_deleted, hidden = self._properties(node)
        line = _Line()
        self._runs(node, line)
        text = self.carried + "".join(line.pieces)
        self.carried = ""
        out: list[Flow] = []
        if mark_deleted:
            self.revised = True
            self.carried = text
        elif _TOC.match(self.styles.names.get(style or "", "")):
            self.doc.notice("docx.contents", "目录未计入正文", "the table of contents is left out", level="info")
        elif not hidden:
            label = self.numbering.label(*num) if num else ""  # an empty paragraph counts too
            if text.strip():
                out.extend(_paragraphs(_numbered(label, text), outline, path))
        for number, box in enumerate(line.boxes, start=1):
            out.extend(self.flow(box, f"{path}/txbx[{number}]", depth + 1) if depth < _MOST_DEPTH else [])
        return out

    def _properties(self, node: Node) -> tuple[str | None, int | None, tuple[str | None, int] | None, bool, bool]:
        style = self.styles.default
        outline: int | None = None
        own: tuple[str | None, str | None] | None = None
        deleted = hidden = False
        properties = next((child for child in node if local(child) == "pPr"), None)
        for prop in properties if properties is not None else ():
            name = local(prop)
            if name == "pStyle":
                style = attribute(prop, "val")
            elif name == "outlineLvl":
                value = attribute(prop, "val") or ""
                outline = int(value) if value.isdigit() else None
            elif name in {"numPr", "listPr"}:
                own = num_pr(prop)
            elif name == "rPr":
                deleted = any(local(mark) in {"del", "moveFrom"} for mark in prop)
        hidden = style in self.styles.hidden
        if outline is None:
            outline = self.styles.outline.get(style or "")
        inherited = self.styles.numbering.get(style or "", (None, None))
        num = own[0] if own and own[0] is not None else inherited[0]
        level = own[1] if own and own[1] is not None else inherited[1]
        if num is None or num == "0":
            return style, outline, None, deleted, hidden
        return style, outline, (num, int(level) if level and level.isdigit() else 0), deleted, hidden

    def _runs(self, node: Node, line: _Line) -> None:
        """The visible text of a paragraph's content."""
        stack: list[Node] = list(reversed(list(node)))
        while stack:
            part = stack.pop()
            name = local(part)
            if name in _DROPPED:
                self.revised = self.revised or name in {"del", "moveFrom"}
            elif name == "r":
                if not vanishes(part, self.styles):
                    stack.extend(reversed(list(part)))
            elif name == "AlternateContent":
                stack.extend(reversed(choice(part)))
            elif name in {"txbxContent", "textbox"}:
                line.boxes.extend(
                    [part] if name == "txbxContent" else [box for box in part.iter() if local(box) == "txbxContent"]
                )
            elif name == "fldChar":
                _field(part, line)
            elif line.skipping:
                continue
            elif name == "t":
                line.pieces.append(part.text or "")
            elif name in _SIGNS:
                line.pieces.append(_SIGNS[name])
            elif name == "br":
                line.pieces.append("\n" if attribute(part, "type") in {None, "textWrapping", "text-wrapping"} else "")
            elif name == "sym":
                line.pieces.append(symbol(part))
            else:
                if name == "ins":
                    self.revised = True
                stack.extend(reversed(list(part)))

    def chunk(self, node: Node) -> list[Flow]:
        """A page embedded in the document, as some generators of docx files do."""
        data = self.package.chunks.get(attribute(node, "id") or "")
        if not data:
            return []
        from nlp.ingest.cues import html_cues
        from nlp.ingest.decode import decode
        from nlp.ingest.html_article import Article
        from nlp.ingest.html_charset import declared_charset
        from nlp.ingest.html_flow import flow_of
        from nlp.ingest.html_tree import parse_page

        decoded = decode(data, declared_charset(data))
        if decoded is None or "<" not in decoded.text:
            return []
        return flow_of(Article(parse_page(decoded.text), html_cues()))

    # -- tables -------------------------------------------------------------------------------------------------

    def table(self, node: Node, path: str, depth: int) -> TableFlow:
        """A table with its cells placed by grid columns; cells merged downwards become one."""
        spots: list[Placed[Cell]] = []
        open_cells: dict[int, int] = {}  # grid column -> index of the spot that a "continue" would lengthen
        row_number = 0
        for row in self._through(node):
            if local(row) != "tr" or self._row_deleted(row):
                continue
            col = skipped_columns(row, "gridBefore")
            here = f"{path}/tr[{row_number + 1}]"
            still_open: dict[int, int] = {}
            cells = [cell for cell in self._through(row) if local(cell) == "tc"]
            for number, cell in enumerate(cells, start=1):
                width, merge, sideways = cell_properties(cell)
                above = open_cells.get(col)
                if sideways and spots and spots[-1].row == row_number:
                    last = spots[-1]
                    spots[-1] = Placed(last.row, last.col, last.row_span, last.col_span + width, last.what)
                elif merge == "continue" and above is not None and spots[above].col_span == width:
                    spot = spots[above]
                    extra = self.flow(cell, f"{here}/tc[{number}]", depth + 1)
                    spot.what.content.extend(extra)
                    spots[above] = Placed(spot.row, spot.col, row_number - spot.row + 1, spot.col_span, spot.what)
                    still_open[col] = above
                else:
                    content = self.flow(cell, f"{here}/tc[{number}]", depth + 1)
                    spots.append(Placed(row_number, col, 1, width, Cell(content)))
                    if merge:
                        still_open[col] = len(spots) - 1
                col += width
            open_cells = still_open
            row_number += 1
        spots.sort(key=lambda spot: (spot.row, spot.col))
        return TableFlow(spots=spots, path=path)

    def _row_deleted(self, row: Node) -> bool:
        properties = next((child for child in row if local(child) == "trPr"), None)
        names = {local(child) for child in properties} if properties is not None else set()
        if names & {"del", "ins"}:
            self.revised = True
        return "del" in names or "hidden" in names


_SIGNS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}


def _field(part: Node, line: _Line) -> None:
    kind = attribute(part, "fldCharType")
    if kind == "begin":
        line.fields.append(True)
    elif line.fields and kind == "separate":
        line.fields[-1] = False
    elif line.fields and kind == "end":
        line.fields.pop()


def _paragraphs(text: str, outline: int | None, path: str) -> list[Para]:
    """The lines of a paragraph; a hard break inside starts a new one."""
    lines = [tidy(line).strip() for line in text.split("\n")]
    lines = [line for line in lines if line]
    heading = outline is not None and outline < 9 and len("".join(lines)) <= 80
    level = min(6, (outline or 0) + 1) if heading else None
    return [Para(line, "heading" if heading else "paragraph", level, path) for line in lines]


def _numbered(label: str, text: str) -> str:
    if not label:
        return text
    body = text.lstrip()
    gap = " " if body[:1].isascii() and body[:1].isalnum() and label[-1:].isascii() else ""
    return f"{label}{gap}{body}"
