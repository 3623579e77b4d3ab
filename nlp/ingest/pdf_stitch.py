"""Tables cut by page breaks, put together again.

Takes the tables of two pages, gives one where the second goes on with the first: same place, same columns, nothing but
page furniture between. A head repeated on the new page is dropped; a label cell that the break cut in two becomes one
again, and so does a row. Never joins tables whose columns do not fit.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from nlp.ingest.assemble import DrawnCell, compact, join_lines
from nlp.ingest.pdf_lines import TextLine
from nlp.ingest.pdf_rows import FIGURE
from nlp.ingest.pdf_tables import PdfTable

__all__ = ["continues", "stitched", "with_hanging"]

_NEAR = 7.0
_MARK = re.compile(
    r"^\s*(?:\d{1,2}[.、．]|[（(][一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,2}、|第.{1,4}条)"
)


def continues(upper: PdfTable, lower: PdfTable) -> bool:
    """Whether ``lower`` may go on with ``upper``: the same sides, and columns that are among the other's."""
    if upper.method != "pdf_lines" or lower.method != "pdf_lines":
        return False  # tables without rules were found over page breaks in the first place
    shift = lower.xs[0] - upper.xs[0]
    if abs((lower.xs[-1] - upper.xs[-1]) - shift) > _NEAR or abs(shift) > 40:
        return False
    moved = [x - shift for x in lower.xs]
    return _among(moved, upper.xs) or _among(upper.xs, moved)


def stitched(upper: PdfTable, lower: PdfTable) -> PdfTable:
    """One table of both."""
    shift = lower.xs[0] - upper.xs[0]
    xs = _united(upper.xs, [x - shift for x in lower.xs])
    above = _on_columns(upper.cells, upper.xs, xs)
    below = _on_columns(_without_head(upper, lower), [x - shift for x in lower.xs], xs)
    if not below:
        return replace(upper, last_page=lower.last_page)
    first = min(cell.row for cell in below)
    n_rows = upper.n_rows
    below = [replace(cell, row=cell.row - first + n_rows) for cell in below]
    above, below, joined = _one_row(above, below, n_rows)
    if not joined:
        above, below = _extended(above, below, n_rows)
    return replace(upper, xs=xs, cells=compact([*above, *below]), last_page=lower.last_page)


def with_hanging(table: PdfTable, lines: Sequence[TextLine]) -> PdfTable | None:
    """The table with lines that hang below its last row added to the cells above them.

    None if they do not: if one is prose, lies across a column's border or stands too far below.
    """
    cells = list(table.cells)
    bottom = table.box[3]
    for line in lines:
        if (
            table.method != "pdf_lines"
            or line.top - bottom > 1.5 * line.size
            or len(line.text) > 80
            or _MARK.match(line.text)
        ):
            return None
        bottom = line.bottom
        for x0, x1, text in line.words:
            col = bisect_right(table.xs, (x0 + x1) / 2) - 1
            if not 0 <= col < len(table.xs) - 1:
                return None
            last = max(
                (i for i, cell in enumerate(cells) if cell.col <= col < cell.col + cell.col_span),
                key=lambda i: cells[i].row,
                default=None,
            )
            if last is None or FIGURE.match(text):
                return None
            cell = cells[last]
            left, right = table.xs[cell.col], table.xs[cell.col + cell.col_span]
            if x0 < left - 2 or x1 > right + 2:
                return None
            cells[last] = replace(cell, text=join_lines([cell.text, text]))
    return replace(table, cells=cells)


def _among(few: list[float], many: list[float]) -> bool:
    return all(any(abs(x - y) <= _NEAR for y in many) for x in few)


def _united(a: list[float], b: list[float]) -> list[float]:
    found = list(a)
    # The outer borders are the same by definition; between them, what is new is added.
    found.extend(x for x in b[1:-1] if all(abs(x - y) > _NEAR for y in a))
    return sorted(found)


def _on_columns(cells: list[DrawnCell], old: list[float], new: list[float]) -> list[DrawnCell]:
    """The cells, their columns counted in the united borders."""

    def index(x: float) -> int:
        return min(range(len(new)), key=lambda i: abs(new[i] - x))

    at = [index(x) for x in old]
    return [
        replace(cell, col=at[cell.col], col_span=max(1, at[min(cell.col + cell.col_span, len(at) - 1)] - at[cell.col]))
        for cell in cells
    ]


