"""Tables without rules, found by how figures stand below one another.

Takes lines of a page, gives tables and the lines that are left. A table here is a run of lines whose figures share
columns; labels that wrap go to the row they are centred on, heads above become rows of their own. Gives up (and leaves
the lines, their gaps kept as blanks) where the figures do not line up.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

from nlp.ingest.assemble import DrawnCell, compact, join_lines
from nlp.ingest.pdf_lines import Piece, TextLine
from nlp.ingest.pdf_page import Char, Edge
from nlp.ingest.pdf_rows import FIGURE, MARK, assign_lines
from nlp.ingest.pdf_tables import PdfTable

__all__ = ["table_of_lines", "unruled_tables"]

_STOP = re.compile(r"^(?:第.{1,4}条|[一二三四五六七八]、(?!本年|上年|结转).{3}|[（(][一二三四五六七八九十]+[)）][^\d]{0,30}[。：:])|[。；]$")
_NEAR = 3.2  # line heights: further apart, and it is another table
_MOST_HEADS = 8


def unruled_tables(lines: Sequence[TextLine], page: int, rules: Sequence[Edge] = ()) -> tuple[list[PdfTable], list[TextLine]]:
    """The tables among ``lines`` (in order, from top to bottom) and the lines in none.

    ``rules`` are horizontal lines that may part the rows of a table without uprights.
    """
    tables: list[PdfTable] = []
    free: list[TextLine] = []
    index = 0
    while index < len(lines):
        run = _run_at(lines, index)
        table = table_of_lines(run, page, rules) if run else None
        if table is None:
            free.append(lines[index])
            index += 1
            continue
        tables.append(table)
        index += len(run)
    return tables, free


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
        return len(line.pieces) >= 2 and line.pieces[-1][2] == figures[0][2]
    return len(figures) >= 3 or len(line.pieces) >= 2


def _run_at(lines: Sequence[TextLine], start: int) -> list[TextLine]:
    """The lines from ``start`` that may form one table: begins with a head or a row, ends with the last row."""
    if not (len(lines[start].pieces) >= 2 or _is_row(lines[start]) or _could_head(lines, start) or _could_label(lines, start)):
        return []
    end = start
    widest = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    heads = 0
    for index in range(start, len(lines)):
        line = lines[index]
        if index > start and line.top - lines[index - 1].bottom > _NEAR * line.size:
            break
        if len(line.pieces) == 1 and not _is_row(line) and (_STOP.search(line.text) or line.x1 - line.x0 > 0.7 * widest):
            break
        if _is_row(line):
            end = index + 1
        elif end == start:
            heads += 1
            if heads > _MOST_HEADS:
                return []
    run = list(lines[start:end])
    while end < len(lines) and run and (_continues_label(lines[end], run) or _is_bare_label(lines[end], run)):
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


def _continues_label(line: TextLine, run: list[TextLine]) -> bool:
    """Whether a line below the last row is the rest of that row's label."""
    last = run[-1]
    border = min((x0 for row in run if _is_row(row) for x0, _, _ in _figures(row)), default=0.0)
    return (
        len(line.pieces) == 1
        and line.x1 < border
        and line.top - last.bottom < 0.6 * line.size
        and not re.match(r"[一二三四五六七八九十（(\d]", line.text)
        and not _STOP.search(line.text)
    )


def _is_bare_label(line: TextLine, run: list[TextLine]) -> bool:
    """Whether a line below the last row is the label of a row without figures."""
    border = min((x0 for row in run if _is_row(row) for x0, _, _ in _figures(row)), default=0.0)
    close = line.top - run[-1].bottom < 1.2 * line.size
    return close and line.x1 < border and bool(MARK.match(line.text)) and not _STOP.search(line.text)


def table_of_lines(run: list[TextLine], page: int, rules: Sequence[Edge] = ()) -> PdfTable | None:
    """The table that a run of lines makes, or None where its figures do not line up."""
    rows = [line for line in run if _is_row(line)]
    first = run.index(rows[0]) if rows else 0
    first = _label_above(run, first) if rows else 0
    if not rows or (len(rows) < 2 and not _headed(run[:first], rows[0])):
        return None
    columns = _columns(rows, run[:first])
    if columns is None:
        return None
    border = columns[0][0]
    left, right = min(line.x0 for line in run) - 1, max(line.x1 for line in run) + 1
    labels = _label_borders(run[first:], border)
    label_end = max((x1 for line in run[first:] for _, x1, _ in line.words if x1 < border), default=left)
    mids = [(a[1] + b[0]) / 2 for a, b in pairwise(columns)]
    begin = [left, *labels, (label_end + border) / 2] if label_end > left else [left]
    xs = [*begin, *mids, right]
    heads = _heads(run[:first], xs)
    body = _body(run[first:], rows, xs, len(begin) - 1 if label_end > left else 0, rules)
    grid = [*heads, *body]
    cells = _cells(grid, len(xs) - 1, len(begin) - 1, page)
    if cells is None:
        return None
    box = (round(left, 2), round(min(line.top for line in run), 2), round(right, 2), round(max(line.bottom for line in run), 2))
    used = sorted({cell.col for cell in cells})
    return PdfTable(page, box, [*(xs[col] for col in used), xs[-1]], compact(cells), "pdf_text", page)


