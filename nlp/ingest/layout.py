"""Where the cells of a marked-up table stand once row and column spans are laid out, as browsers do it.

Takes groups of rows of (row span, column span, anything), gives each with its row, column and true extent. Spans that
reach beyond the table or into a taken place are cut; a row span of 0 reaches to the end of its group. Never fails on
bogus spans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

__all__ = ["Placed", "place"]

T = TypeVar("T")
_MOST = 1000  # the HTML standard's own bound for a column span


@dataclass(frozen=True, slots=True)
class Placed(Generic[T]):
    """A cell and where it stands."""

    row: int
    col: int
    row_span: int
    col_span: int
    what: T


def place(groups: Sequence[Sequence[Sequence[tuple[int, int, T]]]]) -> list[Placed[T]]:
    """Lay out the rows of each group (``thead``, ``tbody`` ...); no cell reaches from one group into the next."""
    found: list[Placed[T]] = []
    top = 0
    for rows in groups:
        found.extend(_place_group(rows, top))
        top += len(rows)
    width = max((spot.col for spot in found), default=-1) + 1
    return [
        spot
        if spot.col + spot.col_span <= width
        else Placed(spot.row, spot.col, spot.row_span, width - spot.col, spot.what)
        for spot in found
    ]


def _place_group(rows: Sequence[Sequence[tuple[int, int, T]]], top: int) -> list[Placed[T]]:
    found: list[Placed[T]] = []
    taken: dict[int, int] = {}  # column -> first row (within the group) that is free again
    for row, cells in enumerate(rows):
        col = 0
        for row_span, col_span, what in cells:
            while taken.get(col, 0) > row:
                col += 1
            width = min(max(1, col_span), _MOST)
            for step in range(1, width):
                if taken.get(col + step, 0) > row:
                    width = step
                    break
            height = len(rows) - row if row_span == 0 else min(max(1, row_span), len(rows) - row)
            for step in range(width):
                taken[col + step] = row + height
            found.append(Placed(top + row, col, height, width, what))
            col += width
    return found
