"""Ruled tables: the lines of a page as lattices, and their merged cells.

Takes ruling lines, gives tables of cells with row, column, extent and box. Lines drawn in pieces are joined; where the
line between two neighbouring places is missing, they are one cell, so that merged cells and open sides need no rule of
their own. Never reads text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.ingest.pdf_page import Edge, PageContent

__all__ = ["Lattice", "Slot", "find_lattices"]

_NEAR = 2.5  # points: lines closer than this are one
_GAP = 4.0  # points: a line broken by no more than this goes on
_COVER = 0.6  # share of a side that must be ruled to part two places


@dataclass(slots=True)
class Slot:
    """A drawn cell, before its text is known."""

    row: int
    col: int
    row_span: int
    col_span: int
    box: tuple[float, float, float, float]


@dataclass(slots=True)
class Lattice:
    """A table as ruled. ``xs``/``ys`` are the positions of its lines."""

    xs: list[float]
    ys: list[float]
    slots: list[Slot] = field(default_factory=list)
    owner: list[list[int]] = field(default_factory=list)  # [row][col] -> index into slots

    @property
    def box(self) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom."""
        return self.xs[0], self.ys[0], self.xs[-1], self.ys[-1]

    def slot_at(self, x: float, y: float) -> int | None:
        """The index of the slot that holds a point, or None outside."""
        x0, top, x1, bottom = self.box
        if not (x0 - 1 <= x <= x1 + 1 and top - 1 <= y <= bottom + 1):
            return None
        col = min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)
        row = min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)
        return self.owner[row][col]


def find_lattices(page: PageContent) -> list[Lattice]:
    """The ruled tables of a page, from top to bottom; frames around prose (one column) are none."""
    across, down = _joined(page.across), _joined(page.down)
    if len(down) < 2 and len(page.fills) > 8:
        more_across, more_down = _edges_of_fills(page.fills)
        across, down = _joined([*page.across, *more_across]), _joined([*page.down, *more_down])
    if not down or len(across) + len(down) < 4:
        return []
    found = []
    for rows, cols in _components(across, down):
        lattice = _lattice(rows, cols)
        if lattice is not None:
            found.append(lattice)
    found.sort(key=lambda lattice: lattice.ys[0])
    return _without_frames(found)


def _without_frames(lattices: list[Lattice]) -> list[Lattice]:
    """Of lattices one inside the other, the inner ones, unless the outer has the finer cells."""
    kept = []
    for lattice in lattices:
        x0, top, x1, bottom = lattice.box
        inner = [
            o
            for o in lattices
            if o is not lattice
            and x0 <= o.xs[0] + 1
            and o.xs[-1] <= x1 + 1
            and top <= o.ys[0] + 1
            and o.ys[-1] <= bottom + 1
        ]
        if inner and sum(len(o.slots) for o in inner) >= len(lattice.slots):
            continue
        outer = [
            o
            for o in lattices
            if o is not lattice
            and o.xs[0] <= x0 + 1
            and x1 <= o.xs[-1] + 1
            and o.ys[0] <= top + 1
            and bottom <= o.ys[-1] + 1
        ]
        if any(len(o.slots) > len(lattice.slots) for o in outer):
            continue
        kept.append(lattice)
    return kept


def _joined(edges: Sequence[Edge]) -> list[Edge]:
    """Lines at nearly the same place as one, their pieces joined."""
    found: list[Edge] = []
    run: list[Edge] = []
    for edge in sorted(edges, key=lambda edge: edge.at):
        if run and (edge.at - run[-1].at > _NEAR or edge.at - run[0].at > 2 * _NEAR):
            found.extend(_merged(run))
            run = []
        run.append(edge)
    found.extend(_merged(run))
    return [edge for edge in found if edge.end - edge.start > 4]


