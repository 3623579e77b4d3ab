"""Pipe tables of Markdown, strict or sloppy.

Takes a text and its lines, gives the tables with each cell's place. Knows tables without outer pipes, without the rule
below the head, with ragged rows, escaped pipes, emphasis and ``<br>``. A cell's place leaves out the blanks, emphasis and
``<br>`` at its edges; what stands inside stays. Never takes a single line with pipes for a table unless pipes enclose it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nlp.ingest.plain import Line, PlainTable

__all__ = ["pipe_tables", "trimmed"]

_RULE = re.compile(r"^\s*[|｜+]?\s*:?-{3,}:?\s*(?:[|｜+]\s*:?-{3,}:?\s*)*[|｜+]?\s*$")
# Markdown allows single dashes, but below the head only: anywhere else a row of dashes says that there is no figure.
_SHORT_RULE = re.compile(r"^\s*[|｜]?\s*:?-{1,2}:?\s*(?:[|｜]\s*:?-{1,2}:?\s*)*[|｜]?\s*$")
_BAR = re.compile(r"(?<!\\)[|｜]")
_EDGE_LEFT = re.compile(
    r"(?:\s|&nbsp;|&emsp;|&ensp;|\u200b|\ufeff|<br\s*/?>|</?(?:p|div|span|b|strong|center|font|sup|u|i|em)\b[^>]*>|\*\*|__|`)+",
    re.IGNORECASE,
)
_EDGE_RIGHT = re.compile(
    r"(?:\s|&nbsp;|&emsp;|&ensp;|\u200b|\ufeff|<br\s*/?>|</?(?:p|div|span|b|strong|center|font|sup|u|i|em)\b[^>]*>|\*\*|__|`)+$",
    re.IGNORECASE,
)


def pipe_tables(text: str, lines: Sequence[Line]) -> Iterator[PlainTable]:
    """Tables among ``lines``, which must be in order; a blank line ends a table."""
    run: list[Line] = []
    for line in lines:
        raw = text[line.start : line.end]
        barred = bool(_BAR.search(raw)) or ((bool(run) or raw.lstrip()[:1] == "+") and bool(_RULE.match(raw)))
        if run and not (barred and _adjoins(text, run[-1], line)):
            yield from _tables_of(text, run)
            run = []
        if barred:
            run.append(line)
    yield from _tables_of(text, run)


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch without blanks, emphasis and line breaks at its edges (empty: at its start)."""
    left = _EDGE_LEFT.match(text, start, end)
    if left:
        start = left.end()
    if start >= end:
        return start, start
    # Searching backwards by hand: a regular expression anchored at the end would be tried at every character.
    stop = end
    while stop > start:
        tail = _EDGE_RIGHT.search(text, max(start, stop - 80), stop)
        if not tail or tail.start() == stop:
            break
        stop = tail.start()
    return start, max(start, stop)


def _adjoins(text: str, before: Line, line: Line) -> bool:
    gap = text[before.end : line.start]
    return gap.replace("\r\n", "\n").count("\n") <= 1 and gap.strip() == ""


def _tables_of(text: str, run: list[Line]) -> Iterator[PlainTable]:
    from nlp.ingest.plain import PlacedCell, PlainTable

    if not run or not _is_table(text, run):
        return
    cells: list[PlacedCell] = []
    row = 0
    rules = _rules(text, run)
    edges = _edges(text, run, rules)
    width = _widest(text, run, edges)
    for index, line in enumerate(run):
        if index in rules:
            continue
        for col, (start, end) in enumerate(_split(text, line, edges, width)):
            a, b = trimmed(text, start, end)
            cells.append(PlacedCell(row, col, 1, 1, a, b))
        row += 1
    if cells:
        first, last = run[0], run[-1]
        start = first.start + len(text[first.start : first.end]) - len(text[first.start : first.end].lstrip())
        end = last.start + len(text[last.start : last.end].rstrip())
        yield PlainTable(start, end, tuple(cells), "pipes")


