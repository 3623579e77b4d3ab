"""Which column of the form each number of a row stands in.

Takes aligned rows and the header labels above them; gives a placement of tokens on columns, or what the drawing
suggests. Geometry decides in drawn grids (header cells over value cells, blanks included); in flat text the count must
match exactly, or the numbers must stand under those of complete rows. Never assumes a column for a number that stands
between two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from nlp.structure.tables.align import Row
from nlp.structure.tables.labels import LabelBook
from nlp.structure.tables.lines import Line, Piece, Token
from nlp.types import CellState

__all__ = [
    "GridColumns",
    "grid_columns",
    "header_columns",
    "slots_by_gaps",
    "slots_by_position",
    "trim_packed",
]


@dataclass(slots=True)
class GridColumns:
    """The value columns of a grid: ``ids[i]`` is the form's column of grid column ``cols[i]`` (None: not of the form).

    ``how`` is "header" or "order"; ``odd`` says that header and order disagree, with the header's own reading in
    ``rival``.
    """

    cols: list[int]
    ids: list[str | None]
    how: str
    odd: bool = False
    rival: list[str | None] = field(default_factory=list)

    def place(self, tokens: Sequence[Token], columns: Sequence[str]) -> tuple[Token | None, ...] | None:
        """The row's tokens on the form's ``columns``; None if the row does not fit the grid's columns."""
        if len(tokens) == len(self.cols):  # cells as many as columns: also where labels take one cell more or less
            return self._on(tokens, columns)
        by_col = {col: token for token in tokens for col in range(token.col, max(token.col_end, token.col + 1))}
        covered = [by_col.get(col) for col in self.cols]
        used = {id(token) for token in covered if token is not None}
        stray = [t for t in tokens if id(t) not in used and _counts(t)]
        if stray or any(token is None for token in covered):
            return None
        return self._on(covered, columns)

    def _on(self, covered: Sequence[Token | None], columns: Sequence[str]) -> tuple[Token | None, ...]:
        row: dict[str, Token | None] = {}
        seen: set[int] = set()
        for column, token in zip(self.ids, covered, strict=True):
            if column is not None and token is not None and id(token) not in seen:
                row[column] = token
                seen.add(id(token))
        return tuple(row.get(column) for column in columns)


def header_columns(lines: Sequence[Line], book: LabelBook) -> list[tuple[Piece, str]]:
    """Header labels with the column each names, in reading order; labels of two pieces come once."""
    found: list[tuple[Piece, str]] = []
    for line in lines:
        if line.prose:
            continue
        pieces = [item for item in line.items if isinstance(item, Piece)]
        for piece in pieces:
            hit = next((h for h in book.hits(piece.ordinal, piece.bare) if h.entry.kind == "column"), None)
            if hit is None or piece.ordinal or hit.score < 0.3:
                continue
            if hit.how == "piece" and hit.score < 0.95:
                rivals = [
                    h for h in book.hits(piece.ordinal, piece.bare) if h.entry.kind == "column" and h.score == hit.score
                ]
                if len(rivals) > 1:
                    continue
            found.append((piece, hit.entry.id))
    return found


def grid_columns(
    rows: Sequence[Row], headers: Sequence[tuple[Piece, str]], columns: Sequence[str]
) -> GridColumns | None:
    """The value columns of one grid from its rows and the header labels drawn in it."""
    cols = _value_columns(rows, headers, len(columns))
    if not cols:
        return None
    named: dict[int, str] = {}
    for piece, column in headers:
        for col in range(piece.col, piece.col_end):
            named[col] = column
    by_header: list[str | None] = [named.get(col) for col in cols]
    known = [column for column in by_header if column is not None]
    distinct = len(set(known)) == len(known)
    if len(cols) == len(columns):
        in_order = all(a is None or a == b for a, b in zip(by_header, columns, strict=True))
        if in_order:
            return GridColumns(cols, list(columns), "order" if not known else "header")
        if distinct and len(known) == len(columns):
            return GridColumns(cols, by_header, "header", odd=True, rival=list(columns))
        shifted = [column for _, column in headers]
        if Counter(shifted) == Counter(columns) or not distinct or len(known) <= 2 or _is_shift(named, columns):
            return GridColumns(cols, list(columns), "order", odd=True, rival=by_header)
        return GridColumns(cols, by_header, "header", odd=True, rival=list(columns))
    if known and distinct and len(known) >= min(2, len(cols)):
        return GridColumns(cols, by_header, "header")
    if len(cols) == 1 and all(len(row.tokens) <= 1 for row in rows) and (not known or known == [columns[-1]]):
        return GridColumns(cols, [columns[-1]], "header" if known else "order", odd=not known)
    return None


