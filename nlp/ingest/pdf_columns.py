"""Tables without rules, found by how figures stand below one another.

Takes lines in reading order (those of several pages, put below one another), gives tables and the lines that are left. A
table here is a run of lines whose figures share columns; heads above tell of columns without figures and become rows of
their own. Gives up (and leaves the lines, their gaps kept as blanks) where the figures do not line up.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from nlp.ingest.assemble import DrawnCell, compact, join_lines
from nlp.ingest.pdf_labels import Bit, rows_with_labels
from nlp.ingest.pdf_lines import Piece, TextLine
from nlp.ingest.pdf_page import Char, Edge
from nlp.ingest.pdf_rows import FIGURE, MARK
from nlp.ingest.pdf_tables import PdfTable

__all__ = ["unruled_tables"]

_STOP = re.compile(
    r"^(?:第.{1,4}条|[一二三四五六七八]、(?!本年|上年|结转).{3}|[（(][一二三四五六七八九十]+[)）][^\d]{0,30}[。：:])|[。；]$"
)
_NOTE = re.compile(r"^(?:注|说明|备注|附)")
_CORNER = re.compile(r"勾稽|之和")  # the note in the corner of the head
_NEAR = 3.2  # ems: further apart, and it is another table
_MOST_HEADS = 16
_WIDE_HEAD = 8  # ems: a wider head may stand over several columns


def unruled_tables(lines: Sequence[TextLine], rules: Sequence[Edge] = ()) -> tuple[list[PdfTable], list[TextLine]]:
    """The tables among ``lines`` and the lines in none.

    ``rules`` are horizontal lines, moved like the lines, that may part the rows of a table without uprights.
    """
    tables: list[PdfTable] = []
    free: list[TextLine] = []
    widths = _widths(lines)
    index = 0
    while index < len(lines):
        run = _run_at(lines, index, widths)
        table = _table(run, rules) if run else None
        if table is None:
            free.append(lines[index])
            index += 1
            continue
        tables.append(table)
        index += len(run)
    return tables, free


# -- which lines ------------------------------------------------------------------------------------------------------


def _figures(line: TextLine) -> list[Piece]:
    """The figures at the end of a line."""
    words = line.words
    count = 0
    while count < len(words) and FIGURE.match(words[-1 - count][2]):
        count += 1
    return words[len(words) - count :] if count else []


def _is_row(line: TextLine) -> bool:
    """Whether a line is a row of figures: a label or none, then figures only, clearly apart."""
    figures = _figures(line)
    if not figures:
        return False
    if len(figures) == 1:
        alone = len(line.words) == 1 and line.between
        return alone or (len(line.pieces) >= 2 and line.pieces[-1][0] == figures[0][0])
    return len(figures) >= 3 or len(line.pieces) >= 2


def _border(run: Sequence[TextLine]) -> float:
    """Where the figures of the run begin."""
    return min((_figures(line)[0][0] for line in run if _is_row(line)), default=0.0)


def _widths(lines: Sequence[TextLine]) -> dict[int, float]:
    """How wide the text of each page is."""
    edges: dict[int, tuple[float, float]] = {}
    for line in lines:
        left, right = edges.get(line.page, (line.x0, line.x1))
        edges[line.page] = (min(left, line.x0), max(right, line.x1))
    return {page: right - left for page, (left, right) in edges.items()}


def _run_at(lines: Sequence[TextLine], start: int, widths: dict[int, float]) -> list[TextLine]:
    """The lines from ``start`` that may form one table: begins with a head, a label or a row, ends with the last row."""
    if not (
        len(lines[start].pieces) >= 2
        or _is_row(lines[start])
        or _could_head(lines, start)
        or _could_label(lines, start)
    ):
        return []
    end = start
    widest = widths[lines[start].page]
    heads = 0
    for index in range(start, len(lines)):
        line = lines[index]
        if index > start and line.top - lines[index - 1].bottom > _NEAR * line.size:
            break
        if (
            len(line.pieces) == 1
            and not _is_row(line)
            and (_STOP.search(line.text) or line.x1 - line.x0 > 0.7 * widest)
        ):
            break
        if _is_row(line):
            end = index + 1
        elif end == start:
            heads += 1
            if heads > _MOST_HEADS:
                return []
    run = list(lines[start:end])
    while end < len(lines) and run and _goes_on(lines[end], run):
        run.append(lines[end])
        end += 1
    return run


def _could_head(lines: Sequence[TextLine], start: int) -> bool:
    """A single short piece may be a head cell if a line of several pieces follows closely."""
    line = lines[start]
    if _STOP.search(line.text) or len(line.text) > 24:
        return False
    for follower in lines[start + 1 : start + 4]:
        if follower.top - line.bottom > 1.5 * line.size:
            return False
        if len(follower.words) >= 3 or len(follower.pieces) >= 2:
            return not _is_row(follower)
        line = follower
    return False


def _could_label(lines: Sequence[TextLine], start: int) -> bool:
    """Whether a line is an item's label whose figures stand level with one of its further lines."""
    line = lines[start]
    if not MARK.match(line.text) or _STOP.search(line.text):
        return False
    for follower in lines[start + 1 : start + 4]:
        if follower.top - line.bottom > 0.8 * line.size:
            return False
        if _is_row(follower):
            return lines[start].x1 < _figures(follower)[0][0]
        line = follower
    return False