def _rows(cells: list[DrawnCell]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for cell in cells:
        found.setdefault(cell.row, []).append((cell.col, cell.text.replace(" ", "")))
    return found


def _without_head(upper: PdfTable, lower: PdfTable) -> list[DrawnCell]:
    """The lower table's cells without rows that repeat the upper table's first rows."""
    above, below = _rows(upper.cells), _rows(lower.cells)
    same = 0
    while same in above and same in below and [t for _, t in above[same]] == [t for _, t in below[same]]:
        same += 1
    # A row of figures is no head, and a row that only starts like the table's first is none either.
    while same and not _is_head(below, same):
        same -= 1
    return [cell for cell in lower.cells if cell.row >= same]


def _is_head(rows: dict[int, list[tuple[int, str]]], count: int) -> bool:
    texts = [text for row in range(count) for _, text in rows[row] if text]
    return bool(texts) and not any(re.fullmatch(r"[\d,.]+", text) for text in texts)


def _one_row(
    above: list[DrawnCell], below: list[DrawnCell], n_rows: int
) -> tuple[list[DrawnCell], list[DrawnCell], bool]:
    """Join the last row above and the first below where the break went through one row.

    So it is if figures stand on one side only and the label below does not begin a new item.
    """
    last = [cell for cell in above if cell.row + cell.row_span == n_rows and cell.row_span == 1]
    first = [cell for cell in below if cell.row == n_rows and cell.row_span == 1]
    pairs = [(a, b) for a in last for b in first if a.col == b.col and a.col_span == b.col_span]
    paired = {id(b) for _, b in pairs}
    if len(pairs) < 2 or any(cell.text and id(cell) not in paired for cell in first):
        return above, below, False
    up = [a for a, _ in pairs if FIGURE.match(a.text)]
    down = [b for _, b in pairs if FIGURE.match(b.text)]
    labels = [(a, b) for a, b in pairs if not FIGURE.match(a.text) and not FIGURE.match(b.text)]
    torn = [(a, b) for a, b in labels if a.text and b.text]
    if bool(up) == bool(down) or not torn:
        return above, below, False
    if any(a.text and b.text for a, b in pairs if FIGURE.match(a.text) or FIGURE.match(b.text)):
        return above, below, False
    if any(_MARK.match(b.text) for _, b in torn) or any(a.text.endswith(("：", ":")) for a, _ in torn):
        return above, below, False
    joined = {id(a): replace(a, text=join_lines([a.text, b.text])) for a, b in pairs}
    gone = {id(cell) for cell in first}
    kept = [joined.get(id(cell), cell) for cell in above]
    rest = [cell for cell in below if id(cell) not in gone]
    torn_spans = [cell for cell in rest if cell.row == n_rows]
    moved = [replace(cell, row=cell.row - 1) for cell in rest if cell.row > n_rows]
    return _grow(kept, torn_spans, moved, n_rows)


def _grow(
    kept: list[DrawnCell], torn: list[DrawnCell], rest: list[DrawnCell], n_rows: int
) -> tuple[list[DrawnCell], list[DrawnCell], bool]:
    """Cells of several rows that began below in the torn row go on with the cell above them."""
    for cell in torn:
        for index, upper in enumerate(kept):
            if upper.col == cell.col and upper.col_span == cell.col_span and upper.row + upper.row_span == n_rows:
                kept[index] = replace(
                    upper, row_span=upper.row_span + cell.row_span - 1, text=join_lines([upper.text, cell.text])
                )
                break
        else:
            rest.append(replace(cell, row_span=cell.row_span - 1))
    return kept, rest, True


def _extended(above: list[DrawnCell], below: list[DrawnCell], n_rows: int) -> tuple[list[DrawnCell], list[DrawnCell]]:
    """Label cells that the break cut: blank, or the rest of a text, below a label of the same column."""
    kept = list(above)
    rest = []
    for cell in below:
        upper = next(
            (
                i
                for i, a in enumerate(kept)
                if a.row + a.row_span == n_rows and a.col == cell.col and a.col_span == cell.col_span
            ),
            None,
        )
        if cell.row == n_rows and upper is not None and _is_rest(kept[upper], cell):
            a = kept[upper]
            kept[upper] = replace(a, row_span=a.row_span + cell.row_span, text=join_lines([a.text, cell.text]))
        else:
            rest.append(cell)
    return kept, rest


def _is_rest(upper: DrawnCell, lower: DrawnCell) -> bool:
    if not upper.text or FIGURE.match(upper.text) or not re.search(r"[\u4e00-\u9fff]", upper.text):
        return False
    if upper.row_span == 1 and lower.row_span == 1 and not lower.text:
        return True
    if upper.row_span == 1 and lower.row_span == 1:
        return False
    return not lower.text or (not FIGURE.match(lower.text) and not _MARK.match(lower.text) and len(lower.text) <= 8)