def trim_packed(grids: Sequence[Sequence[Row]], heads: Sequence[Sequence[tuple[Piece, str]]], width: int) -> None:
    """Cut the blank cells beside the ``width`` values of each row: those that fill it up, or that merged labels cover.

    Told from the rows: whatever a row has too much is blank at its end (a merged label takes one cell only, the row is
    filled up), or at its start; or else from the header labels ``heads``. A grid that does not say takes after the others
    (they are parts of one table). Where nothing says and rows end in different columns, they are doubtful.
    """
    verdicts = [_is_packed(rows, width) for rows in grids]
    verdicts = [_by_head(head) if v is None else v for v, head in zip(verdicts, heads, strict=True)]
    known = {verdict for verdict in verdicts if verdict is not None}
    common = next(iter(known)) if len(known) == 1 else None
    for rows, verdict in zip(grids, verdicts, strict=True):
        packed = common if verdict is None else verdict
        ragged = len({max(t.col_end for t in row.tokens) for row in rows if row.tokens}) > 1
        for row in rows:
            if len(row.tokens) <= width or len(row.runs) != 1:
                continue
            if packed is not None:
                kept, cut = row.tokens[:width], row.tokens[width:]
                if not packed:
                    kept, cut = row.tokens[-width:], row.tokens[:-width]
                if not any(map(_counts, cut)):
                    row.runs[0].tokens = kept
            elif ragged and any(map(_counts, row.tokens)):
                row.doubtful = True


def _by_head(head: Sequence[tuple[Piece, str]]) -> bool | None:
    """总计 stands beside its neighbour where labels take one cell each, and far off where they cover their columns."""
    persons = {piece.line: piece.col for piece, column in head if column == "person"}
    for piece, column in head:
        if column == "total" and piece.line in persons:
            distance = piece.col - persons[piece.line]
            return True if distance == 2 else False if distance >= 6 else None
    return None


def _is_packed(rows: Sequence[Row], width: int) -> bool | None:
    leading = trailing = True
    for row in rows:
        tokens = row.tokens
        surplus = len(tokens) - width
        if surplus > 0:
            leading = leading and not any(map(_counts, tokens[:surplus]))
            trailing = trailing and not any(map(_counts, tokens[-surplus:]))
    return trailing if leading != trailing else None


def _is_shift(named: dict[int, str], columns: Sequence[str]) -> bool:
    """Whether the header labels come in the form's order, some cells to the left or right of their numbers."""
    order = [columns.index(named[col]) for col in sorted(named) if named[col] in columns]
    return order == sorted(order) and len(order) >= 3


