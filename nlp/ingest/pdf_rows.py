"""Which row a line of a wrapped label belongs to, where no rule says so.

Takes the heights of label lines and of the rows' figures, gives a row for each line: labels are contiguous, centred on
(or level with) their row's figures, and an item's mark (1. or （一）) begins one. Never looks at what a label says beyond
that mark.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

__all__ = ["FIGURE", "MARK", "assign_lines"]

FIGURE = re.compile(
    r"^(?:[-－−+]?[\d０-９](?: ?[\d０-９,，.．])*%?(?:[件项个宗条人次元份起]|[万亿]元)?(?:[（(].{1,20}[)）])?"
    r"|[-－—–/／\\]{1,3}|无|不适用)$"
)
"""A figure, or one of the signs that say that there is none."""

MARK = re.compile(r"^\s*(?:\d{1,2}[.、．]|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,2}、)")
"""What an item begins with."""

_MOST_LINES = 10


def assign_lines(
    heights: Sequence[float],
    texts: Sequence[str],
    rows: Sequence[float],
    size: float,
    limits: Sequence[float] | None = None,
) -> list[int]:
    """For each line (from top to bottom) the index of its row.

    ``heights`` and ``rows`` are baselines, ``limits`` the rules between the rows where there are any.
    """
    if limits is not None:
        return [bisect_right(limits, height - 0.3 * size) for height in heights]
    if len(heights) * len(rows) > 20_000:
        return [min(range(len(rows)), key=lambda j: abs(rows[j] - height)) for height in heights]
    marked = [bool(MARK.match(text)) for text in texts]
    costs = []
    for top in (False, True):
        cost, places = _best(heights, marked, rows, size, level_with_first=top)
        costs.append((cost, places))
    return min(costs, key=lambda pair: pair[0])[1]


def _best(
    heights: Sequence[float], marked: Sequence[bool], rows: Sequence[float], size: float, *, level_with_first: bool
) -> tuple[float, list[int]]:
    """The cheapest way to cut the lines into one (maybe empty) group for each row, by dynamic programming."""
    n, k = len(heights), len(rows)
    infinite = float("inf")
    table = [[infinite] * (n + 1) for _ in range(k + 1)]
    back = [[0] * (n + 1) for _ in range(k + 1)]
    table[0][0] = 0.0
    for row in range(k):
        for start in range(n + 1):
            so_far = table[row][start]
            if so_far == infinite:
                continue
            for end in range(start, min(n, start + _MOST_LINES) + 1):
                cost = so_far + _cost(heights, marked, start, end, rows[row], size, level_with_first=level_with_first)
                if cost < table[row + 1][end]:
                    table[row + 1][end] = cost
                    back[row + 1][end] = start
    if table[k][n] == infinite:
        return infinite, [min(range(k), key=lambda j: abs(rows[j] - height)) for height in heights]
    places = [0] * n
    end = n
    for row in range(k, 0, -1):
        start = back[row][end]
        for index in range(start, end):
            places[index] = row - 1
        end = start
    return table[k][n], places


def _cost(
    heights: Sequence[float],
    marked: Sequence[bool],
    start: int,
    end: int,
    row: float,
    size: float,
    *,
    level_with_first: bool,
) -> float:
    if start == end:
        return 0.7 * size
    height = heights[start] if level_with_first else (heights[start] + heights[end - 1]) / 2
    inner = sum(2.0 * size for index in range(start + 1, end) if marked[index])
    spread = sum(max(0.0, heights[i + 1] - heights[i] - 2.2 * size) for i in range(start, end - 1))
    return abs(height - row) + inner + 2 * spread