def _goes_on(line: TextLine, run: Sequence[TextLine]) -> bool:
    """Whether a line below the last row is the rest of its label, or the label of a row without figures."""
    last = run[-1]
    if (
        line.page != last.page
        or len(line.pieces) > 1
        or line.x1 >= _border(run)
        or _STOP.search(line.text)
        or _NOTE.match(line.text)
    ):
        return False
    gap = line.top - last.bottom
    if gap < 0.6 * line.size and not re.match(r"[一二三四五六七八九十（(\d]", line.text):
        return True
    left = min((row.x0 for row in run if _is_row(row)), default=0.0)
    short = len(line.text) <= 12 and line.x0 >= left - 3 * line.size
    return gap < 1.2 * line.size and (bool(MARK.match(line.text)) or short)


# -- one table --------------------------------------------------------------------------------------------------------


def _table(run: list[TextLine], rules: Sequence[Edge]) -> PdfTable | None:
    """The table that a run of lines makes, or None where its figures do not line up."""
    rows = [line for line in run if _is_row(line)]
    if not rows:
        return None
    first = _begin_of_body(run, run.index(rows[0]))
    if len(rows) < 2 and not _headed(run[:first], rows[0]):
        return None
    columns = _columns(rows, run[:first])
    if columns is None:
        return None
    border = columns[0][0]
    left, right = min(line.x0 for line in run) - 1, max(line.x1 for line in run) + 1
    label_end = max((x1 for line in run[first:] for _, x1, _ in line.words if x1 < border), default=left)
    begin = [left, *_label_borders(run[first:], border), (label_end + border) / 2] if label_end > left else [left]
    xs = [*begin, *((a[1] + b[0]) / 2 for a, b in pairwise(columns)), right]
    n_labels = len(begin) - 1
    labels, figures = _bits(run[first:], xs, n_labels)
    grid = [*_heads(run[:first], xs), *rows_with_labels(labels, figures, xs, n_labels, rules)]
    cells = _cells(grid, xs, n_labels)
    if cells is None:
        return None
    top = [line for line in run if line.page == run[0].page]
    box = (left, min(line.top for line in top) - top[0].shift, right, max(line.bottom for line in top) - top[0].shift)
    used = sorted({cell.col for cell in cells})
    x0, y0, x1, y1 = (round(value, 2) for value in box)
    return PdfTable(
        run[0].page, (x0, y0, x1, y1), [*(xs[col] for col in used), xs[-1]], compact(cells), "pdf_text", run[-1].page
    )


def _begin_of_body(run: list[TextLine], first: int) -> int:
    """The first row's label may begin on a line above its figures, and labels without figures may stand above that."""
    border = _border(run)
    while first > 0:
        line = run[first - 1]
        if line.x1 >= border or run[first].top - line.bottom >= 0.9 * line.size or _CORNER.search(line.text):
            break
        first -= 1
    return first