def _label_above(run: list[TextLine], first: int) -> int:
    """Where the body begins: the first row's label may begin on a line of its own above the figures."""
    border = min(_figures(line)[0][0] for line in run if _is_row(line))
    while first > 0:
        line = run[first - 1]
        close = run[first].top - line.bottom < 0.9 * line.size
        if line.x1 >= border or not close or line.text.endswith(("）", ")")):
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
    begins = [m[0] for m in headed]
    for line in rows:
        places = [bisect_right(begins, x0) for x0, _, _ in _figures(line)]
        if len(set(places)) != len(places):
            return None
    return [(a, b) for a, b in headed]


def _with_heads(columns: list[list[float]], rows: list[TextLine], heads: list[TextLine]) -> list[list[float]]:
    """The columns of figures and those that only a head cell shows; a head over several columns adds none."""
    labels = [(x0, x1) for line in rows for x0, x1, _ in line.words[: len(line.words) - len(_figures(line))]]
    label_end = max((x1 for _, x1 in labels), default=0.0)
    found = [list(column) for column in columns]
    for line in reversed(heads):
        for x0, x1, text in line.words:
            if x0 < label_end or not text.strip():
                continue
            hit = [column for column in found if x0 <= column[1] + 1 and column[0] - 1 <= x1]
            if not hit:
                found.append([x0, x1])
            elif len(hit) == 1 and x1 - x0 < 8 * line.size:
                hit[0][0], hit[0][1] = min(hit[0][0], x0), max(hit[0][1], x1)
        found.sort()
    if any(a[1] >= b[0] for a, b in pairwise(found)):
        return [list(column) for column in columns]
    return found


def _label_borders(lines: list[TextLine], border: float) -> list[float]:
    """Borders between columns of labels: gaps that no label lies across, with several labels beginning behind them."""
    words = [(x0, x1) for line in lines for x0, x1, _ in line.words if x1 < border]
    begins = sorted(x0 for x0, _ in words)
    found: list[float] = []
    size = min(line.size for line in lines)
    # An item's mark behind another word begins a column even once.
    items = {x0 for line in lines for (_, _, _), (x0, x1, text) in pairwise(line.words) if x1 < border and MARK.match(text)}
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


Row = list[tuple[int, int, str]]  # (first column, last column, text)


def _heads(lines: list[TextLine], xs: list[float]) -> list[Row]:
    """Lines above the first row of figures; wrapped pieces of one row of head cells are put together."""
    heads: list[Row] = []
    last: TextLine | None = None
    for line in lines:
        row = [(*_place(x0, x1, xs), text) for x0, x1, text in _split(line, xs)]
        close = last is not None and line.top - last.bottom < 0.7 * line.size
        if heads and close and _wraps(heads[-1], row):
            texts = {(a, b): text for a, b, text in heads[-1]}
            for a, b, text in row:
                texts[a, b] = join_lines([texts[a, b], text])
            heads[-1] = [(a, b, text) for (a, b), text in texts.items()]
        else:
            heads.append(row)
        last = line
    return heads


def _wraps(above: Row, row: Row) -> bool:
    places = {(a, b) for a, b, _ in above}
    return all((a, b) in places and a == b for a, b, _ in row)


def _split(line: TextLine, xs: list[float], gap: float = 0.25) -> list[Piece]:
    """The line's words, cut at the borders of columns where a gap allows it; words of one column are joined."""
    parts: list[tuple[int, list[Char]]] = []
    for char in line.chars:
        col = min(max(bisect_right(xs, char.x) - 1, 0), len(xs) - 2)
        if parts:
            before = parts[-1][1][-1]
            apart = char.x0 - before.x1 > gap * max(char.size, before.size)
            if not (apart and col != parts[-1][0]):
                parts[-1][1].append(char)
                if not apart:
                    continue
                parts[-1] = (col, parts[-1][1])
                continue
        parts.append((col, [char]))
    return [(chars[0].x0, chars[-1].x1, _text(chars)) for _, chars in parts]


def _text(chars: list[Char]) -> str:
    parts = [chars[0].text]
    for before, char in zip(chars, chars[1:], strict=False):
        apart = char.x0 - before.x1 > 0.4 * max(char.size, before.size)
        parts.append((" " if apart else "") + char.text)
    return "".join(parts)


def _place(x0: float, x1: float, xs: list[float]) -> tuple[int, int]:
    """First and last column that a piece stands in: by its middle, and by what it covers for the most part."""
    last = len(xs) - 2
    middle = min(max(bisect_right(xs, (x0 + x1) / 2) - 1, 0), last)
    covered = [col for col in range(last + 1) if min(x1, xs[col + 1]) - max(x0, xs[col]) > 0.6 * (xs[col + 1] - xs[col])]
    if not covered:
        return middle, middle
    return min(middle, covered[0]), max(middle, covered[-1])