def _merged(run: list[Edge]) -> list[Edge]:
    if not run:
        return []
    at = sum(edge.at * (edge.end - edge.start) for edge in run) / max(1e-6, sum(edge.end - edge.start for edge in run))
    pieces = sorted((edge.start, edge.end) for edge in run)
    found = []
    start, end = pieces[0]
    for a, b in pieces[1:]:
        if a - end <= _GAP:
            end = max(end, b)
        else:
            found.append(Edge(at, start, end))
            start, end = a, b
    found.append(Edge(at, start, end))
    return found


def _components(across: list[Edge], down: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Lines that cross or touch one another, directly or through others."""
    group = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    open_ended = [not any(_touches(v, h.at, h.start) or _touches(v, h.at, h.end) for v in down) for h in across]
    for i, h in enumerate(across):
        for j, v in enumerate(down, start=len(across)):
            if h.start - _GAP <= v.at <= h.end + _GAP and v.start - _GAP <= h.at <= v.end + _GAP:
                group[root(i)] = root(j)
        for j in range(i):  # rows without uprights between them: the same sides, close together
            if open_ended[i] and open_ended[j] and _stacked(across[j], h):
                group[root(i)] = root(j)
    sets: dict[int, tuple[list[Edge], list[Edge]]] = {}
    for i, edge in enumerate([*across, *down]):
        pair = sets.setdefault(root(i), ([], []))
        pair[0 if i < len(across) else 1].append(edge)
    whole = [pair for pair in sets.values() if len(pair[0]) >= 2 and pair[1]]
    lone = [edge for pair in sets.values() if not (len(pair[0]) >= 2 and pair[1]) for edge in pair[1]]
    return _with_uprights(whole, lone)


def _touches(v: Edge, y: float, x: float) -> bool:
    return abs(v.at - x) <= _GAP and v.start - _GAP <= y <= v.end + _GAP


def _stacked(a: Edge, b: Edge) -> bool:
    return abs(a.start - b.start) <= _GAP and abs(a.end - b.end) <= _GAP and abs(a.at - b.at) <= 60


def _with_uprights(whole: list[tuple[list[Edge], list[Edge]]], lone: list[Edge]) -> list[tuple[list[Edge], list[Edge]]]:
    """Give uprights that touch no line to the table beside them; several of one height are a table of their own.

    So a browser prints a table cut by a page break: without a line at the break.
    """
    left: list[Edge] = []
    for edge in lone:
        length = edge.end - edge.start
        if length < 15:
            continue
        for across, down in whole:
            top, bottom = min(h.at for h in across), max(h.at for h in across)
            top, bottom = min([top, *(v.start for v in down)]), max([bottom, *(v.end for v in down)])
            near = min(h.start for h in across) - 150 <= edge.at <= max(h.end for h in across) + 150
            if near and min(bottom, edge.end) - max(top, edge.start) > 0.5 * length:
                down.append(edge)
                break
        else:
            left.append(edge)
    runs: dict[int, list[Edge]] = {}
    for edge in left:
        runs.setdefault(round((edge.start + edge.end) / 20), []).append(edge)
    for edges in runs.values():
        if len(edges) >= 3:
            start, end = min(e.at for e in edges), max(e.at for e in edges)
            top, bottom = min(e.start for e in edges), max(e.end for e in edges)
            whole.append(([Edge(top, start, end), Edge(bottom, start, end)], edges))
    return whole


def _positions(edges: list[Edge], crossing: list[Edge]) -> list[float]:
    """Where lines stand, the extremes of the lines across them included (sides may be open), and where several of those end."""
    low, high = min(edge.start for edge in crossing), max(edge.end for edge in crossing)
    found = _distinct([*(edge.at for edge in edges), low, high])
    ends = sorted([*(edge.start for edge in crossing), *(edge.end for edge in crossing)])
    for index, at in enumerate(ends):
        if index + 1 < len(ends) and ends[index + 1] - at <= _NEAR and all(abs(at - x) > 3 * _NEAR for x in found):
            found.append(at)
    return sorted(found)


def _distinct(values: list[float]) -> list[float]:
    found: list[float] = []
    for at in sorted(values):
        if not found or at - found[-1] > 2 * _NEAR:
            found.append(at)
    return found


def _lattice(across: list[Edge], down: list[Edge]) -> Lattice | None:
    xs = _positions(down, across)
    ys = _positions(across, down)
    n_rows, n_cols = len(ys) - 1, len(xs) - 1
    if n_rows < 1 or n_cols < 2 or n_rows * n_cols > 40_000:
        return None
    right = [[_ruled(down, xs[col + 1], ys[row], ys[row + 1]) for col in range(n_cols)] for row in range(n_rows)]
    below = [[_ruled(across, ys[row + 1], xs[col], xs[col + 1]) for col in range(n_cols)] for row in range(n_rows)]
    lattice = Lattice(xs, ys)
    _merge_places(lattice, right, below)
    if len({slot.col for slot in lattice.slots}) < 2 or len(lattice.slots) < 2:
        return None
    return lattice


def _ruled(edges: list[Edge], at: float, start: float, end: float) -> bool:
    length = end - start
    covered = 0.0
    for edge in edges:
        if abs(edge.at - at) <= 2 * _NEAR:
            covered += max(0.0, min(edge.end, end) - max(edge.start, start))
    return covered >= _COVER * length


def _merge_places(lattice: Lattice, right: list[list[bool]], below: list[list[bool]]) -> None:
    """Join places without a line between them; a joint area that is no rectangle is cut into rows."""
    n_rows, n_cols = len(right), len(right[0])
    group = list(range(n_rows * n_cols))

    def root(i: int) -> int:
        while group[i] != i:
            group[i] = group[group[i]]
            i = group[i]
        return i

    for row in range(n_rows):
        for col in range(n_cols):
            here = row * n_cols + col
            if col + 1 < n_cols and not right[row][col]:
                group[root(here)] = root(here + 1)
            if row + 1 < n_rows and not below[row][col]:
                group[root(here)] = root(here + n_cols)
    places: dict[int, list[tuple[int, int]]] = {}
    for row in range(n_rows):
        for col in range(n_cols):
            places.setdefault(root(row * n_cols + col), []).append((row, col))
    lattice.owner = [[-1] * n_cols for _ in range(n_rows)]
    for area in places.values():
        for piece in _rectangles(area, right):
            _add_slot(lattice, piece)


def _rectangles(area: list[tuple[int, int]], right: list[list[bool]]) -> list[list[tuple[int, int]]]:
    rows, cols = {row for row, _ in area}, {col for _, col in area}
    if len(area) == len(rows) * len(cols):
        return [area]
    pieces: list[list[tuple[int, int]]] = []
    for row, col in sorted(area):
        last = pieces[-1][-1] if pieces else None
        if last == (row, col - 1) and not right[row][col - 1]:
            pieces[-1].append((row, col))
        else:
            pieces.append([(row, col)])
    return pieces


def _add_slot(lattice: Lattice, area: list[tuple[int, int]]) -> None:
    top, bottom = min(row for row, _ in area), max(row for row, _ in area)
    left, right = min(col for _, col in area), max(col for _, col in area)
    box = (lattice.xs[left], lattice.ys[top], lattice.xs[right + 1], lattice.ys[bottom + 1])
    for row, col in area:
        lattice.owner[row][col] = len(lattice.slots)
    lattice.slots.append(Slot(top, left, bottom - top + 1, right - left + 1, box))


def _edges_of_fills(fills: Sequence[tuple[float, float, float, float]]) -> tuple[list[Edge], list[Edge]]:
    """The outlines of coloured areas, for tables that are told apart by their shading only."""
    across: list[Edge] = []
    down: list[Edge] = []
    for x0, top, x1, bottom in fills:
        across.extend((Edge(top, x0, x1), Edge(bottom, x0, x1)))
        down.extend((Edge(x0, top, bottom), Edge(x1, top, bottom)))
    return across, down