def _value_columns(rows: Sequence[Row], headers: Sequence[tuple[Piece, str]], width: int) -> list[int]:
    filled: Counter[int] = Counter()
    drawn: Counter[int] = Counter()
    for row in rows:
        for token in row.tokens:
            drawn[token.col] += 1
            if _counts(token):
                filled[token.col] += 1
    if not drawn:
        return []
    counts = Counter(len(row.tokens) for row in rows if row.tokens)
    if counts[width] > 0.7 * sum(counts.values()):  # rows of just as many cells, wherever they begin
        usual = Counter(tuple(t.col for t in row.tokens) for row in rows if len(row.tokens) == width)
        return list(usual.most_common(1)[0][0])
    often = max(1, len(rows) // 4)
    with_values = sorted(col for col, n in filled.items() if n >= often)
    all_drawn = sorted(col for col, n in drawn.items() if n >= often)
    if len(with_values) == width:
        return with_values
    heads = sorted({col for piece, _ in headers for col in range(piece.col, piece.col_end)})
    if len(with_values) < width:
        if len(all_drawn) == width:
            return all_drawn
        union = sorted(set(with_values) | (set(heads) & set(all_drawn)))
        if len(union) == width:
            return union
        tail = all_drawn[-width:]  # blank label cells stand to the left of the numbers
        if len(tail) == width and set(with_values) <= set(tail):
            return tail
        return all_drawn
    return with_values


def _counts(token: Token) -> bool:
    """Whether a cell shows that its column is one of numbers: blanks and remarks do not."""
    return token.reading.state is not CellState.BLANK and token.reading.note not in ("cell_unclear", "cell_no_change")


# -- flat text ------------------------------------------------------------------------------------------------------


def slots_by_position(tokens: Sequence[Token], rows: Sequence[Sequence[Token]], width: int) -> list[int] | None:
    """Columns of a row's numbers from where they stand under the numbers of the rows drawn near it.

    Complete rows show where the columns are; without one, the numbers of all rows must fall into ``width`` clearly
    separate stripes. None if the numbers are not on one line, or stand between the columns.
    """
    if not tokens or len({token.line for token in tokens}) != 1:
        return None
    line = tokens[0].line
    beside = [row for row in rows if row and abs(row[0].line - line) <= 20 and len({t.line for t in row}) == 1]
    complete = sorted((row for row in beside if len(row) == width), key=lambda row: abs(row[0].line - line))[:4]
    near = [row for row in complete if abs(row[0].line - line) <= 12]
    answers: list[list[int]] = []
    for measure in (_by_screen, _by_character):
        stripes = _stripes_of(near, measure) if near else _stripes(beside, width, measure)
        answer = _slots(tokens, stripes, measure) if stripes else None
        if answer is not None:
            answers.append(answer)
    if not answers or any(answer != answers[0] for answer in answers):
        return None
    return answers[0]


Edges = tuple[float, float]


def _by_screen(token: Token) -> Edges:
    return token.left, token.right


def _by_character(token: Token) -> Edges:
    return token.at, token.at + len(token.raw)


Measure = Callable[[Token], Edges]


def _stripes_of(complete: Sequence[Sequence[Token]], measure: Measure) -> list[Edges]:
    spans: list[Edges] = []
    for column in range(len(complete[0])):
        edges = [measure(row[column]) for row in complete]
        spans.append((min(a for a, _ in edges), max(b for _, b in edges)))
    return spans


def _stripes(rows: Sequence[Sequence[Token]], width: int, measure: Measure) -> list[Edges]:
    """Where numbers of any row stand, as separate stripes; none unless there are as many as columns."""
    edges = sorted(measure(token) for row in rows for token in row if not token.glued)
    stripes: list[Edges] = []
    for left, right in edges:
        if stripes and left <= stripes[-1][1]:
            stripes[-1] = (stripes[-1][0], max(stripes[-1][1], right))
        else:
            stripes.append((left, right))
    return stripes if len(stripes) == width and len(rows) >= 5 else []


def _slots(tokens: Sequence[Token], spans: Sequence[Edges], measure: Measure) -> list[int] | None:
    width = len(spans)
    gaps = [b[0] - a[1] for a, b in zip(spans, spans[1:], strict=False)]
    if min(gaps, default=0) < 1:
        return None  # the columns are not aligned
    slots: list[int] = []
    for token in tokens:
        left, right = measure(token)
        distances = [max(a - right, left - b, 0) for a, b in spans]
        order = sorted(range(width), key=lambda i: distances[i])
        first, second = distances[order[0]], distances[order[1]] if width > 1 else 99
        if first > 2 or second < first + 2:
            return None
        slots.append(order[0])
    return slots if all(a < b for a, b in zip(slots, slots[1:], strict=False)) else None


def slots_by_gaps(text: str, tokens: Sequence[Token], begin: int, end: int | None, width: int) -> list[int] | None:
    """Columns of numbers drawn one a line, from the empty lines that blank cells have left behind.

    ``begin`` is the end of the label before, ``end`` the start of what follows the row (None if nothing does). None
    unless all gaps are multiples of one step and the row comes out exactly ``width`` cells long (where its end is known).
    """
    if len({token.line for token in tokens}) != len(tokens) or not tokens:
        return None
    edges = [begin, *(edge for token in tokens for edge in (token.span.start, token.span.end))]
    gaps = [text.count("\n", a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    if end is not None:
        gaps.append(text.count("\n", edges[-1], end))
    step = min(gaps)
    if step < 1 or any(gap % step for gap in gaps):
        return None
    slots: list[int] = []
    position = -1
    for gap in gaps[: len(tokens)]:
        position += gap // step
        slots.append(position)
    if end is None:
        return slots if position < width and max(gaps) > step else None
    return slots if position + gaps[-1] // step == width else None
