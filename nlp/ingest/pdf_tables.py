"""Ruled tables with their text, missing rules made up for.

Takes a page, gives its ruled tables and the characters outside them. Where rows or columns of figures stand in one ruled
place because the rules between them were not drawn, the place is cut by the figures. Never cuts a wrapped label: only
figures that stand in line across several columns part rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.ingest.assemble import DrawnCell, compact
from nlp.ingest.flow import is_part_or_prose
from nlp.ingest.pdf_lattice import Lattice, find_lattices
from nlp.ingest.pdf_lines import TextLine, cell_text, lines_of
from nlp.ingest.pdf_page import Char, PageContent
from nlp.ingest.pdf_rows import FIGURE, assign_lines

__all__ = ["PdfTable", "ruled_tables"]

_BIG = 600
_HANGING = frozenset("，。、；：！？）》”’,.;:)")  # marks that word processors let hang out of a cell at a line's end


@dataclass(slots=True)
class PdfTable:
    """A table on one page (or, once stitched, on several). ``xs`` are the borders of its columns."""

    page: int
    box: tuple[float, float, float, float]
    xs: list[float]
    cells: list[DrawnCell]
    method: str
    last_page: int = 0

    @property
    def top(self) -> float:
        """Where it begins on its page."""
        return self.box[1]

    @property
    def n_rows(self) -> int:
        """The number of rows."""
        return max((cell.row + cell.row_span for cell in self.cells), default=0)


@dataclass(slots=True)
class _Draft:
    """A cell while rows and columns are being cut."""

    row: int
    col: int
    row_span: int
    col_span: int
    box: tuple[float, float, float, float]
    chars: list[Char] = field(default_factory=list)
    lines: list[TextLine] | None = None

    def text_lines(self) -> list[TextLine]:
        if self.lines is None:
            self.lines = lines_of(self.chars)
        return self.lines


def ruled_tables(page: PageContent) -> tuple[list[PdfTable], list[Char]]:
    """The ruled tables of a page from top to bottom, and the characters that stand in none."""
    free = page.chars
    tables = []
    for lattice in find_lattices(page):
        drafts, outside = _fill(lattice, free)
        if _is_frame(drafts):
            continue
        xs = list(lattice.xs)
        drafts = _cut_columns(drafts, xs)
        drafts = _cut_rows(drafts)
        if _is_heap(drafts):
            continue  # figures are found better by how they stand than by so few rules
        free = outside
        for part in _parts(drafts, len(xs) - 1):
            if isinstance(part, _Draft):
                free = [*free, *part.chars]
            else:
                tables.append(_table(part, xs, page.number))
    return tables, free


def _table(drafts: list[_Draft], xs: list[float], page: int) -> PdfTable:
    cells = [
        DrawnCell(
            draft.row,
            draft.col,
            draft.row_span,
            draft.col_span,
            cell_text(draft.chars, draft.box[2] - draft.box[0]),
            page,
            _rounded(draft.box),
        )
        for draft in drafts
    ]
    starts = sorted({cell.col for cell in cells})
    box = (xs[0], min(draft.box[1] for draft in drafts), xs[-1], max(draft.box[3] for draft in drafts))
    return PdfTable(page, _rounded(box), [*(xs[col] for col in starts), xs[-1]], compact(cells), "pdf_lines", page)


def _parts(drafts: list[_Draft], n_cols: int) -> list[list[_Draft] | _Draft]:
    """The table, cut where a full-width row is the heading of a statutory part or prose; that row by itself."""
    rows: dict[int, list[_Draft]] = {}
    covered: set[int] = set()
    for draft in drafts:
        rows.setdefault(draft.row, []).append(draft)
        covered.update(range(draft.row + 1, draft.row + draft.row_span))
    found: list[list[_Draft] | _Draft] = []
    run: list[_Draft] = []
    for row in sorted(rows):
        cells = rows[row]
        wide = (
            cells[0]
            if len(cells) == 1 and row not in covered and cells[0].col_span == n_cols and cells[0].row_span == 1
            else None
        )
        if wide is not None and wide.chars and is_part_or_prose(cell_text(wide.chars, wide.box[2] - wide.box[0])):
            if run:
                found.append(run)
            found.append(wide)
            run = []
        else:
            run.extend(cells)
    if run:
        found.append(run)
    return [part for part in found if isinstance(part, _Draft) or any(draft.chars for draft in part)]


def _rounded(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    return round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2)


def _fill(lattice: Lattice, chars: Sequence[Char]) -> tuple[list[_Draft], list[Char]]:
    drafts = [_Draft(slot.row, slot.col, slot.row_span, slot.col_span, slot.box) for slot in lattice.slots]
    outside = []
    before: tuple[Char, int] | None = None
    for char in chars:
        slot = lattice.slot_at(char.x, char.y)
        if before is not None and slot != before[1] and char.text in _HANGING and _adjoins(before[0], char):
            slot = before[1]
        if not char.text.isspace():
            before = None if slot is None else (char, slot)
        if slot is None:
            outside.append(char)
        else:
            drafts[slot].chars.append(char)
    return drafts, outside


def _adjoins(before: Char, char: Char) -> bool:
    """Whether a character stands right behind the one before it, on its line."""
    return abs(before.base - char.base) < 0.2 * char.size and abs(char.x0 - before.x1) < 0.3 * char.size


def _is_frame(drafts: list[_Draft]) -> bool:
    """Whether the lines only frame or underline prose: nearly all text in one place, or no text at all."""
    sizes = sorted((sum(not char.text.isspace() for char in draft.chars) for draft in drafts), reverse=True)
    total = sum(sizes)
    if not total:
        return True
    return sizes[0] > _BIG and sizes[0] > 0.85 * total


def _is_heap(drafts: list[_Draft]) -> bool:
    """Whether most figures share their place with others."""
    alone = heaped = 0
    for draft in drafts:
        figures = [word for line in draft.text_lines() for word in line.words if FIGURE.match(word[2])]
        if len(figures) > 2 or (len(figures) == 2 and len(draft.text_lines()) > 1 and not _is_wrapped(draft)):
            heaped += len(figures)
        else:
            alone += len(figures)
    return heaped > alone


def _is_wrapped(draft: _Draft) -> bool:
    """Whether a figure was broken for want of room rather than two standing one below the other."""
    width = draft.box[2] - draft.box[0]
    return all(width - (line.x1 - line.x0) < 1.4 * line.size for line in draft.text_lines()[:-1])


# -- rows without rules -----------------------------------------------------------------------------------------------


def _cut_rows(drafts: list[_Draft]) -> list[_Draft]:
    bands: dict[int, list[_Draft]] = {}
    for draft in drafts:
        if draft.row_span == 1:
            bands.setdefault(draft.row, []).append(draft)
    cuts = {row: bases for row, band in bands.items() if (bases := _row_bases(band))}
    if not cuts:
        return drafts
    n_rows = max(draft.row + draft.row_span for draft in drafts)
    starts = [0]
    for row in range(n_rows):
        starts.append(starts[-1] + len(cuts.get(row, (0.0,))))
    found: list[_Draft] = []
    for draft in drafts:
        first, end = starts[draft.row], starts[draft.row + draft.row_span]
        if draft.row_span == 1 and draft.row in cuts:
            found.extend(_split(draft, cuts[draft.row], first))
        else:
            found.append(_Draft(first, draft.col, end - first, draft.col_span, draft.box, draft.chars))
    return found


def _row_bases(band: list[_Draft]) -> list[float] | None:
    """The baselines of the rows that stand in one band, or None if it is a single row."""
    stacks = []
    for draft in band:
        lines = draft.text_lines()
        if len(lines) < 2 or not all(FIGURE.match(line.text.replace(" ", "")) for line in lines):
            continue
        if not _is_wrapped(draft):
            stacks.append([line.base for line in lines])
    if len(stacks) < 2:
        return None
    count, votes = Counter(len(stack) for stack in stacks).most_common(1)[0]
    if votes * 3 < len(stacks) * 2:
        return None
    agreeing = [stack for stack in stacks if len(stack) == count]
    return [sum(column) / len(agreeing) for column in zip(*agreeing, strict=True)]


def _split(draft: _Draft, bases: list[float], first: int) -> list[_Draft]:
    lines = draft.text_lines()
    if (
        lines
        and len(bases) >= 3
        and len(lines) * 2 <= len(bases)
        and not any(FIGURE.match(line.text) for line in lines)
    ):
        return [_Draft(first, draft.col, len(bases), draft.col_span, draft.box, draft.chars)]
    limits = [(a + b) / 2 for a, b in zip(bases, bases[1:], strict=False)]
    edges = [draft.box[1], *limits, draft.box[3]]
    parts = [
        _Draft(first + i, draft.col, 1, draft.col_span, (draft.box[0], edges[i], draft.box[2], edges[i + 1]))
        for i in range(len(bases))
    ]
    if lines and not any(FIGURE.match(line.text) for line in lines):
        places = assign_lines([line.base for line in lines], [line.text for line in lines], bases, lines[0].size)
        for line, place in zip(lines, places, strict=True):
            parts[place].chars.extend(line.chars)
        return parts
    for char in draft.chars:
        parts[bisect_right(limits, char.base)].chars.append(char)
    return parts


# -- columns without rules --------------------------------------------------------------------------------------------


def _cut_columns(drafts: list[_Draft], xs: list[float]) -> list[_Draft]:
    """Cut columns in which most places hold several figures side by side; ``xs`` gains the new borders."""
    cuts: dict[int, list[float]] = {}
    for col in range(len(xs) - 1):
        column = [draft for draft in drafts if draft.col == col and draft.col_span == 1 and draft.chars]
        limits = _column_limits(column)
        if limits:
            cuts[col] = limits
    if not cuts:
        return drafts
    starts = [0]
    for col in range(len(xs) - 1):
        starts.append(starts[-1] + len(cuts.get(col, [])) + 1)
    found: list[_Draft] = []
    for draft in drafts:
        first, end = starts[draft.col], starts[draft.col + draft.col_span]
        if draft.col_span == 1 and draft.col in cuts and _fits(draft, cuts[draft.col]):
            edges = [draft.box[0], *cuts[draft.col], draft.box[2]]
            parts = [
                _Draft(draft.row, first + i, draft.row_span, 1, (edges[i], draft.box[1], edges[i + 1], draft.box[3]))
                for i in range(len(edges) - 1)
            ]
            for char in draft.chars:
                parts[bisect_right(cuts[draft.col], char.x)].chars.append(char)
            found.extend(parts)
        else:
            found.append(_Draft(draft.row, first, draft.row_span, end - first, draft.box, draft.chars))
    xs[:] = sorted([*xs, *(limit for limits in cuts.values() for limit in limits)])
    return found


def _column_limits(column: list[_Draft]) -> list[float]:
    rows = [line.pieces for draft in column for line in draft.text_lines()]
    several = [pieces for pieces in rows if len(pieces) >= 2 and all(FIGURE.match(text) for _, _, text in pieces[1:])]
    if len(several) < 2 or len(several) * 2 < len(rows):
        return []
    spans = sorted((x0, x1) for pieces in several for x0, x1, _ in pieces)
    merged = [list(spans[0])]
    for x0, x1 in spans[1:]:
        if x0 <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], x1)
        else:
            merged.append([x0, x1])
    most = Counter(len(pieces) for pieces in several).most_common(1)[0][0]
    if len(merged) != most:
        return []
    return [(a[1] + b[0]) / 2 for a, b in zip(merged, merged[1:], strict=False)]


def _fits(draft: _Draft, limits: list[float]) -> bool:
    """Whether no piece of the place's text lies across a new border."""
    return not any(x0 < limit < x1 for line in draft.text_lines() for x0, x1, _ in line.pieces for limit in limits)
