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
    untidy = _untidy(heights, [bool(MARK.match(text)) for text in texts], size)
    centres = [
        [(heights[start] + heights[end - 1]) / 2 for end in range(start + 1, start + 1 + len(untidy[start]))]
        for start in range(len(heights))
    ]
    firsts = [[height] * len(untidy[start]) for start, height in enumerate(heights)]
    found = [_best(heights, groups, untidy, rows, size) for groups in (centres, firsts)]
    return min(found, key=lambda pair: pair[0])[1]


def _untidy(heights: Sequence[float], marked: Sequence[bool], size: float) -> list[list[float]]:
    """For each line the cost of the groups of 1, 2, … lines that begin with it: marks inside, and wide gaps."""
    out = []
    for start in range(len(heights)):
        inner = spread = 0.0
        costs = [0.0]
        for index in range(start + 1, min(len(heights), start + _MOST_LINES)):
            inner += 2.0 * size if marked[index] else 0.0
            spread += max(0.0, heights[index] - heights[index - 1] - 2.2 * size)
            costs.append(inner + 2 * spread)
        out.append(costs)
    return out


def _best(
    heights: Sequence[float],
    groups: Sequence[Sequence[float]],
    untidy: Sequence[Sequence[float]],
    rows: Sequence[float],
    size: float,
) -> tuple[float, list[int]]:
    """The cheapest way to cut the lines into one (maybe empty) group for each row, by dynamic programming.

    ``groups`` has for each line the heights of the groups of 1, 2, … lines that begin with it, ``untidy`` their costs.
    """
    n, k = len(heights), len(rows)
    infinite, empty = float("inf"), 0.7 * size
    before = [0.0] + [infinite] * n
    back = []
    for row in rows:
        after = [infinite] * (n + 1)
        origin = [0] * (n + 1)
        for start, so_far in enumerate(before):
            if so_far == infinite:
                continue
            if so_far + empty < after[start]:
                after[start] = so_far + empty
                origin[start] = start
            if start == n:
                break
            end = start
            for height, more in zip(groups[start], untidy[start], strict=True):
                end += 1
                cost = so_far + abs(height - row) + more
                if cost < after[end]:
                    after[end] = cost
                    origin[end] = start
        back.append(origin)
        before = after
    if before[n] == infinite:
        return infinite, [min(range(k), key=lambda j: abs(rows[j] - height)) for height in heights]
    places = [0] * n
    end = n
    for index in range(k - 1, -1, -1):
        start = back[index][end]
        places[start:end] = [index] * (end - start)
        end = start
    return before[n], places
