"""The statistical annex of the reports of 2014-2018: one number an indicator.

Takes all lines of a document, gives a :class:`~.emit.Draft` with cells ``annex.section.indicator``. An indicator with no
number stays blank, one with several is left open.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.forms import load_form
from nlp.structure.tables.align import Alignment, Row, align_rows
from nlp.structure.tables.emit import Draft, cell_of, undetermined_cell
from nlp.structure.tables.labels import label_book
from nlp.structure.tables.lines import Line
from nlp.types import CellState, Span

__all__ = ["bind_annex"]

_KINDS = frozenset({"row", "header"})
_ENOUGH = 12
_STRAY = 1.0


def bind_annex(lines: Sequence[Line], text: str) -> Draft | None:
    """The annex drawn somewhere among ``lines``, or None if fewer than a dozen of its indicators are found."""
    alignment = align_rows(lines, label_book("annex"), 1, kinds=_KINDS)
    if alignment is None:
        return None
    rows = {key: row for key, row in alignment.rows.items() if row.entry.kind == "row"}
    if sum(1 for row in rows.values() if any(t.reading.is_number for t in row.tokens)) < _ENOUGH:
        return None
    _take_strays(rows, alignment)
    draft = Draft("annex")
    form = load_form("annex")
    for key, row in rows.items():
        cell_id = f"annex.{key}"
        column = form.column(cell_id)
        draft.found.add(key)
        drawn = [token for token in row.tokens if token.reading.state is not CellState.BLANK]
        place = _place(row)
        if len(drawn) > 1:
            draft.say("row_undetermined", Span(drawn[0].span.start, drawn[-1].span.end), label=column.zh)
            undetermined_cell(draft, text, cell_id, column.unit, drawn, place)
            continue
        token = drawn[0] if drawn else (row.tokens[0] if row.tokens else None)
        inferred = row.evidence < 4.5 and token is not None
        cell_of(draft, text, cell_id, column, token, place, inferred=inferred, confidence=0.7 if inferred else 1.0)
    draft.lines.update(
        line.index for line in lines if alignment.first <= line.index <= alignment.last and not line.prose
    )
    return draft


def _take_strays(rows: dict[str, Row], alignment: Alignment) -> None:
    """A number beside a piece of a label that says nothing by itself goes to the one indicator without a number there."""
    empty = [row for row in rows.values() if not any(t.reading.state is not CellState.BLANK for t in row.tokens)]
    for run in [*alignment.loose, *(run for _, run in alignment.foreign)]:
        drawn = [token for token in run.tokens if token.reading.state is not CellState.BLANK]
        if len(drawn) != 1:
            continue
        near = [row for row in empty if any(abs(piece.line - drawn[0].line) <= 1 for piece in row.pieces)]
        if len(near) == 1:
            near[0].runs, near[0].evidence = [run], _STRAY
            empty.remove(near[0])


def _place(row: Row) -> int:
    if row.tokens:
        return row.tokens[0].span.start
    return max((piece.span.end for piece in row.pieces), default=0)