def _reach(x0: float, x1: float, xs: list[float]) -> tuple[int, int]:
    """First and last column that a label reaches into."""
    last = len(xs) - 2
    return min(max(bisect_right(xs, x0 + 1) - 1, 0), last), min(max(bisect_right(xs, x1 - 1) - 1, 0), last)


Part = tuple[float, float, int, int, str]  # baseline, size, first column, last column, text


def _body(lines: list[TextLine], rows: list[TextLine], xs: list[float], n_labels: int, rules: Sequence[Edge]) -> list[Row]:
    """The rows of figures with their labels, and rows that have a label only."""
    columns: dict[int, list[Part]] = {}
    for line in lines:
        figures = _figures(line) if _is_row(line) else []
        border = figures[0][0] if figures else xs[n_labels] if n_labels else xs[-1]
        for x0, x1, text in _split(line, xs):
            if figures and x0 >= border - 0.5:
                continue
            first, last = _reach(x0, x1, xs)
            columns.setdefault(first, []).append((line.base, line.size, first, last, text))
    bare = _bare_rows(columns, [line.base for line in rows], n_labels)
    bases = sorted([*(line.base for line in rows), *bare])
    body: list[dict[tuple[int, int], list[str]]] = [{} for _ in bases]
    for line in rows:
        for x0, x1, text in _figures(line):
            body[bases.index(line.base)].setdefault(_place((x0 + x1) / 2, (x0 + x1) / 2, xs), []).append(text)
    limits = _limits(bases, rules, xs)
    for parts in columns.values():
        texts = [text for *_, text in parts]
        places = assign_lines([base for base, *_ in parts], texts, bases, parts[0][1], limits)
        for place, (_, _, first, last, text) in zip(places, parts, strict=True):
            body[place].setdefault((first, last), []).append(text)
    return [[(a, b, join_lines(texts)) for (a, b), texts in _merged(row).items()] for row in body]


def _bare_rows(columns: dict[int, list[Part]], figures: list[float], n_labels: int) -> list[float]:
    """Heights of labels whose row has no figures: none stand beside any of their lines."""
    leaf = n_labels - 1
    found: list[float] = []
    for first, parts in columns.items():
        if first >= n_labels:
            continue
        for group in _labels(parts):
            size = group[0][1]
            top, bottom = group[0][0], group[-1][0]
            if any(top - 0.9 * size < other < bottom + 0.9 * size for other in (*figures, *found)):
                continue
            beside = columns.get(leaf, []) if first < leaf else []
            if first < leaf and (not MARK.match(group[0][4]) or any(top - size < other < bottom + size for other, *_ in beside)):
                continue
            found.append((top + bottom) / 2)
    return found


def _labels(parts: list[Part]) -> list[list[Part]]:
    """The lines of one column of labels, grouped: an unmarked line goes on with a full one close above."""
    longest = max(len(text) * size for _, size, _, _, text in parts)
    groups: list[list[Part]] = []
    for part in parts:
        base, size, _, _, text = part
        before = groups[-1][-1] if groups else None
        if (
            before is not None
            and not MARK.match(text)
            and base - before[0] < 1.7 * size
            and len(before[4]) * before[1] > longest - 3.5 * size
        ):
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def _merged(row: dict[tuple[int, int], list[str]]) -> dict[tuple[int, int], list[str]]:
    """Pieces of one wrapped label need not be equally long: those that begin in one column belong together."""
    found: dict[int, tuple[int, list[str]]] = {}
    for (first, last), texts in row.items():
        end, known = found.get(first, (last, []))
        found[first] = (max(end, last), [*known, *texts])
    return {(first, last): texts for first, (last, texts) in found.items()}


def _limits(bases: list[float], rules: Sequence[Edge], xs: list[float]) -> list[float] | None:
    """The rules between the rows, where every two rows are parted by one."""
    limits = []
    for above, below in zip(bases, bases[1:], strict=False):
        between = [
            rule.at for rule in rules if above < rule.at < below and min(rule.end, xs[-1]) - max(rule.start, xs[0]) > 0.3 * (xs[-1] - xs[0])
        ]
        if not between:
            return None
        limits.append(between[0])
    return limits


def _cells(grid: list[Row], n_cols: int, n_labels: int, page: int) -> list[DrawnCell] | None:
    cells: list[DrawnCell] = []
    for number, row in enumerate(grid):
        taken: set[int] = set()
        for first, last, text in sorted(row):
            span = range(first, last + 1)
            if any(col in taken for col in span):
                span = range(first, first + 1)
                if first in taken:
                    return None
            if sum(bool(FIGURE.match(part)) for part in text.split(" ")) > 1:
                return None  # two figures in one place: the columns were misread
            if last < n_labels:  # a label reaches as far as no other label stands
                end = min((a for a, _, _ in row if a > first), default=n_labels)
                span = range(first, max(span.stop, min(end, n_labels)))
            taken.update(span)
            cells.append(DrawnCell(number, first, 1, len(span), text, page))
        cells.extend(DrawnCell(number, col, 1, 1, "", page) for col in range(n_cols) if col not in taken)
    return cells
