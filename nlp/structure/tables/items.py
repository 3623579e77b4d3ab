"""What a drawn line is made of: label pieces and value tokens.

Plain values only; made by :mod:`.lines` and :mod:`.words`, read by everything else in this package.
"""

from __future__ import annotations

from dataclasses import dataclass

from nlp.structure.tables.cells import Reading
from nlp.types import BBox, Span

__all__ = ["Item", "Line", "Piece", "Token"]


@dataclass(frozen=True, slots=True)
class Token:
    """A value as drawn. ``col`` is the grid column or -1; ``left`` and ``right`` its edges in columns
    of the screen, ``at`` its place in the line in characters.

    ``glued`` marks digits that hang on a label without a blank: they may be several numbers.
    """

    span: Span
    raw: str
    reading: Reading
    line: int
    col: int = -1
    col_end: int = -1
    left: int = 0
    right: int = 0
    at: int = 0
    glued: bool = False
    page: int | None = None
    bbox: BBox | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of label text with at most one ordinal; ``bare`` is its normalised form."""

    span: Span
    ordinal: str
    bare: str
    line: int
    col: int = -1
    col_end: int = -1
    left: int = 0
    right: int = 0


Item = Piece | Token


@dataclass(frozen=True, slots=True)
class Line:
    """A drawn line: a grid's row (``grid`` is its number, ``row`` the row in it) or a line of text (``grid`` -1).

    ``prose`` marks a sentence, which holds no table cells. ``heading`` marks a heading of the format itself. ``marked``
    says that the line is (a part of) one cell that a mark of its own, a bar or a tab, parts from the next.
    """

    index: int
    span: Span
    items: tuple[Item, ...]
    grid: int = -1
    row: int = -1
    prose: bool = False
    heading: bool = False
    marked: bool = False
    page: int | None = None