def _headed(heads: list[TextLine], row: TextLine) -> bool:
    """Whether a single row of figures is a table: it has many, or stands below heads for each of them."""
    figures = len(_figures(row))
    return figures >= 5 or any(len(line.words) >= 2 and len(line.words) >= figures for line in heads)


def _columns(rows: list[TextLine], heads: list[TextLine]) -> list[tuple[float, float]] | None:
    """The stretches across which figures stand, or None where they are not parted clearly.

    Heads tell of columns in which no figure is printed.
    """
    spans = sorted((x0, x1) for line in rows for x0, x1, _ in _figures(line))
    merged: list[list[float]] = []
    for x0, x1 in spans:
        if merged and x0 <= merged[-1][1] + 1:
            merged[-1][1] = max(merged[-1][1], x1)
        else:
            merged.append([x0, x1])
    widest = max(len(_figures(line)) for line in rows)
    if len(merged) < widest:
        return None  # two figures of one row fell into one column: they do not line up
    headed = _with_heads(merged, rows, heads)
    if len(headed) > 2 * widest + 2 and len(headed) == len(merged):
        return None
    begins = [column[0] for column in headed]
    for line in rows:
        places = [bisect_right(begins, x0) for x0, _, _ in _figures(line)]
        if len(set(places)) != len(places):
            return None
    return [(a, b) for a, b in headed]


def _with_heads(columns: list[list[float]], rows: list[TextLine], heads: list[TextLine]) -> list[list[float]]:
    """The columns of figures and those that only a head cell shows; a head over several columns adds none."""
    labels = [x1 for line in rows for _, x1, _ in line.words[: len(line.words) - len(_figures(line))]]
    label_end = max(labels, default=0.0)
    found = [list(column) for column in columns]
    for line in reversed(heads):
        for x0, x1, _ in line.words:
            if x0 < label_end:
                continue
            hit = [column for column in found if x0 <= column[1] + 1 and column[0] - 1 <= x1]
            if not hit:
                found.append([x0, x1])
            elif len(hit) == 1 and x1 - x0 < _WIDE_HEAD * line.size:
                hit[0][0], hit[0][1] = min(hit[0][0], x0), max(hit[0][1], x1)
        found.sort()
    if any(a[1] >= b[0] for a, b in pairwise(found)):
        return [list(column) for column in columns]
    return found


def _label_borders(lines: list[TextLine], border: float) -> list[float]:
    """Borders between columns of labels: where several labels begin behind others, and few lie across."""
    words = [(x0, x1) for line in lines for x0, x1, _ in line.words if x1 < border]
    begins = sorted(x0 for x0, _ in words)
    size = min(line.size for line in lines)
    # An item's mark behind another word begins a column even once.
    items = {x0 for line in lines for _, (x0, x1, text) in pairwise(line.words) if x1 < border and MARK.match(text)}
    found: list[float] = []
    index = 0
    while index < len(begins):
        cluster = [x for x in begins[index:] if x - begins[index] < 0.6 * size]
        at = begins[index] - 0.5
        index += len(cluster)
        if not any(x1 < at for _, x1 in words) or not (len(cluster) >= 3 or cluster[0] in items):
            continue
        across = sum(x0 < at - 1 and x1 > at + 1 for x0, x1 in words)
        if across * 2 <= len(cluster) and (not found or at - found[-1] > size):
            found.append(at)
    return found


def _bits(lines: list[TextLine], xs: list[float], n_labels: int) -> tuple[list[Bit], list[Bit]]:
    """The labels and the figures of the body, each with its columns."""
    labels: list[Bit] = []
    figures: list[Bit] = []
    for line in lines:
        own = _figures(line) if _is_row(line) else []
        for x0, x1, text in own:
            col = _middle((x0 + x1) / 2, xs)
            figures.append(Bit(text, col, col, x0, x1, line))
        border = own[0][0] if own else xs[n_labels] if n_labels else xs[-1]
        for x0, x1, text in _split(line, xs):
            if not own or x0 < border - 0.5:
                first, last = _middle(x0 + 1, xs), _middle(x1 - 1, xs)
                labels.append(Bit(text, first, last, x0, x1, line))
    return labels, figures


