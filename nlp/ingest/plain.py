"""Plain text and Markdown: the text stays exactly as it is, only marked up with blocks and grids.

Takes decoded text, gives a document whose ``text`` equals it character for character. Every line that is not blank is a
block of kind "line" (its indent is part of it, its line end is not); in Markdown a heading is one of kind "heading" that
covers the title alone, and what is not text (rules, fences, pictures, front matter) is no block. Pipe tables and HTML
tables become grids whose cells point into the text, markup inside a cell included. Never joins wrapped lines and never
guesses at columns of blanks: ``nlp.structure`` does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.errors import LimitExceededError
from nlp.ingest.assemble import Assembler
from nlp.ingest.inline_html import html_tables
from nlp.ingest.pipes import pipe_tables
from nlp.types import Block, Document, Grid, GridCell, Span

__all__ = ["Line", "PlacedCell", "PlainTable", "read_plain"]

_LINE = re.compile(r"[^\r\n\f\v\u2028\u2029\x85]+")
_ATX = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+|(?=[（(《“一二三四五六七八九十0-9]))(?P<title>\S.*?)[ \t]*#*[ \t]*$")
_SETEXT = re.compile(r"^ {0,3}={3,}[ \t]*$")
_BOLD = re.compile(r"^\s*(\*\*|__)(?P<inner>(?:(?!\1).)+)\1\s*$")
_MARK = re.compile(r"^\s*(?:>\s?)+|^\s*[-*+]\s+(?=[^\s\d])")
_TAG = r"</?(?:div|p|center|span|br|table|tbody|thead|colgroup|col|tr|td|th)\b[^>]*>"
_NO_TEXT = re.compile(
    r"^\s*(?:(?P<r>[-*_])(?:[ \t]*(?P=r)){2,}|```.*|~~~.*|(?:!\[[^\]]*\]\([^)]*\)\s*)+|"
    rf"<!--.*-->|{_TAG}(?:\s*{_TAG})*)\s*$",
    re.IGNORECASE,
)
_TABLE_TAG = re.compile(r"<table\b", re.IGNORECASE)
_FRONT_KEYS = {
    "title": "title",
    "date": "published",
    "published": "published",
    "pubdate": "published",
    "source": "source",
    "site": "site",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line's place in the text, without its line end."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A cell that already stands in the text."""

    row: int
    col: int
    row_span: int
    col_span: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PlainTable:
    """A table found in a text: the stretch it takes up and its cells."""

    start: int
    end: int
    cells: tuple[PlacedCell, ...]
    method: str


def read_plain(text: str, doc: Assembler) -> Document:
    """Mark up ``text``. Raises :class:`LimitExceededError` for too many characters or cells."""
    limits = doc.limits
    if len(text) > limits.text_chars:
        raise LimitExceededError(
            doc.source.path,
            f"文字超过 {limits.text_chars} 字的上限",
            f"more than {limits.text_chars} characters of text",
        )
    markdown = doc.source.media_type == "text/markdown"
    lines = [Line(match.start(), match.end()) for match in _LINE.finditer(text) if not match[0].isspace()]
    begin = _front_matter(text, lines, doc) if markdown else 0
    tables = list(html_tables(text)) if _TABLE_TAG.search(text) else []
    if "|" in text or "｜" in text:
        tables.extend(pipe_tables(text, _outside(lines[begin:], tables)))
    tables.sort(key=lambda table: table.start)
    if sum(len(table.cells) for table in tables) > limits.cells:
        raise LimitExceededError(
            doc.source.path, f"表格单元格超过 {limits.cells} 个的上限", f"more than {limits.cells} table cells"
        )
    blocks: list[Block] = []
    grids: list[Grid] = []
    for table in tables:
        span = Span(table.start, table.end)
        blocks.append(Block("table", span, grid=len(grids)))
        grids.append(_grid(text, table))
    blocks.extend(_line_blocks(text, _outside(lines[begin:], tables), markdown=markdown))
    blocks.sort(key=lambda block: block.span)
    return Document(doc.source, text, tuple(blocks), tuple(grids), tuple(doc.notices), tuple(doc.metadata))


def _outside(lines: list[Line], tables: list[PlainTable]) -> list[Line]:
    """The lines (or what is left of them) that no table covers."""
    if not tables:
        return lines
    taken = sorted((table.start, table.end) for table in tables)
    free: list[Line] = []
    at = 0
    for line in lines:
        start = line.start
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        probe = at
        while probe < len(taken) and taken[probe][0] < line.end:
            if start < taken[probe][0]:
                free.append(Line(start, taken[probe][0]))
            start = max(start, taken[probe][1])
            probe += 1
        if start < line.end:
            free.append(Line(start, line.end))
    return free


def _line_blocks(text: str, lines: list[Line], *, markdown: bool) -> list[Block]:
    blocks: list[Block] = []
    for line in lines:
        raw = text[line.start : line.end]
        if not raw.strip():
            continue
        start, end = line.start, line.start + len(raw.rstrip())
        if not markdown:
            blocks.append(Block("line", Span(start, end)))
            continue
        if (
            _SETEXT.match(raw)
            and blocks
            and blocks[-1].kind == "line"
            and text.count("\n", blocks[-1].span.end, start) == 1
        ):
            blocks[-1] = Block("heading", blocks[-1].span, level=1)
            continue
        block = _markdown_block(raw, start, end)
        if block:
            blocks.append(block)
    return blocks


def _markdown_block(raw: str, start: int, end: int) -> Block | None:
    heading = _ATX.match(raw)
    if heading:
        a, b = heading.span("title")
        bold = _BOLD.match(raw[a:b])
        if bold:
            a, b = a + bold.start("inner"), a + bold.end("inner")
        return Block("heading", Span(start + a, start + b), level=len(heading[1]))
    if _NO_TEXT.match(raw):
        return None
    mark = _MARK.match(raw)
    skip = mark.end() if mark else 0
    bold = _BOLD.match(raw[skip:])
    if bold:
        return Block("line", Span(start + skip + bold.start("inner"), start + skip + bold.end("inner")))
    if start + skip >= end:
        return None
    return Block("line", Span(start + skip, end))


def _front_matter(text: str, lines: list[Line], doc: Assembler) -> int:
    """How many lines a YAML head takes up; its title, date and source are remembered."""
    if not lines or text[lines[0].start : lines[0].end].rstrip() != "---":
        return 0
    for index, line in enumerate(lines[1:40], start=1):
        raw = text[line.start : line.end].strip()
        if raw in {"---", "..."}:
            return index + 1
        key, colon, value = raw.partition(":")
        if not colon and not raw.startswith(("-", "#")):
            return 0
        known = _FRONT_KEYS.get(key.strip().lower())
        if known:
            doc.remember(known, value.strip().strip("'\""))
    return 0


def _grid(text: str, table: PlainTable) -> Grid:
    cells = tuple(
        GridCell(
            cell.row, cell.col, cell.row_span, cell.col_span, text[cell.start : cell.end], Span(cell.start, cell.end)
        )
        for cell in table.cells
    )
    n_rows = max((cell.row + cell.row_span for cell in cells), default=0)
    n_cols = max((cell.col + cell.col_span for cell in cells), default=0)
    return Grid(cells, n_rows, n_cols, Span(table.start, table.end), table.method)
