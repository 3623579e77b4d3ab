"""A row's numbers on the columns of the requests table.

Takes aligned rows and the columns of their grids, gives for each row the placements that the drawing admits (one where
it is clear). Never chooses between placements: the sums do that, all rows together, in :mod:`.infer`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nlp.structure.tables import infer
from nlp.structure.tables.columns import GridColumns, slots_by_gaps, slots_by_position
from nlp.structure.tables.lines import Line, Piece, Token
from nlp.structure.tables.marked import blank_row, slots_by_marks
from nlp.structure.tables.rows import Row
from nlp.types import CellState

__all__ = ["Placed", "Placer", "doubt_broken"]


@dataclass(slots=True)
class Placed:
    """A row's numbers on columns: ``options`` are the placements still possible.

    ``direct`` says that the drawing alone decided, ``moved`` that it did so against its own order, ``doubted`` that most
    rows of the table do not add up as read; ``note`` is "solved" where the column sums were used, "blank" where marks
    show that the row's cells are empty.
    """

    row: Row
    options: list[infer.Placement]
    direct: bool
    note: str = ""
    moved: bool = False
    doubted: bool = False


class Placer:
    """Places the rows of one table. ``columns`` are those it has, ``all_columns`` those of the form."""

    def __init__(self, lines: Sequence[Line], text: str, columns: Sequence[str], all_columns: Sequence[str]) -> None:
        self.lines = lines
        self.text = text
        self.columns = list(columns)
        self.all_columns = list(all_columns)

    def place_all(self, rows: dict[str, Row], grids: Mapping[int, GridColumns | None]) -> dict[str, Placed]:
        """All rows placed."""
        placed = {key: self._place(row, rows, grids) for key, row in rows.items()}
        _doubt_neighbours(placed, len(self.columns))
        return placed

    def row_sums(self) -> infer.Sums:
        """The sum along a row alone."""
        width = len(self.columns)
        return (
            infer.Sums(width, tuple(range(width - 1)), width - 1)
            if self.columns == self.all_columns
            else infer.Sums(width)
        )

    def _place(self, row: Row, rows: dict[str, Row], grids: Mapping[int, GridColumns | None]) -> Placed:
        tokens = row.tokens
        width = len(self.columns)
        if not tokens or all(t.reading.state is CellState.BLANK for t in tokens) and row.grid < 0:
            end = max((p.span.end for p in row.pieces), default=-1)
            empty = end >= 0 and not tokens and blank_row(self.text, end, width)
            return Placed(row, [(None,) * width], direct=True, note="blank" if empty else "")
        if row.grid >= 0:
            grid = grids.get(row.grid)
            placement = grid.place(tokens, self.columns) if grid is not None else None
            if placement is not None:
                return Placed(row, [placement], direct=True)
            if len(tokens) == width:
                return Placed(row, [tuple(tokens)], direct=True)
            drawn = [t for t in tokens if t.reading.state is not CellState.BLANK]
            if not drawn:
                return Placed(row, [(None,) * width], direct=True)
            if len(drawn) == width:  # empty cells between the numbers, drawn by mistake
                return Placed(row, [tuple(drawn)], direct=True, moved=True)
            return Placed(row, self._options(drawn, rows, row), direct=False)
        if len(tokens) == width and not any(token.glued for token in tokens[1:]):
            if len(row.runs) > 1 and infer.fits_row(tuple(tokens), self.row_sums()) is not True:
                return Placed(row, [], direct=False)  # two lines of numbers that do not make one row
            return Placed(row, [tuple(tokens)], direct=True)
        begin = self._label_end(row)
        marked = None
        if begin >= 0 and len(tokens) < width:
            marked = slots_by_marks(self.text, tokens, begin, self._next_label(tokens[-1].span.end), width)
        if marked is not None:
            spread: list[Token | None] = [None] * width
            for slot, token in zip(marked, tokens, strict=True):
                spread[slot] = token
            return Placed(row, [tuple(spread)], direct=True)
        return Placed(row, self._options(tokens, rows, row), direct=False)

    @staticmethod
    def _label_end(row: Row) -> int:
        """Where the label before a row's numbers ends; -1 if there is none."""
        return max((p.span.end for p in row.pieces if p.span.end <= row.tokens[0].span.start), default=-1)

    def _options(self, tokens: list[Token], rows: dict[str, Row], row: Row) -> list[infer.Placement]:
        width = len(self.columns)
        sums = self.row_sums()
        slots: list[int] | None = None
        if len(tokens) < width and not any(token.glued for token in tokens):
            drawn_rows = [r.tokens for r in rows.values() if r.tokens and r.grid < 0]
            slots = slots_by_position(tokens, drawn_rows, width)
            if slots is None and row.pieces:
                begin = self._label_end(row)
                if begin >= 0:
                    slots = slots_by_gaps(self.text, tokens, begin, self._next_label(tokens[-1].span.end), width)
        if slots is not None:
            drawn = infer.placements(tokens, sums, slots)
            if drawn:
                return drawn
        return infer.placements(tokens, sums)

    def _next_label(self, position: int) -> int | None:
        for line in self.lines:
            for item in line.items:
                if isinstance(item, Piece) and item.span.start >= position:
                    return item.span.start
        return None

    def verify(self, placed: dict[str, Placed], grids: Mapping[int, GridColumns | None]) -> str:
        """If most rows do not add up as read, but all would in another order of columns, read them in that order.

        Gives a notice code, or "" where there is nothing to say.
        """
        if self.columns != self.all_columns:
            return ""
        width = len(self.columns)
        sums = self.row_sums()
        direct = [entry for entry in placed.values() if entry.direct and entry.row.tokens]
        telling = [entry for entry in direct if any(infer.value_of(token) for token in entry.options[0])]
        failing = [entry for entry in telling if infer.fits_row(entry.options[0], sums) is False]
        if len(failing) < 3 or len(failing) < 0.6 * len(telling):
            return ""
        orders: list[list[int]] = [[*range(1, width), 0]]  # the total first
        for grid in grids.values():
            rival = [column for column in grid.rival if column is not None] if grid is not None else []
            if grid is not None and sorted(rival) == sorted(self.columns):
                now = [column for column in grid.ids if column is not None]
                orders.append([now.index(rival[index]) for index in range(width)] if len(now) == width else [])
        for order in orders:
            if len(order) != width:
                continue
            moved = [tuple(entry.options[0][i] for i in order) for entry in telling]
            if all(infer.fits_row(placement, sums) is not False for placement in moved):
                for entry in direct:
                    entry.options = [tuple(entry.options[0][i] for i in order)]
                    entry.moved = True
                return "columns_reordered"
        for entry in direct:
            entry.doubted = True
        return "table_doubtful"


def _doubt_neighbours(placed: dict[str, Placed], width: int) -> None:
    """A row without numbers beside one with too many may have lost its numbers to it."""
    ordered = list(placed.values())
    for index, entry in enumerate(ordered):
        if len(entry.row.tokens) > width and not entry.direct:
            for other in ordered[max(0, index - 1) : index + 2]:
                if not other.row.tokens:
                    other.row.doubtful = True


def doubt_broken(rows: Mapping[str, Row], lines: Sequence[Line], width: int) -> None:
    """A drawn row below which stands a piece of a row without a label may have been broken by the converter."""
    by_index = {line.index: line for line in lines if line.grid >= 0}
    for row in rows.values():
        last = max((token.line for token in row.tokens), default=-1)
        following = by_index.get(last + 1)
        if row.grid < 0 or following is None or following.grid != row.grid:
            continue
        tokens = [item for item in following.items if isinstance(item, Token)]
        if tokens and len(tokens) == len(following.items) and len(tokens) < width:
            row.doubtful = True