def _is_table(text: str, run: list[Line]) -> bool:
    raws = [text[line.start : line.end].strip() for line in run]
    if not any(raw.strip("|｜ \t\u3000") for raw in raws):
        return False  # bars that close cells written a line each
    if any(raw[:1] == "+" and _RULE.match(raw) for raw in raws):
        return any(_BAR.search(raw) for raw in raws)  # a grid drawn in characters
    if len(raws) > 1 and any(_BAR.search(raws[index]) for index in _rules(text, run)):
        return True
    if len(raws) >= 3 and sum(1 for raw in raws if _one_cell(raw)) > 0.7 * len(raws):
        return False  # cells one a line, each closed by a bar: the lines are no rows
    bars = [len(_BAR.findall(raw)) for raw in raws]
    enclosed = [raw[:1] in "|｜" and raw[-1:] in "|｜" and count >= 3 for raw, count in zip(raws, bars, strict=True)]
    if all(enclosed):
        return True
    half = [raw[:1] in "|｜" or raw[-1:] in "|｜" for raw in raws]
    return len(raws) >= 2 and (all(half) or any(enclosed) or (min(bars) >= 2 and max(bars) - min(bars) <= 1))


def _one_cell(raw: str) -> bool:
    """``规章 |`` or a bar alone: at most one cell with words in it, and nothing behind its bar."""
    return (
        _BAR.split(raw, maxsplit=1)[-1].strip("|｜ \t\u3000") == ""
        and raw[:1] not in "|｜"
        or raw.strip("|｜ \t") == ""
    )


def _rules(text: str, run: list[Line]) -> set[int]:
    """Which lines of the run are rules between head and body."""
    raws = [text[line.start : line.end] for line in run]
    rules = {index for index, raw in enumerate(raws) if _RULE.match(raw)}
    if not rules and len(raws) > 2 and _SHORT_RULE.match(raws[1]) and _BAR.search(raws[1]):
        rules.add(1)
    return rules


def _edges(text: str, run: list[Line], rules: set[int]) -> tuple[bool, bool]:
    """Whether bars open and close every row of the table: if not, a bar at an edge bounds an empty cell.

    A rule below the head says so itself; otherwise the rows of the usual number of bars do.
    """
    raws = [text[line.start : line.end].strip() for line in run]
    for index in rules:
        return raws[index][:1] in "|｜+", raws[index][-1:] in "|｜+"
    stripped = {len(_BAR.split(raw.strip("|｜"))) for raw in raws}
    if len(stripped) == 1 and len({len(_BAR.findall(raw)) for raw in raws}) > 1:
        return True, True  # edges drawn here and there, cells always as many
    groups: dict[int, list[str]] = {}
    for raw in raws:
        groups.setdefault(len(_BAR.findall(raw)), []).append(raw)
    most = max(len(group) for group in groups.values())
    telling = [group for group in groups.values() if len(group) in (most, max(most, 3)) or len(group) >= 4]
    opened = [all(raw[:1] in "|｜" for raw in group) for group in telling]
    closed = [all(raw[-1:] in "|｜" for raw in group) for group in telling]
    return all(opened), all(closed)


def _split(text: str, line: Line, edges: tuple[bool, bool], width: int) -> list[tuple[int, int]]:
    """The cells of a row; where the table's rows are open, bars at both edges enclose it if it has two cells too many."""
    raw = text[line.start : line.end]
    left = len(raw) - len(raw.lstrip())
    right = len(raw.rstrip())
    cuts = [match.start() for match in _BAR.finditer(raw, left, right)]
    first = bool(cuts) and cuts[0] == left
    last = len(cuts) > 1 and cuts[-1] == right - 1
    opened, closed = edges
    both = first and last and len(cuts) + 1 - width >= 2
    if first and (opened or both):
        left += 1
        cuts.pop(0)
    if last and (closed or both):
        right -= 1
        cuts.pop()
    bounds = [left - 1, *cuts, right]
    return [(line.start + a + 1, line.start + b) for a, b in zip(bounds, bounds[1:], strict=False)]


def _widest(text: str, run: list[Line], edges: tuple[bool, bool]) -> int:
    """The usual number of cells in a row."""
    counts: Counter[int] = Counter()
    for line in run:
        raw = text[line.start : line.end].strip()
        bars = len(_BAR.findall(raw))
        counts[bars + 1 - (edges[0] and raw[:1] in "|｜") - (edges[1] and raw[-1:] in "|｜")] += 1
    return counts.most_common(1)[0][0]
