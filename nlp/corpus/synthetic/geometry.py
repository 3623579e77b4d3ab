"""Where the cells of a drawn table lie.

Takes rows of :class:`Drawn` cells, gives their columns (as a browser places them), wrapped texts and line positions. Never
looks at what the cells mean.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.corpus.synthetic.drawing import Drawn

__all__ = ["Piece", "Placed", "clipped", "columns_of", "continued", "layout", "place", "roomy", "width_of", "wrap"]

_NOT_FIRST = "，。；：、！？）》”』」％"


@dataclass(frozen=True, slots=True)
class Placed:
    """A drawn cell with its row and column."""

    row: int
    col: int
    drawn: Drawn


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of text at column ``col`` (of the table) and vertical position ``line``; ``cols`` wide."""

    line: float
    col: int
    cols: int
    text: str
    role: str


def place(rows: Sequence[Sequence[Drawn]]) -> list[Placed]:
    """Cells with the columns in which a browser would put them."""
    taken: set[tuple[int, int]] = set()
    placed: list[Placed] = []
    for number, row in enumerate(rows):
        col = 0
        for drawn in row:
            while (number, col) in taken:
                col += 1
            placed.append(Placed(number, col, drawn))
            taken.update((number + i, col + j) for i in range(drawn.rows) for j in range(drawn.cols))
            col += drawn.cols
    return placed


def columns_of(key: str, width: int, total: int, *, narrow: bool = False) -> list[int]:
    """Widths of a table's columns that add up to about ``total``: label columns wide, number columns alike.

    ``narrow`` makes the first label column of the requests table just wide enough for one character a line.
    """
    if key == "requests":
        first = [total * (3 if narrow else 5) // 100, total * 14 // 100, total * 25 // 100]
        return [*first, *[(total - sum(first)) // 7] * 7]
    if key == "disputes":
        return [total // width] * width
    if key == "annex":
        return [total * 60 // 100, total * 15 // 100, total * 25 // 100]
    label = total * 34 // 100
    return [label, *[(total - label) // (width - 1)] * (width - 1)]


def roomy(widths: Sequence[int], rows: Sequence[Sequence[Drawn]], spare: int) -> list[int]:
    """The widths, made large enough for every number (word processors break labels, people do not let numbers break)."""
    result = list(widths)
    for p in place(rows):
        if p.drawn.role == "value":
            missing = width_of(p.drawn.text) + spare - sum(result[p.col : p.col + p.drawn.cols])
            if missing > 0:
                result[p.col] += missing
    return result


def width_of(text: str) -> int:
    """Width in half-width columns."""
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def wrap(text: str, width: int) -> list[str]:
    """Break at ``width`` half-width columns; runs of figures and Latin letters stay whole unless longer than a line."""
    lines: list[str] = []
    current, used = "", 0
    for token in _tokens(text):
        size = width_of(token)
        if used + size > width and current and token not in _NOT_FIRST:
            lines.append(current)
            current, used = "", 0
        current += token
        used += size
    return [*lines, current]


def _tokens(text: str) -> Iterator[str]:
    run = ""
    for char in text:
        if (char.isascii() or char in "０１２３４５６７８９") and (char.isalnum() or char in ".,%-"):
            run += char
            continue
        if run:
            yield run
            run = ""
        yield char
    if run:
        yield run


def layout(rows: Sequence[Sequence[Drawn]], widths: Sequence[int], padding: int = 1) -> tuple[list[Piece], list[float]]:
    """Lines of text of all cells, vertically centred, and the line at which each row begins (one more at the end).

    ``widths`` are the columns' widths in half-width columns.
    """
    placed = place(rows)
    wrapped: dict[tuple[int, int], list[str]] = {}
    heights = [1] * len(rows)
    for p in placed:
        room = max(2, sum(widths[p.col : p.col + p.drawn.cols]) - padding)
        lines = wrap(p.drawn.text, room) if p.drawn.text else []
        wrapped[p.row, p.col] = lines
        if p.drawn.rows == 1:
            heights[p.row] = max(heights[p.row], len(lines))
    for p in placed:  # a tall merged cell stretches its last row
        rows_of = range(p.row, p.row + p.drawn.rows)
        missing = len(wrapped[p.row, p.col]) - sum(heights[r] for r in rows_of if r < len(heights))
        if p.drawn.rows > 1 and missing > 0:
            heights[min(p.row + p.drawn.rows, len(heights)) - 1] += missing
    tops = [0.0]
    for height in heights:
        tops.append(tops[-1] + height)
    pieces: list[Piece] = []
    for p in placed:
        lines = wrapped[p.row, p.col]
        top = tops[p.row]
        space = tops[min(p.row + p.drawn.rows, len(heights))] - top
        first = top + (space - len(lines)) / 2
        pieces.extend(Piece(first + i, p.col, p.drawn.cols, line, p.drawn.role) for i, line in enumerate(lines))
    return pieces, tops


def clipped(drawn: Drawn, room: int) -> Drawn:
    """A merged cell cut off at the page's end."""
    return Drawn(drawn.text, min(drawn.rows, room), drawn.cols, drawn.role, drawn.cell)


def continued(rows: Sequence[Sequence[Drawn]], cut: int) -> list[list[Drawn]]:
    """The row at ``cut`` with the merged cells that reach into it from above begun anew, as on a new page (empty)."""
    head: list[Drawn] = []
    for p in place(rows):
        if p.row < cut < p.row + p.drawn.rows:
            head.append(Drawn("", p.row + p.drawn.rows - cut, p.drawn.cols, p.drawn.role))
    return [[*head, *rows[cut]]] if cut < len(rows) else []
