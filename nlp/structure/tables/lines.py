"""A document as lines of label pieces and value tokens, whatever it was drawn as.

Takes a :class:`~nlp.types.Document`, gives :class:`Line` objects in reading order. A grid's row is a line whose items
know their column; a line of plain text is cut at blanks, tabs and bars. Never interprets a label and never drops a
character that may belong to a table: prose is only marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.structure.tables.cells import read_cell
from nlp.structure.tables.items import Item, Line, Piece, Token
from nlp.structure.tables.labels import labels_in, split_at_ordinals
from nlp.structure.tables.marked import MarkedLine, marked_lines
from nlp.structure.tables.words import words_of
from nlp.text import fold
from nlp.types import Block, Document, Grid, GridCell, Span

__all__ = ["Item", "Line", "Piece", "Token", "document_lines"]

_PAGE_NUMBER = re.compile(
    r"\s*(?:[-–—－]\s*\d{1,3}\s*[-–—－]|第\s*\d{1,3}\s*页(?:\s*[,，/]?\s*共\s*\d{1,3}\s*页)?"
    r"|\d{1,3}\s*[/／]\s*\d{1,3}\s*页?|page\s*\d+)\s*",
    re.IGNORECASE,
)
_VALUES = re.compile(r"\s*\d{1,3}\s+[/／]\s+\d{1,3}\s*")  # below a label: three cells, the middle one without a figure
_RULE = re.compile(
    r"[\s|:+=\-─━—┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬═║│┃]*(?:[-=─━]{3,}|[┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬═])[\s|:+=\-─━—┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬═║│┃]*"
)
_SHORT_RULE = re.compile(r"\s*\|?(?::?-{1,2}:?\|)+(?::?-{1,2}:?)?\s*")
_PUNCTUATION = re.compile(r"[。；;!！?？，,]")
_SENTENCE = re.compile(r"[。；;!！?？]")
_NUMBERS = re.compile(r"(?:(?<!\S)[\d,./\-]+(?:\s+|$)){3}")
_MD_HEADING = re.compile(r"\s*#{1,6}\s+|\s*[*_]{2}")
_LINE = re.compile(r"[^\n\r\f]+")
_TRAILING = re.compile(r"[ \t\u3000]*")


def document_lines(document: Document, *, grids: bool = True) -> list[Line]:
    """All lines of a document in reading order.

    With ``grids`` false the drawn tables are read as plain text instead, which helps where a file's drawn lines are
    broken. Text tables with tabs or bars are taken for grids as well.
    """
    return list(_Reader(document, grids).lines())


class _Reader:
    def __init__(self, document: Document, grids: bool) -> None:
        self.document = document
        self.text = document.text
        self.use_grids = grids
        self.count = 0
        self.next_grid = len(document.grids)
        self.after_label = False  # whether the line before was a label alone

    def lines(self) -> Iterator[Line]:
        text: list[tuple[Span, Block | None]] = []
        for start, end, block, grid in self._stretches():
            if grid is not None and self.use_grids:
                yield from self._text(text)
                text = []
                yield from self._grid(self.document.grids[grid], grid)
            else:
                text.extend((span, block) for span in self._split(start, end))
        yield from self._text(text)

    def _split(self, start: int, end: int) -> Iterator[Span]:
        end = _TRAILING.match(self.text, end).end()  # type: ignore[union-attr]  # blank cells at a line's end
        for match in _LINE.finditer(self.text, start, end):
            yield Span(*match.span())

    def _stretches(self) -> Iterator[tuple[int, int, Block | None, int | None]]:
        """Blocks and grids in order; what lies inside a grid comes with the grid."""
        marks: list[tuple[int, int, Block | None, int | None]] = []
        spans: list[Span] = []
        for number, grid in enumerate(self.document.grids):
            marks.append((grid.span.start, grid.span.end, None, number))
            spans.append(grid.span)
        spans.sort()
        for block in self.document.blocks:
            if block.kind == "table" and block.grid is not None and block.grid < len(self.document.grids):
                continue
            if spans and any(span.contains(block.span) for span in spans):
                continue
            marks.append((block.span.start, block.span.end, block, None))
        if not marks and self.text:
            marks.append((0, len(self.text), None, None))
        marks.sort(key=lambda mark: (mark[0], mark[1]))
        yield from marks

    # -- drawn grids --------------------------------------------------------------------------------------------

    def _grid(self, grid: Grid, number: int) -> Iterator[Line]:
        rows: dict[int, list[GridCell]] = {}
        for cell in grid.cells:
            rows.setdefault(cell.row, []).append(cell)
        for row in sorted(rows):
            cells = sorted(rows[row], key=lambda cell: cell.col)
            if len(cells) <= 2 and any(self._is_prose_cell(cell) for cell in cells):
                for cell in cells:  # a table drawn only for layout
                    yield from self._text([(span, None) for span in self._split(cell.span.start, cell.span.end)])
                continue
            yield from self._grid_row(cells, number, row)

    def _is_prose_cell(self, cell: GridCell) -> bool:
        return len(cell.span) > 160 and "\n" in cell.span.of(self.text)

    def _grid_row(self, cells: list[GridCell], number: int, row: int) -> Iterator[Line]:
        stacked = self._stacked(cells)
        if stacked is not None:
            for parts in stacked:
                yield self._row_line(parts, number, row)
            return
        yield self._row_line([(cell, cell.span) for cell in cells], number, row)

    def _stacked(self, cells: list[GridCell]) -> list[list[tuple[GridCell, Span]]] | None:
        """A drawn row that holds several rows of the form one above the other (missing rules), taken apart."""
        parts = [(cell, self._lines_of(cell.span)) for cell in cells]
        counts = [len(p) for _, p in parts if len(p) > 1 and all(_reads_number(s.of(self.text)) for s in p)]
        if len(counts) < 3 or len(set(counts)) != 1:
            return None
        height = counts[0]
        labels = [p for _, p in parts if p and not all(read_cell(s.of(self.text)) is not None for s in p)]
        if not labels or all(len(p) != height for p in labels):
            return None
        rows: list[list[tuple[GridCell, Span]]] = []
        for index in range(height):
            line = []
            for cell, pieces in parts:
                if len(pieces) == height:
                    line.append((cell, pieces[index]))
                elif index == 0:
                    line.append((cell, cell.span))
            rows.append(line)
        return rows

    def _lines_of(self, span: Span) -> list[Span]:
        found: list[Span] = []
        for match in re.finditer(r"[^\n\r]+", span.of(self.text)):
            piece = _trimmed(self.text, span.start + match.start(), span.start + match.end())
            if len(piece):
                found.append(piece)
        return found

    def _row_line(self, cells: list[tuple[GridCell, Span]], number: int, row: int) -> Line:
        items: list[Item] = []
        index = self._next()
        for cell, span in cells:
            drawn = _trimmed(self.text, span.start, span.end)
            raw = drawn.of(self.text)
            reading = read_cell(raw)
            first, last = cell.col, cell.col + cell.col_span
            if reading is not None:
                items.append(Token(drawn, raw, reading, index, first, last, page=cell.page, bbox=cell.bbox))
                continue
            for a, b in split_at_ordinals(raw):
                place = Span(drawn.start + a, drawn.start + b)
                items.extend(Piece(place, ordinal, bare, index, first, last) for ordinal, bare in labels_in(raw[a:b]))
        start = min((item.span.start for item in items), default=cells[0][1].start)
        end = max((item.span.end for item in items), default=cells[0][1].end)
        prose = len(cells) == 1 and bool(items) and _is_sentence(Span(start, end).of(self.text))
        page = cells[0][0].page
        return Line(index, Span(start, end), tuple(items), number, row, prose=prose, page=page)

    # -- text ---------------------------------------------------------------------------------------------------

    def _text(self, lines: list[tuple[Span, Block | None]]) -> Iterator[Line]:
        pending: list[Span] = []
        delimiter = ""
        marked = marked_lines(self.text, lines)
        for line in marked if marked is not None else (MarkedLine(span, block, cell=False) for span, block in lines):
            kind = _delimiter(line.span.of(self.text)) if not line.cell else ""
            if pending and kind != delimiter:
                yield from self._delimited(pending, delimiter)
                pending = []
            delimiter = kind
            if kind:
                pending.append(line.span)
            else:
                yield from self._flat(line.span, line.block, cell=line.cell)
        if pending:
            yield from self._delimited(pending, delimiter)

    def _delimited(self, spans: list[Span], delimiter: str) -> Iterator[Line]:
        """Lines of cells between bars or tabs: a grid without merged cells."""
        number = self.next_grid
        self.next_grid += 1
        pattern = re.compile(r"[|│┃]" if delimiter == "|" else re.escape(delimiter))
        for row, span in enumerate(spans):
            raw = span.of(self.text)
            if delimiter != "\t" and (_RULE.fullmatch(raw) or (row == 1 and _SHORT_RULE.fullmatch(raw))):
                continue
            cells: list[GridCell] = []
            bounds = [match.span() for match in pattern.finditer(raw)]
            starts = [0, *(b for _, b in bounds)]
            ends = [*(a for a, _ in bounds), len(raw)]
            if delimiter == "|" and not raw[: ends[0]].strip():
                starts, ends = starts[1:], ends[1:]
            if delimiter == "|" and starts and not raw[starts[-1] :].strip():
                starts, ends = starts[:-1], ends[:-1]
            for col, (a, b) in enumerate(zip(starts, ends, strict=True)):
                place = Span(span.start + a, span.start + b)
                cells.append(GridCell(row, col, 1, 1, raw[a:b].strip(), place))
            if cells:
                yield self._row_line([(cell, cell.span) for cell in cells], number, row)

    def _flat(self, span: Span, block: Block | None, *, cell: bool = False) -> Iterator[Line]:
        """A line of text; ``cell`` says that it is the text of one cell."""
        raw = span.of(self.text)
        if not raw.strip() or _RULE.fullmatch(raw) and len(raw.strip()) > 3:
            return
        index = self._next()
        heading = block is not None and block.kind == "heading"
        page = block.page if block is not None else None
        trimmed = _trimmed(self.text, span.start, span.end)
        number = _PAGE_NUMBER.fullmatch(raw) is not None
        if number and not (self.after_label and _VALUES.fullmatch(raw)):
            yield Line(index, trimmed, (), page=page)
            return
        whole = read_cell(trimmed.of(self.text)) if cell else None
        if whole is not None and whole.note == "cell_spaced":
            token = Token(trimmed, trimmed.of(self.text), whole, index)
            yield Line(index, trimmed, (token,), marked=True, page=page)
            return
        marker = _MD_HEADING.match(raw)
        offset = marker.end() if marker else 0
        heading = heading or bool(marker and "#" in marker.group())
        if _is_sentence(raw) and not _has_row(raw):
            yield Line(index, trimmed, (), prose=True, heading=heading, page=page)
            return
        items = tuple(words_of(raw, offset, span.start, index))
        self.after_label = bool(items) and all(isinstance(item, Piece) for item in items)
        yield Line(index, trimmed, items, heading=heading, marked=cell, page=page)

    def _next(self) -> int:
        self.count += 1
        return self.count - 1


def _reads_number(text: str) -> bool:
    reading = read_cell(text)
    return reading is not None and reading.is_number


def _delimiter(raw: str) -> str:
    bars = raw.count("|") + raw.count("│") + raw.count("┃")
    if bars >= 2:
        return "|"
    if "\t" in raw.strip() or (raw.lstrip().count("\t") >= 2 and not _is_sentence(raw)):
        return "\t"
    return ""


def _is_sentence(raw: str) -> bool:
    """Whether a line is prose: sentence marks outside parentheses, or long without a blank or a mark of a label."""
    if _PUNCTUATION.search(raw) is None:
        return False
    bare = re.sub(r"[(（][^()（）]*[)）]|[(（](?=区分|本列)[^()（）]*$", "", raw)
    if _SENTENCE.search(bare.rstrip("。；; ")) or (bare.rstrip().endswith(("。", "；")) and len(bare) > 8):
        return True
    return bare.count("，") + bare.count(",") >= 2 and len(bare) > 24 and not re.search(r"\d[\s,，]+\d", bare)


def _has_row(raw: str) -> bool:
    """Whether a line with sentence marks holds a row of numbers all the same (or a whole table run into one line)."""
    return _NUMBERS.search(fold(raw)) is not None


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in "\u200b\ufeff"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in "\u200b\ufeff"):
        end -= 1
    return Span(start, end)