def _heads(lines: list[TextLine], xs: list[float]) -> list[list[Bit]]:
    """Lines above the body; wrapped pieces of one row of head cells are put together."""
    heads: list[list[Bit]] = []
    last: TextLine | None = None
    for line in lines:
        row = [Bit(text, *_place(x0, x1, xs), x0, x1, line) for x0, x1, text in _split(line, xs)]
        close = last is not None and line.top - last.bottom < 0.7 * line.size
        above = {(bit.first, bit.last): bit for bit in heads[-1]} if heads else {}
        if close and row and all(bit.first == bit.last and (bit.first, bit.last) in above for bit in row):
            for bit in row:
                above[bit.first, bit.last] = above[bit.first, bit.last].with_below(bit)
            heads[-1] = list(above.values())
        else:
            heads.append(row)
        last = line
    return heads


def _split(line: TextLine, xs: list[float]) -> list[Piece]:
    """The line's text, cut at the borders of columns where a gap allows it."""
    parts: list[tuple[int, list[Char]]] = []
    for char in line.chars:
        col = _middle(char.x, xs)
        before = parts[-1][1][-1] if parts else None
        apart = before is None or char.x0 - before.x1 > 0.25 * max(char.size, before.size)
        if apart and (not parts or col != parts[-1][0]):
            parts.append((col, [char]))
        else:
            chars = parts[-1][1]
            chars.append(char)
            if apart:
                parts[-1] = (col, chars)
    return [(chars[0].x0, chars[-1].x1, _text(chars)) for _, chars in parts]


def _text(chars: list[Char]) -> str:
    parts = [chars[0].text]
    for before, char in pairwise(chars):
        parts.append((" " if char.x0 - before.x1 > 0.4 * max(char.size, before.size) else "") + char.text)
    return "".join(parts)


def _middle(x: float, xs: list[float]) -> int:
    return min(max(bisect_right(xs, x) - 1, 0), len(xs) - 2)


def _place(x0: float, x1: float, xs: list[float]) -> tuple[int, int]:
    """First and last column that a head stands in: by its middle, and by what it covers for the most part."""
    middle = _middle((x0 + x1) / 2, xs)
    covered = [col for col, (a, b) in enumerate(pairwise(xs)) if min(x1, b) - max(x0, a) > 0.6 * (b - a)]
    if not covered:
        return middle, middle
    return min(middle, covered[0]), max(middle, covered[-1])


def _without_overlaps(row: list[Bit], n_labels: int) -> list[Bit]:
    """The row from left to right; labels that were drawn over one another become one."""
    found: list[Bit] = []
    for bit in sorted(row, key=lambda bit: (bit.first, bit.last)):
        if found and bit.first < n_labels and bit.first <= found[-1].last:
            found[-1] = found[-1].with_below(bit)
        else:
            found.append(bit)
    return found


def _cells(grid: list[list[Bit]], xs: list[float], n_labels: int) -> list[DrawnCell] | None:
    cells: list[DrawnCell] = []
    for number, row in enumerate(grid):
        taken: set[int] = set()
        page = row[0].page if row else None
        for bit in _without_overlaps(row, n_labels):
            span = range(bit.first, bit.last + 1)
            if any(col in taken for col in span):
                span = range(bit.first, bit.first + 1)
                if bit.first in taken:
                    return None
            if not FIGURE.match(bit.text) and sum(bool(FIGURE.match(part)) for part in bit.text.split(" ")) > 1:
                return None  # two figures in one place: the columns were misread
            if bit.last < n_labels:  # a label reaches as far as no other label stands
                end = min((other.first for other in row if other.first > bit.first), default=n_labels)
                span = range(bit.first, max(span.stop, min(end, n_labels)))
            taken.update(span)
            cells.append(DrawnCell(number, bit.first, 1, len(span), join_lines([bit.text]), bit.page, bit.box))
        cells.extend(DrawnCell(number, col, 1, 1, "", page) for col in range(len(xs) - 1) if col not in taken)
    return cells
