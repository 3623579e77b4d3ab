"""HTML tables that stand inside a plain text or Markdown file, as converters write them.

Takes the text, gives the tables with each cell's place in it, merged cells laid out as a browser would. A cell's place
leaves out tags and blanks at its edges. Never changes the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nlp.ingest.layout import place
from nlp.ingest.pipes import trimmed

if TYPE_CHECKING:
    from nlp.ingest.plain import PlainTable

__all__ = ["html_tables"]

_TAG = re.compile(r"<(/?)(table|tr|td|th)\b([^<>]*)>", re.IGNORECASE)
_SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?\s*(\d{1,4})", re.IGNORECASE)


def html_tables(text: str) -> Iterator[PlainTable]:
    """The tables of ``text`` that hold no other (those around them only lay out); an unclosed one ends with its last row."""
    begin = last = -1
    rows: list[list[tuple[int, int, tuple[int, int]]]] = []
    cell: tuple[int, int, int] | None = None  # row span, col span, start of the content

    def close(at: int) -> None:
        nonlocal cell
        if cell is not None:
            rows[-1].append((cell[0], cell[1], trimmed(text, cell[2], at)))
            cell = None

    for tag in _TAG.finditer(text):
        closing, name = bool(tag[1]), tag[2].lower()
        if name == "table":
            if not closing:
                begin, rows, cell = tag.start(), [], None
            elif begin >= 0:
                close(tag.start())
                yield from _table(begin, tag.end(), rows)
                begin, rows = -1, []
            last = tag.end()
        elif begin >= 0:
            close(tag.start())
            last = tag.end()
            if closing:
                continue
            if name == "tr":
                rows.append([])
            else:
                if not rows:
                    rows.append([])
                spans = {key.lower(): int(value) for key, value in _SPAN.findall(tag[3])}
                cell = (spans.get("row", 1), spans.get("col", 1), tag.end())
    if begin >= 0 and rows:
        yield from _table(begin, last, rows)


def _table(begin: int, end: int, rows: list[list[tuple[int, int, tuple[int, int]]]]) -> Iterator[PlainTable]:
    from nlp.ingest.plain import PlacedCell, PlainTable

    cells = tuple(PlacedCell(spot.row, spot.col, spot.row_span, spot.col_span, *spot.what) for spot in place([rows]))
    if cells:
        yield PlainTable(begin, end, cells, "html")
