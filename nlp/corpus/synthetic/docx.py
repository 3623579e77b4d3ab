"""Word renderings: WordprocessingML written directly, with merged cells and automatic numbering.

Takes elements, gives the bytes of a .docx file, the same for the same input. Never uses a Word library: what is written here
is what word processors write, which is more than such libraries offer (numbering, vertical merges, text boxes).
"""

# ruff: noqa: E501 - markup reads best in its own lines

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from xml.sax.saxutils import escape

from nlp.corpus.synthetic.drawing import Drawn, DrawnTable
from nlp.corpus.synthetic.geometry import columns_of
from nlp.corpus.synthetic.script import Element

__all__ = ["DOCX_LAYOUTS", "render_docx", "zipped"]

DOCX_LAYOUTS = ("docx_merged", "docx_numbered", "docx_nested")

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/word/numbering.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>"""
_RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
_DOCUMENT_RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering" Target="numbering.xml"/></Relationships>"""
_STYLES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:styles {_W}><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="Heading2"><w:name w:val="heading 2"/><w:basedOn w:val="Normal"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style></w:styles>"""
_NUMBERING = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""
_PRINTED = re.compile(r"^(?:[一二三四五六七八]、|（[一二三四五六七八]）)")
_SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'


def render_docx(elements: Sequence[Element], layout: str, damages: AbstractSet[str], rng: random.Random) -> bytes:
    """The report as a .docx file."""
    body = "".join(_Writer(layout, damages, rng).element(element) for element in elements)
    document = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document {_W}><w:body>{body}{_SECTION}</w:body></w:document>'
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELS,
            "word/document.xml": document,
            "word/_rels/document.xml.rels": _DOCUMENT_RELS,
            "word/styles.xml": _STYLES,
            "word/numbering.xml": _NUMBERING,
        }
    )


def zipped(files: dict[str, str]) -> bytes:
    """A zip of texts with fixed dates, so that the same content gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), text.encode(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


class _Writer:
    def __init__(self, layout: str, damages: AbstractSet[str], rng: random.Random) -> None:
        self.layout = layout
        self.damages = damages
        self.rng = rng
        self.styled = rng.random() < 0.5

    def element(self, element: Element) -> str:
        if element.kind == "table" and element.table is not None:
            return self._table(element.table)
        properties = ""
        text = element.text
        if element.kind == "heading" and element.level <= 2:
            if self.layout == "docx_numbered" and _PRINTED.match(text) and "misnumbered" not in self.damages:
                text = _PRINTED.sub("", text)
                properties += f'<w:numPr><w:ilvl w:val="{element.level - 1}"/><w:numId w:val="1"/></w:numPr>'
            if self.styled or self.layout == "docx_numbered":
                properties = f'<w:pStyle w:val="Heading{element.level}"/>' + properties
        if element.kind in ("title", "date"):
            properties += '<w:jc w:val="center"/>'
        return self._paragraph(text, properties)

    def _paragraph(self, text: str, properties: str = "") -> str:
        head = f"<w:pPr>{properties}</w:pPr>" if properties else ""
        return f"<w:p>{head}{self._runs(text)}</w:p>"

    def _runs(self, text: str) -> str:
        pieces: list[str] = []
        rest = text
        while rest:
            cut = self.rng.randint(3, 60)
            pieces.append(f'<w:r><w:t xml:space="preserve">{escape(rest[:cut])}</w:t></w:r>')
            rest = rest[cut:]
        return "".join(pieces)

    def _table(self, table: DrawnTable) -> str:
        parts = [table.rows]
        if "tables_apart" in self.damages and table.key == "disclosure":
            bounds = [*table.starts, len(table.rows)]
            parts = [table.rows[a:b] for a, b in zip(bounds, bounds[1:], strict=False)]
        return "".join(self._drawn(table, rows) + "<w:p/>" for rows in parts)

    def _drawn(self, table: DrawnTable, rows: Sequence[Sequence[Drawn]]) -> str:
        widths = columns_of(table.key, table.width, 9000)
        grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
        open_cells: dict[int, tuple[int, int]] = {}  # column: (rows left, width) of a vertical merge
        lines: list[str] = []
        for row in rows:
            cells: list[str] = []
            col = 0
            waiting = list(row)
            while col < table.width:
                left, cols = open_cells.get(col, (0, 1))
                if left:
                    cells.append(self._cell("", cols, "<w:vMerge/>"))
                    open_cells[col] = (left - 1, cols)
                    col += cols
                    continue
                if not waiting:
                    break
                drawn = waiting.pop(0)
                merge = '<w:vMerge w:val="restart"/>' if drawn.rows > 1 else ""
                if drawn.rows > 1:
                    open_cells[col] = (drawn.rows - 1, drawn.cols)
                cells.append(self._cell(drawn.text, drawn.cols, merge, role=drawn.role))
                col += drawn.cols
            lines.append(f"<w:tr>{''.join(cells)}</w:tr>")
        inner = f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(lines)}</w:tbl>'
        if self.layout == "docx_nested":
            return (
                '<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="9200"/></w:tblGrid><w:tr><w:tc><w:tcPr/>'
                f"{inner}<w:p/></w:tc></w:tr></w:tbl>"
            )
        return inner

    def _cell(self, text: str, cols: int, merge: str, *, role: str = "") -> str:
        span = f'<w:gridSpan w:val="{cols}"/>' if cols > 1 else ""
        if "split_labels" in self.damages and role == "label" and len(text) > 8:
            cut = self.rng.randint(3, len(text) - 3)
            inner = self._paragraph(text[:cut]) + self._paragraph(text[cut:])
        elif "tracked_changes" in self.damages and role == "value" and text.isdigit() and self.rng.random() < 0.3:
            inner = f"<w:p>{self._changed(str(self.rng.randint(1, 99)), text)}</w:p>"
        else:
            inner = self._paragraph(text)
        return f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{inner}</w:tc>"

    @staticmethod
    def _changed(old: str, new: str) -> str:
        """A figure that was corrected with changes tracked: the old one is still in the file, but no longer counts."""
        who = 'w:id="1" w:author="" w:date="2024-01-10T09:00:00Z"'
        return (
            f"<w:del {who}><w:r><w:delText>{old}</w:delText></w:r></w:del>"
            f"<w:ins {who}><w:r><w:t>{new}</w:t></w:r></w:ins>"
        )
