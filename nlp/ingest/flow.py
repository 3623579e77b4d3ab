"""Marked-up content in reading order, whatever format it came from: paragraphs, and tables whose cells hold more of both.

Takes the flow that the html and docx readers make, writes it into an :class:`Assembler`. Decides what is a table of data
and what only holds the page together: a table that wraps prose or other tables is no grid, and prose drawn as a row of a
table is prose. Never looks at what a label means beyond telling the heading of a statutory part from a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from nlp.ingest.assemble import Assembler, DrawnCell, compact, join_lines
from nlp.ingest.layout import Placed, place

__all__ = ["Cell", "Flow", "Para", "TableFlow", "emit", "is_part_or_prose"]

_SENTENCE = re.compile(r"[。；;!！]")
# Headings of the statutory parts that offices draw as a full-width row above their tables.
_PART = re.compile(
    r"^\s*[一二三四五六七八]\s*[、.．，,]?\s*(?:总体情况|概述|主动公开政府信息的?情况|政府信息主动公开(?:的)?情况|收到和处理政府信息公开申请|"
    r"(?:因)?政府信息公开(?:工作)?(?:被(?:申请|提起))?(?:行政|存在的)|存在的?(?:主要)?问题|其他需要(?:报告|说明))"
)
_PROSE = 100


@dataclass(slots=True)
class Para:
    """A paragraph: one line of text. ``kind`` as in :class:`~nlp.types.Block`."""

    text: str
    kind: str = "paragraph"
    level: int | None = None
    path: str | None = None


@dataclass(slots=True)
class Cell:
    """A cell of a table with its content in order. ``row``/``col`` are set where the format itself places cells."""

    content: list[Flow]
    row_span: int = 1
    col_span: int = 1
    text: str | None = None

    def plain(self) -> str:
        """All text in one line."""
        if self.text is None:
            self.text = join_lines(_lines(self.content))
        return self.text


@dataclass(slots=True)
class TableFlow:
    """A table: groups of rows of cells, to be laid out; or ``spots``, where the format says itself where cells stand."""

    groups: list[list[list[Cell]]] = field(default_factory=list)
    spots: list[Placed[Cell]] | None = None
    path: str | None = None

    def placed(self) -> list[Placed[Cell]]:
        """The cells in reading order, each at its place."""
        if self.spots is None:
            groups = [
                [[(cell.row_span, cell.col_span, cell) for cell in row] for row in group] for group in self.groups
            ]
            self.spots = place(groups)
            self.spots.sort(key=lambda spot: (spot.row, spot.col))
        return self.spots


Flow = Para | TableFlow


def emit(flow: list[Flow], doc: Assembler, method: str) -> None:
    """Write ``flow`` into the document."""
    for item in flow:
        if isinstance(item, Para):
            doc.paragraph(item.text, item.kind, level=item.level, path=item.path)
        elif _is_layout(item):
            for spot in item.placed():
                emit(spot.what.content, doc, method)
        else:
            _emit_grid(item, doc, method)


def _lines(content: list[Flow]) -> Iterator[str]:
    for item in content:
        if isinstance(item, Para):
            yield item.text
        else:
            for spot in item.placed():
                yield spot.what.plain()


def _is_layout(table: TableFlow) -> bool:
    """Whether the table only arranges the page."""
    spots = table.placed()
    filled = [spot for spot in spots if spot.what.plain()]
    if len(filled) <= 1 and not (len(spots) > 3 and filled and len(filled[0].what.plain()) < 40):
        return True
    if len({spot.col for spot in spots}) == 1:
        return True
    own = nested = prose = 0
    for spot in filled:
        inner = sum(len(part.plain()) for part in _data_tables(spot.what.content))
        whole = len(spot.what.plain())
        nested += inner
        own += whole - inner
        if whole > 300 and len(_SENTENCE.findall(spot.what.plain())) >= 3:
            prose += whole
    if nested:
        return nested * 2 > own or prose * 2 > own + nested
    rows = len({spot.row for spot in spots})
    return prose > 0.7 * (own + nested) and rows <= 6


def _data_tables(content: list[Flow]) -> Iterator[Cell]:
    """The cells of the tables of data within a cell."""
    for item in content:
        if isinstance(item, TableFlow):
            spots = item.placed()
            if len(spots) >= 4:
                yield from (spot.what for spot in spots)
            else:
                for spot in spots:
                    yield from _data_tables(spot.what.content)


def _emit_grid(table: TableFlow, doc: Assembler, method: str) -> None:
    """The table as one grid, or as several with the prose between them that was drawn as rows."""
    spots = table.placed()
    width = max(spot.col + spot.col_span for spot in spots)
    alone = _rows_of_one_cell(spots, width)
    wordy = any(_is_prose(spot.what.plain()) for spot in alone.values())
    out: dict[int, Placed[Cell]] = {
        row: spot
        for row, spot in alone.items()
        if _is_part(spot.what.plain()) or (wordy and _is_prose(spot.what.plain()))
    }
    pending: list[Placed[Cell]] = []
    for spot in spots:
        if out.get(spot.row) is spot:
            _flush(pending, doc, method, table.path)
            pending = []
            emit([*spot.what.content], doc, method)
        else:
            pending.append(spot)
    _flush(pending, doc, method, table.path)


def _rows_of_one_cell(spots: list[Placed[Cell]], width: int) -> dict[int, Placed[Cell]]:
    """Rows filled by a single cell from edge to edge, with no cell reaching in from above."""
    starts: dict[int, list[Placed[Cell]]] = {}
    covered: set[int] = set()
    for spot in spots:
        starts.setdefault(spot.row, []).append(spot)
        covered.update(range(spot.row + 1, spot.row + spot.row_span))
    found = {}
    for row, cells in starts.items():
        if row in covered:
            continue
        filled = [spot for spot in cells if spot.what.plain()]
        if len(filled) != 1:
            continue
        spot = filled[0]
        if spot.row_span == 1 and (
            spot.col_span == width or (len(cells) == 1 and spot.col == 0) or spot.col_span * 2 > width
        ):
            found[row] = spot
        elif spot.row_span == 1 and spot.col == 0 and _is_part(spot.what.plain()):
            found[row] = spot
    return found


def is_part_or_prose(text: str) -> bool:
    """Whether a full-width row of a table is the heading of a statutory part, or prose."""
    return _is_part(text) or _is_prose(text)


def _is_prose(text: str) -> bool:
    return len(text) >= _PROSE and len(_SENTENCE.findall(text)) >= 2


def _is_part(text: str) -> bool:
    return len(text) <= 60 and bool(_PART.match(text))


def _flush(spots: list[Placed[Cell]], doc: Assembler, method: str, path: str | None) -> None:
    if not any(spot.what.plain() for spot in spots):
        return
    cells = compact(
        [DrawnCell(spot.row, spot.col, spot.row_span, spot.col_span, spot.what.plain()) for spot in spots],
    )
    doc.grid(cells, method, path=path)
